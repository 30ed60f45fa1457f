package sinter.passes.clean;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Slicing.Concat;
import sinter.ir.op.Slicing.Slice;
import sinter.ir.op.Slicing.Split;
import sinter.ir.rewrite.Rewriter;
import sinter.ir.rewrite.Rule;
import sinter.ir.type.Shape;
import sinter.passes.match.Axis;
import sinter.passes.match.Cut;
import sinter.passes.match.Nest;

/** Concatenations of concatenations, and of pieces that lay together before. */
final class Joins {
  static final List<Rule> RULES =
      List.of(
          Rule.on(Concat.class, "drop-empty-operands", Joins::dropEmpty),
          Rule.on(Concat.class, "flatten-concat", Joins::flatten),
          Rule.on(Concat.class, "concat-of-split", Joins::ofSplit),
          Rule.on(Concat.class, "concat-of-slices", Joins::ofSlices),
          Rule.on(Split.class, "split-of-concat", Joins::splitOfConcat));

  private Joins() {}

  private static @Nullable Value dropEmpty(Concat op, Node n, Rewriter rw) {
    int axis = Axis.of(op.axis(), n.result(0).tensorType().rank());
    var left = new ArrayList<Value>();
    for (int i = 0; i < n.inputs(); i++) {
      if (axis < 0 || !n.shape(i).dim(axis).isConst(0)) {
        left.add(n.in(i));
      }
    }
    return left.isEmpty() || left.size() == n.inputs()
        ? rw.miss(n, "no operand is empty, or all are")
        : rw.node(op, left, 1).result(0);
  }

  private static @Nullable Value flatten(Concat op, Node n, Rewriter rw) {
    int rank = n.result(0).tensorType().rank();
    int axis = Axis.of(op.axis(), rank);
    if (axis < 0) {
      return rw.miss(n, "the rank is not known");
    }
    Predicate<Node> same =
        d -> d.op() instanceof Concat(long inner) && Axis.of(inner, rank) == axis;
    if (Nest.isInner(n, same)) {
      return rw.miss(n, "it is an operand of a concatenation along axis %d itself", axis);
    }
    var operands = Nest.operands(n, same);
    return operands.size() == n.inputs()
        ? rw.miss(n, "no operand is a concatenation along axis %d with one use", axis)
        : rw.node(op, operands, 1).result(0);
  }

  private static @Nullable Value ofSplit(Concat op, Node n, Rewriter rw) {
    var d = n.defIn(0);
    if (d == null || !(d.op() instanceof Split s) || d.outputs() != n.inputs()) {
      return rw.miss(n, "the operands are not all the pieces of a Split");
    }
    int axis = Axis.of(op.axis(), d.rank(0));
    if (axis < 0 || axis != Axis.of(s.axis(), d.rank(0))) {
      return rw.miss(n, "the pieces were cut along another axis");
    }
    for (int i = 0; i < n.inputs(); i++) {
      if (n.in(i) != d.result(i)) {
        return rw.miss(n, "operand %d is not piece %d", i, i);
      }
    }
    return d.in(0);
  }

  /** Slices of one value that follow each other from its first element to its last. */
  private static @Nullable Value ofSlices(Concat op, Node n, Rewriter rw) {
    var first = n.defIn(0);
    if (first == null || !(first.op() instanceof Slice)) {
      return rw.miss(n, "the operands are not slices");
    }
    var x = first.in(0);
    int axis = Axis.of(op.axis(), first.rank(0));
    if (axis < 0 || !x.tensorType().shape().dim(axis).isConst()) {
      return rw.miss(n, "the extent of %s along the axis is not known", x);
    }
    long extent = x.tensorType().shape().dim(axis).constant();
    long at = 0;
    for (int i = 0; i < n.inputs(); i++) {
      var d = n.defIn(i);
      var cuts = Cut.of(d);
      if (d == null || cuts == null || d.in(0) != x || cuts.size() != 1) {
        return rw.miss(n, "operand %d is not a slice along one axis of the same value", i);
      }
      var cut = cuts.getFirst();
      var range = cut.axis() == axis ? cut.range(extent) : null;
      if (range == null || range.from() != at) {
        return rw.miss(n, "operand %d does not go on where the one before ends", i);
      }
      at = range.to();
    }
    return at == extent ? x : rw.miss(n, "elements from %d on are left out", at);
  }

  /** Pieces that are the operands joined before. */
  private static @Nullable Value splitOfConcat(Split op, Node n, Rewriter rw) {
    var d = n.defIn(0);
    if (d == null || !(d.op() instanceof Concat(long at)) || d.inputs() != n.outputs()) {
      return rw.miss(n, "the operand is not a concatenation of as many operands");
    }
    int axis = Axis.of(op.axis(), n.rank(0));
    if (axis < 0 || axis != Axis.of(at, n.rank(0))) {
      return rw.miss(n, "the operands were joined along another axis");
    }
    for (int i = 0; i < n.outputs(); i++) {
      Shape piece = n.result(i).tensorType().shape();
      if (!Shape.same(piece, d.in(i).tensorType().shape())) {
        return rw.miss(n, "piece %d is not operand %d", i, i);
      }
    }
    for (int i = 1; i < n.outputs(); i++) {
      rw.replace(n.result(i), d.in(i));
    }
    return d.in(0);
  }
}
