package sinter.testsuite.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sinter compile} of programs of the model language. */
final class CompileProgramTest {
  @TempDir private Path folder;

  private Line compile(String program, String... options) throws IOException {
    var file = Files.writeString(folder.resolve("m.sinter"), program);
    var args = new String[options.length + 4];
    args[0] = "compile";
    args[1] = file.toString();
    args[2] = "-o";
    args[3] = folder.resolve("m.onnx").toString();
    System.arraycopy(options, 0, args, 4, options.length);
    var line = Line.run(args);
    assumeFalse(line.lacksRuntime(), "skipped, since no runtime is installed");
    return line;
  }

  @Test
  void whatFailsOnEveryInputIsAMistake() throws IOException {
    var program =
        """
        model M {
          input x: f32[4, 8]
          input i: i64[K]
          output y = gather(x, i + 1000000)
        }
        """;
    var line = compile(program).returns(3);
    assertThat(line.err())
        .contains(
            "error[not-verified]: nothing could be compared: the input model fails on every input"
                + " drawn",
            "Gather",
            "--no-verify");
    assertThat(folder.resolve("m.onnx")).doesNotExist();
    compile(program, "--no-verify").returns(0);
    var again = folder.resolve("again.onnx").toString();
    var onnx = Line.run("compile", folder.resolve("m.onnx").toString(), "-o", again).returns(0);
    assertThat(onnx.err())
        .contains("the comparison is skipped: the input model fails on every input drawn");
  }

  @Test
  void theTextHasNoSizeToCompareWith() throws IOException {
    var line = compile("model M {\n  input x: f32[N, 8]\n  output y = relu(x)\n}\n").returns(0);
    assertThat(line.err()).containsPattern("(?m)^ {2}size +[0-9]+ B$");
  }

  @Test
  void aMistypedParameterIsToldBeforeOneThatIsMissing() throws IOException {
    var program = "model M(width: int) {\n  input x: f32[N, 8]\n  output y = linear(x, width)\n}\n";
    assertThat(compile(program, "--param", "widht=4").returns(3).err())
        .contains("there is no parameter of M called widht", "did you mean width?")
        .doesNotContain("M needs");
    assertThat(compile(program).returns(3).err()).contains("M needs width", "--param width=VALUE");
  }

  @Test
  void aModelIsChosenAndGivenItsParametersToBeInspected() throws IOException {
    var program =
        """
        model First(width: int) {
          input x: f32[N, 8]
          output y = linear(x, width)
        }
        model Last {
          input x: f32[N, 2]
          output y = relu(x)
        }
        """;
    var file = Files.writeString(folder.resolve("m.sinter"), program).toString();
    var json = Line.run("inspect", file, "--json").returns(0).json();
    assertThat(json.path("parameters").asLong()).isZero();
    json =
        Line.run("inspect", file, "--model", "First", "--param", "width=4", "--json")
            .returns(0)
            .json();
    assertThat(json.path("parameters").asLong()).isEqualTo(8 * 4 + 4);
    assertThat(Line.run("inspect", file, "--model", "First").returns(3).err())
        .contains("First needs width", "--param width=VALUE");
  }
}
