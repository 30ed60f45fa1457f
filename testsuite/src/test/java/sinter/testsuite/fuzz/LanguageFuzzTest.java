package sinter.testsuite.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import sinter.frontend.language.Formatter;
import sinter.frontend.language.LanguageParser;
import sinter.frontend.language.LanguageReader;
import sinter.frontend.language.ast.Declaration;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Source;
import sinter.testsuite.language.Programs;
import sinter.testsuite.language.Structure;

/** Any text: diagnostics or a syntax tree, a layout that keeps that tree, and a model or diagnostics. */
class LanguageFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void anyTextIsReadOrRefused(byte[] bytes) {
    var text = new String(bytes, StandardCharsets.UTF_8);
    var diagnostics = new Diagnostics();
    var source = new Source("fuzz.sinter", text);
    var file = LanguageParser.parse(source, diagnostics);
    assertThat(file == null).isEqualTo(diagnostics.hasErrors());
    if (file != null && file.declarations().stream().allMatch(LanguageFuzzTest::isClosed)) {
      checkMeaning(source);
    }
    var laidOut = Formatter.format(source, new Diagnostics());
    assertThat(laidOut == null).isEqualTo(file == null);
    if (file != null && laidOut != null) {
      var again = new Diagnostics();
      var kept = LanguageParser.parse(new Source("fuzz.sinter", laidOut), again);
      assertThat(again.all()).isEmpty();
      assertThat(Structure.of(kept)).isEqualTo(Structure.of(file));
    }
  }

  /** Whether it names no file. */
  private static boolean isClosed(Declaration d) {
    return switch (d) {
      case Declaration.Block _, Declaration.Constant _ -> true;
      case Declaration.ImportFile _, Declaration.ImportModel _, Declaration.Weights _ -> false;
    };
  }

  private static void checkMeaning(Source source) {
    var diagnostics = new Diagnostics();
    try (var model = LanguageReader.read(source, null, Programs.closed(Map.of()), diagnostics)) {
      assertThat(model == null).isEqualTo(diagnostics.hasErrors());
    }
  }
}
