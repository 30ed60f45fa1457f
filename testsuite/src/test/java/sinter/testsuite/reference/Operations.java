package sinter.testsuite.reference;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All operators that can be run, by name: {@code Add}, or {@code ai.onnx.ml:LabelEncoder}. */
final class Operations {
  private static final Map<String, Operation> ALL =
      merge(
          List.of(
              Activations.operations(),
              Arithmetic.operations(),
              Attentions.operations(),
              Casting.operations(),
              Comparisons.operations(),
              Control.operations(),
              Convolutions.operations(),
              Detection.operations(),
              Draws.operations(),
              Elementary.operations(),
              Generators.operations(),
              Indexing.operations(),
              Learning.operations(),
              LinearAttentions.operations(),
              Norms.operations(),
              Pools.operations(),
              Products.operations(),
              Quantization.operations(),
              Recurrences.operations(),
              Reductions.operations(),
              Resizing.operations(),
              Sampling.operations(),
              Selection.operations(),
              Sequences.operations(),
              Shaping.operations(),
              Slicing.operations(),
              Softmaxes.operations(),
              Spectra.operations(),
              Texts.operations()));

  private Operations() {}

  private static Map<String, Operation> merge(List<Map<String, Operation>> families) {
    var all = new HashMap<String, Operation>();
    for (var family : families) {
      family.forEach((name, operation) -> {
        if (all.put(name, operation) != null) {
          throw new IllegalStateException(name + " is defined twice");
        }
      });
    }
    return Map.copyOf(all);
  }

  static @Nullable Operation find(String domain, String op) {
    boolean standard = domain.isEmpty() || domain.equals("ai.onnx");
    return ALL.get(standard ? op : domain + ":" + op);
  }
}
