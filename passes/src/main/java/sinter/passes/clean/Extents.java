package sinter.passes.clean;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Comparison.Where;
import sinter.ir.op.Elementwise.Add;
import sinter.ir.op.Elementwise.Div;
import sinter.ir.op.Elementwise.Mul;
import sinter.ir.op.Elementwise.Sub;
import sinter.ir.op.Indexing.Gather;
import sinter.ir.op.Op;
import sinter.ir.op.Shaping.Expand;
import sinter.ir.op.Slicing.Slice;
import sinter.ir.rewrite.Rewriter;
import sinter.ir.rewrite.Rule;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Shape;
import sinter.passes.match.Axis;
import sinter.passes.match.Cut;

/** Extents that are asked for in part, and expansions that broadcasting does anyway. */
final class Extents {
  static final List<Rule> RULES =
      List.of(
          Rule.on(Gather.class, "gather-into-shape", (_, n, rw) -> gathered(n, rw)),
          Rule.on(Slice.class, "slice-into-shape", (_, n, rw) -> sliced(n, rw)),
          Rule.on(Add.class, "broadcast-without-expand", Extents::broadcast),
          Rule.on(Sub.class, "broadcast-without-expand", Extents::broadcast),
          Rule.on(Mul.class, "broadcast-without-expand", Extents::broadcast),
          Rule.on(Div.class, "broadcast-without-expand", Extents::broadcast),
          Rule.on(Where.class, "broadcast-without-expand", Extents::broadcast));

  private Extents() {}

  /** The node that gives all dimensions of something of known rank; null when {@code n} reads something else. */
  private static @Nullable Node shape(Node n) {
    var d = n.defIn(0);
    boolean all =
        d != null
            && d.op() instanceof sinter.ir.op.Shaping.Shape(long start, Long end)
            && start == 0
            && end == null;
    return d != null && all && d.rank(0) >= 0 && n.in(0).hasOneUse() ? d : null;
  }

  private static @Nullable Value part(Node d, long from, long to, Node n, Rewriter rw) {
    var part = new sinter.ir.op.Shaping.Shape(from, to);
    return rw.canWrite(part, d.in(0))
        ? rw.emit(part, d.in(0))
        : rw.miss(n, "the opset has no parts of shapes");
  }

  private static @Nullable Value gathered(Node n, Rewriter rw) {
    var d = shape(n);
    if (d == null || !(n.constantIn(1) instanceof Tensor t) || t.rank() != 1 || t.size() == 0) {
      return rw.miss(n, "it does not pick by constants from a shape that is read once");
    }
    int first = Axis.of(t.longAt(0), d.rank(0));
    for (int i = 0; i < t.size(); i++) {
      if (first < 0 || Axis.of(t.longAt(i), d.rank(0)) != first + i) {
        return rw.miss(n, "the axes do not follow each other");
      }
    }
    return part(d, first, first + t.size(), n, rw);
  }

  private static @Nullable Value sliced(Node n, Rewriter rw) {
    var d = shape(n);
    var cuts = Cut.of(n);
    var range =
        d == null || cuts == null || cuts.size() != 1 ? null : cuts.getFirst().range(d.rank(0));
    if (d == null || range == null) {
      return rw.miss(n, "it does not cut one piece from a shape that is read once");
    }
    return part(d, range.from(), range.to(), n, rw);
  }

  /** An operand that is expanded needs not be, when the others make the result as large. */
  private static @Nullable Value broadcast(Op op, Node n, Rewriter rw) {
    var operands = new ArrayList<@Nullable Value>(n.inputValues());
    for (int i = 0; i < operands.size(); i++) {
      var d = n.defIn(i);
      if (d == null || !(d.op() instanceof Expand)) {
        continue;
      }
      operands.set(i, d.in(0));
      @Nullable Shape all = Shape.SCALAR;
      for (var v : operands) {
        all = all == null || v == null ? null : Shape.broadcast(all, v.tensorType().shape());
      }
      return all != null && Shape.same(all, n.result(0).tensorType().shape())
          ? rw.node(op, operands, 1).result(0)
          : rw.miss(n, "the result may be smaller without the expansion");
    }
    return rw.miss(n, "no operand is expanded");
  }
}
