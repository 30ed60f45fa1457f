package sinter.testsuite.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import sinter.frontend.language.Formatter;
import sinter.frontend.language.LanguageParser;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Source;
import sinter.testsuite.language.Structure;

/** Any text: diagnostics or a syntax tree, and a layout that keeps that tree. */
class LanguageFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void anyTextIsReadOrRefused(byte[] bytes) {
    var text = new String(bytes, StandardCharsets.UTF_8);
    var diagnostics = new Diagnostics();
    var source = new Source("fuzz.sinter", text);
    var file = LanguageParser.parse(source, diagnostics);
    assertThat(file == null).isEqualTo(diagnostics.hasErrors());
    var laidOut = Formatter.format(source, new Diagnostics());
    assertThat(laidOut == null).isEqualTo(file == null);
    if (file != null && laidOut != null) {
      var again = new Diagnostics();
      var kept = LanguageParser.parse(new Source("fuzz.sinter", laidOut), again);
      assertThat(again.all()).isEmpty();
      assertThat(Structure.of(kept)).isEqualTo(Structure.of(file));
    }
  }
}
