package sinter.ir.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The eight bytes that stand where a payload was taken out: its index, little-endian. */
public final class Placeholder {
  /** Length of a placeholder in bytes. */
  public static final int BYTES = Long.BYTES;

  private Placeholder() {}

  /** The placeholder of payload {@code index}. */
  public static byte[] of(int index) {
    return ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(index).array();
  }

  /**
   * The index in a placeholder.
   *
   * @throws IllegalArgumentException when {@code bytes} are not a placeholder
   */
  public static int index(ByteBuffer bytes) {
    if (bytes.remaining() != BYTES) {
      throw new IllegalArgumentException("a placeholder has 8 bytes, not " + bytes.remaining());
    }
    var index = bytes.slice().order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (index < 0 || index > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a placeholder holds an index, not " + index);
    }
    return (int) index;
  }
}
