package sinter.testsuite.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sinter.frontend.language.LanguageParser;
import sinter.frontend.language.ast.Declaration;
import sinter.frontend.language.ast.Expr;
import sinter.frontend.language.ast.Statement;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Source;

/** What the parser makes of texts, and what it says of those that are none. */
class LanguageParserTest {
  private static void tells(String text) {
    var diagnostics = new Diagnostics();
    var file = LanguageParser.parse(new Source("a.sinter", text), diagnostics);
    assertThat(Expected.in(text)).isNotEmpty();
    assertThat(file).isNull();
    assertThat(Expected.differences(text, diagnostics.all())).isEmpty();
  }

  private static Expr expression(String text) {
    var diagnostics = new Diagnostics();
    var source = new Source("a.sinter", "block f() { return " + text + " }");
    var file = LanguageParser.parse(source, diagnostics);
    assertThat(diagnostics.all()).as(text).isEmpty();
    assertThat(file).isNotNull();
    var block = (Declaration.Block) file.declarations().getFirst();
    return ((Statement.Return) block.body().getFirst()).values().getFirst();
  }

  private static void same(String text, String nested) {
    assertThat(Structure.of(expression(text))).isEqualTo(Structure.of(expression(nested)));
  }

  @Test
  void operatorsBindAsTheReferenceSays() {
    same("a + b * c", "a + (b * c)");
    same("a - b - c", "(a - b) - c");
    same("-a ** b", "-(a ** b)");
    same("a ** b ** c", "a ** (b ** c)");
    same("a * -b", "a * (-b)");
    same("not a and b or c", "((not a) and b) or c");
    same("not a == b", "not (a == b)");
    same("a + b < c * d", "(a + b) < (c * d)");
    same("0..n - 1", "0..(n - 1)");
    same("a ? b : c ? d : e", "a ? b : (c ? d : e)");
    same("x |> f |> g(y)", "g(f(x), y)");
    same("a + b |> f", "f(a + b)");
    same("f(x)[1].shape", "((f(x))[1]).shape");
    same("x => y => x + y", "x => (y => (x + y))");
    same("a @ b * c", "(a @ b) * c");
    same("a +\n  b", "a + b");
    same("f(\n a,\n b,\n)", "f(a, b)");
    same("x\n  |> f", "f(x)");
  }

  @Test
  void severalMistakesAreToldAtOnce() {
    tells(
        """
        block f(x) {
          y = = relu(x) // error[syntax]: expected an expression, found '='
          z = y * 2
          w = f(z, [1, 2) // error[syntax]: expected ',' or ']', found ')'
          return y z // error[syntax]: expected the end of the line or '}', found 'z'
        }
        weights N form "x" // error[syntax]: expected 'from', found 'form'
        import onnx "f" Backbone // error[syntax]: expected 'as', found 'Backbone'
        const k = // error[syntax]: expected an expression, found the end of the line
        block g(x) { return x x } // error[syntax]: expected the end of the line or '}', found 'x'
        """);
  }

  @Test
  void bodiesAreReadBehindHeadsThatAreWrong() {
    tells(
        """
        block f(x: f32[N, C] kernel: int) { // error[syntax]: expected ',' or ')', found 'kernel'
          y = 1 * ) // error[syntax]: expected an expression, found ')'
        }
        model M(size: int = ) { // error[syntax]: expected an expression, found ')'
          for i 0..3 { // error[syntax]: expected 'in', found '0'
            x = ) // error[syntax]: expected an expression, found ')'
          }
          if x { y = 1 } els { y = } // error[syntax]: expected the end of the line or '}', found 'els' // error[syntax]: expected an expression, found '}'
          z = 1 2 // error[syntax]: expected the end of the line or '}', found '2'
        }
        modle N(norm: block = relu) { // error[syntax]: expected a declaration such as 'block' or 'model', found 'modle' | note did you mean model?
          output y = = x // error[syntax]: expected an expression, found '='
        }
        block g(x) -> { // error[syntax]: expected '(' or a name, found '{'
          return (x // error[syntax]: expected ')', found the end of the line
        }
        """);
  }

  @Test
  void whatIsNotClosedIsToldWhereItMatters() {
    tells(
        """
        model M {
          a = "no end
          // ^ error[syntax]: a string without its closing quote
          b = f((x) // error[syntax]: expected ',' or ')', found the end of the line
          if c { // error[syntax]: this '{' is never closed | note expected '}' before 'block'
            d = 1
        block g(x) { return x }
        } // error[syntax]: expected a declaration such as 'block' or 'model', found '}'
        """);
    tells(
        """
        model M { // error[syntax]: this '{' is never closed | note before the end of the file
          for i in xs { x = i }\
        """);
  }

  @Test
  void wordsOfOtherLanguagesAreTranslated() {
    tells(
        """
        model M {
          a = 'text' // error[syntax]: expected an expression, found ''' | note double quotes
          b = x && y // error[syntax]: expected the end of the line or '}', found '&' | note 'and'
          c = x || y // error[syntax]: expected the end of the line or '}', found '|' | note 'or'
          d = !x // error[syntax]: expected an expression, found '!' | note 'not'
          e = x # comment // error[syntax]: expected the end of the line or '}', found '#' | note '//'
          inptu x: f32[N] // error[syntax]: expected '=', found 'x' | note did you mean input?
          f += 1 // error[syntax]: expected '=', found '+'
        }
        """);
  }

