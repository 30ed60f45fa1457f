package sinter.compiler;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
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
import sinter.ir.op.Onnx;
import sinter.ir.op.Op;
import sinter.ir.op.OpCatalog;
import sinter.passes.PassManager;
import sinter.passes.boundary.FromOnnx;

/** Workers by the name of their runtime, and their failures as diagnostics. */
final class Runtimes {
  /** A version of ONNX that programs are written for. */
  private static final int MODERN = 21;

  private Runtimes() {}

  /** Starts a worker in the background. @throws InputError when there is no such runtime */
  static OrtWorker start(String runtime, Duration limit) {
    return OrtWorker.start(set(runtime), limit);
  }

  /** The runtime set or jar {@code name}. @throws InputError when there is none */
  static RuntimeSet set(String name) {
    return found(RuntimeSet.find(name), "runtime " + name);
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
    PassManager.quietly(model, "from-onnx,infer-shapes");
  }

  /** The model in {@code file} as a part of a program: typed, without functions, and with inputs that may be left out. */
  static Model imported(Path file) {
    var model = ModelFiles.read(file, new Diagnostics());
    try {
      embed(model);
      for (var f : model.functions()) {
        var signature = Objects.requireNonNull(f.function());
        throw new InputError(
            Code.BROKEN_MODEL,
            Loc.UNKNOWN,
            file + ": function " + signature.name() + " calls itself");
      }
      return model;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** Types a model without functions, and without ops that newer versions of ONNX lost. */
  static void embed(Model model) {
    PassManager.quietly(model, "inline-functions{mixed=true},from-onnx,infer-shapes");
    boolean isLosing = model.allNodes().stream().anyMatch(n -> isLost(n.op()));
    if (isLosing && FromOnnx.untyped(model).isEmpty()) {
      PassManager.quietly(model, "from-onnx,set-opset{to=" + MODERN + "},infer-shapes");
    }
  }

  private static boolean isLost(Op op) {
    var schema = OpCatalog.get().of(op).schema();
    var onnx = schema == null ? null : schema.onnx();
    return onnx != null && onnx.sinceAt(Onnx.NEWEST) == 0;
  }
}
