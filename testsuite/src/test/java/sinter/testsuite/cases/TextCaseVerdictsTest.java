package sinter.testsuite.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sinter.compiler.cases.CaseOptions;
import sinter.compiler.cases.CaseResult;
import sinter.compiler.cases.CaseRunner;
import sinter.testsuite.runtime.Installed;

/** What makes a case in textual IR fail. */
class TextCaseVerdictsTest {
  private static final String RELUS =
      """
      // test: opt canonicalize

      model ir 8 opset 17

      %s
      graph @relus (%%x: f32[N, 2]) -> (%%y: f32[N, 2]) {
        %%a = relu(%%x) : f32[N, 2]
        %%y = relu(%%a) : f32[N, 2]
      }
      """;

  @TempDir private Path folder;

  @BeforeAll
  static void needsARuntime() {
    Installed.set("javacpp");
  }

  /** Why the blessed case fails; empty when it passes. */
  private String failure(String text) throws IOException {
    var file = Files.writeString(folder.resolve("case.sir"), text);
    var results = new ArrayList<CaseResult>();
    CaseRunner.run(List.of(file), CaseOptions.DEFAULTS.blessing(true), _ -> {});
    CaseRunner.run(List.of(file), CaseOptions.DEFAULTS, results::add);
    assertThat(results).hasSize(1);
    return results.getFirst().status() == CaseResult.Status.PASSED
        ? ""
        : results.getFirst().reason();
  }

  @Test
  void aRuleThatIsSaidToMissMustNotFire() throws IOException {
    assertThat(failure(RELUS.formatted("// fires: relu-idempotent 1"))).isEmpty();
    assertThat(failure(RELUS.formatted("// fires: relu-idempotent 0")))
        .contains("it fires 1 times");
    var reason = "operand is not a relu";
    var miss = "// miss: relu-idempotent \"" + reason + "\"";
    assertThat(failure(RELUS.formatted(miss))).contains("no line says how often");
    assertThat(failure(RELUS.formatted(miss + "\n// fires: relu-idempotent 1"))).isEmpty();
  }

  @Test
  void whatAPassCallsAnErrorFails() throws IOException {
    var text =
        """
        // test: opt infer-shapes

        model ir 8 opset 17

        graph @apart (%a: f32[2, 3], %b: f32[4, 5]) -> (%y: ?) {
          %y = mat_mul(%a, %b) : ?
        }
        """;
    assertThat(failure(text)).contains("error[shape-mismatch]");
  }

  @Test
  void anotherResultFails() throws IOException {
    var file = folder.resolve("case.sir");
    var text = RELUS.formatted("");
    assertThat(failure(text)).isEmpty();
    Files.writeString(
        file, Files.readString(file).replace("// ---- expected\n", "// ---- expected\n\n"));
    var results = new ArrayList<CaseResult>();
    CaseRunner.run(List.of(file), CaseOptions.DEFAULTS, results::add);
    assertThat(results.getFirst().reason())
        .contains("the result is not the expected one", "line 1");
  }
}
