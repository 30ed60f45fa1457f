package sinter.frontend.language;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.ast.Expr.BinaryOp;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.type.Assumptions;
import sinter.ir.type.Dim;

/**
 * Arithmetic at compile time. Integers are exact polynomials, {@code /} between them rounds down; as soon as a float
 * takes part, the result is one.
 */
final class StaticMath {
  private static final int LONGEST_LIST = 1 << 20;
  private static final int DEEPEST_LIST = 64;
  private static final int HIGHEST_POWER = 64;

  private StaticMath() {}

  static Val binary(Loc.Span at, BinaryOp op, Val a, Val b) {
    if (a.isUnknown() || b.isUnknown()) {
      return new Val.Unknown();
    }
    if (op == BinaryOp.EQUAL || op == BinaryOp.UNEQUAL) {
      return equality(at, op, a, b);
    }
    if (a instanceof Val.Int(Dim x) && b instanceof Val.Int(Dim y)) {
      return integers(at, op, x, y);
    }
    if (a instanceof Val.ListOf(var x) && b instanceof Val.ListOf(var y) && op == BinaryOp.PLUS) {
      return joined(at, x, y);
    }
    if (a instanceof Val.ListOf(var x) && b instanceof Val.Int(Dim n) && op == BinaryOp.TIMES) {
      return repeated(at, x, n);
    }
    if (a instanceof Val.Text(var x) && b instanceof Val.Text(var y) && op == BinaryOp.PLUS) {
      checkText(at, (long) x.length() + y.length());
      return new Val.Text(x + y);
    }
    if (a instanceof Val.Wide || b instanceof Val.Wide) {
      throw tooLarge(at);
    }
    if (real(a) != null && real(b) != null) {
      return reals(at, op, a, b);
    }
    checkFloat(at, a, b);
    checkFloat(at, b, a);
    throw Mistake.of(
        Code.BAD_ARGUMENT, at, "%s does not work between %s and %s", op.text(), a.kind(), b.kind());
  }

  /** A float does not go with a size that only the run knows. */
  private static void checkFloat(Loc.Span at, Val number, Val other) {
    if (number instanceof Val.Real && other instanceof Val.Int(Dim d) && !d.isConst()) {
      throw Mistake.symbolic(at, d);
    }
  }

  private static Val integers(Loc.Span at, BinaryOp op, Dim x, Dim y) {
    return switch (op) {
      case PLUS -> known(at, x, y, x.plus(y));
      case MINUS -> known(at, x, y, x.minus(y));
      case TIMES -> known(at, x, y, x.times(y));
      case DIVIDE -> known(at, x, y, x.floorDiv(divisor(at, y)));
      case REMAINDER -> known(at, x, y, x.mod(divisor(at, y)));
      case POWER -> power(at, x, y);
      case LESS -> order(at, y.minus(x).minus(Dim.ONE), x.minus(y), "<", x, y);
      case LESS_EQUAL -> order(at, y.minus(x), x.minus(y).minus(Dim.ONE), "<=", x, y);
      case GREATER -> order(at, x.minus(y).minus(Dim.ONE), y.minus(x), ">", x, y);
      case GREATER_EQUAL -> order(at, x.minus(y), y.minus(x).minus(Dim.ONE), ">=", x, y);
      case MATMUL, AND, OR, EQUAL, UNEQUAL ->
          throw Mistake.of(Code.BAD_ARGUMENT, at, "%s does not work between integers", op.text());
    };
  }

  private static Dim divisor(Loc.Span at, Dim d) {
    if (d.isConst(0)) {
      throw Mistake.of(Code.BAD_ARGUMENT, at, "division by zero");
    }
    return d;
  }

  /** {@code d}, which was computed of {@code x} and {@code y}. */
  private static Val known(Loc.Span at, Dim x, Dim y, Dim d) {
    if (!d.isKnown() && x.isKnown() && y.isKnown()) {
      throw tooLarge(at);
    }
    if (!d.isKnown()) {
      throw Mistake.of(Code.NOT_CONSTANT, at, "an extent here is not known at compile time");
    }
    return new Val.Int(d);
  }

  private static InputError tooLarge(Loc.Span at) {
    return Mistake.of(Code.BAD_ARGUMENT, at, "numbers here do not fit into 64 bits");
  }

  /** An integer beyond 63 bits where no tensor takes it. */
  static InputError wide(Loc.Span at, Val.Wide number) {
    return new InputError(
        Diagnostic.error(
                Code.BAD_ARGUMENT, at, number + " does not fit into a signed integer of 64 bits")
            .with("tensor(" + number + ", u64) can hold it"));
  }

