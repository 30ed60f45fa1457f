package sinter.testsuite.cli;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
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

  /** Integers cannot be moved a little to see whether the model jumps there, but its weights can. */
  @Test
  void roundingBehindAnEmbeddingIsNoDifference() throws IOException {
    var program =
        """
        model Levels {
          input ids: i64[N, T]
          x = embedding(ids, 50, 16) |> layer_norm
          x = linear(linear(x, 16) * 1.3 + 0.2, 16)
          x = x |> transpose(perm = [0, 2, 1]) |> conv1d(8, kernel = 3) |> batch_norm
          output levels = cast(round(x * %s), i32)
        }
        """;
    assertThat(compile(program.formatted("1000.0")).returns(0).err())
        .containsPattern("verify +equal");
    var other = Files.copy(folder.resolve("m.onnx"), folder.resolve("other.onnx")).toString();
    compile(program.formatted("1001.0")).returns(0);
    Line.run("diff", folder.resolve("m.onnx").toString(), other).returns(1);
  }

  @Test
  void integersAreReducedAlongAxesOfTheirOwnType() throws IOException {
    var program =
        """
        model Counts {
          input x: i32[4, 4]
          output a = sum(x, [0])
          output b = tile(x, [2, 2])
          output c = expand(x, [2, 4, 4])
          output d = pad(x, [0, 0, 1, 1])
          output e = op.top_k(x, [1])[0]
        }
        """;
    assertThat(compile(program).returns(0).err()).containsPattern("verify +equal");
  }

  @Test
  void inputsThatMayBeLeftOutStayInputs() throws IOException {
    var weights = IntStream.range(0, 100).mapToObj(i -> i + ".5").collect(joining(", ", "[", "]"));
    var program =
        """
        model Optional {
          input x: f32[N, 4]
          input scale: f32[2, 2] = [[1.0, 2.0], [3.0, 4.0]]
          output y = x * reshape(scale, [4])
        }
        """;
    compile(program).returns(0);
    var model = folder.resolve("m.onnx").toString();
    var imported = Line.run("import", model, "--as", "sinter").returns(0);
    assertThat(imported.out()).contains("input scale: f32[2, 2] = [[1.0, 2.0], [3.0, 4.0]]");
    assertThat(imported.err()).isEmpty();
    compile("model Long {\n  input w: f32[100] = " + weights + "\n  output y = w + 1.0\n}\n")
        .returns(0);
    assertThat(Line.run("import", model, "--as", "sinter").returns(0).err())
        .contains("warning[changed]: 1 input that has first values is a constant", ": w");
  }

  @Test
  void runTakesWhatAProgramIsReadWith() throws IOException {
    var program =
        """
        model First(width: int) {
          input x: f32[2, 8]
          output y = linear(x, width)
        }
        model Second { input x: f32[1]; output y = -x }
        """;
    var file = Files.writeString(folder.resolve("two.sinter"), program).toString();
    var line = Line.run("run", file, "--random", "--model", "First", "--param", "width=3");
    assumeFalse(line.lacksRuntime(), "skipped, since no runtime is installed");
    assertThat(line.returns(0).out()).contains("f32[2, 3]");
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
