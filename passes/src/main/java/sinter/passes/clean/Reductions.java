package sinter.passes.clean;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Reduce;
import sinter.ir.op.Reduce.Over;
import sinter.ir.op.Shaping.Flatten;
import sinter.ir.op.Shaping.Reshape;
import sinter.ir.op.Shaping.Squeeze;
import sinter.ir.op.Shaping.Transpose;
import sinter.ir.op.Shaping.Unsqueeze;
import sinter.ir.rewrite.Rewriter;
import sinter.ir.rewrite.Rule;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Shape;
import sinter.passes.match.Axis;

/** Reductions that keep or drop their axes as the op behind them wants, and do not need a transposition before. */
final class Reductions {
  private static final List<Class<? extends Over>> ALL =
      List.of(
          Reduce.ReduceSum.class,
          Reduce.ReduceProd.class,
          Reduce.ReduceMax.class,
          Reduce.ReduceMin.class,
          Reduce.ReduceMean.class,
          Reduce.ReduceL1.class,
          Reduce.ReduceL2.class,
          Reduce.ReduceSumSquare.class,
          Reduce.ReduceLogSum.class,
          Reduce.ReduceLogSumExp.class);

  static final List<Rule> RULES = rules();

  private Reductions() {}

  private static List<Rule> rules() {
    var rules = new ArrayList<Rule>();
    rules.add(Rule.on(Squeeze.class, "squeeze-into-reduce", (_, n, rw) -> view(n, false, rw)));
    rules.add(Rule.on(Reshape.class, "squeeze-into-reduce", (_, n, rw) -> view(n, false, rw)));
    rules.add(Rule.on(Flatten.class, "squeeze-into-reduce", (_, n, rw) -> view(n, false, rw)));
    rules.add(Rule.on(Unsqueeze.class, "unsqueeze-into-reduce", (_, n, rw) -> view(n, true, rw)));
    for (var op : ALL) {
      rules.add(Rule.rounding(op, "reduce-of-transpose", Reductions::ofTranspose));
    }
    return rules;
  }

  /** The same reduction that keeps its axes, or does not. */
  static Over keeping(Over op, boolean keepdims) {
    boolean noop = op.noopWithEmptyAxes();
    return switch (op) {
      case Reduce.ReduceSum _ -> new Reduce.ReduceSum(keepdims, noop);
      case Reduce.ReduceProd _ -> new Reduce.ReduceProd(keepdims, noop);
      case Reduce.ReduceMax _ -> new Reduce.ReduceMax(keepdims, noop);
      case Reduce.ReduceMin _ -> new Reduce.ReduceMin(keepdims, noop);
      case Reduce.ReduceMean _ -> new Reduce.ReduceMean(keepdims, noop);
      case Reduce.ReduceL1 _ -> new Reduce.ReduceL1(keepdims, noop);
      case Reduce.ReduceL2 _ -> new Reduce.ReduceL2(keepdims, noop);
      case Reduce.ReduceSumSquare _ -> new Reduce.ReduceSumSquare(keepdims, noop);
      case Reduce.ReduceLogSum _ -> new Reduce.ReduceLogSum(keepdims, noop);
      case Reduce.ReduceLogSumExp _ -> new Reduce.ReduceLogSumExp(keepdims, noop);
    };
  }

  /** The axes of a reduction, counted from the front; null when they are not known, or there may be none. */
  private static @Nullable List<Integer> axes(Node n) {
    return n.has(1) && n.longs(1) instanceof List<Long> given && !given.isEmpty()
        ? Axis.of(given, n.rank(0))
        : null;
  }

  private static @Nullable Value view(Node n, boolean keepdims, Rewriter rw) {
    var d = n.defIn(0);
    if (d == null || !(d.op() instanceof Over op) || op.keepdims() == keepdims) {
      return rw.miss(
          n, "the operand is not a reduction that %s its axes", keepdims ? "drops" : "keeps");
    }
    if (!n.in(0).hasOneUse()) {
      return rw.miss(n, "the reduction has other users");
    }
    var axes = axes(d);
    if (axes == null) {
      return rw.miss(n, "the axes are not known");
    }
    var to = n.result(0).tensorType().shape();
    if (!isSame(n, axes, d.rank(0), keepdims, d.shape(0), to)) {
      return rw.miss(n, "the axes are not those of the reduction");
    }
    return rw.emit(keeping(op, keepdims), d.in(0), d.in(1));
  }

  /** True when {@code n} does to the result of the reduction what {@code keepdims} would. */
  private static boolean isSame(
      Node n, List<Integer> axes, int rank, boolean keepdims, Shape x, Shape to) {
    var sorted = axes.stream().sorted().toList();
    if (n.op() instanceof Squeeze || n.op() instanceof Unsqueeze) {
      var given = n.has(1) ? Axis.of(n.longs(1), rank) : null;
      return given != null && given.stream().sorted().toList().equals(sorted);
    }
    var left = new ArrayList<>(Axis.all(rank));
    left.removeAll(axes);
    return !keepdims && Shape.same(to, Shape.of(left.stream().map(x::dim).toList()));
  }

  /** Reduced axes may be anywhere, as long as the others keep their order. */
  private static @Nullable Value ofTranspose(Over op, Node n, Rewriter rw) {
    var d = n.defIn(0);
    var order = Transposes.order(d);
    var axes = axes(n);
    if (d == null || order == null || axes == null || !(d.op() instanceof Transpose)) {
      return rw.miss(n, "the operand is not transposed, or the axes are not known");
    }
    var left = new ArrayList<>(Axis.all(order.size()));
    left.removeAll(axes);
    var from = left.stream().map(order::get).toList();
    boolean ordered = from.equals(from.stream().sorted().toList());
    var moved = axes.stream().map(order::get).sorted().toList();
    boolean inPlace = moved.equals(axes.stream().sorted().toList());
    if (!ordered || (op.keepdims() && !inPlace)) {
      return rw.miss(n, "the axes that stay change their order");
    }
    return rw.emit(op, d.in(0), rw.constant(Tensor.vector(Axis.longs(moved))));
  }
}
