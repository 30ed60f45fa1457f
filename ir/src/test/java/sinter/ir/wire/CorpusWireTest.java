package sinter.ir.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** The same laws on real files. */
class CorpusWireTest {
  private static final long SEED = 42;

  @Test
  void everyConformanceModelComesBackByteForByte() throws Exception {
    var models = 0;
    try (var zip = new ZipFile(corpus().resolve("conformance.zip").toFile())) {
      for (var entry : zip.stream().filter(e -> e.getName().endsWith(".onnx")).toList()) {
        var model = zip.getInputStream(entry).readAllBytes();
        assertThat(Wire.splice(Wire.strip(model))).as(entry.getName()).isEqualTo(model);
        models++;
      }
    }
    assertThat(models).isGreaterThan(1500);
  }

  @Test
  void everyCorpusModelComesBackByteForByte() throws Exception {
    for (var file : models()) {
      var model = Files.readAllBytes(file);
      var stripped = Wire.strip(model);
      var payloads = stripped.payloads().stream().mapToLong(p -> p.byteSize()).sum();
      assertThat(stripped.message().length + payloads - 8L * stripped.payloads().size())
          .as(file.toString())
          .isCloseTo(model.length, org.assertj.core.data.Percentage.withPercentage(1));
      assertThat(Wire.splice(stripped)).as(file.toString()).isEqualTo(model);
    }
  }

  @Test
  void damagedCorpusModelsAreRefusedOrRead() throws Exception {
    var random = new Random(SEED);
    var refused = 0;
    for (var file : models()) {
      var model = Files.readAllBytes(file);
      var heads = Wire.strip(model).message();
      for (var i = 0; i < 200; i++) {
        var damaged = heads.clone();
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        try {
          Wire.strip(damaged);
        } catch (MalformedWire e) {
          assertThat(e.offset()).as("seed %d, %s", SEED, file).isBetween(0L, (long) damaged.length);
          refused++;
        }
      }
    }
    assertThat(refused).isPositive();
  }

  private static List<Path> models() throws IOException {
    var models = new ArrayList<Path>();
    try (var files = Files.walk(corpus().resolve("models"))) {
      files.filter(f -> f.toString().endsWith(".onnx")).sorted().forEach(models::add);
    }
    assertThat(models).hasSizeGreaterThanOrEqualTo(17);
    return models;
  }

  private static Path corpus() {
    var named = Optional.ofNullable(System.getenv("SINTER_CORPUS")).map(Path::of);
    var found =
        named.or(() -> {
          for (var at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            var beside = at.resolveSibling("shared").resolve("corpus");
            if (Files.isDirectory(beside)) return Optional.of(beside);
          }
          return Optional.empty();
        });
    assumeTrue(found.isPresent(), "the corpus is not at ../shared/corpus nor at SINTER_CORPUS");
    return found.get();
  }
}
