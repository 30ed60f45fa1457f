package sinter.passes.fuse;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Elementwise.Add;
import sinter.ir.op.Elementwise.Div;
import sinter.ir.op.Elementwise.Mul;
import sinter.ir.op.Elementwise.Pow;
import sinter.ir.op.Elementwise.Sub;
import sinter.ir.op.Norm.LayerNorm;
import sinter.ir.op.Reduce.ReduceMean;
import sinter.ir.op.Unary.Sqrt;
import sinter.ir.rewrite.Rewriter;
import sinter.ir.rewrite.Rule;
import sinter.ir.tensor.Pointwise;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.passes.match.Axis;
import sinter.passes.match.Sides;

/**
 * {@code (x − E x)/√(E (x − E x)² + ε)} over the last axes is LayerNormalization with a scale of ones; a constant scale
 * and shift of the normalized axes behind it become its own.
 */
final class LayerNorms {
  static final List<Rule> RULES =
      List.of(
          Rule.rounding(Div.class, "fuse-layer-norm", (_, n, rw) -> fuse(n, rw)),
          Rule.rounding(Mul.class, "scale-into-layer-norm", (_, n, rw) -> scale(n, rw)),
          Rule.rounding(Add.class, "shift-into-layer-norm", (_, n, rw) -> shift(n, rw)));

  private LayerNorms() {}

  private static @Nullable Value fuse(Node n, Rewriter rw) {
    var centered = n.in(0);
    var sub = n.defIn(0);
    var root = used(n, 1);
    if (sub == null || !(sub.op() instanceof Sub) || root == null || !(root.op() instanceof Sqrt)) {
      return rw.miss(n, "it is not a difference over a square root of one use");
    }
    var mean = used(sub, 1);
    var sum = used(root, 0);
    var epsilon = sum == null || !(sum.op() instanceof Add) ? null : Sides.of(sum);
    if (mean == null || sum == null || epsilon == null || epsilon.constant().rank() != 0) {
      return rw.miss(n, "the root is not of something plus a constant");
    }
    var variance = used(sum, 1 - epsilon.at());
    var square = variance == null ? null : used(variance, 0);
    if (variance == null || square == null || !isSquare(square, centered)) {
      return rw.miss(n, "the root is not of the mean of the squares");
    }
    var x = sub.in(0);
    int uses = square.op() instanceof Mul ? 3 : 2;
    if (mean.in(0) != x || centered.useCount() != uses) {
      return rw.miss(n, "it is not the distance from the mean, used for nothing else");
    }
    var axes = lastAxes(mean, x);
    if (axes == null || !axes.equals(lastAxes(variance, centered))) {
      return rw.miss(n, "the means are not over the last axes, kept");
    }
    return normalized(n, x, axes.getFirst(), epsilon.constant().doubleAt(0), rw);
  }

  private static @Nullable Value normalized(Node n, Value x, int axis, double e, Rewriter rw) {
    var type = x.tensorType();
    var part = type.shape().dims().subList(axis, type.rank());
    if (type.dtype() != DType.F32 || !part.stream().allMatch(Dim::isConst) || !(e >= 0)) {
      return rw.miss(n, "%s is not of a known extent and type", type);
    }
    var op = new LayerNorm(axis - type.rank(), (float) e, DType.F32);
    var dims = part.stream().map(Dim::constant).toList();
    var ones = rw.constant(Tensor.splat(DType.F32, dims, 1));
    return rw.canWrite(op, x, ones)
        ? rw.emit(op, x, ones)
        : rw.miss(n, "the opset has no LayerNormalization");
  }

  private static @Nullable Node used(Node n, int index) {
    var d = n.defIn(index);
    return d != null && d.result(0).hasOneUse() ? d : null;
  }

  /** Pow(v, 2) or Mul(v, v). */
  private static boolean isSquare(Node n, Value v) {
    return switch (n.op()) {
      case Pow _ -> n.in(0) == v && n.constantIn(1) instanceof Tensor t && isTwo(t);
      case Mul _ -> n.in(0) == v && n.in(1) == v;
      default -> false;
    };
  }

  private static boolean isTwo(Tensor t) {
    return t.rank() == 0 && t.doubleAt(0) == 2;
  }

  /** The axes that a mean of {@code x} is over, when it keeps them and they are the last ones; else null. */
  private static @Nullable List<Integer> lastAxes(Node mean, Value x) {
    int rank = x.tensorType().rank();
    boolean keeps = mean.op() instanceof ReduceMean(boolean kept, _) && kept;
    var axes = keeps && mean.has(1) ? Axis.of(mean.longs(1), rank) : null;
    if (axes == null || axes.isEmpty()) {
      return null;
    }
    var sorted = axes.stream().sorted().toList();
    return sorted.equals(Axis.all(rank).subList(rank - sorted.size(), rank)) ? sorted : null;
  }

  private static @Nullable Value scale(Node n, Rewriter rw) {
    var s = Sides.of(n);
    var d = s == null ? null : used(n, 1 - s.at());
    if (s == null || d == null || !(d.op() instanceof LayerNorm op) || d.outputs() != 1) {
      return rw.miss(n, "no operand is constant and the other a layer normalization of one use");
    }
    var gamma = d.constantIn(LayerNorm.SCALE);
    if (gamma == null || d.has(LayerNorm.BIAS) || !gamma.dims().equals(s.constant().dims())) {
      return rw.miss(n, "the scale is not constant, of another extent, or something is added");
    }
    var all = Pointwise.binary(gamma.dtype(), gamma, s.constant(), (a, b) -> a * b, (a, _) -> a);
    return all == null
        ? rw.miss(n, "the scale is too large")
        : rw.emit(op, d.in(0), rw.constant(all));
  }

  private static @Nullable Value shift(Node n, Rewriter rw) {
    var s = Sides.of(n);
    var d = s == null ? null : used(n, 1 - s.at());
    if (s == null || d == null || !(d.op() instanceof LayerNorm op) || d.outputs() != 1) {
      return rw.miss(n, "no operand is constant and the other a layer normalization of one use");
    }
    var gamma = d.in(LayerNorm.SCALE).tensorType().shape();
    boolean fits = gamma.isStatic() && gamma.longs().equals(s.constant().dims());
    if (!fits || d.has(LayerNorm.BIAS)) {
      return rw.miss(n, "what is added has another extent, or something is added before");
    }
    return rw.emit(op, d.in(0), d.in(LayerNorm.SCALE), n.in(s.at()));
  }
}
