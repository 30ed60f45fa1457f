package sinter.testsuite.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Types that a file states of computed values and that are not so: nothing follows from them. */
final class DeclaredTypesTest {
  private static final String CHAIN =
      """
      model ir 8 opset 17

      graph @net (%x: f32[N]) -> (%y: i64[1]) {
        %a = onnx::Relu@17(%x) : ? !declared {type = type(f32[7])}
        %b = onnx::Neg@17(%a) : ? !declared {type = type(f32[7])}
        %y = onnx::Shape@17(%b)
      }
      """;

  private static final String CUSTOM =
      """
      model ir 8 opset 17 opset "com.microsoft" 1

      graph @net (%x: f32[N, 4]) -> (%y: i64[2]) {
        %a = "com.microsoft"::Gelu@1(%x) : ? !declared {type = type(f32[7, 4])}
        %y = onnx::Shape@17(%a)
      }
      """;

  private static final String BODY =
      """
      model ir 8 opset 17

      graph @net (%x: f32[N], %trips: i64[]) -> (%y: f32[N], %s: i64[T, 1]) {
        %y, %s = onnx::Loop@17(%trips, _, %x) {body = region 0}
          region @body (%i: i64[], %c: bool[], %v: f32[7]) -> (%c as "co": bool[], %w: f32[7], %z: i64[1]) {
            %w = onnx::Neg@17(%v)
            %z = onnx::Shape@17(%v)
          }
        : ?, ?
      }
      """;

  @TempDir private Path folder;

  private String compiled(String text, String... options) {
    var model = Line.model(folder, "in.onnx", text).toString();
    var out = folder.resolve("out.onnx").toString();
    var args = new String[options.length + 5];
    var head = new String[] {"compile", model, "-o", out, "--no-verify"};
    System.arraycopy(head, 0, args, 0, head.length);
    System.arraycopy(options, 0, args, head.length, options.length);
    return Line.run(args).returns(0).err() + Line.run("import", out).returns(0).out();
  }

  @Test
  void anExtentThatOnlyTheFileStatesFoldsNothing() {
    assertThat(compiled(CHAIN))
        .contains("warning[declared-type]", "a is f32[N], not f32[7]", "and 1 more like it")
        .contains("onnx::Shape@17(%b)");
  }

  @Test
  void theFileIsWrittenWithWhatIsSo() {
    assertThat(compiled(CHAIN, "-p", "from-onnx,infer-shapes,to-onnx"))
        .contains("onnx::Relu@17(%x) : f32[*] !declared {type = type(f32[N])}");
  }

  @Test
  void withoutInferenceTheFileStaysAsItIs() {
    assertThat(compiled(CHAIN, "-O0"))
        .contains("!declared {type = type(f32[7])}")
        .doesNotContain("warning");
  }

  @Test
  void anOperatorThatNothingInterpretsKeepsItsElementTypeOnly() {
    assertThat(compiled(CUSTOM))
        .contains("onnx::Shape@17(%a)", "f32[*] !declared {type = type(f32[7, 4])}");
  }

  @Test
  void whatARegionReceivesFollowsFromTheNodeAroundIt() {
    assertThat(compiled(BODY)).contains("warning[declared-type]", "onnx::Shape@17(%v)");
  }

  @Test
  void boundDimsAreBoundInWhatTheFileStates() {
    var text = CHAIN.replace("f32[7]", "f32[N]");
    assertThat(compiled(text, "--bind", "N=7", "-p", "from-onnx,infer-shapes,to-onnx"))
        .contains("!declared {type = type(f32[7])}")
        .doesNotContain("warning");
  }

  @Test
  void dimsThatBecomeSymbolicMakeWhatTheFileStatesVoid() {
    var text = CHAIN.replace("f32[N]", "f32[7]");
    assertThat(compiled(text)).contains("const [7] : i64[1]").doesNotContain("warning");
    assertThat(compiled(text, "--dynamic", "x[0]=N"))
        .contains("onnx::Shape@17(%b)")
        .doesNotContain("warning", "declared");
  }
}
