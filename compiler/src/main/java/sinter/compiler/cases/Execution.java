package sinter.compiler.cases;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import sinter.backend.onnx.OnnxWriter;
import sinter.backend.onnx.OrtWorker;
import sinter.compiler.compare.Equivalence;
import sinter.compiler.compare.Subject;
import sinter.compiler.compare.VerifyOptions;
import sinter.ir.Cloner;
import sinter.ir.Model;
import sinter.ir.diag.InputError;
import sinter.passes.Invariant;
import sinter.passes.PassManager;

/** Executes a model before and after a transformation. */
final class Execution {
  /** Newest versions that the runtime loads; for models that state none. */
  private static final long OPSET = 26;

  private static final long IR_VERSION = 10;

  private final OrtWorker worker;
  private final Path scratch;

  Execution(OrtWorker worker, Path scratch) {
    this.worker = worker;
    this.scratch = scratch;
  }

  /** What came of it. */
  sealed interface Verdict {
    record Equal() implements Verdict {}

    record Different(String reason) implements Verdict {}

    record NotRun(String reason) implements Verdict {}
  }

  Verdict compare(Model before, Model after) {
    try (var a = written(before, "before.onnx");
        var b = written(after, "after.onnx")) {
      var report =
          new Equivalence(worker, VerifyOptions.DEFAULTS)
              .compare(
                  new Subject(scratch.resolve("before.onnx"), a),
                  new Subject(scratch.resolve("after.onnx"), b));
      return switch (report.status()) {
        case EQUAL -> new Verdict.Equal();
        case DIFFERENT -> new Verdict.Different(String.valueOf(report.reason()));
        case WEAK, PARTIAL, SKIPPED, NEVER_RAN, MEASURED ->
            new Verdict.NotRun(String.valueOf(report.reason()));
      };
    } catch (InputError e) {
      return new Verdict.NotRun(e.diagnostic().message());
    }
  }

  /** Writes a copy of the model and gives another with inferred types. */
  private Model written(Model model, String name) {
    try (var copy = Cloner.copy(model)) {
      if (copy.opsets().isEmpty()) {
        copy.opsets().put("", OPSET);
      }
      copy.setIrVersion(copy.irVersion() == 0 ? IR_VERSION : copy.irVersion());
      PassManager.quietly(copy, "to-onnx", Invariant.TYPED);
      Files.deleteIfExists(scratch.resolve(name));
      OnnxWriter.write(copy, scratch.resolve(name), OnnxWriter.ExternalData.NEVER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var inferred = Cloner.copy(model);
    PassManager.quietly(inferred, "from-onnx,infer-shapes", Invariant.TYPED);
    return inferred;
  }
}
