package sinter.compiler;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.Formatter;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Reason;

/** Lays programs out in their files. */
public final class Formatting {
  private Formatting() {}

  /**
   * What was done.
   *
   * @param text the program of the standard input laid out; null without
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Report(List<FileReport> files, @Nullable String text) {
    /** Whether any program was not laid out as it should be. */
    public boolean isChanged() {
      return files.stream().anyMatch(FileReport::changed);
    }
  }

  /** Whether a file was not laid out as it should be. */
  public record FileReport(String file, boolean changed) {}

  /**
   * Lays out the programs in {@code names}: files, folders, and {@code -} for the standard input.
   *
   * @param isCheck whether files are left as they are
   * @param listener hears of mistakes as they are found; every file without any is laid out all the same
   * @throws InputError when some file has mistakes, or cannot be read or written
   */
  public static Report run(
      List<String> names, boolean isCheck, InputStream stdin, Consumer<Diagnostic> listener) {
    var files = new ArrayList<FileReport>();
    var found = new Diagnostics(listener);
    String text = null;
    for (var name : ProgramFiles.find(names)) {
      var source = ProgramFiles.read(name, stdin);
      var laidOut = Formatter.format(source, found);
      if (laidOut == null) {
        continue;
      }
      boolean isChanged = !laidOut.equals(source.text());
      files.add(new FileReport(source.name(), isChanged));
      if (name.equals(ProgramFiles.STDIN)) {
        text = laidOut;
      } else if (isChanged && !isCheck) {
        write(Path.of(name), laidOut);
      }
    }
    if (found.hasErrors()) {
      throw ModelFiles.mistakes("not everything can be laid out", found);
    }
    return new Report(List.copyOf(files), text);
  }

  /** Replaces the file at once, so that it is never half written. */
  private static void write(Path file, String text) {
    try {
      var real = file.toRealPath();
      var part = Files.createTempFile(real.getParent(), ".sinter", null);
      try {
        Files.copy(
            real, part, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(part, text);
        Files.move(part, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new InputError(
          Code.UNWRITABLE_FILE, Loc.UNKNOWN, "cannot write " + file + ": " + Reason.writing(e));
    }
  }
}
