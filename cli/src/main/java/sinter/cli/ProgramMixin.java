package sinter.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import sinter.compiler.ProgramOptions;

/** Options of programs in the model language. */
final class ProgramMixin {
  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "Of a .sinter file: the model that is meant. Default: the last one.")
  private @Nullable String model;

  @Option(
      names = "--param",
      paramLabel = "NAME=VALUE",
      description = "Of a .sinter file: a parameter of the model, such as classes=10.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "Of a .sinter file: .safetensors, .npz or .onnx with the parameters' contents.")
  private @Nullable Path weights;

  @Nullable Path weights() {
    return weights;
  }

  ProgramOptions options(long seed) {
    return new ProgramOptions(model, parameters, weights, seed);
  }
}
