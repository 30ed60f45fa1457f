package sinter.ir.op;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import sinter.ir.tensor.Contents;
import sinter.ir.type.Assumptions;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;

/**
 * Arithmetic on what is known of small values. Symbolic results are taken not to overflow the element types that shape
 * arithmetic uses, nor to outgrow the whole numbers that floats tell apart; constants that would are unknown.
 */
final class Known {
  static final Dim TRUE = Dim.ONE;
  static final Dim FALSE = Dim.ZERO;

  private Known() {}

  /** {@code f} of operands {@code a} and {@code b}, element by element; null when nothing is known. */
  static @Nullable Contents pointwise(Ins in, BinaryOperator<Dim> f) {
    return in(in.tensor(0).dtype(), combine(in.contents(0), in.contents(1), f));
  }

  /** {@code f} of every element of operand 0. */
  static @Nullable Contents map(Ins in, UnaryOperator<Dim> f) {
    return in(in.tensor(0).dtype(), combine(in.contents(0), in.contents(0), (a, _) -> f.apply(a)));
  }

  /** {@code f} folded over all operands from the left. */
  static @Nullable Contents all(Ins in, BinaryOperator<Dim> f) {
    var total = in.contents(0);
    for (int i = 1; i < in.inputs() && total != null; i++) {
      total = combine(total, in.contents(i), f);
    }
    return in(in.tensor(0).dtype(), total);
  }

  static @Nullable Contents combine(
      @Nullable Contents a, @Nullable Contents b, BinaryOperator<Dim> f) {
    if (a == null || b == null) {
      return null;
    }
    int n = a.size() == 1 ? b.size() : a.size();
    if ((a.size() != n && a.size() != 1) || (b.size() != n && b.size() != 1)) {
      return null;
    }
    var out = new ArrayList<Dim>(n);
    for (int i = 0; i < n; i++) {
      out.add(f.apply(a.at(a.size() == 1 ? 0 : i), b.at(b.size() == 1 ? 0 : i)));
    }
    return new Contents(a.scalar() && b.scalar(), out);
  }

  /** The contents as values of an element type: constants outside of its range are unknown. */
  static @Nullable Contents in(@Nullable DType dtype, @Nullable Contents c) {
    if (c == null || dtype == null) {
      return null;
    }
    boolean real = dtype == DType.F32 || dtype == DType.F64;
    if (!dtype.isInteger() && dtype != DType.BOOL && !real) {
      return null;
    }
    var out = new ArrayList<Dim>(c.size());
    for (var e : c.elements()) {
      out.add(fits(dtype, e) ? e : Dim.UNKNOWN);
    }
    return new Contents(c.scalar(), out);
  }

  private static boolean fits(DType dtype, Dim value) {
    if (!value.isConst()) {
      return dtype.bits() >= 32 || dtype == DType.BOOL;
    }
    long v = value.constant();
    if (dtype.isFloat()) {
      return Math.abs(v) <= 1 << 24;
    }
    if (dtype == DType.BOOL) {
      return v == 0 || v == 1;
    }
    boolean signed = dtype.kind() == DType.Kind.SIGNED;
    if (!signed && v < 0) {
      return false;
    }
    int bits = signed ? dtype.bits() - 1 : dtype.bits();
    return bits >= 63 || (v < 1L << bits && v >= -(1L << bits));
  }

  static boolean isNatural(Dim d) {
    return d.isKnown() && d.lowerBound(Assumptions.NONE) >= 0;
  }

  /** The quotient rounded towards zero. */
  static Dim quotient(Dim a, Dim b) {
    if (b.isConst(0)) {
      return Dim.UNKNOWN;
    }
    if (a.isConst() && b.isConst()) {
      return b.isConst(-1) ? a.negate() : Dim.of(a.constant() / b.constant());
    }
    return isNatural(a) && isNatural(b) ? a.floorDiv(b) : Dim.UNKNOWN;
  }

  /** The quotient of floats where it is whole. */
  static Dim exactQuotient(Dim a, Dim b) {
    if (!a.isKnown() || !b.isKnown() || b.isConst(0)) {
      return Dim.UNKNOWN;
    }
    var exact = a.divideExactly(b);
    return exact == null ? Dim.UNKNOWN : exact;
  }

  /** The remainder with the sign of the dividend. */
  static Dim remainder(Dim a, Dim b) {
    if (b.isConst(0)) {
      return Dim.UNKNOWN;
    }
    if (a.isConst() && b.isConst()) {
      return Dim.of(b.isConst(-1) ? 0 : a.constant() % b.constant());
    }
    return isNatural(a) && isNatural(b) ? a.mod(b) : Dim.UNKNOWN;
  }

  static Dim of(boolean value) {
    return value ? TRUE : FALSE;
  }

  static Dim equal(Dim a, Dim b) {
    return Dim.same(a, b) ? TRUE : Dim.differ(a, b) ? FALSE : Dim.UNKNOWN;
  }

  static Dim less(Dim a, Dim b) {
    var gap = b.minus(a);
    if (!gap.isKnown()) {
      return Dim.UNKNOWN;
    }
    return gap.lowerBound(Assumptions.NONE) > 0
        ? TRUE
        : gap.upperBound(Assumptions.NONE) <= 0 ? FALSE : Dim.UNKNOWN;
  }

  static Dim not(Dim a) {
    return a.isConst() ? of(a.isConst(0)) : Dim.UNKNOWN;
  }

  static Dim and(Dim a, Dim b) {
    return a.isConst(0) || b.isConst(0) ? FALSE : a.isConst() && b.isConst() ? TRUE : Dim.UNKNOWN;
  }

  static Dim differ(Dim a, Dim b) {
    return not(equal(a, b));
  }

  /** {@code a} where {@code condition} holds, else {@code b}. */
  static @Nullable Contents where(
      @Nullable Contents condition, @Nullable Contents a, @Nullable Contents b) {
    var either = combine(a, b, (x, y) -> Dim.same(x, y) ? x : Dim.UNKNOWN);
    if (either == null || a == null || b == null) {
      return null;
    }
    if (condition == null) {
      return either.size() == 1 ? null : either;
    }
    var yes = combine(condition, a, (c, x) -> c.isConst(0) || !c.isConst() ? Dim.UNKNOWN : x);
    var no = combine(condition, b, (c, y) -> c.isConst(0) ? y : Dim.UNKNOWN);
    return combine(combine(yes, no, Known::known), either, Known::known);
  }

  private static Dim known(Dim a, Dim b) {
    return a.isKnown() ? a : b;
  }

  /** The element of a scalar or of a vector of one, or unknown. */
  static Dim single(@Nullable Contents c) {
    return c != null && c.size() == 1 ? c.at(0) : Dim.UNKNOWN;
  }

  /** The elements of a vector that are all constant, or null. */
  static @Nullable List<Long> constants(@Nullable Contents c) {
    return c == null ? null : c.constants();
  }
}
