package sinter.testsuite.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sinter.frontend.language.Formatter;
import sinter.frontend.language.LanguageParser;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Source;

/** Layout: what it looks like, that it changes no meaning and no comment, and that it is stable. */
class FormatterTest {
  static Stream<Path> programs() {
    return Programs.all().stream().filter(f -> parses(Programs.source(f)));
  }

  private static boolean parses(Source source) {
    return LanguageParser.parse(source, new Diagnostics()) != null;
  }

  private static String formatted(String text) {
    var diagnostics = new Diagnostics();
    var out = Formatter.format(new Source("a.sinter", text), diagnostics);
    assertThat(diagnostics.all()).as(text).isEmpty();
    return Objects.requireNonNull(out);
  }

  private static String structure(String text) {
    var diagnostics = new Diagnostics();
    var tree = LanguageParser.parse(new Source("a.sinter", text), diagnostics);
    assertThat(diagnostics.all()).as(text).isEmpty();
    return Structure.of(tree);
  }

  private static List<String> comments(String text) {
    return text.lines()
        .filter(l -> l.contains("//") && !l.contains("\""))
        .map(l -> l.substring(l.indexOf("//")).strip())
        .toList();
  }

  private static void check(String text, String what) {
    var once = formatted(text);
    assertThat(structure(once)).as(what).isEqualTo(structure(text));
    assertThat(formatted(once)).as(what).isEqualTo(once);
    assertThat(once).doesNotContain(" \n", "\t\n", "\n\n\n");
    assertThat(once.isEmpty() || (once.endsWith("\n") && !once.startsWith("\n"))).isTrue();
  }

  @ParameterizedTest
  @MethodSource("programs")
  void programsKeepTheirMeaningAndCommentsAndStayAsTheyAre(Path file) {
    var text = Programs.source(file).text();
    check(text, file.toString());
    assertThat(comments(formatted(text))).isEqualTo(comments(text));
    formatted(text)
        .lines()
        .filter(l -> !l.contains("//") && !l.contains("\""))
        .forEach(l -> assertThat(l.length()).as(l).isLessThanOrEqualTo(Formatter.WIDTH));
  }

  /** Blanks, line ends and comments put in at random where the language allows them. */
  @ParameterizedTest
  @MethodSource("programs")
  void messedUpProgramsComeOutTheSame(Path file) {
    long seed = 4711;
    var random = new Random(seed);
    var text = Programs.source(file).text();
    int checked = 0;
    for (int round = 0; round < 4; round++) {
      var messy = messy(text, random);
      if (parses(new Source("a.sinter", messy))) {
        check(messy, file + ", seed " + seed + ", round " + round + ":\n" + messy);
        checked++;
      }
    }
    assertThat(checked).as("texts of %s that still parse, seed %s", file, seed).isPositive();
  }

  private static String messy(String text, Random random) {
    var out = new StringBuilder();
    int depth = 0;
    boolean isString = false;
    for (var line : text.lines().toList()) {
      int slash = line.indexOf("//");
      int end = slash < 0 ? line.length() : slash;
      for (int i = 0; i < end; i++) {
        char c = line.charAt(i);
        isString ^= c == '"' && (i == 0 || line.charAt(i - 1) != '\\');
        depth += isString ? 0 : c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
        out.append(c);
        if (!isString && (c == ',' || c == ' ' || c == '(' || c == '[')) {
          out.append(filler(random, depth > 0));
        }
      }
      out.append(line.substring(end))
          .append(slash < 0 && !isString ? tail(random) : "")
          .append('\n');
      isString = false;
    }
    return out.toString();
  }

  private static String filler(Random random, boolean isInside) {
    return switch (random.nextInt(isInside ? 60 : 20)) {
      case 0, 1 -> "   ";
      case 20 -> "\n";
      case 21 -> "\n\n\n  ";
      case 22 -> " // mid\n";
      case 23 -> "\n// own\n";
      case 24 -> "\n  // one\n\n // two\n";
      default -> "";
    };
  }

  private static String tail(Random random) {
    return switch (random.nextInt(20)) {
      case 0 -> "   ";
      case 1 -> "// tail";
      case 2 -> "\n\n\n";
      case 3 -> "\n// own  ";
      default -> "";
    };
  }

