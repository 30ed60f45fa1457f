package sinter.testsuite.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sinter.cli.Main;

/** The numbers that compile gives, and what it says about inputs that are not there. */
final class CountsTest {
  private static final String TWO_NAMES =
      """
      model ir 8 opset 13

      graph @net (%x: f32[N, 4]) -> (%y: f32[N, 4], %z: f32[N, 4]) {
        %y = onnx::Identity@13(%x)
        %z = onnx::Identity@13(%x)
      }
      """;

  private static final String CONVOLUTION =
      """
      model ir 8 opset 13

      graph @net (%x: f32[N, 2, H, W]) -> (%y: f32[A, B, C, D]) {
        %w = const splat 0.1 : f32[4, 2, 3, 3]
        %y = onnx::Conv@13(%x, %w)
      }
      """;

  private static final String VAST =
      """
      model ir 8 opset 13

      graph @net (%x: f32[4, 2305843009213693952]) -> (%y: f32[A, B]) {
        %y = onnx::Relu@13(%x)
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
        Stream.concat(Stream.of("compile", model, "-o", out), Stream.of(options))
            .toArray(String[]::new));
  }

  @Test
  void nodesAreThoseOfTheFile() {
    var json = compile(TWO_NAMES, "--json").returns(0).json();
    var out = Line.run("inspect", folder.resolve("out.onnx").toString(), "--json").json();
    assertThat(out.get("nodes").asLong()).isEqualTo(2);
    assertThat(json.at("/nodes/before").asLong()).isEqualTo(2);
    assertThat(json.at("/nodes/after").asLong()).isEqualTo(2);
    assertThat(compile(TWO_NAMES, "--max-nodes", "1").returns(Main.MISSED).err())
        .contains("the output has 2");
  }

  @Test
  void multiplyAccumulatesAreCountedAtSizesThatFit() {
    var macs = compile(CONVOLUTION, "--json").returns(0).json().get("macs");
    assertThat(macs.at("/at/N").asLong()).isEqualTo(1);
    assertThat(macs.at("/at/H").asLong()).isEqualTo(4);
    assertThat(macs.at("/at/W").asLong()).isEqualTo(4);
    assertThat(macs.get("before").asLong()).isEqualTo(4 * 2 * 9 * 2 * 2);
    assertThat(macs.get("after").asLong()).isEqualTo(4 * 2 * 9 * 2 * 2);
    assertThat(macs.get("reason").isNull()).isTrue();
  }

  @Test
  void multiplyAccumulatesOfUnknownShapesAreUnknown() {
    var unknown = CONVOLUTION.replace("N, 2, H, W", "?, ?, ?, ?");
    var report = folder.resolve("r.html");
    var macs = compile(unknown, "--json", "--report", report.toString()).returns(0).json();
    assertThat(macs.at("/macs/before").isNull()).isTrue();
    assertThat(macs.at("/macs/after").isNull()).isTrue();
    assertThat(macs.at("/macs/reason").asText())
        .isEqualTo("not all shapes that conv works on are known");
    assertThat(report)
        .content()
        .contains("<td>unknown</td>", "unknown: not all shapes that conv works on are known");
    var untyped = compile(CONVOLUTION, "--json", "-O0").returns(0).json().get("macs");
    assertThat(untyped.get("before").isNull()).isTrue();
    assertThat(untyped.get("reason").asText()).isEqualTo("no pass inferred shapes");
  }

  @Test
  void inputsThatFitIntoNoMemoryAreNotDrawn() {
    var line = compile(VAST).returns(0);
    assertThat(line.err())
        .contains("verify   skipped", "the inputs of this model are too large to be drawn");
    var model = folder.resolve("in.onnx").toString();
    assertThat(Line.run("run", model, "--random").returns(Main.INPUT).err())
        .contains("the inputs of this model are too large to be drawn");
    Line.run("inspect", model).returns(0);
  }

  @Test
  void whatIsSaidOfNoInputIsAMistake() {
    var a = Line.network(folder, "a.onnx").toString();
    for (var verb :
        new String[][] {
          {"compile", a, "-o", folder.resolve("b.onnx").toString()},
          {"diff", a, a},
          {"run", a, "--random"},
          {"bench", a, "--runs", "1"}
        }) {
      var args = Stream.concat(Stream.of(verb), Stream.of("--input-spec", "xx=mask"));
      var line = Line.run(args.toArray(String[]::new)).returns(Main.INPUT);
      assertThat(line.err())
          .contains("error[unresolved-name]: there is no input called xx", "did you mean x?");
    }
  }

  @Test
  void modelsOfOtherInputsAreNotMeasuredTogether() {
    var a = Line.network(folder, "a.onnx").toString();
    var b = Line.model(folder, "b.onnx", Line.NETWORK.replace("%x", "%image")).toString();
    assertThat(Line.run("bench", a, "--against", b, "--runs", "1").returns(Main.INPUT).err())
        .contains(b + " takes image, which " + a + " does not: its inputs are x");
  }
}
