package sinter.passes.clean;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Indexing.Gather;
import sinter.ir.op.Shaping.Squeeze;
import sinter.ir.op.Shaping.Unsqueeze;
import sinter.ir.op.Slicing.Concat;
import sinter.ir.op.Slicing.Slice;
import sinter.ir.rewrite.Rewriter;
import sinter.ir.rewrite.Rule;
import sinter.ir.tensor.Contents;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Shape;
import sinter.passes.match.Axis;
import sinter.passes.match.Cut;

/** Slices that take everything, chains of them, and picking from what was joined before. */
final class Slices {
  static final List<Rule> RULES =
      List.of(
          Rule.on(Slice.class, "drop-slice", (_, n, rw) -> drop(n, rw)),
          Rule.on(Slice.class, "trim-slice", (_, n, rw) -> trim(n, rw)),
          Rule.on(Slice.class, "merge-slices", (_, n, rw) -> merge(n, rw)),
          Rule.on(Slice.class, "slice-of-concat", (_, n, rw) -> ofConcat(n, rw)),
          Rule.on(Unsqueeze.class, "unsqueeze-into-gather", (_, n, rw) -> intoGather(n, rw)),
          Rule.on(Squeeze.class, "squeeze-into-gather", (_, n, rw) -> outOfGather(n, rw)),
          Rule.on(Gather.class, "drop-gather", Slices::dropGather));

  private Slices() {}

  /** Number of axes a Slice names; -1 when unknown. */
  private static int count(Node n) {
    return n.contents(1) instanceof Contents c ? c.size() : -1;
  }

  private static @Nullable Value drop(Node n, Rewriter rw) {
    int count = count(n);
    for (int k = 0; k < count; k++) {
      if (!Cut.takesAll(n, k)) {
        return rw.miss(n, "axis number %d of it may be cut", k);
      }
    }
    return count < 0 ? rw.miss(n, "the bounds are not known") : n.in(0);
  }

  /** Axes of which everything is taken are not named. */
  private static @Nullable Value trim(Node n, Rewriter rw) {
    var cuts = Cut.of(n);
    if (cuts == null) {
      return rw.miss(n, "the bounds are not constant");
    }
    var left = new ArrayList<Cut>();
    for (int k = 0; k < cuts.size(); k++) {
      if (!Cut.takesAll(n, k)) {
        left.add(cuts.get(k));
      }
    }
    return left.size() == cuts.size() || left.isEmpty()
        ? rw.miss(n, "every axis is cut")
        : Cut.slice(n.in(0), left, rw);
  }

  private static @Nullable Value merge(Node n, Rewriter rw) {
    var d = n.defIn(0);
    var inner = Cut.of(d);
    var outer = Cut.of(n);
    if (d == null || inner == null || outer == null) {
      return rw.miss(n, "there are no two slices with constant bounds in a row");
    }
    var all = new ArrayList<>(inner);
    for (var cut : outer) {
      var before = inner.stream().filter(c -> c.axis() == cut.axis()).findFirst();
      if (before.isPresent()) {
        var both = before.get().then(cut, d.shape(0).dim(cut.axis()));
        if (both == null) {
          return rw.miss(n, "axis %d is cut twice", cut.axis());
        }
        all.remove(before.get());
        all.add(both);
      } else {
        all.add(cut);
      }
    }
    return Cut.slice(d.in(0), all, rw);
  }

