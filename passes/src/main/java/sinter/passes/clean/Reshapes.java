package sinter.passes.clean;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Op;
import sinter.ir.op.Shaping.Flatten;
import sinter.ir.op.Shaping.Reshape;
import sinter.ir.op.Shaping.Squeeze;
import sinter.ir.op.Shaping.Unsqueeze;
import sinter.ir.rewrite.Rewriter;
import sinter.ir.rewrite.Rule;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Shape;
import sinter.passes.match.Axis;
import sinter.passes.match.Views;

/**
 * Chains of Reshape, Flatten, Squeeze and Unsqueeze. An extent that is known, with at most one dimension that must be
 * inferred, is a constant, whatever computed it.
 */
final class Reshapes {
  static final List<Rule> RULES =
      Stream.of(
              onViews("drop-view", Reshapes::drop),
              List.of(
                  Rule.on(Squeeze.class, "merge-squeezes", (_, n, rw) -> squeezes(n, rw)),
                  Rule.on(Unsqueeze.class, "merge-unsqueezes", (_, n, rw) -> unsqueezes(n, rw)),
                  Rule.on(Unsqueeze.class, "unsqueeze-squeeze", (_, n, rw) -> inverse(n, rw)),
                  Rule.on(Squeeze.class, "squeeze-unsqueeze", (_, n, rw) -> inverse(n, rw))),
              onViews("merge-views", Reshapes::merge),
              List.of(Rule.on(Reshape.class, "state-extent", Reshapes::state)))
          .flatMap(List::stream)
          .toList();

  private Reshapes() {}

  private static List<Rule> onViews(String name, Rule.Body<Op> body) {
    return List.of(
        Rule.on(Reshape.class, name, body::apply),
        Rule.on(Flatten.class, name, body::apply),
        Rule.on(Squeeze.class, name, body::apply),
        Rule.on(Unsqueeze.class, name, body::apply));
  }

  /** The extent stays as it is. */
  private static @Nullable Value drop(Op op, Node n, Rewriter rw) {
    var from = n.shape(0);
    var to = n.result(0).tensorType().shape();
    boolean stated =
        op instanceof Reshape(boolean allowzero)
            && n.longs(1) instanceof List<Long> spelled
            && Views.isIdentity(from, spelled, allowzero);
    return stated || Shape.same(from, to)
        ? n.in(0)
        : rw.miss(n, "%s may differ from %s", n.result(0).type(), n.type(0));
  }

  private static @Nullable List<Integer> axes(Node n, int rank) {
    return n.has(1) ? Axis.of(n.longs(1), rank) : null;
  }

  private static @Nullable Value squeezes(Node n, Rewriter rw) {
    var d = n.defIn(0);
    if (d == null || !(d.op() instanceof Squeeze)) {
      return rw.miss(n, "nothing is squeezed before");
    }
    var inner = axes(d, d.rank(0));
    var outer = axes(n, n.rank(0));
    if (inner == null || outer == null) {
      return rw.miss(n, "the axes are not known");
    }
    var left = new ArrayList<>(Axis.all(d.rank(0)));
    left.removeAll(inner);
    var all = new ArrayList<>(inner);
    outer.forEach(a -> all.add(left.get(a)));
    var sorted = Axis.longs(all.stream().sorted().toList());
    return rw.emit(new Squeeze(), d.in(0), rw.constant(Tensor.vector(sorted)));
  }

  private static @Nullable Value unsqueezes(Node n, Rewriter rw) {
    var d = n.defIn(0);
    if (d == null || !(d.op() instanceof Unsqueeze)) {
      return rw.miss(n, "nothing is unsqueezed before");
    }
    int rank = n.result(0).tensorType().rank();
    var inner = axes(d, n.rank(0));
    var outer = axes(n, rank);
    if (inner == null || outer == null) {
      return rw.miss(n, "the axes are not known");
    }
    var left = new ArrayList<>(Axis.all(rank));
    left.removeAll(outer);
    var all = new ArrayList<>(outer);
    inner.forEach(a -> all.add(left.get(a)));
    var sorted = Axis.longs(all.stream().sorted().toList());
    return rw.emit(new Unsqueeze(), d.in(0), rw.constant(Tensor.vector(sorted)));
  }

  /** Axes taken away are put back, or the other way round. */
  private static @Nullable Value inverse(Node n, Rewriter rw) {
    var d = n.defIn(0);
    boolean pair =
        d != null
            && (n.op() instanceof Squeeze
                ? d.op() instanceof Unsqueeze
                : d.op() instanceof Squeeze);
    if (d == null || !pair) {
      return rw.miss(n, "the operand is not its inverse");
    }
    boolean adds = n.op() instanceof Unsqueeze;
    var first = axes(d, adds ? d.rank(0) : n.rank(0));
    var then = axes(n, adds ? n.result(0).tensorType().rank() : n.rank(0));
    if (first == null || then == null) {
      return rw.miss(n, "the axes are not known");
    }
    return first.stream().sorted().toList().equals(then.stream().sorted().toList())
        ? d.in(0)
        : rw.miss(n, "the axes are others than those before");
  }

  private static @Nullable Value merge(Op op, Node n, Rewriter rw) {
    var d = n.defIn(0);
    if (d == null || !Views.isView(d.op())) {
      return rw.miss(n, "the operand is not a view");
    }
    if (op instanceof Reshape(boolean allowzero)
        && n.constantIn(1) instanceof Tensor t
        && t.longs().stream().noneMatch(v -> v == 0)) {
      return rw.emit(new Reshape(allowzero), d.in(0), n.in(1));
    }
    var view = Views.of(d.in(0), n.result(0).tensorType().shape(), rw);
    return view != null ? view : rw.miss(n, "%s cannot be spelled", n.result(0).type());
  }

  private static @Nullable Value state(Reshape op, Node n, Rewriter rw) {
    if (n.constantIn(1) != null) {
      return rw.miss(n, "the extent is constant");
    }
    var view = Views.of(n.in(0), n.result(0).tensorType().shape(), rw);
    return view != null ? view : rw.miss(n, "%s cannot be spelled", n.result(0).type());
  }
}
