package sinter.compiler;

import java.nio.file.Path;
import java.util.Locale;
import sinter.frontend.onnx.OnnxReader;
import sinter.ir.Model;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;

/** Reads a model from a file, by the ending of its name. */
public final class ModelFiles {
  private ModelFiles() {}

  /**
   * The model in {@code file}: {@code .onnx}. What is only doubtful goes to {@code diagnostics}.
   *
   * @throws InputError when the file cannot be read
   */
  public static Model read(Path file, Diagnostics diagnostics) {
    var name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".onnx")) {
      return OnnxReader.read(file, diagnostics);
    }
    throw new InputError(Code.UNREADABLE_FILE, Loc.UNKNOWN, file + " is not an .onnx file");
  }

  /** True when {@code file} is textual IR by its name. */
  public static boolean isText(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".sir");
  }
}
