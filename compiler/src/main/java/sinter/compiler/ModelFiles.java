package sinter.compiler;

import java.nio.file.Path;
import java.util.Locale;
import sinter.frontend.language.LanguageReader;
import sinter.frontend.onnx.OnnxReader;
import sinter.frontend.text.TextReader;
import sinter.ir.Model;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Severity;

/** Reads a model from a file, by the ending of its name. */
public final class ModelFiles {
  private ModelFiles() {}

  /**
   * The model in {@code file}: {@code .onnx}, {@code .sir} or {@code .sinter}. What is only doubtful goes to {@code
   * diagnostics}.
   *
   * @throws InputError when the file cannot be read
   */
  public static Model read(Path file, Diagnostics diagnostics) {
    return read(file, ProgramOptions.DEFAULTS, diagnostics);
  }

  /** The same; {@code program} says which model of a program is meant, and what it is made of. */
  public static Model read(Path file, ProgramOptions program, Diagnostics diagnostics) {
    var name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".onnx")) {
      return remarked(OnnxReader.read(file, diagnostics), diagnostics);
    }
    if (name.endsWith(".sir")) {
      return text(file, diagnostics);
    }
    if (name.endsWith(".sinter")) {
      return program(file, program, diagnostics);
    }
    throw new InputError(
        Code.UNREADABLE_FILE,
        Loc.UNKNOWN,
        file + " is neither an .onnx nor a .sir nor a .sinter file");
  }

  private static Model program(Path file, ProgramOptions program, Diagnostics diagnostics) {
    var found = new Diagnostics(diagnostics::report);
    var options =
        new LanguageReader.Options(
            program.model(),
            program.parameters(),
            program.weights(),
            program.seed(),
            Runtimes::imported);
    if (LanguageReader.read(file, options, found) instanceof Model model) {
      return model;
    }
    throw mistakes(file + " cannot be read", found);
  }

  /** {@code model}, with a warning when nothing of it can be seen from outside. */
  private static Model remarked(Model model, Diagnostics diagnostics) {
    if (model.main().body().results().isEmpty()) {
      diagnostics.warning(
          Code.BROKEN_MODEL,
          Loc.UNKNOWN,
          "the model has no outputs: nothing of it can be run or compared, and dce removes all of it");
    }
    return model;
  }

  private static Model text(Path file, Diagnostics diagnostics) {
    return text(file, false, diagnostics);
  }

  /** The model in text; {@code anywhere} allows files of weights outside its folder. */
  static Model text(Path file, boolean anywhere, Diagnostics diagnostics) {
    var found = new Diagnostics(diagnostics::report);
    if (TextReader.read(file, anywhere, found) instanceof Model model) {
      return remarked(model, diagnostics);
    }
    throw mistakes(file + " cannot be read", found);
  }

  /** The end of a run whose mistakes were reported; {@code failure} says what cannot be done. */
  static InputError mistakes(String failure, Diagnostics found) {
    var errors = found.all().stream().filter(d -> d.severity() == Severity.ERROR).toList();
    return new InputError(
        Diagnostic.error(
            errors.isEmpty() ? Code.SYNTAX : errors.getFirst().code(),
            Loc.UNKNOWN,
            "%s: %d %s"
                .formatted(failure, errors.size(), errors.size() == 1 ? "mistake" : "mistakes")));
  }

  /** True when {@code file} is textual IR by its name. */
  public static boolean isText(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".sir");
  }

  /** True when {@code file} is a program of the model language by its name. */
  public static boolean isProgram(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".sinter");
  }
}
