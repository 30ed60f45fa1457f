package sinter.testsuite.reference;

/**
 * A floating point format of at most 16 bits: one sign bit (unless {@code exponentOnly}), then
 * exponent, then mantissa. Conversion rounds to nearest, ties to even, straight from double.
 *
 * @param infinities whether the all-ones exponent means infinity and NaN, as in IEEE 754
 * @param unsignedZero whether the pattern of minus zero is the only NaN
 * @param exponentOnly a power of two without sign, zero or infinity; 0xFF is NaN
 */
record SmallFloat(
    int exponentBits,
    int mantissaBits,
    int bias,
    boolean infinities,
    boolean unsignedZero,
    boolean hasNan,
    boolean exponentOnly) {
  private static final SmallFloat F16 = new SmallFloat(5, 10, 15, true, false, true, false);
  private static final SmallFloat BF16 = new SmallFloat(8, 7, 127, true, false, true, false);
  private static final SmallFloat E4M3FN = new SmallFloat(4, 3, 7, false, false, true, false);
  private static final SmallFloat E4M3FNUZ = new SmallFloat(4, 3, 8, false, true, true, false);
  private static final SmallFloat E5M2 = new SmallFloat(5, 2, 15, true, false, true, false);
  private static final SmallFloat E5M2FNUZ = new SmallFloat(5, 2, 16, false, true, true, false);
  private static final SmallFloat E2M1 = new SmallFloat(2, 1, 1, false, false, false, false);
  private static final SmallFloat E8M0 = new SmallFloat(8, 0, 127, false, false, true, true);

  static SmallFloat of(DataType type) {
    return switch (type) {
      case FLOAT16 -> F16;
      case BFLOAT16 -> BF16;
      case FLOAT8E4M3FN -> E4M3FN;
      case FLOAT8E4M3FNUZ -> E4M3FNUZ;
      case FLOAT8E5M2 -> E5M2;
      case FLOAT8E5M2FNUZ -> E5M2FNUZ;
      case FLOAT4E2M1 -> E2M1;
      case FLOAT8E8M0 -> E8M0;
      default -> throw new IllegalArgumentException(type + " is no small float");
    };
  }

  private int signBit() {
    return 1 << (exponentBits + mantissaBits);
  }

  /** Largest magnitude pattern that is a finite number. */
  private int largest() {
    int all = signBit() - 1;
    if (infinities) {
      return all - (1 << mantissaBits);
    }
    return hasNan && !unsignedZero ? all - 1 : all;
  }

  private int nan() {
    if (exponentOnly) {
      return 0xFF;
    }
    if (unsignedZero) {
      return signBit();
    }
    return infinities ? largest() + 1 + (1 << (mantissaBits - 1)) : signBit() - 1;
  }

  double decode(int pattern) {
    if (exponentOnly) {
      return (pattern & 0xFF) == 0xFF ? Double.NaN : Math.scalb(1.0, (pattern & 0xFF) - bias);
    }
    int magnitude = pattern & (signBit() - 1);
    boolean negative = (pattern & signBit()) != 0;
    if (unsignedZero && negative && magnitude == 0) {
      return Double.NaN;
    }
    if (hasNan && magnitude > largest()) {
      boolean infinite = infinities && magnitude == largest() + 1;
      return !infinite
          ? Double.NaN
          : negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    int exponent = magnitude >> mantissaBits;
    int mantissa = magnitude & ((1 << mantissaBits) - 1);
    double value =
        exponent == 0
            ? Math.scalb((double) mantissa, 1 - bias - mantissaBits)
            : Math.scalb((double) (mantissa + (1 << mantissaBits)), exponent - bias - mantissaBits);
    return negative ? -value : value;
  }

  /** The pattern nearest to the value. Formats without NaN map it to their largest number. */
  int encode(double value, boolean saturate) {
    if (exponentOnly) {
      return encodePower(value, saturate);
    }
    if (Double.isNaN(value)) {
      return hasNan ? nan() : largest();
    }
    boolean negative = Double.compare(value, 0.0) < 0;
    int sign = negative ? signBit() : 0;
    int magnitude = magnitude(Math.abs(value));
    if (magnitude > largest()) {
      return overflow(sign, saturate);
    }
    return magnitude == 0 && unsignedZero ? 0 : sign | magnitude;
  }

  private int overflow(int sign, boolean saturate) {
    if (saturate || !hasNan) {
      return sign | largest();
    }
    if (infinities) {
      return sign | (largest() + 1);
    }
    return unsignedZero ? nan() : sign | nan();
  }

  private int magnitude(double value) {
    if (Double.isInfinite(value)) {
      return Integer.MAX_VALUE;
    }
    int exponent = value == 0 ? -2000 : Math.getExponent(value);
    int unit = Math.max(exponent, 1 - bias) - mantissaBits;
    if (exponent > bias + 2) {
      return Integer.MAX_VALUE;
    }
    long steps = (long) Math.rint(Math.scalb(value, -unit));
    int biased = Math.max(exponent, 1 - bias) + bias;
    return (int) (((long) (biased - 1) << mantissaBits) + steps);
  }

  private int encodePower(double value, boolean saturate) {
    return power(value, saturate, Rounding.NEAREST);
  }

  /** Which of two neighbouring powers of two a value between them becomes. */
  enum Rounding {
    UP,
    DOWN,
    NEAREST
  }

  /** The pattern of a power of two near the value, for the format without mantissa. */
  int power(double value, boolean saturate, Rounding rounding) {
    if (Double.isNaN(value) || value < 0) {
      return 0xFF;
    }
    if (value == 0) {
      return saturate ? 0 : 0xFF;
    }
    if (Double.isInfinite(value)) {
      return saturate ? 0xFE : 0xFF;
    }
    int exponent = Math.getExponent(value);
    double fraction = value / Math.scalb(1.0, exponent);
    boolean up =
        switch (rounding) {
          case UP -> fraction > 1;
          case DOWN -> false;
          case NEAREST -> fraction >= 1.5;
        };
    int biased = exponent + bias + (up ? 1 : 0);
    return biased < 0 ? (saturate ? 0 : 0xFF) : biased > 0xFE ? (saturate ? 0xFE : 0xFF) : biased;
  }
}