  @Test
  void mistakesInStringsAndNumbersAreToldAtOnceToo() {
    tells(
        """
        model M {
          a = "bad \\q" // error[syntax]: unknown escape '\\q' in a string
          b = "open {brace" // error[syntax]: '{' without '}' in a string
          c = "in {1 +} side" // error[syntax]: expected an expression, found the end of the expression
          d = "in {x y} side" // error[syntax]: expected '}', found 'y'
          e = x |> 3 // error[syntax]: expected a block to call after '|>'
          f = 99999999999999999999999999 // error[syntax]: 99999999999999999999999999 does not fit into 64 bits
        }
        weights M from "a{1}" // error[syntax]: no expression can stand in this string
        weights M from "a" by name // error[syntax]: expected 'order' or 'use', found 'name'
        """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "[", "f(", "-", "not ", "{", "\"{", "x => ", "a ? ", "1 + ("})
  void deepNestingIsAMistakeAndNoCrash(String opening) {
    for (int depth : List.of(100, 300, 20_000)) {
      var text = "block f(x) { return " + opening.repeat(depth) + "x }\n";
      LanguageParser.parse(new Source("a.sinter", text), new Diagnostics());
      var balanced = "block f(x) { return " + "(".repeat(depth) + "x" + ")".repeat(depth) + " }\n";
      var diagnostics = new Diagnostics();
      var file = LanguageParser.parse(new Source("a.sinter", balanced), diagnostics);
      assertThat(file != null).isEqualTo(depth == 100);
    }
  }

  @Test
  void longChainsAreReadOrRefused() {
    for (int length : List.of(500, 100_000)) {
      var diagnostics = new Diagnostics();
      var text = "const a = 1" + " + 1".repeat(length) + "\n";
      var file = LanguageParser.parse(new Source("a.sinter", text), diagnostics);
      assertThat(file == null).isEqualTo(diagnostics.hasErrors());
      assertThat(file != null || length > 500).isTrue();
    }
  }

  /** Programs of the repository with tokens removed, doubled, swapped and replaced. */
  @Test
  void damagedProgramsGiveDiagnosticsAndNothingElse() {
    long seed = 20_261_124;
    var random = new Random(seed);
    var parts =
        List.of(
            "(", ")", "[", "]", "{", "}", "\n", "\"", ",", "=", "block ", "model ", "if ", "@",
            "..", "//", "é", "\0");
    int accepted = 0;
    int refused = 0;
    for (var program : Programs.all()) {
      var text = Programs.source(program).text();
      for (int round = 0; round < 6; round++) {
        var damaged = new StringBuilder(text);
        for (int k = random.nextInt(1, 5); k > 0; k--) {
          int at = random.nextInt(damaged.length());
          int end = Math.min(damaged.length(), at + random.nextInt(1, 9));
          switch (random.nextInt(4)) {
            case 0 -> damaged.delete(at, end);
            case 1 -> damaged.insert(at, damaged.substring(at, end));
            case 2 -> damaged.insert(at, parts.get(random.nextInt(parts.size())));
            default -> damaged.replace(at, at + 1, parts.get(random.nextInt(parts.size())));
          }
        }
        var diagnostics = new Diagnostics();
        var source = new Source("a.sinter", damaged.toString());
        try {
          var file = LanguageParser.parse(source, diagnostics);
          assertThat(file == null).as("seed %s", seed).isEqualTo(diagnostics.hasErrors());
          for (var d : diagnostics.all()) {
            assertThat(d.code()).isEqualTo(Code.SYNTAX);
            assertThat(d.at()).isInstanceOf(Loc.Span.class);
            assertThat(d.render()).isNotBlank();
          }
          accepted += file == null ? 0 : 1;
          refused += file == null ? 1 : 0;
        } catch (RuntimeException e) {
          throw new AssertionError("seed " + seed + ":\n" + damaged, e);
        }
      }
    }
    assertThat(accepted).isPositive();
    assertThat(refused).isGreaterThan(accepted);
  }

  @Test
  void twoThousandLinesAreRead() {
    var lines = new ArrayList<String>();
    for (int i = 0; lines.size() < 2000; i++) {
      lines.add("block b" + i + "(x: f32[N, C, H, W], kernel: int = 3) where C % 8 == 0 {");
      lines.add(
          "  h = conv2d(x, C * 2, kernel = kernel, groups = C / 8, bias = false) // a comment");
      lines.add("  if kernel > 3 { h = relu(h) named \"act{kernel}\" } else { h = silu(h) }");
      lines.add("  return x + batch_norm(h)[..., 1:]");
      lines.add("}");
    }
    var source = new Source("long.sinter", String.join("\n", lines) + "\n");
    var diagnostics = new Diagnostics();
    var file = LanguageParser.parse(source, diagnostics);
    assertThat(diagnostics.all()).isEmpty();
    assertThat(Objects.requireNonNull(file).declarations()).hasSize(400);
  }
}
