package sinter.compiler;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import sinter.frontend.language.SourceText;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Source;

/** Texts of the model language in files, in folders, and on the standard input. */
final class ProgramFiles {
  /** The name of the standard input. */
  static final String STDIN = "-";

  private ProgramFiles() {}

  /**
   * The files that {@code names} mean: a folder stands for all {@code .sinter} files in it and below.
   *
   * @throws InputError when there is no such file or folder, or a folder that holds none
   */
  static List<String> find(List<String> names) {
    var found = new ArrayList<String>();
    for (var name : names) {
      var path = Path.of(name);
      if (!name.equals(STDIN) && Files.isDirectory(path)) {
        var inside = inside(path);
        if (inside.isEmpty()) {
          throw unreadable("there is no .sinter file in " + name);
        }
        found.addAll(inside);
      } else {
        found.add(name);
      }
    }
    return found;
  }

  private static List<String> inside(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(f -> f.toString().endsWith(".sinter") && Files.isRegularFile(f))
          .map(Path::toString)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw unreadable("cannot read " + folder + ": " + e.getMessage());
    }
  }

  /** The text called {@code name}. @throws InputError when it cannot be read or is not UTF-8 */
  static Source read(String name, InputStream stdin) {
    if (!name.equals(STDIN)) {
      var path = Path.of(name);
      checkKind(path);
      return SourceText.read(path, name, Loc.UNKNOWN);
    }
    try {
      var bytes = stdin.readNBytes((int) SourceText.MOST);
      return new Source("stdin", SourceText.decoded(bytes, "stdin", Loc.UNKNOWN));
    } catch (IOException e) {
      throw unreadable("cannot read the standard input: " + e.getMessage());
    }
  }

  /** Models in other forms are no programs, and say so better than their first line would. */
  private static void checkKind(Path file) {
    if (file.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")) {
      throw new InputError(
          Diagnostic.error(
                  Code.UNREADABLE_FILE, Loc.UNKNOWN, file + " is an ONNX model, no program")
              .with("'sinter import " + file + " --as sinter' makes a program of it"));
    }
    if (ModelFiles.isText(file)) {
      throw unreadable(file + " is textual IR, no program of the model language");
    }
  }

  private static InputError unreadable(String message) {
    return new InputError(Code.UNREADABLE_FILE, Loc.UNKNOWN, message);
  }
}
