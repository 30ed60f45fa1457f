package sinter.testsuite.language;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import sinter.ir.diag.Source;

/** The programs in the repository. */
final class Programs {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private Programs() {}

  /** All of them: the standard library, the examples and the cases. */
  static List<Path> all() {
    return Stream.of("frontend/src/main/std", "examples", "testsuite/cases")
        .map(ROOT::resolve)
        .filter(Files::isDirectory)
        .flatMap(Programs::under)
        .toList();
  }

  private static Stream<Path> under(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> f.toString().endsWith(".sinter")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Source source(Path file) {
    try {
      return new Source(ROOT.relativize(file).toString(), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
