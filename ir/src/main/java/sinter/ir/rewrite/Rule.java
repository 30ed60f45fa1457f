package sinter.ir.rewrite;

import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Op;

/**
 * A local, semantics-preserving rewrite rooted at one op class. Stateless. The right side is never worse than the left,
 * and no two rules undo each other.
 */
public interface Rule {
  /** The body of a rule: the value that replaces the first result of {@code n}, or null. */
  interface Body<O extends Op> {
    @Nullable Value apply(O op, Node n, Rewriter rw);
  }

  /** Public, stable, kebab-case. */
  String name();

  Class<? extends Op> root();

  /**
   * Whether floats may come out rounded otherwise than before: the rule merges constants, or adds or multiplies in another
   * order. Other rules keep every element, but for the sign of a zero.
   */
  default boolean rounds() {
    return false;
  }

  /**
   * The value that replaces the first result of {@code n}, or null. Nothing is linked until the driver accepts it;
   * other results are replaced through {@link Rewriter#replace}.
   */
  @Nullable Value apply(Node n, Rewriter rw);

  /** A rule that keeps every element. */
  static <O extends Op> Rule on(Class<O> root, String name, Body<O> body) {
    return on(root, name, false, body);
  }

  /** A rule after which floats may be rounded otherwise. */
  static <O extends Op> Rule rounding(Class<O> root, String name, Body<O> body) {
    return on(root, name, true, body);
  }

  private static <O extends Op> Rule on(Class<O> root, String name, boolean rounds, Body<O> body) {
    return new Rule() {
      @Override
      public boolean rounds() {
        return rounds;
      }

      @Override
      public String name() {
        return name;
      }

      @Override
      public Class<? extends Op> root() {
        return root;
      }

      @Override
      public @Nullable Value apply(Node n, Rewriter rw) {
        return body.apply(root.cast(n.op()), n, rw);
      }

      @Override
      public String toString() {
        return name;
      }
    };
  }
}
