package sinter.testsuite.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import sinter.frontend.text.TextReader;
import sinter.ir.Verifier;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Source;
import sinter.ir.text.Printer;
import sinter.ir.text.Style;

/** Damaged texts give diagnostics or a sound model, and nothing else. */
class TextFuzzTest {
  private static final int MUTANTS = 60;
  private static final List<String> PIECES =
      List.of(
          "%",
          "\"",
          "\\",
          "{",
          "}",
          "(",
          ")",
          "[",
          "]",
          ":",
          "::",
          "@",
          "@1",
          "!",
          "?",
          "=",
          ",",
          "->",
          "-1",
          "0x",
          "99999999999999999999",
          "1e999",
          "nan",
          "region",
          "graph",
          "function",
          "const",
          "splat",
          "recipe",
          "at ?",
          "b64\"",
          "f32[2]",
          "seq(",
          "N*N*N",
          "floordiv(N, 0)",
          "\n",
          "//",
          "\u0000",
          "\ud800",
          "relu(%x)",
          "type");

  @TestFactory
  Stream<DynamicTest> damagedTextsAreReported() {
    return LongStream.rangeClosed(1, 40)
        .mapToObj(seed ->
            DynamicTest.dynamicTest(
                "seed " + seed, () -> damage(new SplittableRandom(seed), seed)));
  }

  private static void damage(SplittableRandom random, long seed) {
    String text;
    try (var model = new RandomModels(seed).draw()) {
      text = Printer.print(model, random.nextBoolean() ? Style.FULL : Style.PLAIN);
    }
    for (int i = 0; i < MUTANTS; i++) {
      var mutant = text;
      for (int k = random.nextInt(1, 4); k > 0; k--) {
        mutant = mutate(mutant, random);
      }
      check(mutant);
    }
  }

  private static String mutate(String text, SplittableRandom random) {
    if (text.isEmpty()) {
      return text;
    }
    int at = random.nextInt(text.length());
    int to = Math.min(text.length(), at + random.nextInt(1, 12));
    return switch (random.nextInt(6)) {
      case 0 -> text.substring(0, at) + text.substring(to);
      case 1 ->
          text.substring(0, at) + PIECES.get(random.nextInt(PIECES.size())) + text.substring(at);
      case 2 ->
          text.substring(0, at) + PIECES.get(random.nextInt(PIECES.size())) + text.substring(to);
      case 3 -> text.substring(0, at);
      case 4 -> swapLines(text, random);
      default -> text.substring(0, to) + text.substring(at);
    };
  }

  private static String swapLines(String text, SplittableRandom random) {
    var lines = new ArrayList<>(text.lines().toList());
    int a = random.nextInt(lines.size());
    int b = random.nextInt(lines.size());
    var line = lines.get(a);
    lines.set(a, lines.get(b));
    lines.set(b, line);
    return String.join("\n", lines);
  }

  private static void check(String text) {
    var diagnostics = new Diagnostics();
    var models = new TextReader(null, diagnostics).readAll(new Source("fuzz.sir", text));
    assertThat(models.isEmpty()).as(text).isEqualTo(diagnostics.hasErrors());
    for (var model : models) {
      Verifier.verify(model, diagnostics);
      assertThat(diagnostics.all().stream().map(Diagnostic::render)).as(text).isEmpty();
      assertThat(Printer.print(model, Style.FULL)).startsWith("model");
      model.close();
    }
  }
}
