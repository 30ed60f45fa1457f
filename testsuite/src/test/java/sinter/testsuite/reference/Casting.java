package sinter.testsuite.reference;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/** Conversion between element types. */
final class Casting {
  private Casting() {}

  static Map<String, Operation> operations() {
    return Map.ofEntries(
        entry("Cast", Operation.one(call -> cast(call, target(call)))),
        entry("CastLike", Operation.one(call -> cast(call, call.array(1).type()))),
        entry("BitCast", Operation.one(Casting::bitCast)));
  }

  private static DataType target(Call call) {
    return call.version() < 6
        ? DataType.valueOf(call.text("to", "").toUpperCase(Locale.ROOT))
        : DataType.of(call.integer("to"));
  }

  private static Datum cast(Call call, DataType to) {
    boolean saturate = call.integer("saturate", 1) != 0;
    if (to != DataType.FLOAT8E8M0) {
      return cast(call.array(0), to, saturate);
    }
    var format = SmallFloat.of(to);
    var mode = call.text("round_mode", "up").toUpperCase(Locale.ROOT);
    var rounding = SmallFloat.Rounding.valueOf(mode);
    var x = cast(call.array(0), DataType.DOUBLE, saturate);
    var rounded = Elementary.map(x, v -> format.decode(format.power(v, saturate, rounding)));
    return Datum.Array.reals(to, x.shape(), rounded.reals());
  }

  /**
   * Converts each element. Reals are rounded to the target type ({@code saturate} counts for types of
   * 8 bits only); reals become integers by truncation, integers by wrapping around.
   */
  static Datum.Array cast(Datum.Array x, DataType to, boolean saturate) {
    if (to.isText()) {
      return Datum.Array.texts(x.shape(), texts(x));
    }
    if (x.type().isText()) {
      return parse(x, to, saturate);
    }
    if (to.isReal()) {
      boolean clamp = saturate && to.bits == 8;
      return Datum.Array.reals(
          to, x.shape(), Arrays.stream(x.reals()).map(v -> to.round(v, clamp)).toArray());
    }
    var out = new long[x.count()];
    for (int i = 0; i < out.length; i++) {
      out[i] =
          x.cells() instanceof Cells.Integers n ? to.wrap(n.at()[i]) : integer(x.reals()[i], to);
    }
    return Datum.Array.integers(to, x.shape(), out);
  }

  private static long integer(double value, DataType to) {
    if (to == DataType.BOOL) {
      return value != 0 ? 1 : 0;
    }
    if (to == DataType.UINT64 && value >= 0x1p63) {
      return (long) (value - 0x1p63) ^ Long.MIN_VALUE;
    }
    return to.wrap((long) value);
  }

  private static String[] texts(Datum.Array x) {
    return switch (x.cells()) {
      case Cells.Texts t -> t.at();
      case Cells.Integers n when x.type() == DataType.BOOL ->
          Arrays.stream(n.at()).mapToObj(v -> v == 0 ? "False" : "True").toArray(String[]::new);
      case Cells.Integers n ->
          Arrays.stream(n.at())
              .mapToObj(v -> x.type().isUnsigned() ? Long.toUnsignedString(v) : Long.toString(v))
              .toArray(String[]::new);
      case Cells.Reals r ->
          Arrays.stream(r.at()).mapToObj(v -> text(v, x.type())).toArray(String[]::new);
    };
  }

  private static String text(double value, DataType type) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "INF" : "-INF";
    }
    var shortest = type == DataType.DOUBLE ? Double.toString(value) : Float.toString((float) value);
    var plain = new java.math.BigDecimal(shortest).stripTrailingZeros().toPlainString();
    return plain;
  }

  private static Datum.Array parse(Datum.Array x, DataType to, boolean saturate) {
    var texts = x.texts();
    if (to.isInteger() && Arrays.stream(texts).allMatch(t -> t.matches("[+-]?\\d+"))) {
      return Datum.Array.integers(
          to, x.shape(), Arrays.stream(texts).mapToLong(t -> to.wrap(Long.parseLong(t))).toArray());
    }
    var values = Arrays.stream(texts).mapToDouble(Casting::number).toArray();
    return cast(Datum.Array.reals(DataType.DOUBLE, x.shape(), values), to, saturate);
  }

  private static double number(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan" -> Double.NaN;
      case "inf", "+inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private static Datum bitCast(Call call) {
    var x = call.array(0);
    var to = DataType.of(call.integer("to"));
    if (to.bits != x.type().bits) {
      throw new IllegalArgumentException(x.type() + " and " + to + " differ in width");
    }
    return TensorDecoding.ofPatterns(to, x.shape(), TensorDecoding.patterns(x));
  }
}
