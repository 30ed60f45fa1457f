package sinter.passes.clean;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Elementwise.Add;
import sinter.ir.op.Elementwise.Div;
import sinter.ir.op.Elementwise.Mul;
import sinter.ir.op.Elementwise.Pow;
import sinter.ir.op.Elementwise.Sub;
import sinter.ir.op.Logic.And;
import sinter.ir.op.Logic.Not;
import sinter.ir.op.Logic.Or;
import sinter.ir.op.Op;
import sinter.ir.op.Unary.Neg;
import sinter.ir.op.Unary.Reciprocal;
import sinter.ir.rewrite.Rewriter;
import sinter.ir.rewrite.Rule;
import sinter.ir.tensor.Contents;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.passes.match.Normal;
import sinter.passes.match.Sides;

/**
 * Arithmetic with neutral and absorbing elements, and operations that undo each other. Exact for integers; for floats
 * exact but for the sign of zero: NaN and infinities are kept.
 */
final class Neutral {
  static final List<Rule> RULES =
      List.of(
          Rule.on(Add.class, "add-zero", (_, n, rw) -> neutral(n, 0, true, rw)),
          Rule.on(Sub.class, "sub-zero", (_, n, rw) -> neutral(n, 0, false, rw)),
          Rule.on(Mul.class, "mul-one", (_, n, rw) -> neutral(n, 1, true, rw)),
          Rule.on(Div.class, "div-one", (_, n, rw) -> neutral(n, 1, false, rw)),
          Rule.on(Pow.class, "pow-one", (_, n, rw) -> neutral(n, 1, false, rw)),
          Rule.on(Mul.class, "mul-zero", (_, n, rw) -> absorbing(n, rw)),
          Rule.on(And.class, "and-true", (_, n, rw) -> logic(n, true, rw)),
          Rule.on(Or.class, "or-false", (_, n, rw) -> logic(n, false, rw)),
          Rule.on(Neg.class, "neg-neg", (_, n, rw) -> twice(Neg.class, n, rw)),
          Rule.on(Not.class, "not-not", (_, n, rw) -> twice(Not.class, n, rw)),
          Rule.on(Add.class, "add-neg", (_, n, rw) -> addNeg(n, rw)),
          Rule.on(Sub.class, "sub-neg", (_, n, rw) -> subNeg(n, rw)),
          Rule.rounding(Mul.class, "mul-reciprocal", (_, n, rw) -> mulReciprocal(n, rw)));

  private Neutral() {}

  /** x ∘ e = x, and e ∘ x = x when {@code either} side will do. */
  private static @Nullable Value neutral(Node n, double element, boolean either, Rewriter rw) {
    var s = Sides.of(n);
    if (s == null || !(s.isRight() || either) || !s.is(element)) {
      return rw.miss(n, "no operand is the constant %s", element);
    }
    return s.keepsExtent()
        ? s.other()
        : rw.miss(n, "%s may widen %s", s.constant().type(), s.other().type());
  }

  /** x · 0 = 0 for integers; a float may be NaN or infinite. */
  private static @Nullable Value absorbing(Node n, Rewriter rw) {
    var s = Sides.of(n);
    if (s == null || !s.is(0)) {
      return rw.miss(n, "no operand is zero");
    }
    var t = n.result(0).tensorType();
    if (!s.constant().dtype().isInteger() || !t.isStatic()) {
      return rw.miss(n, "a %s of zeros is not the product for every operand", t);
    }
    return rw.constant(new Tensor.Splat(t.withDType(Objects.requireNonNull(t.dtype())), 0));
  }

  /** x and true = x; x or false = x. */
  private static @Nullable Value logic(Node n, boolean element, Rewriter rw) {
    var s = Sides.of(n);
    if (s == null || s.constant().dtype() != DType.BOOL) {
      return rw.miss(n, "no operand is constant");
    }
    boolean all = s.uniform() instanceof Double u && (u != 0) == element;
    return all && s.keepsExtent() ? s.other() : rw.miss(n, "no operand is %s everywhere", element);
  }

  private static @Nullable Value twice(Class<? extends Op> op, Node n, Rewriter rw) {
    return op.isInstance(n.opIn(0)) && n.defIn(0) instanceof Node d
        ? d.in(0)
        : rw.miss(n, "the operand is not one more of its kind");
  }

  /** x + (-y) = x - y, in either order. */
  private static @Nullable Value addNeg(Node n, Rewriter rw) {
    for (int i = 0; i < 2; i++) {
      if (n.opIn(i) instanceof Neg && n.defIn(i) instanceof Node d) {
        return n.in(i).hasOneUse()
            ? emit(new Sub(), n.in(1 - i), d.in(0), n, rw)
            : rw.miss(n, "the negated operand has other users");
      }
    }
    return rw.miss(n, "no operand is negated");
  }

  /** x - (-y) = x + y. */
  private static @Nullable Value subNeg(Node n, Rewriter rw) {
    if (!(n.opIn(1) instanceof Neg) || !(n.defIn(1) instanceof Node d)) {
      return rw.miss(n, "the right operand is not negated");
    }
    return n.in(1).hasOneUse()
        ? emit(new Add(), n.in(0), d.in(0), n, rw)
        : rw.miss(n, "the negated operand has other users");
  }

  /** x · (1/y) = x / y: one rounding instead of two. */
  private static @Nullable Value mulReciprocal(Node n, Rewriter rw) {
    for (int i = 0; i < 2; i++) {
      if (n.opIn(i) instanceof Reciprocal && n.defIn(i) instanceof Node d) {
        if (d.in(0).constant() instanceof Tensor t && !hasReciprocals(t)) {
          return rw.miss(n, "a reciprocal is beyond the numbers of the format");
        }
        return n.in(i).hasOneUse()
            ? emit(new Div(), n.in(1 - i), d.in(0), n, rw)
            : rw.miss(n, "the reciprocal has other users");
      }
    }
    return rw.miss(n, "no operand is a reciprocal");
  }

  /** Small constants only: 1/c of a number near the edge of the format is infinite where x/c is not. */
  private static boolean hasReciprocals(Tensor t) {
    if (t.size() > Contents.LIMIT || t.dtype() == DType.STRING) {
      return false;
    }
    for (double c : t.doubles()) {
      if (!Normal.holds(t.dtype(), 1 / c)) {
        return false;
      }
    }
    return true;
  }

  /** Before opset 7 operands of different extents broadcast in another way, which is not written. */
  private static @Nullable Value emit(Op op, Value x, Value y, Node n, Rewriter rw) {
    return rw.canWrite(op, x, y)
        ? rw.emit(op, x, y)
        : rw.miss(n, "the opset has no such %s", op.getClass().getSimpleName());
  }
}
