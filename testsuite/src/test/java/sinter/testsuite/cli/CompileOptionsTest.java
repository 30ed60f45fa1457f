package sinter.testsuite.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sinter.cli.Main;

/** Options of compile that change what the output takes and gives, or in which form it is written. */
final class CompileOptionsTest {
  private static final String TWO_ENDS =
      """
      model ir 8 opset 13

      graph @net (%x: f32[N, 4], %z: f32[N, 4]) -> (%y: f32[N, 4], %v: f32[N, 4]) {
        %a = onnx::Relu@13(%x)
        %b = onnx::Exp@13(%a)
        %y = onnx::Sigmoid@13(%b)
        %v = onnx::Add@13(%b, %z)
      }
      """;

  private static final String SLICED =
      """
      model ir 8 opset 13

      graph @net (%x: f32[N, W]) -> (%y: f32[N, V], %s: i64[1]) {
        %zero = const [0] : i64[1]
        %end = const [64] : i64[1]
        %eight = const [8] : i64[1]
        %c = onnx::Slice@13(%x, %zero, %end, %zero)
        %y = onnx::Neg@13(%c)
        %d = onnx::Shape@13(%x)
        %w = onnx::Gather@13(%d, %one)
        %s = onnx::Mod@13(%w, %eight)
      }
      """
          .replace("%c = onnx::Slice", "%one = const [1] : i64[1]\n        %c = onnx::Slice");

  private static final String ROWS =
      """
      model ir 7 opset 11

      graph @net (%x: f32[N, 3, 4]) -> (%y: f32[N, 3, 4]) {
        %a = onnx::Softmax@11(%x) {axis = 1}
        %y = onnx::Softmax@11(%a) {axis = 2}
      }
      """;

  @TempDir private Path folder;

  @BeforeAll
  static void needsARuntime(@TempDir Path scratch) {
    Line.assumeRuntime(scratch);
  }

  private Line compile(String text, String... options) {
    var model = Line.model(folder, "in.onnx", text).toString();
    var out = folder.resolve("out.onnx").toString();
    return Line.run(
        Stream.concat(
                Stream.of("compile", model, "-o", out, "--verify=require"), Stream.of(options))
            .toArray(String[]::new));
  }

  private String result() {
    return Line.run("import", folder.resolve("out.onnx").toString()).returns(0).out();
  }

  @Test
  void theGraphIsCutAtValues() {
    compile(TWO_ENDS, "--inputs", "a", "--outputs", "y").returns(0);
    assertThat(result())
        .contains("(%a: f32[N, 4]) -> (%y: f32[N, 4])", "Exp", "Sigmoid")
        .doesNotContain("Relu", "Add", "%x", "%z");
    compile(TWO_ENDS, "--outputs", "v,a").returns(0);
    assertThat(result())
        .contains("(%x: f32[N, 4], %z: f32[N, 4]) -> (%v: f32[N, 4], %a: f32[N, 4])");
    compile(TWO_ENDS, "--outputs", "b", "-O0").returns(0);
    assertThat(result()).contains("(%x: f32[N, 4]) -> (%b: f32[N, 4])").doesNotContain("%z");
    compile(TWO_ENDS, "--inputs", "z,b").returns(0);
    assertThat(result()).contains("(%z: f32[N, 4], %b: f32[N, 4]) -> (%y");
    compile(TWO_ENDS, "--inputs", "b", "--outputs", "b").returns(0);
    assertThat(result()).contains("(%b: f32[N, 4]) -> (");
  }

  @Test
  void cutsThatCannotBeMadeAreSaid() {
    assertThat(compile(TWO_ENDS, "--outputs", "bb").returns(Main.INPUT).err())
        .contains("there is no value called bb", "did you mean b");
    assertThat(compile(TWO_ENDS, "--inputs", "b").returns(Main.INPUT).err())
        .contains("the outputs need input z, which --inputs does not name");
    assertThat(compile(TWO_ENDS, "--inputs", "b,b").returns(Main.INPUT).err())
        .contains("--inputs names b twice");
    assertThat(folder.resolve("out.onnx")).doesNotExist();
  }

  @Test
  void whatIsAssumedOfDimsIsKnown() {
    compile(SLICED).returns(0);
    assertThat(result()).contains("Slice", "Mod");
    compile(SLICED, "--assume", "N<=64, W%8==0").returns(0);
    assertThat(result())
        .contains("(%x: f32[N, W]) -> (%y: f32[N, V], %s: i64[1])", "const [0] : i64[1]")
        .doesNotContain("Slice", "Mod");
    compile(SLICED, "--assume", "N<=65").returns(0);
    assertThat(result()).contains("Slice", "Mod");
  }

