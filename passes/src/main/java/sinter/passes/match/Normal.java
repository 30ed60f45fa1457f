package sinter.passes.match;

import sinter.ir.type.DType;

/** The numbers that a float format represents to its full relative precision. */
public final class Normal {
  private Normal() {}

  /** True when {@code value} is neither too large nor too small in size for the format. */
  public static boolean holds(DType dtype, double value) {
    double size = Math.abs(value);
    return switch (dtype) {
      case F16 -> size >= 0x1p-14 && size <= 65504;
      case F32, BF16 -> size >= Float.MIN_NORMAL && size <= Float.MAX_VALUE;
      case F64 -> size >= Double.MIN_NORMAL && size <= Double.MAX_VALUE;
      case U8, I8, U16, I16, I32, I64, U32, U64, U4, I4, U2, I2, BOOL, STRING, C64, C128 -> false;
      case F8E4M3FN, F8E4M3FNUZ, F8E5M2, F8E5M2FNUZ, F4E2M1, F8E8M0 -> false;
    };
  }
}
