package sinter.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import sinter.ir.diag.Code;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Reason;

/** Text files that become visible together with the output, or not at all. */
final class Archive implements AutoCloseable {
  private final Map<Path, Path> staged = new LinkedHashMap<>();

  /**
   * Writes {@code text} beside {@code target}.
   *
   * @throws InputError when that is not possible
   */
  void stage(Path target, String text) {
    var beside =
        target.resolveSibling(
            "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
    try {
      staged.put(target, beside);
      Files.writeString(beside, text + "\n");
    } catch (IOException e) {
      throw unwritable(target, e);
    }
  }

  /** Moves everything to its place. */
  void commit() {
    staged.forEach((target, beside) -> {
      try {
        Files.move(beside, target, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw unwritable(target, e);
      }
    });
  }

  private static InputError unwritable(Path target, IOException e) {
    return new InputError(
        Code.UNWRITABLE_FILE, Loc.UNKNOWN, "cannot write " + target + ": " + Reason.writing(e));
  }

  @Override
  public void close() {
    staged.forEach((target, beside) -> {
      try {
        Files.deleteIfExists(beside);
      } catch (IOException e) {
        throw unwritable(target, e);
      }
    });
  }
}
