package sinter.testsuite.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import sinter.frontend.language.LanguageReader;
import sinter.ir.Model;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Source;

/** The programs in the repository, and how programs are read that name no files. */
public final class Programs {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private Programs() {}

  /** Options of programs that import nothing. */
  public static LanguageReader.Options closed(Map<String, String> parameters) {
    return new LanguageReader.Options(
        null,
        parameters,
        null,
        7,
        path -> {
          throw new AssertionError("no file is imported: " + path);
        });
  }

  /** The model that {@code program} says, without a complaint. */
  static Model model(String program, Map<String, String> parameters) {
    var diagnostics = new Diagnostics();
    var source = new Source("net.sinter", program);
    var model = LanguageReader.read(source, null, closed(parameters), diagnostics);
    assertThat(diagnostics.all()).extracting(Diagnostic::render).isEmpty();
    return Objects.requireNonNull(model);
  }

  static Model model(String program) {
    return model(program, Map.of());
  }

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
