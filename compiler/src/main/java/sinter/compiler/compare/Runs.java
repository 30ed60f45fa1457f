package sinter.compiler.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sinter.backend.onnx.Outcome;
import sinter.backend.onnx.RuntimeSession;
import sinter.ir.tensor.Datum;
import sinter.worker.protocol.Port;

/** Runs sessions of models whose signatures need not agree, and compares what comes out by name. */
final class Runs {
  private Runs() {}

  /** Runs with those feeds that the model takes, for those outputs that it has. */
  static Outcome<Map<String, Datum>> run(
      RuntimeSession session, Map<String, Datum> feeds, Set<String> wanted) {
    Map<String, Datum> taken = new LinkedHashMap<>();
    for (Port input : session.inputs()) {
      Datum feed = feeds.get(input.name());
      if (feed != null) {
        taken.put(input.name(), feed);
      }
    }
    List<String> present =
        session.outputs().stream().map(Port::name).filter(wanted::contains).toList();
    return present.isEmpty() ? new Outcome.Ok<>(Map.of()) : session.run(taken, present);
  }

  /** The difference of every output of the reference; one that is missing is a difference. */
  static Map<String, Difference> differences(
      Map<String, Comparison> comparisons,
      Map<String, Datum> reference,
      Map<String, Datum> candidate) {
    Map<String, Difference> differences = new LinkedHashMap<>();
    comparisons.forEach((name, comparison) -> {
      Datum expected = reference.get(name);
      Datum actual = candidate.get(name);
      if (expected != null) {
        differences.put(
            name,
            actual == null
                ? Difference.structural("the output is missing")
                : comparison.of(expected, actual));
      }
    });
    return differences;
  }
}
