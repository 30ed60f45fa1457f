package sinter.ir.tensor;

import sinter.ir.type.DType;

/**
 * Floating-point formats of at most 16 bits, described by their fields. Sources: IEEE 754 binary16, bfloat16, OCP 8-bit
 * FP8 (E4M3FN, E5M2), their FNUZ variants (no negative zero, the code 0x80 is NaN), OCP MX E2M1 and E8M0.
 *
 * @param exponent exponent bits
 * @param mantissa fraction bits
 * @param bias exponent bias
 * @param signed whether there is a sign bit
 * @param specials how infinities and NaN are coded
 */
record SmallFloat(int exponent, int mantissa, int bias, boolean signed, Specials specials) {
  /** How a format codes what is not a finite number. */
  enum Specials {
    /** The largest exponent is Inf (fraction 0) or NaN. */
    IEEE,
    /** No Inf; all ones is NaN. */
    FN,
    /** No Inf, no negative zero; the sign bit alone is NaN. */
    FNUZ,
    /** Finite numbers only. */
    NONE
  }

  private static final SmallFloat F16 = new SmallFloat(5, 10, 15, true, Specials.IEEE);
  private static final SmallFloat BF16 = new SmallFloat(8, 7, 127, true, Specials.IEEE);
  private static final SmallFloat E4M3FN = new SmallFloat(4, 3, 7, true, Specials.FN);
  private static final SmallFloat E4M3FNUZ = new SmallFloat(4, 3, 8, true, Specials.FNUZ);
  private static final SmallFloat E5M2 = new SmallFloat(5, 2, 15, true, Specials.IEEE);
  private static final SmallFloat E5M2FNUZ = new SmallFloat(5, 2, 16, true, Specials.FNUZ);
  private static final SmallFloat E2M1 = new SmallFloat(2, 1, 1, true, Specials.NONE);
  private static final SmallFloat E8M0 = new SmallFloat(8, 0, 127, false, Specials.FN);

  static SmallFloat of(DType dtype) {
    return switch (dtype) {
      case F16 -> F16;
      case BF16 -> BF16;
      case F8E4M3FN -> E4M3FN;
      case F8E4M3FNUZ -> E4M3FNUZ;
      case F8E5M2 -> E5M2;
      case F8E5M2FNUZ -> E5M2FNUZ;
      case F4E2M1 -> E2M1;
      case F8E8M0 -> E8M0;
      case F32,
          F64,
          U8,
          I8,
          U16,
          I16,
          I32,
          I64,
          STRING,
          BOOL,
          U32,
          U64,
          C64,
          C128,
          U4,
          I4,
          U2,
          I2 ->
          throw new IllegalArgumentException("not a small float: " + dtype);
    };
  }

  double decode(long bits) {
    if (!signed) {
      return bits == 0xFF ? Double.NaN : Math.scalb(1.0, (int) bits - bias);
    }
    int e = (int) (bits >> mantissa) & ((1 << exponent) - 1);
    int f = (int) bits & ((1 << mantissa) - 1);
    boolean negative = (bits >> (exponent + mantissa) & 1) != 0;
    int top = (1 << exponent) - 1;
    if (specials == Specials.IEEE && e == top) {
      return f != 0 ? Double.NaN : negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    if (specials == Specials.FN && e == top && f == (1 << mantissa) - 1) {
      return Double.NaN;
    }
    if (specials == Specials.FNUZ && negative && e == 0 && f == 0) {
      return Double.NaN;
    }
    double v =
        e == 0
            ? Math.scalb(f, 1 - bias - mantissa)
            : Math.scalb(f + (1 << mantissa), e - bias - mantissa);
    return negative ? -v : v;
  }

  /** To nearest, ties to even; beyond the largest finite number: Inf where the format has one, else the largest. */
  long encode(double value) {
    if (!signed) {
      return encodeScale(value);
    }
    long sign = (Double.doubleToRawLongBits(value) < 0 ? 1L : 0L) << (exponent + mantissa);
    if (Double.isNaN(value)) {
      return nan(sign);
    }
    double a = Math.abs(value);
    long magnitude = a == 0 ? 0 : round(a);
    if (specials == Specials.FNUZ && magnitude == 0) {
      return 0;
    }
    return sign | magnitude;
  }

  private long nan(long sign) {
    return switch (specials) {
      case IEEE -> sign | (long) ((1 << exponent) - 1) << mantissa | 1L << (mantissa - 1);
      case FN -> sign | (1L << (exponent + mantissa)) - 1;
      case FNUZ -> 1L << (exponent + mantissa);
      case NONE -> 0;
    };
  }

  private long round(double a) {
    long largest = largest();
    if (Double.isInfinite(a)) {
      return specials == Specials.IEEE ? largest + 1 : largest;
    }
    int e = Math.max(Math.getExponent(a), 1 - bias);
    double unit = Math.scalb(1.0, e - mantissa);
    long m = (long) Math.rint(a / unit);
    long code = ((long) (e - (1 - bias)) << mantissa) + m;
    return code > largest && specials != Specials.IEEE ? largest : Math.min(code, largest + 1);
  }

  /** Code of the largest finite number, sign cleared. */
  private long largest() {
    long all = (1L << (exponent + mantissa)) - 1;
    return switch (specials) {
      case IEEE -> ((long) ((1 << exponent) - 1) << mantissa) - 1;
      case FN -> all - 1;
      case FNUZ, NONE -> all;
    };
  }

  private long encodeScale(double value) {
    if (Double.isNaN(value) || value < 0) {
      return 0xFF;
    }
    if (value == 0) {
      return 0;
    }
    int e = Math.getExponent(value);
    double fraction = value / Math.scalb(1.0, e);
    return Math.clamp((long) (fraction >= 1.5 ? e + 1 : e) + bias, 0, 254);
  }
}
