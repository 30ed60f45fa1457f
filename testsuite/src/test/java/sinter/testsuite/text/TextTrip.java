package sinter.testsuite.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import sinter.backend.onnx.OnnxWriter;
import sinter.frontend.text.TextReader;
import sinter.ir.Model;
import sinter.ir.Verifier;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.text.Printer;
import sinter.ir.text.Style;

/** Writes a model as text, reads it back and checks that nothing is lost. */
public final class TextTrip {
  private TextTrip() {}

  /**
   * Checks the laws of the textual form on {@code model}.
   *
   * @param written the model as an ONNX file, which the model that comes back gives too
   * @param folder where files may be written
   */
  public static void check(String what, Model model, byte[] written, Path folder)
      throws IOException {
    var file = folder.resolve("trip.sir");
    var copy = folder.resolve("copy.sir");
    var last = folder.resolve("last.sir");
    Printer.write(model, file, Style.FULL);
    var diagnostics = new Diagnostics();
    try (var again = TextReader.read(file, diagnostics)) {
      assertThat(diagnostics.all().stream().map(Diagnostic::render)).as(what).isEmpty();
      Verifier.verify(Objects.requireNonNull(again), diagnostics);
      assertThat(diagnostics.all()).as(what).isEmpty();
      Isomorphism.check(model, again);
      assertThat(Arrays.equals(OnnxWriter.bytes(again), written)).as(what + " as ONNX").isTrue();
      Printer.write(again, copy, Style.FULL);
    }
    try (var third = TextReader.read(copy, diagnostics)) {
      Printer.write(Objects.requireNonNull(third), last, Style.FULL);
    }
    if (!Files.readString(last).equals(Files.readString(copy))) {
      assertThat(last).as(what).hasSameTextualContentAs(copy);
    }
  }
}
