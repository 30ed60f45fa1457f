package sinter.testsuite.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import sinter.frontend.text.TextReader;
import sinter.ir.Model;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Source;
import sinter.ir.text.Printer;
import sinter.ir.text.Style;

/** The laws of the textual form over generated models. */
class TextLawsTest {
  private static final int ROUNDS = 20;

  @TempDir Path folder = Path.of("");

  private static Stream<Long> seeds() {
    return LongStream.rangeClosed(1, 50).boxed();
  }

  private static Model parse(String text, @org.jspecify.annotations.Nullable Path folder) {
    var diagnostics = new Diagnostics();
    var model = new TextReader(folder, diagnostics).read(new Source("test.sir", text));
    assertThat(diagnostics.all().stream().map(Diagnostic::render)).as(text).isEmpty();
    return Objects.requireNonNull(model);
  }

  @TestFactory
  Stream<DynamicTest> readingWhatIsPrintedGivesTheModelAgain() {
    return seeds()
        .map(seed ->
            DynamicTest.dynamicTest(
                "seed " + seed,
                () -> {
                  for (int i = 0; i < ROUNDS; i++) {
                    try (var model = new RandomModels(seed * ROUNDS + i).draw()) {
                      var text = Printer.print(model, Style.FULL);
                      try (var again = parse(text, null)) {
                        Isomorphism.check(model, again);
                        assertThat(Printer.print(again, Style.FULL)).isEqualTo(text);
                      }
                    }
                  }
                }));
  }

  @TestFactory
  Stream<DynamicTest> textWithoutLocationsPrintsAsItself() {
    return seeds()
        .map(seed ->
            DynamicTest.dynamicTest(
                "seed " + seed,
                () -> {
                  try (var model = new RandomModels(seed).draw()) {
                    var text = Printer.print(model, Style.PLAIN);
                    try (var again = parse(text, null)) {
                      assertThat(Printer.print(again, Style.PLAIN)).isEqualTo(text);
                    }
                  }
                }));
  }

  @TestFactory
  Stream<DynamicTest> weightsGoToAFileBesideTheText() {
    return seeds()
        .limit(10)
        .map(seed ->
            DynamicTest.dynamicTest(
                "seed " + seed,
                () -> {
                  var file = folder.resolve("m" + seed + ".sir");
                  try (var model = new RandomModels(seed).draw()) {
                    Printer.write(model, file, Style.FULL);
                    checkRewritten(model, file);
                  }
                }));
  }

  /** Reading and writing over the file that is read must not lose the weights. */
  private static void checkRewritten(Model model, Path file) throws IOException {
    var diagnostics = new Diagnostics();
    try (var again = Objects.requireNonNull(TextReader.read(file, diagnostics))) {
      Isomorphism.check(model, again);
      Printer.write(again, file, Style.FULL);
      try (var third = Objects.requireNonNull(TextReader.read(file, diagnostics))) {
        Isomorphism.check(model, third);
      }
    }
  }
}
