package sinter.passes.fuse;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Activation.Gelu;
import sinter.ir.op.Elementwise.Add;
import sinter.ir.op.Elementwise.Div;
import sinter.ir.op.Elementwise.Mul;
import sinter.ir.op.Unary.Erf;
import sinter.ir.rewrite.Rewriter;
import sinter.ir.rewrite.Rule;
import sinter.passes.match.Sides;

/**
 * {@code x·½·(1 + erf(x/√2))}, its factors in any order, is Gelu. The constants must be the nearest float to
 * theirs, or within a few units of its last place.
 */
final class Gelus {
  static final List<Rule> RULES =
      List.of(Rule.rounding(Mul.class, "fuse-gelu", (_, n, rw) -> fuse(n, rw)));

  private static final double CLOSE = 1e-6;

  /** Products within each other that are looked into; what is deeper counts as one factor. */
  private static final int MOST_PRODUCTS = 3;

  private Gelus() {}

  private static boolean is(double value, double wanted) {
    return Math.abs(value - wanted) <= CLOSE * wanted;
  }

  private static @Nullable Value fuse(Node n, Rewriter rw) {
    var factors = new ArrayList<Value>();
    double constant = collect(n, factors, 1, MOST_PRODUCTS);
    if (factors.size() != 2 || !is(constant, 0.5)) {
      return rw.miss(n, "it is not a product of two factors and one half");
    }
    for (int i = 0; i < 2; i++) {
      var x = factors.get(1 - i);
      if (argument(factors.get(i), n) == x) {
        return rw.canWrite(new Gelu(Gelu.Approximation.NONE), x)
            ? rw.emit(new Gelu(Gelu.Approximation.NONE), x)
            : rw.miss(n, "the opset has no Gelu");
      }
    }
    return rw.miss(n, "no factor is 1 + erf(x/√2) of the other");
  }

  /**
   * Adds the factors of a product that are not constant to {@code into}; the product of the others, times
   * {@code c}.
   */
  private static double collect(Node n, List<Value> into, double c, int depth) {
    for (int i = 0; i < 2; i++) {
      var d = n.defIn(i);
      var t = n.constantIn(i);
      if (t != null) {
        c *= t.rank() == 0 && t.dtype().isFloat() ? t.doubleAt(0) : Double.NaN;
      } else if (d != null && d.op() instanceof Mul && n.in(i).hasOneUse() && depth > 1) {
        c = collect(d, into, c, depth - 1);
      } else {
        into.add(n.in(i));
      }
    }
    return c;
  }

  /**
   * The x of {@code 1 + erf(x/√2)}, each node of which has one use; null when {@code v} is something else.
   */
  private static @Nullable Value argument(Value v, Node root) {
    var add = used(v, root);
    var one = add == null || !(add.op() instanceof Add) ? null : Sides.of(add);
    if (one == null || !one.is(1) || one.constant().rank() != 0) {
      return null;
    }
    var erf = used(one.other(), root);
    var scale = erf == null || !(erf.op() instanceof Erf) ? null : used(erf.in(0), root);
    var s = scale == null ? null : Sides.of(scale);
    if (scale == null || s == null || s.constant().rank() != 0) {
      return null;
    }
    double c = s.constant().doubleAt(0);
    boolean scales =
        (scale.op() instanceof Mul && is(c, Math.sqrt(0.5)))
            || (scale.op() instanceof Div && s.isRight() && is(c, Math.sqrt(2)));
    return scales ? s.other() : null;
  }

  private static @Nullable Node used(Value v, Node root) {
    return v.def() instanceof Node d && d.block() == root.block() && v.hasOneUse() ? d : null;
  }
}
