package sinter.testsuite.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import sinter.frontend.onnx.OnnxReader;
import sinter.ir.Verifier;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;

/** Whatever bytes an ONNX file has, it is a model or a diagnostic. */
class OnnxReaderFuzzTest {
  @TempDir static Path folder = Path.of("");

  @FuzzTest(maxDuration = "5m")
  void aFileIsAModelOrADiagnostic(byte[] data) throws IOException {
    var file = Files.write(folder.resolve("model.onnx"), data);
    var diagnostics = new Diagnostics();
    try (var model = OnnxReader.read(file, diagnostics)) {
      Verifier.verify(model, diagnostics);
    } catch (InputError expected) {
      diagnostics.report(expected.diagnostic());
    }
  }
}
