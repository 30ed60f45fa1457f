package sinter.compiler.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import sinter.backend.onnx.OrtWorker;
import sinter.backend.onnx.Outcome;
import sinter.backend.onnx.RuntimeSession;
import sinter.backend.onnx.SessionSpec;
import sinter.grammar.onnx.GraphProto;
import sinter.grammar.onnx.ModelProto;
import sinter.grammar.onnx.ValueInfoProto;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Const;
import sinter.ir.tensor.Datum;

/** Compares named values inside two models where their outputs say too little. */
final class Intermediates {
  /** What came of it. */
  sealed interface Result {
    /** A value that both models name differs. */
    record Different(String reason) implements Result {}

    /** All agree; {@code cases} of the samples were able to disagree. */
    record Agreeing(int cases) implements Result {}
  }

  private static final Pattern NUMBER = Pattern.compile("_?\\d*$");
  private static final int MAX_VALUES = 24;

  private final OrtWorker worker;
  private final VerifyOptions options;
  private final Subject reference;
  private final Subject candidate;

  Intermediates(OrtWorker worker, VerifyOptions options, Subject reference, Subject candidate) {
    this.worker = worker;
    this.options = options;
    this.reference = reference;
    this.candidate = candidate;
  }

  Result compare(List<Sample> samples) {
    Map<String, Comparison> comparisons = surviving();
    List<Map<String, Datum>> expected = run(reference, comparisons.keySet(), samples);
    List<Map<String, Datum>> actual = run(candidate, comparisons.keySet(), samples);
    int able = 0;
    for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
      Map<String, Datum> outputs = expected.get(i);
      for (var one : Runs.differences(comparisons, outputs, actual.get(i)).entrySet()) {
        if (!one.getValue().isEqual()) {
          return new Result.Different(
              "value '%s' inside the models: %s".formatted(one.getKey(), one.getValue().reason()));
        }
      }
      able +=
          outputs.entrySet().stream()
                  .anyMatch(one -> canFail(comparisons, one.getKey(), one.getValue()))
              ? 1
              : 0;
    }
    return new Result.Agreeing(able);
  }

  private static boolean canFail(Map<String, Comparison> comparisons, String name, Datum value) {
    Comparison comparison = comparisons.get(name);
    return comparison != null && comparison.canFail(value);
  }

  /** Values of the main graph that both models name, those nearest to the outputs first. */
  private Map<String, Comparison> surviving() {
    Map<String, Value> mine = named(reference);
    Map<String, Value> others = named(candidate);
    List<String> names = new ArrayList<>(mine.keySet());
    names.retainAll(others.keySet());
    Map<String, Comparison> comparisons = new LinkedHashMap<>();
    for (String name : names.reversed()) {
      Value value = mine.get(name);
      if (value != null && comparisons.size() < MAX_VALUES) {
        comparisons.put(name, new Comparison(OutputTolerances.of(value)));
      }
    }
    return comparisons;
  }

  private static Map<String, Value> named(Subject subject) {
    Map<String, Value> named = new LinkedHashMap<>();
    Set<String> outputs = subject.outputs().keySet();
    for (Node node : subject.model().main().body()) {
      for (Value.Result result : node.results()) {
        String name = result.name();
        if (name != null
            && !name.isEmpty()
            && !(node.op() instanceof Const)
            && !outputs.contains(name)
            && !isMade(name, node)) {
          named.put(name, result);
        }
      }
    }
    return named;
  }

  /** Whether the name is one that writers make of the operator's, as {@code Conv_1}: two files need not mean the same. */
  private static boolean isMade(String name, Node node) {
    return NUMBER.matcher(name).replaceFirst("").equalsIgnoreCase(Operators.name(node));
  }

  private List<Map<String, Datum>> run(Subject subject, Set<String> values, List<Sample> samples) {
    List<Map<String, Datum>> results = new ArrayList<>();
    ModelProto message = values.isEmpty() ? null : subject.message();
    if (message == null) {
      return results;
    }
    SessionSpec spec =
        subject
            .rewritten(exposing(message, values))
            .withOperatorLibraries(options.operatorLibraries());
    if (worker.open(spec) instanceof Outcome.Ok<RuntimeSession>(var session)) {
      try (session) {
        for (Sample sample : samples) {
          if (Runs.run(session, sample.feeds(), values)
              instanceof Outcome.Ok<Map<String, Datum>>(Map<String, Datum> outputs)) {
            results.add(outputs);
          } else {
            return results;
          }
        }
      }
    }
    return results;
  }

  /** The model with these values as further outputs. */
  private static ModelProto exposing(ModelProto message, Set<String> values) {
    ModelProto.Builder model = message.toBuilder();
    GraphProto.Builder graph = model.getGraphBuilder();
    Set<String> present = new LinkedHashSet<>();
    graph.getOutputList().forEach(output -> present.add(output.getName()));
    for (String value : values) {
      if (present.add(value)) {
        graph.addOutput(ValueInfoProto.newBuilder().setName(value));
      }
    }
    return model.build();
  }
}
