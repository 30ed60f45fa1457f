package sinter.compiler.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sinter.backend.onnx.Optimization;
import sinter.backend.onnx.OrtWorker;
import sinter.backend.onnx.Outcome;
import sinter.backend.onnx.RuntimeSession;
import sinter.backend.onnx.SessionSpec;
import sinter.ir.tensor.Datum;

/** Compares two models with the runtime's own optimizations on, on one sample of each binding. */
final class OptimizedRun {
  private final OrtWorker worker;
  private final VerifyOptions options;
  private final Map<String, Comparison> comparisons;

  OptimizedRun(OrtWorker worker, VerifyOptions options, Map<String, Comparison> comparisons) {
    this.worker = worker;
    this.options = options;
    this.comparisons = comparisons;
  }

  /** What differs, in one line; null when nothing does or the reference does not run this way. */
  @Nullable String compare(Subject reference, Subject candidate, List<Sample> samples) {
    Map<Binding, Sample> chosen = new LinkedHashMap<>();
    for (Sample sample : samples) {
      chosen.merge(sample.binding(), sample, (a, b) -> a.canFail() || !b.canFail() ? a : b);
    }
    List<Sample> cases = List.copyOf(chosen.values());
    Map<Sample, Map<String, Datum>> expected = run(reference, cases);
    if (expected.isEmpty()) {
      return null;
    }
    Map<Sample, Map<String, Datum>> actual = run(candidate, cases);
    for (Map.Entry<Sample, Map<String, Datum>> entry : expected.entrySet()) {
      Map<String, Datum> outputs = actual.get(entry.getKey());
      if (outputs == null) {
        return "with the runtime's optimizations on only the input model runs";
      }
      for (var one : Runs.differences(comparisons, entry.getValue(), outputs).entrySet()) {
        if (!one.getValue().isEqual()) {
          return "output '%s': %s".formatted(one.getKey(), one.getValue().reason());
        }
      }
    }
    return null;
  }

  private Map<Sample, Map<String, Datum>> run(Subject subject, List<Sample> samples) {
    Map<Sample, Map<String, Datum>> results = new LinkedHashMap<>();
    SessionSpec spec =
        SessionSpec.of(subject.file())
            .with(Optimization.ON)
            .withOperatorLibraries(options.operatorLibraries());
    if (worker.open(spec) instanceof Outcome.Ok<RuntimeSession>(var session)) {
      try (session) {
        for (Sample sample : samples) {
          if (Runs.run(session, sample.feeds(), comparisons.keySet())
              instanceof Outcome.Ok<Map<String, Datum>>(Map<String, Datum> outputs)) {
            results.put(sample, outputs);
          }
        }
      }
    }
    return results;
  }
}
