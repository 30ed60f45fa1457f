package sinter.compiler.compare;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sinter.backend.onnx.SessionSpec;
import sinter.grammar.onnx.ModelProto;
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

  private static final long MOST_REWRITTEN = 1L << 29;

  /** The file's message, to be rewritten in memory; null when it is too large for that or cannot be read. */
  @Nullable ModelProto message() {
    try {
      return Files.size(file) > MOST_REWRITTEN
          ? null
          : ModelProto.parseFrom(Files.readAllBytes(file));
    } catch (IOException e) {
      return null;
    }
  }

  /** A session of the file's message, rewritten; what lies in other files stays beside the file. */
  SessionSpec rewritten(ModelProto message) {
    var spec = SessionSpec.of(MemorySegment.ofArray(message.toByteArray()));
    var folder = file.toAbsolutePath().getParent();
    return folder == null ? spec : spec.withExternalFolder(folder);
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
