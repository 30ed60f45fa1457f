package sinter.compiler;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import sinter.backend.onnx.FailureKind;
import sinter.backend.onnx.OrtWorker;
import sinter.backend.onnx.Outcome;
import sinter.backend.onnx.RuntimeSet;
import sinter.ir.Model;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.rewrite.Journal;
import sinter.passes.PassContext;
import sinter.passes.PassManager;
import sinter.passes.PipelineText;

/** Workers by the name of their runtime, and their failures as diagnostics. */
final class Runtimes {
  private Runtimes() {}

  /** Starts a worker in the background. @throws InputError when there is no such runtime */
  static OrtWorker start(String runtime, Duration limit) {
    return OrtWorker.start(found(RuntimeSet.find(runtime), "runtime " + runtime), limit);
  }

  /** The value of {@code outcome}. @throws InputError with what went wrong in {@code what} */
  static <T> T found(Outcome<T> outcome, String what) {
    return switch (outcome) {
      case Outcome.Ok<T>(T value) -> value;
      case Outcome.Failed<T> f -> throw failure(f, what);
    };
  }

  private static InputError failure(Outcome.Failed<?> f, String what) {
    boolean refused = f.kind() == FailureKind.REFUSED || f.kind() == FailureKind.UNSUPPORTED_VALUE;
    var diagnostic =
        Diagnostic.error(
            refused ? Code.RUNTIME_FAILED : Code.WORKER_FAILED,
            Loc.UNKNOWN,
            what + ": " + f.message());
    var log = f.log().strip();
    return new InputError(log.isEmpty() ? diagnostic : diagnostic.with(log));
  }

  /** The model in {@code file}, typed, with inferred shapes. */
  static Model inferred(Path file) {
    var model = ModelFiles.read(file, new Diagnostics());
    infer(model);
    return model;
  }

  /** Types a model and infers its shapes. */
  static void infer(Model model) {
    var manager = new PassManager(List.of(), false);
    manager.run(
        model,
        PipelineText.parse("from-onnx,infer-shapes"),
        PassContext.of(new Diagnostics(), new Journal(), manager));
  }
}
