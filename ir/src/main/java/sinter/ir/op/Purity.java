package sinter.ir.op;

import java.util.Set;

/** Which operators are known to be functions of their operands. */
public final class Purity {
  private static final Set<String> RANDOM =
      Set.of(
          "Bernoulli",
          "Multinomial",
          "RandomNormal",
          "RandomNormalLike",
          "RandomUniform",
          "RandomUniformLike");

  /** Operators of ONNX Runtime's own domain that draw random numbers, keep state or talk to the outside. */
  private static final Set<String> CONTRIB_IMPURE =
      Set.of(
          "BeamSearch",
          "BiasDropout",
          "BitmaskBiasDropout",
          "BitmaskDropout",
          "GreedySearch",
          "Sampling",
          "PyTorchCustom",
          "PythonOp",
          "WhisperBeamSearch",
          "Snpe",
          "EPContext",
          "QnnContext");

  private Purity() {}

  /** Whether an operator of the default domain called {@code name} draws from a seed of its own unless one is stated. */
  public static boolean isRandom(Op op, String name) {
    return RANDOM.contains(name) || (name.equals("Dropout") && !op.isPure());
  }

  static boolean isPure(Foreign op) {
    return switch (Domain.canonical(op.domain())) {
      case "" -> !RANDOM.contains(op.name()) && !isTraining(op);
      case "ai.onnx.ml" -> true;
      case "com.microsoft" -> !CONTRIB_IMPURE.contains(op.name());
      case "com.microsoft.nchwc" -> true;
      default -> false;
    };
  }

  /** Dropout draws random numbers in training mode, which is an operand from opset 12 on and an attribute before 7. */
  private static boolean isTraining(Foreign op) {
    return op.name().equals("Dropout")
        && (op.opset() >= 12 || (op.opset() < 7 && op.attrs().intOr("is_test", 0) == 0));
  }
}
