package sinter.testsuite.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of the documentation. With {@code -Dbless} what is generated is written instead of compared. */
final class Page {
  /** The root of the repository; tests run in the folder of their module. */
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private Page() {}

  static Path docs(String name) {
    return ROOT.resolve("docs").resolve(name);
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What {@code file} should hold: {@code generated}, which is written first when blessing. */
  static String expected(Path file, String generated) {
    if (System.getProperty("bless") != null) {
      try {
        Files.writeString(file, generated);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return Files.exists(file) ? read(file) : "";
  }
}
