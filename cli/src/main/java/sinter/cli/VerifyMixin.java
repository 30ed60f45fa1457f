package sinter.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sinter.compiler.CompileOptions.Mode;
import sinter.compiler.CompileOptions.Verification;
import sinter.compiler.RuntimeOptions;

/** How the output is compared with the input. */
final class VerifyMixin {
  @Option(
      names = "--verify",
      arity = "0..1",
      paramLabel = "K",
      converter = Converters.VerifyMode.class,
      preprocessor = Converters.Attached.class,
      description =
          "Compare with the input on K samples per binding of symbolic dims (the default, K = 2);"
              + " --verify=require: anything but equal is an error.")
  private Verification verification = Verification.DEFAULT;

  @Option(names = "--no-verify", description = "Do not compare with the input.")
  private boolean off;

  @Option(
      names = "--input-spec",
      paramLabel = "NAME=SPEC",
      converter = {Converters.Word.class, Converters.Spec.class},
      description = "What an input holds: ids=int[0,30522).")
  private Map<String, String> specs = new LinkedHashMap<>();

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private RuntimeMixin runtime;

  Verification options() {
    return new Verification(
        off ? Mode.OFF : verification.mode(), verification.samples(), Map.copyOf(specs));
  }

  RuntimeOptions runtime() {
    return runtime.options();
  }
}
