package sinter.cli;

import picocli.CommandLine.Option;
import sinter.backend.onnx.RuntimeSet;
import sinter.compiler.RuntimeOptions;

/** The ONNX Runtime that models are run with. */
final class RuntimeMixin {
  @Option(
      names = "--runtime",
      paramLabel = "NAME|JAR",
      converter = Converters.RuntimeName.class,
      description = "javacpp (the default), microsoft, or a jar of ONNX Runtime.")
  private String name = RuntimeSet.DEFAULT;

  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = Converters.Positive.class,
      description = "Threads of the runtime. Default: 1.")
  private int threads = 1;

  @Option(
      names = "--timeout",
      paramLabel = "S",
      converter = Converters.Positive.class,
      description = "Seconds for one run. Default: 60.")
  private int timeout = 60;

  @Option(names = "--seed", paramLabel = "N", description = "Of every random choice. Default: 0.")
  private long seed;

  RuntimeOptions options() {
    return new RuntimeOptions(name, threads, timeout, seed);
  }

  String name() {
    return name;
  }

  int threads() {
    return threads;
  }

  int timeout() {
    return timeout;
  }

  long seed() {
    return seed;
  }
}
