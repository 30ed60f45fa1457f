package sinter.passes.clean;

import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Activation.Relu;
import sinter.ir.op.Conversion.Clip;
import sinter.ir.op.Elementwise;
import sinter.ir.op.Op;
import sinter.ir.rewrite.Rewriter;
import sinter.ir.rewrite.Rule;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.passes.match.Nest;

/**
 * Chains of limits. With constants, {@code clip(clip(x, a, b), c, d)} is one Clip when the two ranges meet;
 * Relu is a Clip that begins at 0. Nested Min, Max and Sum are one node with more operands.
 */
final class Bounds {
  static final List<Rule> RULES =
      List.of(
          Rule.on(Clip.class, "merge-clips", (op, n, rw) -> merge(n, rw)),
          Rule.on(Relu.class, "merge-clips", (op, n, rw) -> merge(n, rw)),
          Rule.on(Elementwise.Max.class, "flatten-max", Bounds::flatten),
          Rule.on(Elementwise.Min.class, "flatten-min", Bounds::flatten),
          Rule.rounding(Elementwise.Sum.class, "flatten-sum", Bounds::flatten));

  private Bounds() {}

  /** Constant limits of a Clip or Relu; infinite where there is none. */
  private record Range(double least, double most) {
    static @Nullable Range of(@Nullable Node n) {
      if (n == null || !(n.tensor(0).dtype() instanceof DType t) || !t.isFloat()) {
        return null;
      }
      return switch (n.op()) {
        case Relu _ -> new Range(0, Double.POSITIVE_INFINITY);
        case Clip _ -> ofClip(n);
        default -> null;
      };
    }

    private static @Nullable Range ofClip(Node n) {
      double least = Double.NEGATIVE_INFINITY;
      double most = Double.POSITIVE_INFINITY;
      if (n.has(1)) {
        if (!(n.constant(1) instanceof Tensor t) || t.size() != 1) {
          return null;
        }
        least = t.doubleAt(0);
      }
      if (n.has(2)) {
        if (!(n.constant(2) instanceof Tensor t) || t.size() != 1) {
          return null;
        }
        most = t.doubleAt(0);
      }
      return least <= most ? new Range(least, most) : null;
    }
  }

  private static @Nullable Value merge(Node n, Rewriter rw) {
    var d = n.defIn(0);
    if (d == null || !(d.op() instanceof Clip || d.op() instanceof Relu)) {
      return rw.miss(n, "the operand is not limited");
    }
    var inner = Range.of(d);
    var outer = Range.of(n);
    if (inner == null || outer == null) {
      return rw.miss(n, "the limits are not constant");
    }
    double least = Math.max(inner.least, outer.least);
    double most = Math.min(inner.most, outer.most);
    if (least > most) {
      return rw.miss(n, "the ranges do not meet");
    }
    if (least == inner.least && most == inner.most) {
      return n.in(0);
    }
    if (least == 0 && most == Double.POSITIVE_INFINITY) {
      return rw.emit(new Relu(), d.in(0));
    }
    var dtype = Objects.requireNonNull(n.tensor(0).dtype());
    var low = Double.isInfinite(least) ? null : rw.constant(Tensor.scalar(dtype, least));
    var high = Double.isInfinite(most) ? null : rw.constant(Tensor.scalar(dtype, most));
    return rw.canWrite(new Clip(), d.in(0), low, high)
        ? rw.emit(new Clip(), d.in(0), low, high)
        : rw.miss(n, "the opset has no such clip");
  }

  /**
   * The whole nest at once at its outermost node, so that a long chain is not copied at each of its links.
   */
  private static @Nullable Value flatten(Op op, Node n, Rewriter rw) {
    Predicate<Node> same = d -> d.op().getClass() == op.getClass();
    if (Nest.isInner(n, same)) {
      return rw.miss(n, "it is an operand of a %s itself", op.getClass().getSimpleName());
    }
    var operands = Nest.operands(n, same);
    if (operands.size() == n.inputs()) {
      return rw.miss(n, "no operand is a %s of one use", op.getClass().getSimpleName());
    }
    return rw.canWrite(op, operands.toArray(new @Nullable Value[0]))
        ? rw.node(op, operands, 1).result(0)
        : rw.miss(n, "the opset does not broadcast here");
  }
}
