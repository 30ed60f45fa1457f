package sinter.passes.clean;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Conversion.Cast;
import sinter.ir.op.Conversion.CastLike;
import sinter.ir.op.Conversion.Clip;
import sinter.ir.op.Elementwise;
import sinter.ir.op.Image.Resize;
import sinter.ir.op.Op;
import sinter.ir.op.Resampling;
import sinter.ir.op.Shaping.Dropout;
import sinter.ir.op.Shaping.Expand;
import sinter.ir.op.Shaping.Identity;
import sinter.ir.op.Slicing.Concat;
import sinter.ir.op.Slicing.Pad;
import sinter.ir.op.Slicing.Split;
import sinter.ir.op.Slicing.Tile;
import sinter.ir.rewrite.Rewriter;
import sinter.ir.rewrite.Rule;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Shape;

/** Ops that give back their operand. */
final class NoOps {
  static final List<Rule> RULES =
      List.of(
          Rule.on(Identity.class, "drop-identity", (_, n, _) -> n.in(0)),
          Rule.on(Dropout.class, "drop-dropout", (_, n, rw) -> dropout(n, rw)),
          Rule.on(Cast.class, "drop-cast", (op, n, rw) -> cast(op, n, rw)),
          Rule.on(CastLike.class, "cast-like-to-cast", (op, n, rw) -> castLike(op, n, rw)),
          Rule.on(Concat.class, "drop-concat-of-one", NoOps::single),
          Rule.on(Elementwise.Sum.class, "drop-sum-of-one", NoOps::single),
          Rule.on(Elementwise.Mean.class, "drop-mean-of-one", NoOps::single),
          Rule.on(Elementwise.Max.class, "drop-max-of-one", NoOps::single),
          Rule.on(Elementwise.Min.class, "drop-min-of-one", NoOps::single),
          Rule.on(Split.class, "drop-split-into-one", (_, n, rw) -> split(n, rw)),
          Rule.on(Pad.class, "drop-empty-pad", (_, n, rw) -> all(n, 1, 0, "pad", rw)),
          Rule.on(Tile.class, "drop-single-tile", (_, n, rw) -> all(n, 1, 1, "repeat", rw)),
          Rule.on(Expand.class, "drop-expand", (_, n, rw) -> expand(n, rw)),
          Rule.on(Resize.class, "drop-resize-by-one", (_, n, rw) -> resize(n, rw)),
          Rule.on(Clip.class, "drop-open-clip", (_, n, rw) -> clip(n, rw)));

  private NoOps() {}

  private static @Nullable Value dropout(Node n, Rewriter rw) {
    return n.outputs() > 1 && !n.result(1).isUnused() ? rw.miss(n, "the mask is used") : n.in(0);
  }

  private static @Nullable Value cast(Cast op, Node n, Rewriter rw) {
    return n.tensor(0).dtype() == op.to()
        ? n.in(0)
        : rw.miss(n, "%s becomes %s", n.type(0), op.to());
  }

  /** The element type is known: the operand that stood for it need not be computed. */
  private static @Nullable Value castLike(CastLike op, Node n, Rewriter rw) {
    var to = n.tensor(1).dtype();
    if (to == null) {
      return rw.miss(n, "the element type is not known");
    }
    return rw.emit(new Cast(to, op.saturate(), op.roundMode()), n.in(0));
  }

  private static @Nullable Value single(Op op, Node n, Rewriter rw) {
    return n.inputs() == 1 ? n.in(0) : rw.miss(n, "there are %d operands", n.inputs());
  }

  private static @Nullable Value split(Node n, Rewriter rw) {
    return n.outputs() == 1 && Shape.same(n.shape(0), n.result(0).tensorType().shape())
        ? n.in(0)
        : rw.miss(n, "there are %d pieces", n.outputs());
  }

  /** The operand, when every element of operand {@code index} is {@code neutral}. */
  private static @Nullable Value all(Node n, int index, long neutral, String what, Rewriter rw) {
    var values = n.longs(index);
    if (values == null) {
      return rw.miss(n, "the %ss are not known", what);
    }
    return values.stream().allMatch(v -> v == neutral)
        ? n.in(0)
        : rw.miss(n, "some %s is not %d", what, neutral);
  }

  private static @Nullable Value expand(Node n, Rewriter rw) {
    var ones = n.longs(1);
    boolean flat = ones != null && ones.size() <= n.rank(0) && ones.stream().allMatch(v -> v == 1);
    return flat || Shape.same(n.shape(0), n.result(0).tensorType().shape())
        ? n.in(0)
        : rw.miss(n, "%s may differ from %s", n.result(0).type(), n.type(0));
  }

  /** Every scale is 1, and no region is cut out. */
  private static @Nullable Value resize(Node n, Rewriter rw) {
    if (n.op() instanceof Resize r
        && r.coordinateTransformationMode() == Resampling.Coordinates.TF_CROP_AND_RESIZE) {
      return rw.miss(n, "a region is cut out");
    }
    boolean scaled = n.constant(Resize.SCALES) instanceof Tensor t && t.size() > 0;
    if (scaled && n.constant(Resize.SCALES) instanceof Tensor t) {
      return t.uniform() instanceof Double u && u == 1
          ? n.in(0)
          : rw.miss(n, "some scale is not 1");
    }
    return rw.miss(n, "there are no constant scales");
  }

  private static @Nullable Value clip(Node n, Rewriter rw) {
    if (isOpen(n, 1, Double.NEGATIVE_INFINITY) && isOpen(n, 2, Double.POSITIVE_INFINITY)) {
      return n.in(0);
    }
    return rw.miss(n, "there is a limit");
  }

  private static boolean isOpen(Node n, int index, double infinity) {
    return !n.has(index)
        || (n.constant(index) instanceof Tensor t && t.size() == 1 && t.doubleAt(0) == infinity);
  }
}
