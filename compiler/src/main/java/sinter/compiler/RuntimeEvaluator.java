package sinter.compiler;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sinter.backend.onnx.OnnxWriter;
import sinter.backend.onnx.OrtWorker;
import sinter.backend.onnx.Outcome;
import sinter.backend.onnx.RuntimeSession;
import sinter.backend.onnx.SessionSpec;
import sinter.ir.Model;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.rewrite.Journal;
import sinter.ir.tensor.Datum;
import sinter.ir.tensor.Tensor;
import sinter.passes.Evaluator;
import sinter.passes.PassContext;
import sinter.passes.PassManager;
import sinter.passes.boundary.ToOnnx;

/**
 * Evaluates constant subgraphs on ONNX Runtime, without its optimizations, on one thread. Constant operands are not
 * repacked: a product with one row takes another kernel then, and its last bits would not be those of the same product
 * after a transposition at run time.
 */
final class RuntimeEvaluator implements Evaluator {
  private final OrtWorker worker;
  private final Diagnostics diagnostics;

  RuntimeEvaluator(OrtWorker worker, Diagnostics diagnostics) {
    this.worker = worker;
    this.diagnostics = diagnostics;
  }

  @Override
  public @Nullable List<Tensor> evaluate(Model model) {
    try {
      var cx = PassContext.of(new Diagnostics(), new Journal(), new PassManager(List.of(), false));
      ToOnnx.DEFAULTS.run(model, cx);
    } catch (InputError e) {
      return refuse(e.diagnostic().message());
    }
    var bytes = MemorySegment.ofArray(OnnxWriter.bytes(model));
    var spec = SessionSpec.of(bytes).withConfig("session.disable_prepacking", "1");
    return switch (worker.open(spec)) {
      case Outcome.Failed<RuntimeSession> f -> refuse(f.message());
      case Outcome.Ok<RuntimeSession>(var session) -> run(session, model);
    };
  }

  private @Nullable List<Tensor> run(RuntimeSession session, Model model) {
    try (session) {
      return switch (session.run(Map.of(), List.of())) {
        case Outcome.Failed<Map<String, Datum>> f -> refuse(f.message());
        case Outcome.Ok<Map<String, Datum>>(var results) -> tensors(results, model);
      };
    }
  }

  private @Nullable List<Tensor> tensors(Map<String, Datum> results, Model model) {
    var list = new ArrayList<Tensor>();
    var body = model.main().body();
    for (int i = 0; i < body.results().size(); i++) {
      if (!(results.get(body.signature(i).name()) instanceof Tensor t)) {
        return refuse("output " + body.signature(i).name() + " is not a tensor");
      }
      list.add(t);
    }
    return list;
  }

  private @Nullable List<Tensor> refuse(String reason) {
    diagnostics.note(
        Code.RUNTIME_FAILED, Loc.UNKNOWN, "constants were not folded by the runtime: " + reason);
    return null;
  }
}
