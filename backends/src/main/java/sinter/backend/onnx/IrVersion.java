package sinter.backend.onnx;

import sinter.ir.Model;

/** The version of the file format that a model is written in. */
final class IrVersion {
  private IrVersion() {}

  /** The model's own; without one, the oldest that came with its operator set and has what it needs. */
  static long of(Model model) {
    if (model.irVersion() > 0) return model.irVersion();
    var opset = model.opset("");
    long version =
        opset <= 8
            ? 4
            : opset <= 10 ? 5 : opset <= 11 ? 6 : opset <= 14 ? 7 : opset <= 18 ? 8 : later(opset);
    return model.functions().isEmpty() ? version : Math.max(version, 10);
  }

  private static long later(long opset) {
    if (opset <= 20) return 9;
    if (opset <= 22) return 10;
    if (opset <= 23) return 11;
    if (opset <= 24) return 12;
    return opset <= 26 ? 13 : 14;
  }
}
