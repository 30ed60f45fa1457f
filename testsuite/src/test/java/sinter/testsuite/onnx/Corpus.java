package sinter.testsuite.onnx;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the corpus; tests that need it skip where it is missing. */
public final class Corpus {
  private Corpus() {}

  public static Path find() {
    var named = Optional.ofNullable(System.getenv("SINTER_CORPUS")).map(Path::of);
    var found = named.or(Corpus::beside).filter(Files::isDirectory);
    assumeTrue(found.isPresent(), "the corpus is not at ../shared/corpus nor at SINTER_CORPUS");
    return found.get();
  }

  private static Optional<Path> beside() {
    for (var at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      var shared = at.resolveSibling("shared").resolve("corpus");
      if (Files.isDirectory(shared)) return Optional.of(shared);
    }
    return Optional.empty();
  }
}
