package sinter.ir.wire;

import java.nio.ByteBuffer;

/** Numbers as protobuf writes them: seven bits a byte, low bits first. */
final class Varint {
  private Varint() {}

  /** Bytes that {@code value} takes, 1 to 10. */
  static int size(long value) {
    return value == 0 ? 1 : (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7;
  }

  static void put(ByteBuffer out, long value) {
    var rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }
}