  private static Val power(Loc.Span at, Dim x, Dim y) {
    if (!y.isConst()) {
      throw Mistake.notConstant(at, "the exponent of an integer", y);
    }
    long exponent = y.constant();
    if (exponent < 0) {
      double base = constant(at, divisor(at, x));
      return new Val.Real(Math.pow(base, (double) exponent));
    }
    if (x.isConst(0) || x.isConst(1) || x.isConst(-1)) {
      boolean isSame = exponent % 2 == 1 || (exponent > 0 && !x.isConst(-1));
      return new Val.Int(isSame ? x : Dim.ONE);
    }
    if (exponent > HIGHEST_POWER) {
      throw x.isConst()
          ? tooLarge(at)
          : Mistake.of(
              Code.BAD_ARGUMENT,
              at,
              "the power %d of %s; %d is the most",
              exponent,
              x,
              HIGHEST_POWER);
    }
    var product = Dim.ONE;
    for (int bit = Long.SIZE - Long.numberOfLeadingZeros(exponent) - 1; bit >= 0; bit--) {
      product = product.times(product);
      product = (exponent >> bit & 1) == 1 ? product.times(x) : product;
    }
    return known(at, x, y, product);
  }

  /** Decides by the sign of what must not be negative for the comparison to hold, and for it to fail. */
  private static Val order(Loc.Span at, Dim holds, Dim fails, String sign, Dim x, Dim y) {
    if (holds.lowerBound(Assumptions.NONE) >= 0) {
      return new Val.Bool(true);
    }
    if (fails.lowerBound(Assumptions.NONE) >= 0) {
      return new Val.Bool(false);
    }
    throw Mistake.of(Code.NOT_CONSTANT, at, "%s %s %s is not decided at compile time", x, sign, y);
  }

  private static Val reals(Loc.Span at, BinaryOp op, Val a, Val b) {
    double x = Objects.requireNonNull(real(a));
    double y = Objects.requireNonNull(real(b));
    return switch (op) {
      case PLUS -> new Val.Real(x + y);
      case MINUS -> new Val.Real(x - y);
      case TIMES -> new Val.Real(x * y);
      case DIVIDE -> new Val.Real(x / y);
      case REMAINDER -> new Val.Real(x - y * Math.floor(x / y));
      case POWER -> new Val.Real(Math.pow(x, y));
      case LESS -> new Val.Bool(order(a, b) instanceof Integer sign && sign < 0);
      case LESS_EQUAL -> new Val.Bool(order(a, b) instanceof Integer sign && sign <= 0);
      case GREATER -> new Val.Bool(order(a, b) instanceof Integer sign && sign > 0);
      case GREATER_EQUAL -> new Val.Bool(order(a, b) instanceof Integer sign && sign >= 0);
      case MATMUL, AND, OR, EQUAL, UNEQUAL ->
          throw Mistake.of(Code.BAD_ARGUMENT, at, "%s does not work between numbers", op.text());
    };
  }

  /**
   * The sign of the difference of two numbers, which is exact where doubles would round an integer; null when one of
   * them is NaN, which has no order.
   */
  private static @Nullable Integer order(Val a, Val b) {
    double x = Objects.requireNonNull(real(a));
    double y = Objects.requireNonNull(real(b));
    if (Double.isNaN(x) || Double.isNaN(y)) {
      return null;
    }
    return exact(a) instanceof BigDecimal p && exact(b) instanceof BigDecimal q
        ? p.compareTo(q)
        : Integer.valueOf(Double.compare(x, y));
  }

  private static Val equality(Loc.Span at, BinaryOp op, Val a, Val b) {
    checkFloat(at, a, b);
    checkFloat(at, b, a);
    boolean isEqual;
    if (a instanceof Val.Int(Dim x) && b instanceof Val.Int(Dim y)) {
      if (!Dim.same(x, y) && !Dim.differ(x, y)) {
        throw Mistake.of(
            Code.NOT_CONSTANT, at, "%s %s %s is not decided at compile time", x, op.text(), y);
      }
      isEqual = Dim.same(x, y);
    } else if (a instanceof Val.ListOf(var x) && b instanceof Val.ListOf(var y)) {
      isEqual = x.size() == y.size();
      for (int i = 0; isEqual && i < x.size(); i++) {
        isEqual = bool(at, equality(at, BinaryOp.EQUAL, x.get(i), y.get(i)));
      }
    } else if (real(a) != null && real(b) != null) {
      isEqual = order(a, b) instanceof Integer sign && sign == 0;
    } else {
      isEqual = a.equals(b);
    }
    return new Val.Bool(isEqual == (op == BinaryOp.EQUAL));
  }

  private static Val joined(Loc.Span at, List<Val> x, List<Val> y) {
    var all = new ArrayList<Val>(x);
    all.addAll(y);
    checkLength(at, all.size());
    return new Val.ListOf(all);
  }

