package sinter.testsuite.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sinter.frontend.language.LanguageReader;
import sinter.frontend.onnx.OnnxReader;
import sinter.ir.diag.Diagnostics;

/** Wrong programs, each with what is told on the line that causes it. */
class LanguageErrorsTest {
  private static final String FOLDER = "cases/frontend/language/errors";

  static List<Path> programs() {
    return Programs.all().stream().filter(f -> f.toString().contains(FOLDER)).toList();
  }

  @ParameterizedTest
  @MethodSource("programs")
  void mistakesAreToldWhereTheyAre(Path file) {
    var source = Programs.source(file);
    var diagnostics = new Diagnostics();
    var options =
        new LanguageReader.Options(
            null, Map.of(), null, 0, path -> OnnxReader.read(path, diagnostics));
    var model = LanguageReader.read(source, file.getParent(), options, diagnostics);
    assertThat(model).isNull();
    assertThat(Expected.in(source.text())).isNotEmpty();
    assertThat(Expected.differences(source.text(), diagnostics.all())).isEmpty();
    diagnostics.all().forEach(d -> assertThat(d.render()).contains("^").doesNotContain("null"));
  }

  @Test
  void thereAreManyKindsOfMistakes() {
    assertThat(programs()).hasSizeGreaterThanOrEqualTo(60);
    var told =
        programs().stream()
            .flatMap(f -> Expected.in(Programs.source(f).text()).stream())
            .map(e -> e.code() + e.message())
            .distinct();
    assertThat(told.count()).isGreaterThanOrEqualTo(60);
  }
}
