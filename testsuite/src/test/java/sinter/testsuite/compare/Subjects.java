package sinter.testsuite.compare;

import java.nio.file.Path;
import java.util.List;
import sinter.compiler.compare.Subject;
import sinter.frontend.onnx.OnnxReader;
import sinter.ir.Model;
import sinter.ir.diag.Diagnostics;
import sinter.ir.rewrite.Journal;
import sinter.passes.PassContext;
import sinter.passes.PassManager;
import sinter.passes.PipelineText;

/** Reads files as subjects of a comparison. */
final class Subjects {
  private Subjects() {}

  /** The file with its types inferred; the caller closes the model. */
  static Subject read(Path file) {
    Diagnostics diagnostics = new Diagnostics();
    Model model = OnnxReader.read(file, diagnostics);
    PassManager manager = new PassManager(List.of(), false);
    manager.run(
        model,
        PipelineText.parse("from-onnx,infer-shapes"),
        PassContext.of(diagnostics, new Journal(), manager));
    return new Subject(file, model);
  }
}
