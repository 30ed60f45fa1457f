package sinter.passes.clean;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Activation;
import sinter.ir.op.Conversion.Cast;
import sinter.ir.op.Elementwise;
import sinter.ir.op.Linear.Gemm;
import sinter.ir.op.Normalizer;
import sinter.ir.op.Op;
import sinter.ir.op.Shaping.Transpose;
import sinter.ir.op.Unary;
import sinter.ir.rewrite.Rewriter;
import sinter.ir.rewrite.Rule;
import sinter.passes.match.Axis;
import sinter.passes.match.Sides;
import sinter.passes.match.Views;

/** Transpositions that do nothing, cancel, only rename axes, or are an option of the op that reads them. */
final class Transposes {
  static final List<Rule> RULES =
      List.of(
          Rule.on(Transpose.class, "drop-transpose", Transposes::drop),
          Rule.on(Transpose.class, "merge-transposes", Transposes::merge),
          Rule.on(Transpose.class, "transpose-to-view", Transposes::view),
          Rule.on(Transpose.class, "transpose-across", Transposes::across),
          Rule.on(Gemm.class, "transpose-into-gemm", Transposes::intoGemm));

  private Transposes() {}

  /** The order of axes; null when the rank is not known. */
  static @Nullable List<Integer> order(@Nullable Node n) {
    if (n == null || !(n.op() instanceof Transpose t)) {
      return null;
    }
    int rank = t.perm().isEmpty() ? n.rank(0) : t.perm().size();
    return rank < 0 ? null : t.order(rank);
  }

  private static @Nullable Value drop(Transpose op, Node n, Rewriter rw) {
    var order = order(n);
    if (order == null) {
      return rw.miss(n, "the order of axes is not known");
    }
    return order.equals(Axis.all(order.size())) ? n.in(0) : rw.miss(n, "axes move");
  }

  private static @Nullable Value merge(Transpose op, Node n, Rewriter rw) {
    var d = n.defIn(0);
    var first = order(d);
    var then = order(n);
    if (d == null || first == null || then == null) {
      return rw.miss(n, "the operand is not transposed");
    }
    return transposed(d.in(0), then.stream().map(first::get).toList(), rw);
  }

  static Value transposed(Value x, List<Integer> order, Rewriter rw) {
    return order.equals(Axis.all(order.size())) ? x : rw.emit(new Transpose(Axis.longs(order)), x);
  }

  /** Axes of extent 1 move, the others keep their order: the elements stay where they are. */
  private static @Nullable Value view(Transpose op, Node n, Rewriter rw) {
    var order = order(n);
    var shape = n.shape(0);
    if (order == null || !shape.isRanked()) {
      return rw.miss(n, "the order of axes is not known");
    }
    var moved = order.stream().filter(k -> !shape.dim(k).isConst(1)).toList();
    if (!moved.equals(moved.stream().sorted().toList())) {
      return rw.miss(n, "axes of several elements move");
    }
    var view = Views.of(n.in(0), n.result(0).tensorType().shape(), rw);
    return view != null ? view : rw.miss(n, "%s cannot be spelled", n.result(0).type());
  }

  /**
   * transpose(f(transpose(x))) as f(transpose(x)), for an f that works element by element: the two transpositions meet
   * and become one, or none.
   */
  private static @Nullable Value across(Transpose op, Node n, Rewriter rw) {
    var f = n.defIn(0);
    if (f == null || f.outputs() != 1 || !n.in(0).hasOneUse()) {
      return rw.miss(n, "the operand has other users");
    }
    int at = transposedOperand(f);
    var d = at < 0 ? null : f.defIn(at);
    var first = order(d);
    var then = order(n);
    if (d == null || first == null || then == null) {
      return rw.miss(n, "the operand is not an element-wise function of something transposed");
    }
    if (!f.in(at).hasOneUse()) {
      return rw.miss(n, "the transposition before has other users");
    }
    var operands = new ArrayList<@Nullable Value>(f.inputValues());
    operands.set(at, transposed(d.in(0), then.stream().map(first::get).toList(), rw));
    return rw.node(f.op(), operands, 1).result(0);
  }

  /** The operand of an element-wise node that decides about the extent, the others being scalars; -1 otherwise. */
  private static int transposedOperand(Node f) {
    if (isUnary(f.op())) {
      return 0;
    }
    boolean arithmetic =
        f.op() instanceof Elementwise.Add
            || f.op() instanceof Elementwise.Sub
            || f.op() instanceof Elementwise.Mul
            || f.op() instanceof Elementwise.Div
            || f.op() instanceof Elementwise.Pow;
    var s = arithmetic ? Sides.of(f) : null;
    return s != null && s.constant().rank() == 0 ? 1 - s.at() : -1;
  }

  private static boolean isUnary(Op op) {
    return op instanceof Unary
        || op instanceof Cast
        || (op instanceof Activation && !(op instanceof Normalizer));
  }

  private static @Nullable Value intoGemm(Gemm op, Node n, Rewriter rw) {
    boolean left = isMatrixTranspose(n.defIn(Gemm.A));
    boolean right = isMatrixTranspose(n.defIn(Gemm.B));
    if (!left && !right) {
      return rw.miss(n, "no operand is transposed");
    }
    var a = left ? source(n, Gemm.A) : n.in(Gemm.A);
    var b = right ? source(n, Gemm.B) : n.in(Gemm.B);
    var gemm = new Gemm(op.alpha(), op.beta(), op.transA() ^ left, op.transB() ^ right);
    return rw.emit(gemm, a, b, n.inOrNull(Gemm.C));
  }

  private static boolean isMatrixTranspose(@Nullable Node d) {
    return order(d) instanceof List<Integer> order && order.equals(List.of(1, 0));
  }

  private static Value source(Node n, int index) {
    return n.defIn(index) instanceof Node d ? d.in(0) : n.in(index);
  }
}