  private static Val repeated(Loc.Span at, List<Val> x, Dim n) {
    if (!n.isConst() || n.constant() < 0) {
      throw Mistake.notConstant(at, "the number of repetitions", n);
    }
    checkLength(
        at,
        Math.multiplyHigh(x.size(), n.constant()) != 0 ? Long.MAX_VALUE : x.size() * n.constant());
    var all = new ArrayList<Val>();
    for (long i = 0; i < n.constant(); i++) {
      all.addAll(x);
    }
    return new Val.ListOf(all);
  }

  static void checkLength(Loc.Span at, long length) {
    if (length > LONGEST_LIST) {
      throw Mistake.of(
          Code.TOO_LARGE, at, "a list of %d elements; %d are the most", length, LONGEST_LIST);
    }
  }

  static void checkText(Loc.Span at, long length) {
    if (length > LONGEST_LIST) {
      throw Mistake.of(
          Code.TOO_LARGE, at, "a text of %d characters; %d are the most", length, LONGEST_LIST);
    }
  }

  static void checkSize(Loc.Span at, Elements list) {
    if (list.weight() > LONGEST_LIST + 1) {
      throw Mistake.of(
          Code.TOO_LARGE,
          at,
          "a list of %d elements, with those of the lists in it; %d are the most",
          list.weight() - 1,
          LONGEST_LIST);
    }
    if (list.depth() > DEEPEST_LIST) {
      throw Mistake.of(
          Code.TOO_LARGE, at, "lists nest more than %d deep in each other", DEEPEST_LIST);
    }
  }

  static Val negate(Loc.Span at, Val v) {
    return switch (v) {
      case Val.Int(Dim d) -> new Val.Int(d.negate());
      case Val.Real(double d) -> new Val.Real(-d);
      case Val.Wide(var value) when value.negate().bitLength() < 64 ->
          Val.Int.of(value.negate().longValue());
      case Val.Wide _ -> throw tooLarge(at);
      case Val.Bool _,
          Val.Text _,
          Val.ListOf _,
          Val.ElementType _,
          Val.Tensor _,
          Val.None _,
          Val.Unknown _,
          Val.Callee _ ->
          throw Mistake.kind(at, "a number", v);
    };
  }

  /** The value as a float; null when it is not a number, or an integer with symbols. */
  static @Nullable Double real(Val v) {
    return switch (v) {
      case Val.Int(Dim d) -> d.isConst() ? (double) d.constant() : null;
      case Val.Wide(var value) -> value.doubleValue();
      case Val.Real(double d) -> d;
      case Val.Bool _,
          Val.Text _,
          Val.ListOf _,
          Val.ElementType _,
          Val.Tensor _,
          Val.None _,
          Val.Unknown _,
          Val.Callee _ ->
          null;
    };
  }

  /** The value of a finite number without rounding; null when it is none, or an integer with symbols. */
  static @Nullable BigDecimal exact(Val v) {
    return switch (v) {
      case Val.Int(Dim d) -> d.isConst() ? BigDecimal.valueOf(d.constant()) : null;
      case Val.Wide(var value) -> new BigDecimal(value);
      case Val.Real(double d) -> Double.isFinite(d) ? new BigDecimal(d) : null;
      case Val.Bool _,
          Val.Text _,
          Val.ListOf _,
          Val.ElementType _,
          Val.Tensor _,
          Val.None _,
          Val.Unknown _,
          Val.Callee _ ->
          null;
    };
  }

  private static double constant(Loc.Span at, Dim d) {
    if (!d.isConst()) {
      throw Mistake.notConstant(at, "an integer in a float expression", d);
    }
    return d.constant();
  }

  static boolean bool(Loc.Span at, Val v) {
    if (v instanceof Val.Bool(boolean b)) {
      return b;
    }
    if (v instanceof Val.Tensor) {
      throw Mistake.notConstant(at, "this condition", v.kind());
    }
    throw Mistake.kind(at, "a bool", v);
  }

  static long integer(Loc.Span at, Val v, String what) {
    if (v instanceof Val.Int(Dim d)) {
      if (!d.isConst()) {
        throw Mistake.notConstant(at, what, d);
      }
      return d.constant();
    }
    if (v instanceof Val.Tensor) {
      throw Mistake.notConstant(at, what, v.kind());
    }
    throw Mistake.kind(at, "an integer", v);
  }

  static Dim dim(Loc.Span at, Val v) {
    if (v instanceof Val.Int(Dim d)) {
      return d;
    }
    throw Mistake.kind(at, "an integer", v);
  }

  static List<Val> list(Loc.Span at, Val v) {
    if (v instanceof Val.ListOf(var elements)) {
      return elements;
    }
    throw Mistake.kind(at, "a list", v);
  }
}