  @Test
  void theDesignNotesComeOutAsTheyAre() {
    var text =
        """
        // Head of the file.

        import onnx "backbone.onnx" as Backbone
        import "blocks/attention.sinter"

        const WIDE = 4

        /// ConvFirst residual block.
        /// Two lines.
        @prune(0.3)
        block ConvFirst(x: f32[N, C, H, W], kernel: int = 3, ...) {
        """
                .replace(", ...) {\n", ") -> f32[N, C, H, W] where C % 8 == 0 {\n")
            + """
              h = conv2d(x, C, kernel = kernel, groups = C / 8, bias = false) // same is the default

              // Expansion.
              if stage > 0 { x = conv2d(x, width, kernel = 2, stride = 2) } else { x = -x ** 2 }
              if rotary { q = rope(q); k = rope(k) }
              return x + batch_norm(h), x[..., 1:, new, ::2, -1]
              // Last words.
            }

            model Crnn(alphabet: int = 37, widths: [int] = [1, 2], norm: block = x => relu(x)) {
              input line: f32[N, 1, 32, W]? = none
              buffer mean: f32[C] = zeros()
              for i, w in [a * 2 for a in 0..n - 1 if a > 0] { x = f(x) named "stage{i}" }
              y = x |> relu |> conv2d(8)
              loop i in 0..n carry h, c while going {
                h, c = cell(h, c: f32)
                yield ys = h
              }
              scan x in xs along 1, m in reversed ms carry h { h = h + x }
              assert not a and b, "text {a + 1}"
              @keep(float)
              output logits: f32[W / 4 - 1, N, alphabet] = linear(s, alphabet)
              @fuse output x
            }

            weights Crnn from "crnn.safetensors" { "rnn.0.*" -> "lstm.*" }
            weights Crnn from "crnn.onnx" by order
            weights Crnn from "crnn.npz" {
              // Renamed.
              "a" -> "b" // so
              "c" -> "d"
            }
            """
                .replace("cell(h, c: f32)", "cell(h, c)");
    assertThat(formatted(text)).isEqualTo(text);
  }

  @Test
  void longListsAreFilledAndLongPipesStacked() {
    var text =
        """
        model M {
          x = conv2d(image, widths[0], kernel = [7, 7], stride = 4, dilation = [1, 1], groups = 1, bias = false, padding = "same")
          y = x |> relu
            |> conv2d(8)
          z = aaaaaaaaaaaaaaaaaaaaaaaaaaaaa + bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb + cccccccccccccccccccccccc + dddddddd
          w = f(
            // First.
            a,
            b, // Second.
            c,
          )
        }
        """;
    assertThat(formatted(text))
        .isEqualTo(
            """
            model M {
              x = conv2d(image, widths[0], kernel = [7, 7], stride = 4, dilation = [1, 1], groups = 1,
                  bias = false, padding = "same")
              y = x
                  |> relu
                  |> conv2d(8)
              z = aaaaaaaaaaaaaaaaaaaaaaaaaaaaa + bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb + cccccccccccccccccccccccc +
                  dddddddd
              w = f(
                  // First.
                  a, b, // Second.
                  c)
            }
            """);
  }

  @Test
  void blankLinesAreKeptOneAtATimeAndSemicolonsBecomeLines() {
    assertThat(
            formatted(
                "\n\n\nblock f(x) {\n\n\n  a=1;b=2\n\n\n\n  return a+b\n\n}\nblock g(x) { return x }\n\n"))
        .isEqualTo(
            """
            block f(x) {
              a = 1
              b = 2

              return a + b
            }

            block g(x) { return x }
            """);
    assertThat(formatted("")).isEmpty();
    assertThat(formatted("\n \n")).isEmpty();
    assertThat(formatted("  // only a comment  \r\n")).isEqualTo("// only a comment\n");
  }

  @Test
  void commentsStayWithTheirParameters() {
    assertThat(
            formatted(
                """
                block f(x: tensor, // first
                  y: tensor // second
                ) where 1 > 0 { return x + y }
                """))
        .isEqualTo(
            """
            block f(x: tensor, // first
                y: tensor // second
                ) where 1 > 0 { return x + y }
            """);
  }

  @Test
  void mistakesAreReportedAndNothingIsLaidOut() {
    var diagnostics = new Diagnostics();
    var all = new ArrayList<String>();
    assertThat(Formatter.format(new Source("a.sinter", "block f(x) { return = }"), diagnostics))
        .isNull();
    diagnostics.all().forEach(d -> all.add(d.message()));
    assertThat(all).singleElement().asString().contains("expected an expression");
  }
}
