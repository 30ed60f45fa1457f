package sinter.testsuite.reference;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/** Arithmetic of two or more operands with broadcasting. Integers wrap around. */
final class Arithmetic {
  private Arithmetic() {}

  static Map<String, Operation> operations() {
    return Map.ofEntries(
        entry("Add", binary((a, b) -> a + b, (a, b) -> a + b)),
        entry("Sub", binary((a, b) -> a - b, (a, b) -> a - b)),
        entry("Mul", binary((a, b) -> a * b, (a, b) -> a * b)),
        entry("Div", Operation.one(Arithmetic::divide)),
        entry("Mod", Operation.one(Arithmetic::modulo)),
        entry("Pow", Operation.one(Arithmetic::power)),
        entry("Max", fold(Arithmetic::max)),
        entry("Min", fold(Arithmetic::min)),
        entry("Sum", fold((a, b) -> combine(a, b, Double::sum, Long::sum))),
        entry("Mean", Operation.one(Arithmetic::mean)),
        entry("BitwiseAnd", bits((a, b) -> a & b)),
        entry("BitwiseOr", bits((a, b) -> a | b)),
        entry("BitwiseXor", bits((a, b) -> a ^ b)),
        entry("BitShift", Operation.one(Arithmetic::shift)));
  }

  /** Combines two arrays element by element after broadcasting; the type is that of the first. */
  static Datum.Array combine(
      Datum.Array a, Datum.Array b, DoubleBinaryOperator real, LongBinaryOperator integer) {
    var shape = Grid.broadcastShape(a.shape(), b.shape());
    var left = a.broadcast(shape);
    var right = b.broadcast(shape);
    var type = a.type();
    if (type.isReal()) {
      var x = left.reals();
      var y = right.reals();
      var out = new double[x.length];
      for (int i = 0; i < out.length; i++) {
        out[i] = real.applyAsDouble(x[i], y[i]);
      }
      return Datum.Array.reals(type, shape, out);
    }
    var x = left.integers();
    var y = right.integers();
    var out = new long[x.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = type.wrap(integer.applyAsLong(x[i], y[i]));
    }
    return Datum.Array.integers(type, shape, out);
  }

  /**
   * The second operand as modern broadcasting expects it: before opset 7 its axes line up with those
   * of the first from attribute {@code axis} on.
   */
  static Datum.Array second(Call call) {
    var a = call.array(0);
    var b = call.array(1);
    if (call.version() >= 7 || !call.flag("broadcast") || !call.hasAttribute("axis")) {
      return b;
    }
    int tail = a.rank() - a.axis(call.integer("axis")) - b.rank();
    var ones = new long[Math.max(tail, 0)];
    Arrays.fill(ones, 1);
    return b.reshaped(Grid.join(b.shape(), ones));
  }

  private static Operation binary(DoubleBinaryOperator real, LongBinaryOperator integer) {
    return Operation.one(call -> combine(call.array(0), second(call), real, integer));
  }

  private static Operation bits(LongBinaryOperator f) {
    return Operation.one(call -> {
      if (!call.array(0).type().isInteger()) {
        throw new IllegalArgumentException("bits of " + call.array(0).type());
      }
      return combine(call.array(0), call.array(1), (a, b) -> Double.NaN, f);
    });
  }

  private interface Combination {
    Datum.Array of(Datum.Array a, Datum.Array b);
  }

  private static Operation fold(Combination f) {
    return Operation.one(call -> call.arrays().stream().reduce(f::of).orElseThrow());
  }

  static Datum.Array max(Datum.Array a, Datum.Array b) {
    var order = Comparisons.order(a.type());
    return combine(a, b, Math::max, (x, y) -> order.compare(x, y) >= 0 ? x : y);
  }

  static Datum.Array min(Datum.Array a, Datum.Array b) {
    var order = Comparisons.order(a.type());
    return combine(a, b, Math::min, (x, y) -> order.compare(x, y) <= 0 ? x : y);
  }

  private static Datum mean(Call call) {
    var sum =
        call.arrays().stream()
            .reduce((a, b) -> combine(a, b, Double::sum, Long::sum))
            .orElseThrow();
    int n = call.operands();
    return Elementary.map(sum, v -> v / n);
  }

  private static Datum divide(Call call) {
    boolean unsigned = call.array(0).type().isUnsigned();
    return combine(
        call.array(0),
        second(call),
        (a, b) -> a / b,
        unsigned ? Long::divideUnsigned : (a, b) -> a / b);
  }

  private static Datum modulo(Call call) {
    if (call.array(0).type().isUnsigned()) {
      return combine(call.array(0), call.array(1), (a, b) -> a % b, Long::remainderUnsigned);
    }
    if (call.flag("fmod")) {
      return combine(call.array(0), call.array(1), (a, b) -> a % b, (a, b) -> a % b);
    }
    return combine(call.array(0), call.array(1), Arithmetic::floorMod, Math::floorMod);
  }

  private static double floorMod(double a, double b) {
    double rest = a % b;
    return rest != 0 && rest < 0 != b < 0 ? rest + b : rest;
  }

  private static Datum power(Call call) {
    var base = call.array(0);
    var exponent = second(call);
    if (base.type().isInteger() && exponent.type().isReal()) {
      var real = Datum.Array.reals(DataType.DOUBLE, base.shape(), base.reals());
      var out = combine(real, exponent, Math::pow, (a, b) -> a);
      return Casting.cast(out, base.type(), true);
    }
    if (base.type().isReal() && !exponent.type().isReal()) {
      exponent = Datum.Array.reals(base.type(), exponent.shape(), exponent.reals());
    }
    return combine(base, exponent, Math::pow, Arithmetic::integerPower);
  }

  private static long integerPower(long base, long exponent) {
    if (exponent < 0) {
      return (long) Math.pow((double) base, (double) exponent);
    }
    long result = 1;
    for (long square = base; exponent > 0; exponent >>= 1, square *= square) {
      result = (exponent & 1) == 1 ? result * square : result;
    }
    return result;
  }

  private static Datum shift(Call call) {
    int bits = call.array(0).type().bits;
    boolean left = call.text("direction", "").equals("LEFT");
    return combine(
        call.array(0),
        call.array(1),
        (a, b) -> Double.NaN,
        (a, b) -> b < 0 || b >= bits ? 0 : left ? a << b : a >>> b);
  }
}
