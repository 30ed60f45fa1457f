package sinter.cli;

import java.util.List;
import picocli.CommandLine.Parameters;

/** Programs of the model language. */
final class SourcesMixin {
  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "A .sinter file, a folder of them, or - for the standard input.")
  @SuppressWarnings("NullAway.Init")
  private List<String> files;

  List<String> files() {
    return files;
  }
}
