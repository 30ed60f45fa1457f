package sinter.passes;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.Model;
import sinter.ir.tensor.Tensor;

/** Computes constant subgraphs. */
public interface Evaluator {
  /**
   * The outputs of {@code model}, which has typed ops and no inputs, in order; null for the whole model when it cannot be
   * evaluated.
   */
  @Nullable List<Tensor> evaluate(Model model);
}
