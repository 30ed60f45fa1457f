package sinter.compiler.compare;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import sinter.ir.Block;
import sinter.ir.Model;
import sinter.ir.Value;

/**
 * A model to verify: its file and its graph.
 *
 * @param source gives the file's content with inferred shapes, always the same; it is only read
 */
public record Subject(Path file, Supplier<Model> source) {

  public Subject(Path file, Model model) {
    this(file, () -> model);
  }

  /** The file's content with inferred shapes. */
  public Model model() {
    return source.get();
  }

  /** Output names with the values behind them, in the model's order. */
  Map<String, Value> outputs() {
    Block body = model().main().body();
    Map<String, Value> outputs = new LinkedHashMap<>();
    for (int i = 0; i < body.results().size(); i++) {
      Value value = body.result(i);
      String declared = body.signature(i).name();
      String name = declared == null ? value.name() : declared;
      if (name != null) {
        outputs.put(name, value);
      }
    }
    return outputs;
  }

  /** The comparison for each output. */
  public Map<String, Comparison> comparisons() {
    Map<String, Comparison> comparisons = new LinkedHashMap<>();
    outputs()
        .forEach(
            (name, value) -> comparisons.put(name, new Comparison(OutputTolerances.of(value))));
    return comparisons;
  }
}
