package sinter.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sinter.backend.onnx.Outcome;
import sinter.backend.onnx.RuntimeSet;
import sinter.compiler.CompileOptions.Verification;
import sinter.ir.op.Activation.Relu;
import sinter.ir.rewrite.Rule;
import sinter.passes.PassContext;
import sinter.passes.clean.Canonicalize;

/** A pass that fails leaves what is needed to repeat it. */
final class CrashTest {
  private static final String TEXT =
      """
      model ir 8 opset 13

      graph @net (%x: f32[N, 2]) -> (%y: f32[N, 2]) {
        %w = const splat 0.25 : f32[1024, 2]
        %i = const [0, 1] : i64[2]
        %g = onnx::Gather@13(%w, %i)
        %m = onnx::MatMul@13(%x, %g)
        %y = onnx::Relu@13(%m)
      }
      """;

  private static PassContext broken(PassContext cx) {
    var rule =
        Rule.on(
            Relu.class,
            "broken",
            (_, _, _) -> {
              throw new IllegalStateException("broken on purpose");
            });
    return cx.decorating(
            (pass, rules) -> {
              var all = new ArrayList<Rule>(rules);
              if (pass instanceof Canonicalize) {
                all.add(rule);
              }
              return all;
            })
        .forgiving(false);
  }

  @Test
  void theModelBeforeThePassAndTheRestOfThePipelineAreKept(@TempDir Path folder)
      throws IOException {
    assumeTrue(
        RuntimeSet.find("javacpp") instanceof Outcome.Ok<RuntimeSet>,
        "skipped, since no runtime is installed; ./build verify installs both sets");
    var text = Files.writeString(folder.resolve("net.sir"), TEXT);
    var output = folder.resolve("out.onnx");
    var options =
        CompileOptions.of(text, output)
            .with(
                Passes.of("from-onnx,infer-shapes,fixpoint(dce,canonicalize,cse),to-onnx"),
                Verification.OFF);
    var crash =
        catchThrowableOfType(
            Crash.class, () -> Compiler.compile(options, _ -> {}, List.of(), CrashTest::broken));
    try {
      assertThat(crash).hasMessageContaining("pass canonicalize failed", "broken on purpose");
      assertThat(output).doesNotExist();
      assertThat(crash.folder()).isNotNull();
      var left = crash.folder();
      assertThat(left.resolve("before.sir")).content().contains("gather(", "relu(");
      assertThat(left.resolve("trace.txt")).content().contains("broken on purpose", "CrashTest");
      assertThat(left.resolve("command.txt")).content().isEqualTo(crash.command() + "\n");
      assertThat(crash.command())
          .startsWith("sinter opt " + left)
          .contains("canonicalize,cse,fixpoint(dce,canonicalize,cse),to-onnx");
      var repeated =
          Translation.run(
              Translation.Options.of(left.resolve("before.sir").toString(), null)
                  .with(
                      Passes.of("canonicalize,cse,fixpoint(dce,canonicalize,cse),to-onnx"),
                      new Translation.Text(false, true)),
              InputStream.nullInputStream(),
              _ -> {},
              List.of());
      assertThat(repeated.text()).contains("onnx::Relu");
    } finally {
      if (crash != null && crash.folder() != null) {
        try (Stream<Path> files = Files.walk(crash.folder())) {
          for (var f : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(f);
          }
        }
      }
    }
  }

  @Test
  void wordsOfACommandAreQuotedForAShell() {
    assertThat(Crash.quoted("a/b.onnx")).isEqualTo("a/b.onnx");
    assertThat(Crash.quoted("fixpoint(cse)")).isEqualTo("'fixpoint(cse)'");
    assertThat(Crash.quoted("it's")).isEqualTo("'it'\\''s'");
    assertThat(Crash.quoted("")).isEqualTo("''");
  }
}
