package sinter.compiler;

import sinter.backend.onnx.OrtWorker;
import sinter.ir.diag.Diagnostics;
import sinter.passes.Evaluator;

/** Who computes constant subgraphs for the passes. */
public final class Evaluators {
  private Evaluators() {}

  /** ONNX Runtime in {@code worker}; what it refuses is a note. */
  public static Evaluator on(OrtWorker worker, Diagnostics diagnostics) {
    return new RuntimeEvaluator(worker, diagnostics);
  }
}