  @Test
  void bindingsThatAreTriedAreAsAssumed() {
    var json = compile(SLICED, "--assume", "N<=2, W%40==7", "--json").returns(0).json();
    assertThat(json.at("/verify/status").asText()).isEqualTo("equal");
    assertThat(result()).contains("const [7] : i64[1]");
  }

  @Test
  void assumptionsThatCannotHoldAreSaid() {
    assertThat(compile(SLICED, "--assume", "M<=4").returns(Main.INPUT).err())
        .contains("no input has a dim called M");
    assertThat(compile(SLICED, "--assume", "N<=4", "--bind", "N=5").returns(Main.INPUT).err())
        .contains("--bind N=5 contradicts --assume 'N<=4'");
    compile(SLICED, "--assume", "N<=4", "--bind", "N=4").returns(0);
    assertThat(compile(SLICED, "--assume", "N<").returns(Main.USAGE).err())
        .contains("expected a number");
  }

  @Test
  void anOpsetIsConvertedToWhereThereIsAnExactForm() {
    for (var opset : List.of("9", "12", "13", "17", "21")) {
      compile(ROWS, "--opset", opset).returns(0);
      assertThat(result()).contains("opset " + opset + "\n", "::Softmax@" + opset);
    }
    compile(ROWS, "--opset", "13", "-O0").returns(0);
    assertThat(result()).contains("Flatten@13", "Softmax@13", "Reshape@13");
    var newer = TWO_ENDS.replace("13", "14").replace("onnx::Exp@14", "onnx::HardSwish@14");
    assertThat(compile(newer, "--opset", "13").returns(Main.INPUT).err())
        .contains("error[not-expressible]", "HardSwish", "cannot be written at opset 13");
    assertThat(compile(newer, "--opset", "99").returns(Main.USAGE).err())
        .contains("opset 99 is newer than");
  }

  @Test
  void outputsAreDeclaredAsInTheInputUnlessTheyAreToFollow() {
    var open =
        TWO_ENDS.replace("-> (%y: f32[N, 4], %v: f32[N, 4])", "-> (%y: f32[?, ?], %v: f32[M, ?])");
    compile(open).returns(0);
    assertThat(result()).contains("-> (%y: f32[?, ?], %v: f32[M, ?])");
    compile(open, "--io-types", "follow").returns(0);
    assertThat(result()).contains("-> (%y: f32[N, 4], %v: f32[M, 4])");
  }

  @Test
  void dimsBecomeSymbolicAndAreCompared() {
    var fixed = TWO_ENDS.replace("[N, 4]", "[2, 4]");
    var json =
        compile(fixed, "--dynamic", "x[0]=B,z[0]=B", "--io-types", "follow", "--json")
            .returns(0)
            .json();
    assertThat(json.at("/verify/status").asText()).isEqualTo("equal");
    assertThat(json.at("/verify/cases").asInt()).isGreaterThanOrEqualTo(4);
    assertThat(result()).contains("(%x: f32[B, 4], %z: f32[B, 4]) -> (%y: f32[B, 4]");
  }

  @Test
  void textIsCompiledAndCompared() {
    var text = folder.resolve("net.sir");
    Line.model(folder, "in.onnx", TWO_ENDS);
    Line.run("import", folder.resolve("in.onnx").toString(), "--typed", "-o", text.toString())
        .returns(0);
    var out = folder.resolve("out.onnx").toString();
    var json = Line.run("compile", text.toString(), "-o", out, "--json").returns(0).json();
    assertThat(json.at("/verify/status").asText()).isEqualTo("equal");
  }

  @Test
  void weightsGoToAFileOfTheirOwn() {
    var model = Path.of("..", "examples", "lenet-bn.onnx").toString();
    var out = folder.resolve("out.onnx").toString();
    Line.run("compile", model, "-o", out, "--external-data", "always", "--verify=require")
        .returns(0);
    assertThat(folder).isDirectoryContaining("glob:**out.onnx.*.data");
    Line.run("compile", model, "-o", out, "--external-data", "never", "--threads", "2").returns(0);
    assertThat(folder).isDirectoryNotContaining("glob:**out.onnx.*.data");
    var small = Line.network(folder, "in.onnx").toString();
    Line.run("compile", small, "-o", out, "--external-data", "always").returns(0);
    assertThat(folder).isDirectoryNotContaining("glob:**out.onnx.*.data");
  }
}
