package sinter.ir.wire;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Puts payloads in the place of the placeholders of a serialized model: the reverse of {@link
 * WireScanner}. All lengths are {@code long}, and memory use does not depend on the payloads.
 */
public final class WireSplicer {
  /** Bytes of one tensor, produced when they are written. */
  public interface Payload {
    /** Number of bytes. */
    long length();

    /** Writes exactly {@link #length} bytes. */
    void writeTo(WritableByteChannel out) throws IOException;

    /** The bytes of a segment. */
    static Payload of(MemorySegment bytes) {
      return new SegmentPayload(bytes);
    }
  }

  private final byte[] message;
  private final List<Payload> payloads = new ArrayList<>();
  private final Edits edits;

  /**
   * @param message a serialized ModelProto with a {@link Placeholder} as every {@code raw_data}
   * @param payloads gives the payload of an index; asked once per placeholder, in message order
   * @throws IllegalArgumentException when {@code message} is anything else
   */
  public WireSplicer(byte[] message, IntFunction<Payload> payloads) {
    this.message = message;
    try {
      this.edits =
          new Edits(
              MemorySegment.ofArray(message),
              (ordinal, at, length) -> {
                var index = Placeholder.index(ByteBuffer.wrap(message, (int) at, (int) length));
                var payload = payloads.apply(index);
                this.payloads.add(payload);
                return payload.length();
              });
    } catch (MalformedWire e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Size in bytes of what {@link #writeTo} writes. */
  public long size() {
    return edits.total();
  }

  /** Writes the whole model, payloads in place. May be called again. */
  public void writeTo(WritableByteChannel target) throws IOException {
    var out = new Buffered(target);
    var from = 0;
    for (var edit : edits.list()) {
      out.write(ByteBuffer.wrap(message, from, (int) edit.at() - from));
      out.varint(edit.length());
      if (edit.payload() != Edits.NO_PAYLOAD) {
        var expected = out.written() + edit.length();
        payloads.get(edit.payload()).writeTo(out);
        if (out.written() != expected) {
          throw new IllegalStateException(
              "payload %d wrote %d bytes instead of %d"
                  .formatted(
                      edit.payload(), out.written() - expected + edit.length(), edit.length()));
        }
      }
      from = (int) edit.end();
    }
    out.write(ByteBuffer.wrap(message, from, message.length - from));
    out.flush();
  }

  private record SegmentPayload(MemorySegment bytes) implements Payload {
    private static final long CHUNK = 1 << 22;

    @Override
    public long length() {
      return bytes.byteSize();
    }

    @Override
    public void writeTo(WritableByteChannel out) throws IOException {
      for (long at = 0; at < length(); at += CHUNK) {
        var chunk = bytes.asSlice(at, Math.min(CHUNK, length() - at)).asByteBuffer();
        while (chunk.hasRemaining()) out.write(chunk);
      }
    }
  }

  /** Collects small writes; a write larger than the buffer goes straight through. */
  private static final class Buffered implements WritableByteChannel {
    private static final int SIZE = 1 << 16;

    private final WritableByteChannel target;
    private final ByteBuffer buffer = ByteBuffer.allocate(SIZE);
    private long written;

    Buffered(WritableByteChannel target) {
      this.target = target;
    }

    long written() {
      return written;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      var count = source.remaining();
      if (count > buffer.remaining()) flush();
      if (count <= buffer.remaining()) {
        buffer.put(source);
      } else {
        while (source.hasRemaining()) target.write(source);
      }
      written += count;
      return count;
    }

    void varint(long value) throws IOException {
      if (buffer.remaining() < 10) flush();
      Varint.put(buffer, value);
      written += Varint.size(value);
    }

    void flush() throws IOException {
      buffer.flip();
      while (buffer.hasRemaining()) target.write(buffer);
      buffer.clear();
    }

    @Override
    public boolean isOpen() {
      return target.isOpen();
    }

    @Override
    public void close() throws IOException {
      target.close();
    }
  }
}
