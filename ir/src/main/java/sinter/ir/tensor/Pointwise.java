package sinter.ir.tensor;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import sinter.ir.type.DType;
import sinter.ir.type.Shape;
import sinter.ir.type.Type.TensorType;

/**
 * Element-wise arithmetic on constants. Floats are computed in double precision and rounded once to the result's
 * element type, which gives the correctly rounded result of + - * / and sqrt for every narrower format; integers are
 * computed as longs and wrap. An operator that throws {@link ArithmeticException} has no answer, and then neither has
 * the whole result: it is null, as when the result is too large or an operand is not made of real numbers.
 */
public final class Pointwise {
  private Pointwise() {}

  /** The common extent under multidirectional broadcasting, or null. */
  public static @Nullable List<Long> broadcast(List<Long> a, List<Long> b) {
    int rank = Math.max(a.size(), b.size());
    var dims = new ArrayList<Long>(rank);
    for (int i = 0; i < rank; i++) {
      long p = i < rank - a.size() ? 1 : a.get(i - rank + a.size());
      long q = i < rank - b.size() ? 1 : b.get(i - rank + b.size());
      if (p != q && p != 1 && q != 1) {
        return null;
      }
      dims.add(p == 1 ? q : p);
    }
    return dims;
  }

  private static boolean isReal(Tensor t) {
    return switch (t.dtype().kind()) {
      case FLOAT, SIGNED, UNSIGNED, BOOL -> true;
      case STRING, COMPLEX -> false;
    };
  }

  /** {@code f} of every element; {@code real} serves floats, {@code whole} integers and bool. */
  public static @Nullable Tensor unary(
      DType result, Tensor x, DoubleUnaryOperator real, LongUnaryOperator whole) {
    return binary(result, x, x, (a, _) -> real.applyAsDouble(a), (a, _) -> whole.applyAsLong(a));
  }

  /** {@code a} and {@code b}, of one element type, combined; the result has element type {@code result}. */
  public static @Nullable Tensor binary(
      DType result, Tensor a, Tensor b, DoubleBinaryOperator real, LongBinaryOperator whole) {
    var dims = broadcast(a.dims(), b.dims());
    if (dims == null || a.dtype() != b.dtype() || !isReal(a)) {
      return null;
    }
    boolean splat =
        isSingle(a) && isSingle(b) && (a instanceof Tensor.Splat || b instanceof Tensor.Splat);
    long n = splat ? 1 : Movement.count(dims);
    if (n < 0
        || isLarge(a)
        || isLarge(b)
        || (splat && (Elements.isEmpty(a, b) || Movement.overflows(dims)))) {
      return null;
    }
    var bytes = Arena.ofAuto().allocate(Math.max(1, result.bytes(n)), 8);
    var out = new Elements.Packed(result, bytes);
    var x = Elements.of(a);
    var y = Elements.of(b);
    var atA = splat ? LongUnaryOperator.identity() : Movement.broadcast(a.dims(), dims);
    var atB = splat ? LongUnaryOperator.identity() : Movement.broadcast(b.dims(), dims);
    try {
      for (long i = 0; i < n; i++) {
        long p = atA.applyAsLong(i);
        long q = atB.applyAsLong(i);
        if (a.dtype().isFloat()) {
          out.setDouble(i, real.applyAsDouble(x.getDouble(p), y.getDouble(q)));
        } else {
          out.setLong(i, whole.applyAsLong(x.getLong(p), y.getLong(q)));
        }
      }
    } catch (ArithmeticException noAnswer) {
      return null;
    }
    var type = new TensorType(result, Shape.ofLongs(dims));
    return splat
        ? new Tensor.Splat(type, out.bitsAt(0))
        : new Tensor.Dense(type, bytes.asSlice(0, result.bytes(n)));
  }

  private static boolean isSingle(Tensor t) {
    return t instanceof Tensor.Splat || t.size() == 1;
  }

  private static boolean isLarge(Tensor t) {
    return !(t instanceof Tensor.Splat) && t.size() > Movement.LIMIT;
  }

  /**
   * Values converted as a C++ compiler converts them; null for conversions whose result the standard leaves open
   * (floats out of an integer's range, NaN to integer) or that round twice, and for strings and narrow floats.
   */
  public static @Nullable Tensor cast(Tensor x, DType to) {
    var from = x.dtype();
    if (from == to) {
      return x;
    }
    boolean known = to.isInteger() || to == DType.BOOL || to == DType.F32 || to == DType.F64;
    boolean half = to == DType.F16 || to == DType.BF16;
    if ((!known && !half) || !isReal(x)) {
      return null;
    }
    DoubleUnaryOperator real =
        switch (to.kind()) {
          case FLOAT -> v -> half ? throughSingle(v) : v;
          case BOOL -> v -> v != 0 ? 1 : 0;
          case SIGNED, UNSIGNED -> v -> truncated(v, to);
          case STRING, COMPLEX -> DoubleUnaryOperator.identity();
        };
    if (!to.isFloat()) {
      return unary(to, x, real, to == DType.BOOL ? v -> v != 0 ? 1 : 0 : v -> wrapped(v, from, to));
    }
    return from.isFloat()
        ? unary(to, x, real, v -> v)
        : unary(to, x, real, v -> exactly(v, from, to));
  }

  private static double throughSingle(double v) {
    if (Double.isNaN(v) || v == (float) v) {
      return v;
    }
    throw new ArithmeticException("rounds twice");
  }

  private static double truncated(double v, DType to) {
    double whole = v < 0 ? Math.ceil(v) : Math.floor(v);
    int bits = to.bits();
    double low = to.kind() == DType.Kind.SIGNED ? -Math.scalb(1.0, bits - 1) : 0;
    double high = Math.scalb(1.0, to.kind() == DType.Kind.SIGNED ? bits - 1 : bits);
    if (!(whole >= low && whole < high)) {
      throw new ArithmeticException("out of range");
    }
    return whole;
  }

  private static long wrapped(long v, DType from, DType to) {
    if (to.bits() >= 8) {
      return v;
    }
    long kept = Elements.integer(to, v & ((1L << to.bits()) - 1));
    if (kept != v || (from == DType.U64 && v < 0)) {
      throw new ArithmeticException("out of range");
    }
    return v;
  }

  /** An integer that converts to a float through doubles with one rounding at most. */
  private static long exactly(long v, DType from, DType to) {
    boolean wide = v > 1L << 53 || v < -(1L << 53);
    boolean half = to == DType.F16 || to == DType.BF16;
    if ((from == DType.U64 && v < 0)
        || (wide && to != DType.F64)
        || (half && v != (long) (float) v)) {
      throw new ArithmeticException("rounds twice");
    }
    return v;
  }
}
