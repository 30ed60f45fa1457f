package sinter.passes.clean;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Comparison.Greater;
import sinter.ir.op.Comparison.GreaterOrEqual;
import sinter.ir.op.Comparison.Less;
import sinter.ir.op.Comparison.LessOrEqual;
import sinter.ir.op.Comparison.Where;
import sinter.ir.op.Logic.Not;
import sinter.ir.op.Op;
import sinter.ir.rewrite.Rewriter;
import sinter.ir.rewrite.Rule;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Shape;

/** Choices whose outcome is known, and negated comparisons. */
final class Selections {
  static final List<Rule> RULES =
      List.of(
          Rule.on(Where.class, "where-known", (_, n, rw) -> known(n, rw)),
          Rule.on(Where.class, "where-same", (_, n, rw) -> same(n, rw)),
          Rule.on(Not.class, "not-comparison", (_, n, rw) -> negated(n, rw)));

  private Selections() {}

  private static @Nullable Value known(Node n, Rewriter rw) {
    Boolean taken = taken(n);
    if (taken == null) {
      return rw.miss(n, "the condition is not the same everywhere");
    }
    return keeping(n, n.in(taken ? 1 : 2), rw);
  }

  private static @Nullable Boolean taken(Node n) {
    if (n.constant(0) instanceof Tensor t) {
      return t.uniform() instanceof Double u ? u != 0 : null;
    }
    var c = n.contents(0);
    if (c == null || c.size() == 0 || !c.isConst()) {
      return null;
    }
    boolean first = !c.at(0).isConst(0);
    return c.elements().stream().allMatch(d -> d.isConst(0) != first) ? first : null;
  }

  private static @Nullable Value same(Node n, Rewriter rw) {
    return n.in(1) == n.in(2) ? keeping(n, n.in(1), rw) : rw.miss(n, "the two operands differ");
  }

  private static @Nullable Value keeping(Node n, Value by, Rewriter rw) {
    return Shape.same(by.tensorType().shape(), n.result(0).tensorType().shape())
        ? by
        : rw.miss(n, "%s may be narrower than the result", by.type());
  }

  /** Of integers only: a comparison with NaN is false, and so is its opposite. */
  private static @Nullable Value negated(Node n, Rewriter rw) {
    var d = n.defIn(0);
    var opposite = d == null ? null : opposite(d.op());
    if (d == null || opposite == null) {
      return rw.miss(n, "the operand is not an order");
    }
    if (d.tensor(0).dtype() == null || !d.tensor(0).dtype().isInteger()) {
      return rw.miss(n, "%s may be NaN", d.type(0));
    }
    if (!n.in(0).hasOneUse()) {
      return rw.miss(n, "the comparison has other users");
    }
    return rw.canWrite(opposite, d.in(0), d.in(1))
        ? rw.emit(opposite, d.in(0), d.in(1))
        : rw.miss(n, "the opset has no %s", opposite);
  }

  private static @Nullable Op opposite(Op op) {
    return switch (op) {
      case Less _ -> new GreaterOrEqual();
      case Greater _ -> new LessOrEqual();
      case LessOrEqual _ -> new Greater();
      case GreaterOrEqual _ -> new Less();
      default -> null;
    };
  }
}
