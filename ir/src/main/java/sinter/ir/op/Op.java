package sinter.ir.op;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.tensor.Contents;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Type;

/**
 * What a node computes: an immutable payload. Wiring lives in {@link sinter.ir.Node}, so two nodes with equal ops and
 * identical operands are interchangeable by construction.
 *
 * <p>Families are sealed; an operator is a nested record of its family and exists nowhere else. A record declares
 * {@code static final Schema SCHEMA}, its attributes are its components, and rules rooted at it that hold on every
 * target stand in an optional {@code static final List<Rule> CANONICAL}. {@link OpCatalog} finds all three.
 */
public sealed interface Op
    permits Activation,
        Compound,
        Const,
        Control,
        Elementwise,
        Foreign,
        Fused,
        Generate,
        Image,
        Indexing,
        Linear,
        Loss,
        Norm,
        Pool,
        Quant,
        Recurrent,
        Reduce,
        Shaping,
        Text {

  /**
   * Types of the results, at least as many as {@link Ins#outputs()}, or a diagnostic against one operand. Looks at
   * nothing but its operands and is monotone: knowing more of the operands never makes a result less known.
   */
  List<Type> infer(Ins in, Infer d);

  /** What is known of the elements of result {@code index}, a small integer value; null when nothing is. */
  default @Nullable Contents contents(Ins in, int index) {
    return null;
  }

  /** Results, when every operand is constant and the arithmetic is ours; null leaves it to an evaluator. */
  default @Nullable List<Tensor> eval(Ins in) {
    return null;
  }

  /**
   * Whether equal operands always give equal results and nothing else happens. What is not pure is never merged,
   * folded, duplicated or removed.
   */
  default boolean isPure() {
    return true;
  }

  /** Arithmetic work of one execution. */
  default Cost cost(Ins in) {
    return Cost.FREE;
  }
}