  /** A slice that falls on whole operands of a Concat is those operands; within one, it is a slice of that one. */
  private static @Nullable Value ofConcat(Node n, Rewriter rw) {
    var d = n.defIn(0);
    var cuts = Cut.of(n);
    if (d == null || cuts == null || !(d.op() instanceof Concat(long at))) {
      return rw.miss(n, "the operand is not a concatenation, or the bounds are not constant");
    }
    int axis = Axis.of(at, n.rank(0));
    var extents = axis < 0 ? null : Cut.extents(d, axis);
    var along = cuts.stream().filter(c -> c.axis() == axis).toList();
    if (extents == null || along.size() != 1) {
      return rw.miss(n, "the slice does not cut the axis of the concatenation");
    }
    long total = extents.stream().mapToLong(Long::longValue).sum();
    var range = along.getFirst().range(total);
    if (range == null || range.length() == 0) {
      return rw.miss(n, "the slice leaves elements out");
    }
    var others = new ArrayList<>(cuts);
    others.removeAll(along);
    var pieces = new ArrayList<Value>();
    long from = 0;
    for (int i = 0; i < extents.size(); from += extents.get(i++)) {
      long to = from + extents.get(i);
      if (from <= range.from() && range.to() <= to && extents.get(i) > 0) {
        return within(
            d.in(i),
            axis,
            new Cut.Range(range.from() - from, range.to() - from),
            extents.get(i),
            others,
            rw);
      }
      if (range.from() <= from && to <= range.to()) {
        pieces.add(d.in(i));
      }
    }
    long covered =
        pieces.stream().mapToLong(p -> p.tensorType().shape().dim(axis).constant()).sum();
    if (covered != range.length() || !others.isEmpty()) {
      return rw.miss(n, "the slice ends inside an operand of the concatenation");
    }
    return rw.node(new Concat(axis), pieces, 1).result(0);
  }

  private static Value within(
      Value piece, int axis, Cut.Range range, long extent, List<Cut> others, Rewriter rw) {
    var cuts = new ArrayList<>(others);
    if (range.length() != extent) {
      cuts.add(Cut.of(axis, range));
    }
    return Cut.slice(piece, cuts, rw);
  }

  /** A scalar index whose axis is put back is a vector of one index. */
  private static @Nullable Value intoGather(Node n, Rewriter rw) {
    var d = n.defIn(0);
    if (d == null || !(d.op() instanceof Gather(long along))) {
      return rw.miss(n, "the operand is not gathered");
    }
    if (!(d.constantIn(1) instanceof Tensor index) || index.rank() != 0) {
      return rw.miss(n, "the index is not a constant scalar");
    }
    if (!n.in(0).hasOneUse()) {
      return rw.miss(n, "what is gathered has other users");
    }
    int axis = Axis.of(along, d.rank(0));
    var axes = Axis.of(n.longs(1), n.result(0).tensorType().rank());
    if (axis < 0 || axes == null || !axes.equals(List.of(axis))) {
      return rw.miss(n, "the axis is not the one the index took away");
    }
    return rw.emit(new Gather(along), d.in(0), rw.constant(index.reshaped(List.of(1L))));
  }

  /** A vector of one index whose axis is taken away is a scalar index. */
  private static @Nullable Value outOfGather(Node n, Rewriter rw) {
    var d = n.defIn(0);
    if (d == null || !(d.op() instanceof Gather(long along))) {
      return rw.miss(n, "the operand is not gathered");
    }
    boolean one = d.constantIn(1) instanceof Tensor t && t.dims().equals(List.of(1L));
    if (!one || !(d.constantIn(1) instanceof Tensor index) || !n.in(0).hasOneUse()) {
      return rw.miss(n, "the index is not a constant vector of one, or there are other users");
    }
    int axis = Axis.of(along, d.rank(0));
    var axes = n.has(1) ? Axis.of(n.longs(1), n.rank(0)) : null;
    if (axis < 0 || axes == null || !axes.equals(List.of(axis))) {
      return rw.miss(n, "the axis is not the one of the index");
    }
    return rw.emit(new Gather(along), d.in(0), rw.constant(index.reshaped(List.of())));
  }

  /** Every index of the axis in order. */
  private static @Nullable Value dropGather(Gather op, Node n, Rewriter rw) {
    if (!(n.constantIn(1) instanceof Tensor t) || t.rank() != 1) {
      return rw.miss(n, "the indices are not a constant vector");
    }
    int axis = Axis.of(op.axis(), n.rank(0));
    Shape shape = n.shape(0);
    if (axis < 0 || !shape.dim(axis).isConst(t.size())) {
      return rw.miss(n, "the axis has not as many elements as there are indices");
    }
    for (long i = 0; i < t.size(); i++) {
      if (t.longAt(i) != i) {
        return rw.miss(n, "index %d is %d", i, t.longAt(i));
      }
    }
    return n.in(0);
  }
}
