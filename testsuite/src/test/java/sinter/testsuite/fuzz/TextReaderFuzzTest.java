package sinter.testsuite.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import sinter.frontend.text.TextReader;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Source;
import sinter.ir.text.Printer;
import sinter.ir.text.Style;

/** Whatever characters a text has, it holds models that can be printed, or a diagnostic says what is wrong. */
class TextReaderFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void aTextIsModelsOrADiagnostic(byte[] data) {
    var source = new Source("fuzz.sir", new String(data, StandardCharsets.UTF_8));
    var diagnostics = new Diagnostics();
    var models = new TextReader(null, diagnostics).readAll(source);
    assertThat(models.isEmpty()).isEqualTo(diagnostics.hasErrors());
    for (var model : models) {
      assertThat(Printer.print(model, Style.FULL)).startsWith("model");
      model.close();
    }
  }
}
