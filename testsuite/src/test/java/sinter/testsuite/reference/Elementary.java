package sinter.testsuite.reference;

import static java.util.Map.entry;

import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongUnaryOperator;

/** Elementary functions of one operand. */
final class Elementary {
  private Elementary() {}

  static Map<String, Operation> operations() {
    return Map.ofEntries(
        entry("Abs", numeric(Math::abs, Math::abs)),
        entry("Neg", numeric(x -> -x, x -> -x)),
        entry("Sign", numeric(Math::signum, Long::signum)),
        entry("Ceil", real(Math::ceil)),
        entry("Floor", real(Math::floor)),
        entry("Round", real(Math::rint)),
        entry("Exp", real(Math::exp)),
        entry("Log", real(Math::log)),
        entry("Sqrt", real(Math::sqrt)),
        entry("Reciprocal", real(x -> 1 / x)),
        entry("Erf", real(Elementary::erf)),
        entry("Sin", real(Math::sin)),
        entry("Cos", real(Math::cos)),
        entry("Tan", real(Math::tan)),
        entry("Asin", real(Math::asin)),
        entry("Acos", real(Math::acos)),
        entry("Atan", real(Math::atan)),
        entry("Sinh", real(Math::sinh)),
        entry("Cosh", real(Math::cosh)),
        entry("Tanh", real(Math::tanh)),
        entry("Asinh", real(Elementary::asinh)),
        entry("Acosh", real(x -> Math.log(x + Math.sqrt(x - 1) * Math.sqrt(x + 1)))),
        entry("Atanh", real(x -> 0.5 * (Math.log1p(x) - Math.log1p(-x)))),
        entry("BitwiseNot", numeric(Elementary::undefined, x -> ~x)),
        entry("Not", Operation.one(Elementary::not)),
        entry("IsNaN", Operation.one(Elementary::isNan)),
        entry("IsInf", Operation.one(Elementary::isInf)));
  }

  /** Applies a function to each element of the first operand, as a real number. */
  static Operation real(DoubleUnaryOperator f) {
    return Operation.one(call -> map(call.array(0), f));
  }

  static Datum.Array map(Datum.Array x, DoubleUnaryOperator f) {
    var in = x.reals();
    var out = new double[in.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = f.applyAsDouble(in[i]);
    }
    return x.with(out);
  }

  static Datum.Array mapIntegers(Datum.Array x, LongUnaryOperator f) {
    var in = x.integers();
    var out = new long[in.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = x.type().wrap(f.applyAsLong(in[i]));
    }
    return Datum.Array.integers(x.type(), x.shape(), out);
  }

  private static Operation numeric(DoubleUnaryOperator real, LongUnaryOperator integer) {
    return Operation.one(call ->
        call.array(0).type().isReal()
            ? map(call.array(0), real)
            : mapIntegers(call.array(0), integer));
  }

  private static double undefined(double value) {
    throw new IllegalArgumentException("bits of the real number " + value);
  }

  private static double asinh(double x) {
    double a = Math.abs(x);
    double y = a > 1e9 ? Math.log(a) + Math.log(2) : Math.log1p(a + a * a / (1 + Math.hypot(1, a)));
    return Math.copySign(y, x);
  }

  /**
   * The error function. Below 3 the series {@code 2/sqrt(pi) exp(-x^2) sum 2^n x^(2n+1) / (2n+1)!!}
   * of positive terms; above, the continued fraction of the complement.
   */
  static double erf(double x) {
    double a = Math.abs(x);
    if (Double.isNaN(x)) {
      return x;
    }
    if (a > 6) {
      return Math.signum(x);
    }
    if (a < 3) {
      double term = a;
      double sum = a;
      for (int n = 1; term > sum * 1e-17; n++) {
        term *= 2 * a * a / (2 * n + 1);
        sum += term;
      }
      return Math.copySign(2 / Math.sqrt(Math.PI) * Math.exp(-a * a) * sum, x);
    }
    double fraction = a;
    for (int n = 60; n > 0; n--) {
      fraction = a + n / 2.0 / fraction;
    }
    return Math.copySign(1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / fraction, x);
  }

  private static Datum not(Call call) {
    return mapIntegers(call.array(0), x -> 1 - x);
  }

  private static Datum isNan(Call call) {
    var in = call.array(0).reals();
    var out = new long[in.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = Double.isNaN(in[i]) ? 1 : 0;
    }
    return Datum.Array.integers(DataType.BOOL, call.array(0).shape(), out);
  }

  private static Datum isInf(Call call) {
    boolean negative = call.integer("detect_negative", 1) != 0;
    boolean positive = call.integer("detect_positive", 1) != 0;
    var in = call.array(0).reals();
    var out = new long[in.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = Double.isInfinite(in[i]) && (in[i] > 0 ? positive : negative) ? 1 : 0;
    }
    return Datum.Array.integers(DataType.BOOL, call.array(0).shape(), out);
  }
}
