package sinter.testsuite.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import sinter.frontend.text.TextReader;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Source;
import sinter.ir.text.Printer;
import sinter.ir.text.Style;

/** What canonical text looks like, and what else may be written for it. */
class CanonicalTextTest {
  private static String print(String text) {
    var diagnostics = new Diagnostics();
    try (var model = new TextReader(null, diagnostics).read(new Source("t.sir", text))) {
      assertThat(diagnostics.all().stream().map(Diagnostic::render)).isEmpty();
      return Printer.print(Objects.requireNonNull(model), Style.PLAIN);
    }
  }

  @Test
  void everyPartOfTheLanguage() {
    var text =
        """
        model ir 8 opset 17 opset "com.microsoft" 1 !residue {message = b64"CgA="}

        function own::Twice overload "f32" attributes ["alpha"] defaults {beta = 0.5} opset 17 (%a: ?) -> (%b) {
          %b = onnx::Add@17(%a, %a) : ?
        }

        graph @main (%x: f32[N, 3, floordiv(H, 2)+1, "odd dim"], %w: f32[2] = [1.0, -inf] : f32[2]) -> (%y: f32[*], %0 as "second") {
          %scale = const splat 0.1 : f16[1000, 1000]
          %codes = const [-8, 7, 0] : i4[3]
          %words = const ["a", "\\"b\\""] : str[2]
          %pair = const [(1.0, nan)] : c64[1]
          %half = const recipe cast {to = f16} (recipe scale_axis {axis = 0} ([1.0, 2.0] : f32[2], splat 3.0 : f32[2]) : f32[2]) : f16[2]
          %0, _, %"a b" = "com.microsoft"::Odd@1(%x, _, %w) {axis = -1, scale = 1.0, name = "n", list = [1, 2], body = region 0, empty = none floats, of = type(seq(f32[N])), from = ref "alpha" 1} name "node"
            region @body (%i: i64[]) -> (%i) {
              %"12" = relu(%i) : i64[]
            }
           : f32[N], ?, sparse ?[*]
          %y = relu(%x) : f32[*] !declared {type = type(f32[N, 3, ?, ?])}
        }
        """;
    assertThat(print(text)).isEqualTo(text);
  }

  @Test
  void layoutCommentsAndInferredTypesAreFree() {
    var text =
        """
        // a comment
        model opset 17
        graph @g(%x: f32[2*N+N, 1 + 1])
          -> (%y) {
          %5 = relu(   // unnamed values are numbered anew
            %x)
          %y = add(%5, %x)
        }
        """;
    assertThat(print(text))
        .isEqualTo(
            """
            model opset 17

            graph @g (%x: f32[3*N, 2]) -> (%y) {
              %0 = relu(%x) : f32[3*N, 2]
              %y = add(%0, %x) : f32[3*N, 2]
            }
            """);
  }

  @Test
  void theExampleOfTheManualIsCanonical() throws Exception {
    var page = Files.readString(Path.of("..", "docs", "textual-ir.md"));
    int from = page.indexOf("```sir\n") + "```sir\n".length();
    var text = page.substring(from, page.indexOf("```", from));
    assertThat(print(text)).isEqualTo(text);
  }

  @Test
  void theMistakeOfTheManualIsReportedLikeThat() throws Exception {
    var page = Files.readString(Path.of("..", "docs", "textual-ir.md"));
    var text =
        """
        model opset 17

        graph @g (%x: f32[2]) -> (%b) {
          %b = rleu(%x) : f32[2]
        }
        """;
    var diagnostics = new Diagnostics();
    new TextReader(null, diagnostics).read(new Source("case.sir", text));
    assertThat(page).contains(diagnostics.all().getFirst().render());
  }
}
