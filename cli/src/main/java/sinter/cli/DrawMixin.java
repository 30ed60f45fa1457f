package sinter.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** How inputs are drawn from the seed. */
final class DrawMixin {
  @Option(
      names = "--input-spec",
      paramLabel = "NAME=SPEC",
      converter = {Converters.Word.class, Converters.Spec.class},
      description = "What an input drawn from the seed holds: ids=int[0,30522).")
  private Map<String, String> specs = new LinkedHashMap<>();

  @Option(
      names = "--bind",
      split = ",",
      paramLabel = "NAME=N",
      converter = {Converters.Word.class, Converters.Count.class},
      description = "Values of symbolic dims for inputs drawn from the seed.")
  private Map<String, Long> bind = new LinkedHashMap<>();

  Map<String, String> specs() {
    return specs;
  }

  Map<String, Long> bind() {
    return bind;
  }
}
