package sinter.testsuite.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sinter lint}. */
final class LintVerbTest {
  private static final String DOUBTFUL =
      """
      model M {
        input x: f32[N, 4]
        y = relu(x)
        output z = tanh(x)
      }
      """;

  private static final String WRONG =
      """
      model A {
        input x: f32[N, 4]
        output z = tanh(x) + rleu(x)
      }
      model B {
        input x: f32[N, 4]
        output z = linear(x)
      }
      """;

  @TempDir private Path folder;

  private String write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void mistakesOfAllModelsAreToldAtOnceAndNothingIsWritten() throws IOException {
    var line = Line.run("lint", write("a.sinter", WRONG)).returns(3);
    assertThat(line.err())
        .contains(
            "a.sinter:3:24",
            "did you mean relu?",
            "a.sinter:7:14",
            "linear needs features",
            "1 file checked: 2 errors, 0 warnings");
    assertThat(line.out()).isEmpty();
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void doubtsAreWarnings() throws IOException {
    var file = write("a.sinter", DOUBTFUL);
    assertThat(Line.run("lint", file).returns(0).err())
        .contains("warning[unused-name]", "nothing reads variable y", "0 errors, 1 warning");
    Line.run("lint", "--strict", file).returns(1);
    var json = Line.run("lint", file, "--json").returns(0).json();
    assertThat(json.get("warnings").asInt()).isEqualTo(1);
    assertThat(json.at("/files/0/models/0").asText()).isEqualTo("M");
    assertThat(json.at("/diagnostics/0/code").asText()).isEqualTo("unused-name");
    assertThat(Line.reading(DOUBTFUL, "lint", "-").returns(0).err()).contains("stdin:3:3");
  }

  @Test
  void filesWithoutModelsAreChecked() throws IOException {
    var file = write("a.sinter", "block f(x: tensor, k: int) { return relu(x) }\n");
    assertThat(Line.run("lint", file).returns(0).err()).contains("nothing reads parameter k of f");
  }

  @Test
  void whatHasNoValueIsNotCheckedAndSaysHowToGiveOne() throws IOException {
    var file =
        write(
            "a.sinter",
            """
            model M(width: int) {
              input x: f32[N, 8]
              output y = linear(x, width) + zeros([3])
            }
            """);
    assertThat(Line.run("lint", file).returns(0).err())
        .contains("M is not checked: it needs width", "--param width=VALUE", "1 warning");
    assertThat(Line.run("lint", file, "--param", "width=4").returns(3).err())
        .contains("f32[3] does not broadcast with f32[N, 4]");
    Line.run("lint", file, "--param", "width=3").returns(0);
    assertThat(Line.run("lint", file, "--param", "wdth=3").returns(3).err())
        .contains("no model has a parameter called wdth");
  }

  @Test
  void otherFormsOfModelsAreToldApart() throws IOException {
    var onnx = write("a.onnx", "");
    assertThat(Line.run("lint", onnx).returns(3).err()).contains("is an ONNX model, no program");
    assertThat(Line.run("fmt", onnx).returns(3).err()).contains("import " + onnx + " --as sinter");
    assertThat(Line.run("fmt", write("a.sir", "")).returns(3).err()).contains("is textual IR");
  }
}
