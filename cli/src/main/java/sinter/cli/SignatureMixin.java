package sinter.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Changes to the dims of the inputs. */
final class SignatureMixin {
  @Option(
      names = "--bind",
      split = ",",
      paramLabel = "NAME=N",
      converter = {Converters.Word.class, Converters.Count.class},
      description = "Fix symbolic dims, by name or by place: N=1,x[2]=640.")
  private Map<String, Long> bind = new LinkedHashMap<>();

  @Option(
      names = "--dynamic",
      split = ",",
      paramLabel = "PLACE=NAME",
      description = "Make dims symbolic: x[0]=N.")
  private Map<String, String> dynamic = new LinkedHashMap<>();

  Map<String, Long> bind() {
    return bind;
  }

  Map<String, String> dynamic() {
    return dynamic;
  }
}
