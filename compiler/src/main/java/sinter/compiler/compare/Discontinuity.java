package sinter.compiler.compare;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sinter.backend.onnx.Outcome;
import sinter.backend.onnx.RuntimeSession;
import sinter.ir.tensor.Datum;

/** Whether a difference is no larger than what a tiny change of inputs or weights makes of the reference itself. */
final class Discontinuity {
  private static final int PERTURBATIONS = 3;

  /** The same with weights moved too; an element that jumps once in three tries is found. */
  private static final int DEEP_PERTURBATIONS = 9;

  /** A few perturbations do not find the largest error, nor all elements that jump: there may be this many times more. */
  private static final double ODDS = 3;

  private static final Map<String, Difference> NOTHING = Map.of();

  private final Reference reference;
  private final Map<String, Comparison> comparisons;

  Discontinuity(Reference reference, Map<String, Comparison> comparisons) {
    this.reference = reference;
    this.comparisons = comparisons;
  }

  /** What the reference differs from itself, at most. */
  private static final class Own {
    final Map<String, Double> errors = new HashMap<>();
    final Map<String, Long> mismatches = new HashMap<>();

    void add(String name, Difference own) {
      if (!own.isEqual()) {
        errors.merge(name, own.maxAbsError(), Math::max);
        mismatches.merge(name, own.mismatches(), Math::max);
      }
    }

    boolean explains(Map<String, Difference> differences) {
      return differences.entrySet().stream()
          .filter(entry -> !entry.getValue().isEqual())
          .allMatch(entry ->
              errors.getOrDefault(entry.getKey(), -1.0) * ODDS >= entry.getValue().maxAbsError()
                  && mismatches.getOrDefault(entry.getKey(), 0L) * ODDS
                      >= entry.getValue().mismatches());
    }
  }

  /**
   * Runs the reference on moved feeds, and when that does not explain the differences with moved weights too, and
   * compares it with itself.
   */
  boolean explains(RuntimeSession session, Sample sample, Map<String, Difference> differences) {
    var own = new Own();
    for (int i = 0; i < PERTURBATIONS; i++) {
      if (moved(sample, i) instanceof Map<String, Datum> moved) {
        differences(session, sample, moved).forEach(own::add);
      }
    }
    for (int i = 0; i < DEEP_PERTURBATIONS && !own.explains(differences); i++) {
      try (var moved = reference.openMoved(sample.seed() + i)) {
        var feeds = moved(sample, i);
        var found =
            moved == null
                ? NOTHING
                : differences(moved, sample, feeds == null ? sample.feeds() : feeds);
        // Another shape is the doing of a weight that says a size, and explains no value.
        if (found.isEmpty()
            || found.values().stream().anyMatch(d -> Double.isInfinite(d.maxAbsError()))) {
          return false;
        }
        found.forEach(own::add);
      }
    }
    return own.explains(differences);
  }

  /** The feeds, moved; null where there is nothing to move. */
  private @Nullable Map<String, Datum> moved(Sample sample, int i) {
    return InputMaker.perturbed(reference.plan(), sample.feeds(), sample.seed() + i);
  }

  /** Of each output; nothing where the reference does not run. */
  private Map<String, Difference> differences(
      RuntimeSession session, Sample sample, Map<String, Datum> feeds) {
    return Runs.run(session, feeds, comparisons.keySet())
            instanceof Outcome.Ok<Map<String, Datum>>(Map<String, Datum> outputs)
        ? Runs.differences(comparisons, sample.outputs(), outputs)
        : NOTHING;
  }
}
