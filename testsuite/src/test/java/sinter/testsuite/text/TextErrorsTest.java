package sinter.testsuite.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sinter.frontend.text.TextReader;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Source;

/** What the reader of textual IR says about mistakes, and that it goes on after them. */
class TextErrorsTest {
  @TempDir Path folder;

  /** Each as {@code line:column code: message}. */
  private static List<String> errors(String text, @Nullable Path folder) {
    var diagnostics = new Diagnostics();
    var model = new TextReader(folder, diagnostics).read(new Source("t.sir", text));
    assertThat(model == null).isEqualTo(diagnostics.hasErrors());
    return diagnostics.all().stream()
        .map(d ->
            (d.at() instanceof Loc.Span s ? s.line() + ":" + s.column() : "?")
                + " "
                + d.code().id()
                + ": "
                + d.message())
        .toList();
  }

  private static String graph(String... statements) {
    return "graph @g(%x: f32[2]) -> (%x) {\n" + String.join("\n", statements) + "\n}\n";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "%y = relu(%z) : ? | 2:11 unresolved-name: %z is not defined before this line",
        "%y = rleu(%x) : ? | 2:6 unknown-name: there is no op called rleu",
        "%x = relu(%x) : ? | 2:1 unresolved-name: %x is defined already",
        "%y = relu(%x) {a = 1} : ? | 2:16 unknown-name: relu has no attribute a",
        "%y = relu() : ? | 2:6 syntax: relu does not take 0 operands",
        "%y = relu(_) : ? | 2:6 syntax: relu needs operand x",
        "%y, %z = relu(%x) : ?, ? | 2:10 syntax: relu has no 2 results",
        "%y = if(%x) : ? | 2:6 syntax: if has 2 regions, found 0",
        "%y = onnx::A@1() {a = region 0} : ? | 2:6 bad-attribute: attribute a names a region that is not there",
        "%y = relu(%x) : f33[] | 2:17 unknown-name: there is no element type called f33",
        "%y = relu(%x) : f32[N+] | 2:23 syntax: expected a dimension, found the end of the text",
        "%y = relu(%x) : f32[], f32[] | 2:6 syntax: 1 results have 2 types",
        "%y = relu(%x : ? | 2:14 syntax: expected ')', found ':'",
        "%y relu(%x) : ? | 2:4 syntax: expected '=', found 'relu'",
        "%y = relu(%x) $ | 2:15 syntax: expected a statement or '}', found '$'",
        "%y = onnx::Relu(%x) : ? | 2:16 syntax: expected a name such as @x, found '('",
        "%y = onnx::Relu@x(%x) : ? | 2:16 syntax: expected a version such as @17",
        "%y = onnx::A@1() {a = []} : ? | 2:23 bad-attribute: an empty list says what it lacks: none ints, none floats …",
        "%y = onnx::A@1() {a = [1, 2.0]} : ? | 2:27 bad-attribute: the elements of a list are of one kind",
        "%y = onnx::A@1() {a = splat 1.0} : ? | 2:23 bad-attribute: expected ': type' after the tensor",
        "%y = const [1, 2] : i64[3] | 2:12 bad-attribute: i64[3] has 3 elements, found 2",
        "%y = const [1, 300] : u8[2] | 2:16 bad-attribute: expected a value of u8, found 300",
        "%y = const [1.5] : i64[1] | 2:13 bad-attribute: expected an integer, found 1.5",
        "%y = const [1e999] : f32[1] | 2:13 bad-attribute: expected a value of f32, found 1e999",
        "%y = const [1] : i64[N] | 2:18 bad-attribute: the type of a constant has known extents",
        "%y = const splat 1 : i64[-1] | 2:22 bad-attribute: the type of a constant has known extents",
        "%y = const b64\"AAA=\" : f32[1] | 2:12 bad-attribute: not a tensor of f32[1]: 2 bytes for f32[1]",
        "%y = const b64\"A\" : f32[1] | 2:12 syntax: not base 64: Input byte[] should at least have 2 bytes for base64 bytes",
        "%y = const @w[0 : 4] : f32[1] | 2:12 unresolved-name: no weights are called @w",
        "%y = const recipe mul ([1.0] : f32[1]) : f32[1] | 2:19 bad-attribute: recipe mul takes 2 tensors of numbers",
        "%y = const recipe nul ([1.0] : f32[1]) : f32[1] | 2:19 unknown-name: there is no recipe called nul",
        "%y = relu(%x) !fact : ? | 2:16 unknown-name: there is no fact called fact",
        "%y = relu(%x) !residue {} : ? | 2:15 bad-attribute: fact residue needs attribute message",
        "%y = relu(%x) name \"a\\q\" : ? | 2:20 syntax: unknown escape '\\q'",
        "%y = relu(%x) : ? at \"a\"#99999999999 | 2:26 syntax: expected a number from -2147483648 to 2147483647",
      })
  void oneMistake(String statement, String error) {
    assertThat(errors(graph(statement), null)).containsExactly(error);
  }

  @Test
  void goesOnAtTheNextStatement() {
    var text =
        """
        model opset 17
        graph @g(%x: f32[2]) -> (%d) {
          %a = relu(%x : f32[2]
          %b = rleu(%x) : f32[2]
          %c = add(%x, %b) {alpha = [1, } : f32[2]
          %d = if(%x)
            region () -> (%e) {
              %e = relu(%q) : f32[2]
              = nothing
            }
            region () -> () {
            }
            : f32[2]
          %f = relu(%nowhere) : f32[2]
        }
        """;
    assertThat(errors(text, null))
        .containsExactly(
            "3:16 syntax: expected ')', found ':'",
            "4:8 unknown-name: there is no op called rleu",
            "5:33 syntax: unexpected '}'",
            "9:7 syntax: expected a statement or '}', found '='",
            "8:17 unresolved-name: %q is not defined before this line",
            "14:13 unresolved-name: %nowhere is not defined before this line");
  }

  @Test
  void goesOnAtTheNextGraph() {
    var text =
        """
        graph @g(%x f32[2]) -> (%x) {
          %a = relu(%x) : ?
        }
        graph @h(%x: f32[2]) -> (%y) {
          %a = relu(%x) : ?
        """;
    assertThat(errors(text, null))
        .containsExactly(
            "1:13 syntax: expected ')', found 'f32'",
            "6:1 syntax: expected '}', found the end of the text",
            "4:26 unresolved-name: %y is not defined before this line");
  }

  @Test
  void whatAnErrorDoesNotDependOn() {
    assertThat(errors("", null)).containsExactly("1:1 syntax: the text has no graph");
    assertThat(errors("{".repeat(100_000), null))
        .containsExactly("1:201 syntax: brackets nest more than 200 deep");
    assertThat(errors(graph("%y = relu(%x) : " + "seq(".repeat(100_000)), null))
        .containsExactly("2:816 syntax: brackets nest more than 200 deep");
  }

  @Test
  void weightsLieInTheFolderOfTheText() throws Exception {
    Files.write(folder.resolve("w.bin"), new byte[8]);
    var inside = Files.createDirectory(folder.resolve("inside"));
    Files.write(inside.resolve("w.bin"), new byte[8]);
    Files.createSymbolicLink(inside.resolve("link.bin"), folder.resolve("w.bin"));
    for (var outside :
        List.of("../w.bin", folder.resolve("w.bin").toString(), "link.bin", "a/../../w.bin")) {
      assertThat(errors("weights @w = \"" + outside + "\"\n" + graph(), inside))
          .singleElement()
          .asString()
          .startsWith("1:14 weight-outside-model-dir");
    }
    assertThat(errors("weights @w = \"w.bin\"\n" + graph(), null))
        .singleElement()
        .asString()
        .startsWith("1:14 weight-outside-model-dir");
    assertThat(errors("weights @w = \"w.bin\" size 9\n" + graph(), inside))
        .containsExactly("1:14 missing-weights: the file has 8 bytes, expected 9");
    assertThat(errors("weights @w = \"v.bin\"\n" + graph(), inside))
        .containsExactly("1:1 missing-weights: cannot read \"v.bin\": there is no such file");
    var lost = "weights @w = \"v.bin\"\n" + graph("%y = const @w[0 : 8] : f32[2]");
    assertThat(errors(lost, inside)).singleElement().asString().startsWith("1:1 missing-weights");
    var text = "weights @w = \"w.bin\" size 8\n" + graph("%y = const @w[0 : 8] : f32[2]");
    assertThat(errors(text, inside)).isEmpty();
    assertThat(errors(text.replace("0 : 8", "4 : 12"), inside))
        .containsExactly("3:19 syntax: expected a number from 4 to 8");
    assertThat(errors(text.replace("f32[2]\n}", "str[2]\n}"), inside))
        .containsExactly("3:12 bad-attribute: 8 bytes are no str[2]");
  }
}
