package sinter.passes;

import java.util.Set;
import sinter.ir.Model;
import sinter.passes.boundary.FromOnnx;
import sinter.passes.boundary.InlineFunctions;
import sinter.passes.boundary.InputsToConstants;
import sinter.passes.boundary.SetOpset;
import sinter.passes.boundary.ToOnnx;
import sinter.passes.clean.Cse;
import sinter.passes.clean.Dce;
import sinter.passes.clean.FoldConstants;
import sinter.passes.clean.InferShapes;
import sinter.passes.clean.InlineIf;
import sinter.passes.clean.ShareWeights;

/**
 * One step of a pipeline. Options are record components, so the text form is derived, not written; a pass has one
 * {@code DEFAULTS} instance. The {@code permits} clause is the catalogue.
 *
 * <p>A pass does not print, time, verify or log: {@link PassManager} does.
 */
public sealed interface Pass
    permits Cse,
        Dce,
        Fixpoint,
        FoldConstants,
        FromOnnx,
        InferShapes,
        InlineFunctions,
        InlineIf,
        InputsToConstants,
        RulePass,
        SetOpset,
        ShareWeights,
        ToOnnx {

  void run(Model model, PassContext cx);

  /** What must be true of the model before. */
  default Set<Invariant> requires() {
    return Set.of();
  }

  /** What is true of the model afterwards. */
  default Set<Invariant> establishes() {
    return Set.of();
  }

  /** What may no longer be true of the model afterwards. */
  default Set<Invariant> breaks() {
    return Set.of();
  }

  /** Kebab-case name in pipeline text. */
  default String name() {
    return PassCatalog.nameOf(getClass());
  }
}
