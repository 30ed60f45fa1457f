package sinter.ir.text;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import sinter.ir.tensor.Elements;
import sinter.ir.type.DType;

/**
 * Single elements as text and back, bit for bit: integers in decimal, floats as the shortest text that reads back as
 * the same bits, and bits in hexadecimal where no number names them (payloads of NaN, odd booleans).
 */
public final class Scalars {
  private Scalars() {}

  /** The text of an element of at most 64 bits, given as its zero-extended bits. */
  public static String text(DType dtype, long bits) {
    return switch (dtype.kind()) {
      case BOOL -> bits == 0 ? "false" : bits == 1 ? "true" : hex(bits);
      case SIGNED -> Long.toString(Elements.integer(dtype, bits));
      case UNSIGNED -> Long.toUnsignedString(Elements.integer(dtype, bits));
      case FLOAT -> real(dtype, bits);
      case COMPLEX, STRING -> throw new IllegalArgumentException(dtype + " is not one number");
    };
  }

  public static String text(float value) {
    return text(DType.F32, Integer.toUnsignedLong(Float.floatToRawIntBits(value)));
  }

  public static String text(double value) {
    return text(DType.F64, Double.doubleToRawLongBits(value));
  }

  private static String real(DType dtype, long bits) {
    double value = Elements.value(dtype, bits);
    double canonical = Double.isNaN(value) ? Double.NaN : value;
    if (Elements.bits(dtype, canonical) != bits) {
      return hex(bits);
    }
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    var digits =
        switch (dtype) {
          case F32 -> Float.toString((float) value);
          case F64 -> Double.toString(value);
          default -> Double.toString(shortest(dtype, bits, value));
        };
    return digits.toLowerCase(Locale.ROOT);
  }

  private static double shortest(DType dtype, long bits, double value) {
    if (value == 0) {
      return value;
    }
    for (int digits = 1; digits < 17; digits++) {
      double rounded =
          new BigDecimal(value)
              .round(new MathContext(digits, RoundingMode.HALF_EVEN))
              .doubleValue();
      if (Elements.bits(dtype, rounded) == bits) {
        return rounded;
      }
    }
    return value;
  }

  private static String hex(long bits) {
    return "0x" + Long.toHexString(bits);
  }

  /**
   * The bits of the element that {@code text} stands for.
   *
   * @throws IllegalArgumentException when it is no element of that type; the message says what was expected
   */
  public static long bits(DType dtype, String text) {
    if (text.startsWith("0x")) {
      return hexBits(dtype, text.substring(2));
    }
    return switch (dtype.kind()) {
      case BOOL -> bool(text);
      case SIGNED, UNSIGNED -> integer(dtype, text);
      case FLOAT -> real(dtype, text);
      case COMPLEX -> throw expected("a pair of numbers", text);
      case STRING -> throw expected("a string", text);
    };
  }

  private static IllegalArgumentException expected(String what, String found) {
    return new IllegalArgumentException("expected " + what + ", found " + found);
  }

  private static long hexBits(DType dtype, String digits) {
    var value = new BigInteger(digits, 16);
    if (dtype.bits() == 0 || value.bitLength() > Math.min(dtype.bits(), Long.SIZE)) {
      throw expected("the bits of one " + dtype, "0x" + digits);
    }
    return value.longValue();
  }

  private static long bool(String text) {
    return switch (text) {
      case "true" -> 1;
      case "false" -> 0;
      default -> throw expected("true or false", text);
    };
  }

  private static long integer(DType dtype, String text) {
    int width = dtype.bits();
    boolean isSigned = dtype.kind() == DType.Kind.SIGNED;
    BigInteger value;
    try {
      value = new BigInteger(text);
    } catch (NumberFormatException notAnInteger) {
      throw expected("an integer", text);
    }
    boolean fits =
        isSigned ? value.bitLength() < width : value.signum() >= 0 && value.bitLength() <= width;
    if (!fits) {
      throw expected("a value of " + dtype, text);
    }
    return width == Long.SIZE ? value.longValue() : value.longValue() & ((1L << width) - 1);
  }

  private static long real(DType dtype, String text) {
    long bits =
        switch (text) {
          case "nan" -> Elements.bits(dtype, Double.NaN);
          case "inf" -> Elements.bits(dtype, Double.POSITIVE_INFINITY);
          case "-inf" -> Elements.bits(dtype, Double.NEGATIVE_INFINITY);
          default -> finite(dtype, text);
        };
    boolean isInfinite = text.endsWith("inf");
    boolean isNaN = text.equals("nan");
    double value = Elements.value(dtype, bits);
    if (isInfinite != Double.isInfinite(value) || isNaN != Double.isNaN(value)) {
      throw expected("a value of " + dtype, text);
    }
    return bits;
  }

  private static long finite(DType dtype, String text) {
    try {
      return dtype == DType.F32
          ? Integer.toUnsignedLong(Float.floatToRawIntBits(Float.parseFloat(text)))
          : Elements.bits(dtype, Double.parseDouble(text));
    } catch (NumberFormatException notANumber) {
      throw expected("a number", text);
    }
  }
}
