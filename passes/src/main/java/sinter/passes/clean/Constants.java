package sinter.passes.clean;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Elementwise.Add;
import sinter.ir.op.Elementwise.Div;
import sinter.ir.op.Elementwise.Mul;
import sinter.ir.op.Elementwise.Sub;
import sinter.ir.op.Op;
import sinter.ir.rewrite.Rewriter;
import sinter.ir.rewrite.Rule;
import sinter.ir.tensor.Pointwise;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.passes.match.Normal;
import sinter.passes.match.Sides;

/**
 * Consecutive arithmetic with constants: {@code (x ∘ a) ∘ b} as {@code x ∘ (a ∘ b)}. Exact in real arithmetic; the new
 * constant is rounded once. Refused when that constant would overflow, vanish or cancel, or take more bytes than the two
 * it replaces.
 */
final class Constants {
  static final List<Rule> RULES =
      List.of(
          Rule.rounding(Add.class, "merge-shifts", Constants::shifts),
          Rule.rounding(Sub.class, "merge-shifts", Constants::shifts),
          Rule.rounding(Mul.class, "merge-scales", Constants::scales),
          Rule.rounding(Div.class, "merge-scales", Constants::scales));

  /** Share of the larger of two summands that their sum must keep. */
  private static final double LEAST_SUM = 1.0 / 16;

  private Constants() {}

  private static @Nullable Value shifts(Op op, Node n, Rewriter rw) {
    var outer = Sides.of(n);
    if (outer == null || (op instanceof Sub && !outer.isRight())) {
      return rw.miss(n, "no constant is added");
    }
    var d = inner(n, outer);
    var inner = d == null ? null : Sides.of(d);
    if (d == null || inner == null || !(d.op() instanceof Add || d.op() instanceof Sub)) {
      return rw.miss(n, "no constant is added before");
    }
    if (!outer.other().hasOneUse()) {
      return rw.miss(n, "the sum before has other users");
    }
    double a = d.op() instanceof Sub && inner.isRight() ? -1 : 1;
    double b = op instanceof Sub ? -1 : 1;
    var sum = sum(inner.constant(), a, outer.constant(), b);
    if (sum == null || grows(sum, inner.constant(), outer.constant())) {
      return rw.miss(n, "the constants have no sum that is as good as the two");
    }
    return d.op() instanceof Sub && !inner.isRight()
        ? rw.emit(new Sub(), rw.constant(sum), inner.other())
        : rw.emit(new Add(), inner.other(), rw.constant(sum));
  }

  private static @Nullable Tensor sum(Tensor x, double a, Tensor y, double b) {
    if (!x.dtype().isFloat()) {
      return Pointwise.binary(
          x.dtype(), x, y, (p, _) -> p, (p, q) -> ((long) a) * p + ((long) b) * q);
    }
    return Pointwise.binary(x.dtype(), x, y, (p, q) -> kept(a * p, b * q, x.dtype()), (p, _) -> p);
  }

  private static double kept(double p, double q, DType dtype) {
    double sum = p + q;
    boolean cancels = Math.abs(sum) < LEAST_SUM * Math.max(Math.abs(p), Math.abs(q));
    if (cancels || (sum != 0 && !Normal.holds(dtype, sum))) {
      throw new ArithmeticException("cancels");
    }
    return sum;
  }

  private static @Nullable Value scales(Op op, Node n, Rewriter rw) {
    var outer = Sides.of(n);
    if (outer == null || (op instanceof Div && !outer.isRight())) {
      return rw.miss(n, "no constant is multiplied with");
    }
    var d = inner(n, outer);
    var inner = d == null ? null : Sides.of(d);
    if (d == null || inner == null || !(d.op() instanceof Mul || d.op() instanceof Div)) {
      return rw.miss(n, "no constant is multiplied with before");
    }
    if (!outer.other().hasOneUse()) {
      return rw.miss(n, "the product before has other users");
    }
    boolean real = outer.constant().dtype().isFloat();
    if (!real && !(op instanceof Mul && d.op() instanceof Mul)) {
      return rw.miss(n, "integers are rounded in between");
    }
    boolean under = d.op() instanceof Div && inner.isRight();
    var product = product(inner.constant(), under, outer.constant(), op instanceof Div);
    if (product == null || grows(product, inner.constant(), outer.constant())) {
      return rw.miss(n, "the constants have no product that is as good as the two");
    }
    return d.op() instanceof Div && !inner.isRight()
        ? rw.emit(new Div(), rw.constant(product), inner.other())
        : rw.emit(new Mul(), inner.other(), rw.constant(product));
  }

  private static @Nullable Tensor product(Tensor x, boolean under, Tensor y, boolean by) {
    return Pointwise.binary(
        x.dtype(),
        x,
        y,
        (p, q) -> normal((under ? 1 / p : p) * (by ? 1 / q : q), p, q, x.dtype()),
        (p, q) -> p * q);
  }

  private static double normal(double product, double p, double q, DType dtype) {
    boolean zero = p == 0 || q == 0;
    if ((!zero && !Normal.holds(dtype, product)) || !Double.isFinite(product)) {
      throw new ArithmeticException("leaves the normal numbers");
    }
    return product;
  }

  private static @Nullable Node inner(Node n, Sides outer) {
    return n.defIn(1 - outer.at());
  }

  private static boolean grows(Tensor by, Tensor a, Tensor b) {
    return by.byteSize() > a.byteSize() + b.byteSize();
  }
}
