package sinter.worker.protocol;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends and receives messages.
 *
 * <p>Layout: magic, tag, head length and blob count as 32-bit integers; then the length of each blob as a
 * 64-bit integer; then the head; then the blobs. Sizes are checked before anything is allocated.
 */
public final class Pipe {
  private static final int MAGIC = 0x31544e53;
  private static final int HEADER_BYTES = 16;
  private static final int MAX_HEAD_BYTES = 1 << 28;
  private static final int MAX_BLOBS = 1 << 20;
  private static final long MAX_BLOB_BYTES = 1L << 40;
  private static final long CHUNK_BYTES = 1 << 26;
  private static final long ALIGNMENT = 64;

  private final ReadableByteChannel in;
  private final WritableByteChannel out;

  public Pipe(ReadableByteChannel in, WritableByteChannel out) {
    this.in = in;
    this.out = out;
  }

  /** Writes a whole message. */
  public void send(Message message) throws IOException {
    List<MemorySegment> blobs = message.blobs();
    ByteBuffer header =
        ByteBuffer.allocate(HEADER_BYTES + 8 * blobs.size()).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(MAGIC).putInt(message.tag());
    header.putInt(Math.toIntExact(message.head().byteSize())).putInt(blobs.size());
    for (MemorySegment blob : blobs) {
      header.putLong(blob.byteSize());
    }
    write(header.flip());
    writeSegment(message.head());
    for (MemorySegment blob : blobs) {
      writeSegment(blob);
    }
  }

  /**
   * Reads the next message, its blobs into memory of {@code allocator}; null at the end of the stream.
   *
   * @throws ProtocolException if the bytes are not a message
   * @throws EOFException if the stream ends inside a message
   */
  public @Nullable Message receive(SegmentAllocator allocator) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    if (!readFully(header, true)) {
      return null;
    }
    header.flip();
    int magic = header.getInt();
    if (magic != MAGIC) {
      throw new ProtocolException("magic 0x%08x, expected 0x%08x".formatted(magic, MAGIC));
    }
    int tag = header.getInt();
    int headBytes = within("head length", header.getInt(), MAX_HEAD_BYTES);
    int blobCount = within("blob count", header.getInt(), MAX_BLOBS);
    ByteBuffer lengths = ByteBuffer.allocate(8 * blobCount).order(ByteOrder.LITTLE_ENDIAN);
    readFully(lengths, false);
    lengths.flip();
    byte[] head = new byte[headBytes];
    readFully(ByteBuffer.wrap(head), false);
    List<MemorySegment> blobs = new ArrayList<>(blobCount);
    for (int i = 0; i < blobCount; i++) {
      long bytes = lengths.getLong();
      if (bytes < 0 || bytes > MAX_BLOB_BYTES) {
        throw new ProtocolException("blob of " + bytes + " bytes");
      }
      MemorySegment blob = allocator.allocate(bytes, ALIGNMENT);
      for (long at = 0; at < bytes; at += CHUNK_BYTES) {
        readFully(blob.asSlice(at, Math.min(CHUNK_BYTES, bytes - at)).asByteBuffer(), false);
      }
      blobs.add(blob);
    }
    return new Message(tag, MemorySegment.ofArray(head), blobs);
  }

  private static int within(String what, int value, int limit) throws ProtocolException {
    if (value < 0 || value > limit) {
      throw new ProtocolException(what + " " + value + ", expected at most " + limit);
    }
    return value;
  }

  private boolean readFully(ByteBuffer buffer, boolean mayEnd) throws IOException {
    while (buffer.hasRemaining()) {
      if (in.read(buffer) < 0) {
        if (mayEnd && buffer.position() == 0) {
          return false;
        }
        throw new EOFException("the stream ends inside a message");
      }
    }
    return true;
  }

  private void writeSegment(MemorySegment segment) throws IOException {
    long bytes = segment.byteSize();
    for (long at = 0; at < bytes; at += CHUNK_BYTES) {
      write(segment.asSlice(at, Math.min(CHUNK_BYTES, bytes - at)).asByteBuffer());
    }
  }

  private void write(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      out.write(buffer);
    }
  }
}
