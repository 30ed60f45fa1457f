package sinter.backend.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/** The two streams of a process as a channel that moves large blocks and flushes after each. */
final class StreamChannel implements ByteChannel {
  private static final int BLOCK_BYTES = 1 << 18;

  private final InputStream in;
  private final OutputStream out;
  private final byte[] inBlock = new byte[BLOCK_BYTES];
  private final byte[] outBlock = new byte[BLOCK_BYTES];
  private volatile boolean open = true;

  StreamChannel(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int n = in.read(inBlock, 0, Math.min(BLOCK_BYTES, target.remaining()));
    if (n > 0) {
      target.put(inBlock, 0, n);
    }
    return n;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int n = Math.min(BLOCK_BYTES, source.remaining());
    source.get(outBlock, 0, n);
    out.write(outBlock, 0, n);
    out.flush();
    return n;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() throws IOException {
    open = false;
    try (in;
        out) {
      out.flush();
    }
  }
}
