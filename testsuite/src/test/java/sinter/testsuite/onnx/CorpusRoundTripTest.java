package sinter.testsuite.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading and writing an untouched model gives the same message, for every real file we have. */
class CorpusRoundTripTest {
  @TempDir Path folder;

  @Test
  void everyConformanceModelComesBackFieldByField() throws Exception {
    var models = 0;
    var trip = new RoundTrip(folder);
    try (var zip = new ZipFile(Corpus.find().resolve("conformance.zip").toFile())) {
      for (var entry : zip.stream().filter(e -> e.getName().endsWith(".onnx")).toList()) {
        trip.check(entry.getName(), zip.getInputStream(entry).readAllBytes());
        models++;
      }
    }
    assertThat(models).isGreaterThanOrEqualTo(1548);
  }

  @Test
  void everyCorpusModelComesBackFieldByField() throws Exception {
    var trip = new RoundTrip(folder);
    try (var files = Files.walk(Corpus.find().resolve("models"))) {
      var models = files.filter(f -> f.toString().endsWith(".onnx")).sorted().toList();
      assertThat(models).hasSizeGreaterThanOrEqualTo(17);
      for (var file : models) trip.check(file.toString(), file);
    }
  }
}
