package sinter.testsuite.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sinter.cli.Main;

/** What {@code diff} says, and does not say, about two models. */
final class DiffTest {
  @TempDir private Path folder;

  @BeforeAll
  static void needsARuntime(@TempDir Path scratch) {
    Line.assumeRuntime(scratch);
  }

  private String model(String name, String inputs, String outputs, String... statements) {
    var text =
        "model ir 8 opset 13 opset \"own\" 1\n\ngraph @g (%s) -> (%s) {\n  %s\n}\n"
            .formatted(inputs, outputs, String.join("\n  ", statements));
    return Line.model(folder, name + ".onnx", text).toString();
  }

  private String relu(String name) {
    return model(name, "%x: f32[N, 3]", "%y: f32[N, 3]", "%y = onnx::Relu@13(%x)");
  }

  @Test
  void saysOnHowManyInputsModelsAreEqual() {
    var line = Line.run("diff", relu("a"), relu("b")).returns(0);
    assertThat(line.out()).containsPattern("^equal on \\d+ drawn inputs\\n  y  identical\\n$");
    assertThat(line.err()).isEmpty();
  }

  @Test
  void whatCouldNotDifferIsNotEqual() {
    var zero = model("a", "%x: f32[2]", "%y: f32[2]", "%y = onnx::Sub@13(%x, %x)");
    var line = Line.run("diff", zero, zero).returns(Main.INPUT);
    assertThat(line.out()).isEqualTo("weak\n");
    assertThat(line.err()).startsWith("error[not-verified]: neither equal nor different");
    var json = Line.run("diff", zero, zero, "--json").returns(Main.INPUT).json();
    assertThat(json.get("status").asText()).isEqualTo("weak");
    assertThat(json.get("cases").asInt()).isZero();
    assertThat(json.at("/diagnostics/0/code").asText()).isEqualTo("not-verified");
    assertThat(json.has("open")).isFalse();
  }

  @Test
  void whatDoesNotRunIsNotEqual() {
    var unknown = model("a", "%x: f32[N, 3]", "%y: f32[N, 3]", "%y = own::Odd@1(%x) : f32[N, 3]");
    var line = Line.run("diff", unknown, unknown).returns(Main.INPUT);
    assertThat(line.out()).isEqualTo("skipped\n");
    assertThat(line.err()).contains("error[not-verified]", "does not accept the first model");
    var other = Line.run("diff", relu("b"), unknown).returns(Main.MISSED);
    assertThat(other.out()).startsWith("different: the runtime does not accept the second model");
  }

  @Test
  void signaturesThatDoNotFitAreSaidByName() {
    var a = relu("a");
    var b = model("b", "%u: f32[N, 3]", "%v: f32[N, 3]", "%v = onnx::Relu@13(%u)");
    var line = Line.run("diff", a, b).returns(Main.MISSED);
    assertThat(line.out())
        .isEqualTo(
            "different: the second model has no output 'y', only 'v'; the first model has no input"
                + " 'u', only 'x'\n  y  the output is missing\n");
    assertThat(line.err()).isEmpty();
    var json = Line.run("diff", a, b, "--json").returns(Main.MISSED).json();
    assertThat(json.at("/diagnostics/0/code").asText()).isEqualTo("different-output");
    assertThat(json.at("/outputs/0/maxAbsError").isNull()).isTrue();
    assertThat(json.at("/outputs/0/reason").asText()).isEqualTo("the output is missing");
    var c = model("c", "%x: f64[N, 3]", "%y: f64[N, 3]", "%y = onnx::Relu@13(%x)");
    assertThat(Line.run("diff", a, c).returns(Main.MISSED).out())
        .isEqualTo(
            "different: input 'x' is f32[N, 3] in the first model and f64[N, 3] in the second\n");
    var d = model("d", "%x: f32[2, 4]", "%y: f32[2, 4]", "%y = onnx::Relu@13(%x)");
    assertThat(Line.run("diff", a, d).returns(Main.MISSED).out()).contains("f32[2, 4]");
  }

  @Test
  void dimsThatTheOtherModelFixesAreBound() {
    var fixed = model("b", "%x: f32[5, 3]", "%y: f32[5, 3]", "%y = onnx::Relu@13(%x)");
    var json = Line.run("diff", relu("a"), fixed, "--json").returns(0).json();
    assertThat(json.get("status").asText()).isEqualTo("equal");
    var open = model("c", "%x: f32[?, 3]", "%y: f32[?, 3]", "%y = onnx::Relu@13(%x)");
    assertThat(Line.run("diff", open, fixed, "-v").returns(0).err()).contains("x[0]=5");
  }

  @Test
  void dimsThatNoInputHasAreSaid() {
    var model = relu("a");
    for (var verb : List.of("run --random", "bench --runs 10", "diff " + model)) {
      var args = Stream.concat(Stream.of(verb.split(" ")), Stream.of(model));
      var unknown = Stream.concat(args, Stream.of("--bind", "M=3")).toArray(String[]::new);
      assertThat(Line.run(unknown).returns(Main.INPUT).err())
          .contains("error[unresolved-name]: no input has a dim called M");
    }
    assertThat(Line.run("diff", model, model, "--bind", "x[7]=3").returns(Main.INPUT).err())
        .contains("has no axis 7");
    Line.run("diff", model, model, "--bind", "N=3").returns(0);
  }

  @Test
  void furtherOutputsAreAWarning() {
    var more =
        model(
            "b",
            "%x: f32[N, 3]",
            "%y: f32[N, 3], %z: f32[N, 3]",
            "%y = onnx::Relu@13(%x)",
            "%z = onnx::Neg@13(%x)");
    var line = Line.run("diff", relu("a"), more).returns(0);
    assertThat(line.err()).contains("warning[not-verified]: only the second model has", "z");
  }

  @Test
  void randomOutputsAreComparedByType() {
    var random = model("a", "%x: f32[2]", "%y: f32[2]", "%y = onnx::RandomNormalLike@1(%x)");
    var line = Line.run("diff", random, random).returns(0);
    assertThat(line.out()).contains("equal on", "y  of the same shape and element type");
    assertThat(line.err()).contains("warning[not-verified]", "random op without a seed: y");
    var json = Line.run("diff", random, random, "--json").returns(0).json();
    assertThat(json.at("/outputs/0/compared").asText()).isEqualTo("type");
    var wider = model("b", "%x: f32[2]", "%y: f32[?]", "%y = onnx::RandomNormal@1() {shape = [3]}");
    assertThat(Line.run("diff", random, wider).returns(Main.MISSED).out()).contains("f32[3]");
    var compiled = Line.run("compile", random, "-o", random + ".out", "--json").returns(0).json();
    assertThat(compiled.at("/verify/status").asText()).isEqualTo("equal");
    assertThat(compiled.at("/verify/maxAbsError").isNull()).isTrue();
  }
}
