package sinter.testsuite.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import sinter.backend.onnx.OnnxWriter;
import sinter.frontend.onnx.OnnxReader;
import sinter.grammar.onnx.ModelProto;
import sinter.ir.diag.Diagnostics;
import sinter.ir.rewrite.Journal;
import sinter.passes.PassContext;
import sinter.passes.PassManager;
import sinter.passes.PipelineText;

/** What the compiler makes of a model, as messages again. */
final class Optimized {
  private Optimized() {}

  /** The model after a pipeline, without a runtime to evaluate large folds. */
  static ModelProto by(String pipeline, Path file) throws IOException {
    var diagnostics = new Diagnostics();
    try (var model = OnnxReader.read(file, diagnostics)) {
      var manager = new PassManager(List.of(), true);
      manager.run(
          model, PipelineText.parse(pipeline), PassContext.of(diagnostics, new Journal(), manager));
      return ModelProto.parseFrom(OnnxWriter.bytes(model));
    }
  }

  static ModelProto by(String pipeline, ModelProto model, Path folder) throws IOException {
    var file = folder.resolve("model.onnx");
    Files.write(file, model.toByteArray());
    return by(pipeline, file);
  }
}
