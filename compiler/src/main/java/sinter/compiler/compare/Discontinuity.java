package sinter.compiler.compare;

import java.util.HashMap;
import java.util.Map;
import sinter.backend.onnx.Outcome;
import sinter.backend.onnx.RuntimeSession;
import sinter.ir.tensor.Datum;

/** Whether a difference is no larger than what a tiny change of the inputs makes of the reference itself. */
final class Discontinuity {
  private static final int PERTURBATIONS = 3;

  /** A few perturbations do not find the largest error: it may be this much larger. */
  private static final double ODDS = 3;

  private final InputPlan plan;
  private final Map<String, Comparison> comparisons;

  Discontinuity(InputPlan plan, Map<String, Comparison> comparisons) {
    this.plan = plan;
    this.comparisons = comparisons;
  }

  /** Runs the reference on perturbed feeds and compares it with itself. */
  boolean explains(RuntimeSession reference, Sample sample, Map<String, Difference> differences) {
    Map<String, Double> errors = new HashMap<>();
    Map<String, Long> mismatches = new HashMap<>();
    for (int i = 0; i < PERTURBATIONS; i++) {
      Map<String, Datum> moved = InputMaker.perturbed(plan, sample.feeds(), sample.seed() + i);
      if (moved == null
          || !(Runs.run(reference, moved, comparisons.keySet())
              instanceof Outcome.Ok<Map<String, Datum>>(Map<String, Datum> outputs))) {
        return false;
      }
      Runs.differences(comparisons, sample.outputs(), outputs)
          .forEach((name, own) -> {
            if (!own.isEqual()) {
              errors.merge(name, own.maxAbsError(), Math::max);
              mismatches.merge(name, own.mismatches(), Math::max);
            }
          });
    }
    return differences.entrySet().stream()
        .filter(entry -> !entry.getValue().isEqual())
        .allMatch(entry ->
            errors.getOrDefault(entry.getKey(), -1.0) * ODDS >= entry.getValue().maxAbsError()
                && mismatches.getOrDefault(entry.getKey(), 0L) >= entry.getValue().mismatches());
  }
}
