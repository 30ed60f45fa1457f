package sinter.compiler;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import sinter.ir.diag.Code;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Source;

/** Texts of the model language in files, in folders, and on the standard input. */
final class ProgramFiles {
  /** The name of the standard input. */
  static final String STDIN = "-";

  /** Longest text that is read. */
  private static final long MOST = 1L << 26;

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
    try {
      if (name.equals(STDIN)) {
        return new Source("stdin", text(stdin.readNBytes((int) MOST), "stdin"));
      }
      var path = Path.of(name);
      if (Files.size(path) > MOST) {
        throw unreadable(name + " is larger than " + MOST + " bytes");
      }
      return new Source(name, text(Files.readAllBytes(path), name));
    } catch (NoSuchFileException e) {
      throw unreadable("no file " + name);
    } catch (IOException e) {
      throw unreadable("cannot read " + name + ": " + e.getMessage());
    }
  }

  private static String text(byte[] bytes, String name) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new InputError(Code.MALFORMED_FILE, Loc.UNKNOWN, name + " is not UTF-8");
    }
  }

  private static InputError unreadable(String message) {
    return new InputError(Code.UNREADABLE_FILE, Loc.UNKNOWN, message);
  }
}
