package sinter.testsuite.language;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sinter.frontend.language.LanguageReader;
import sinter.frontend.onnx.OnnxReader;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Source;

/** Wrong programs, each with what is told on the line that causes it. */
class LanguageErrorsTest {
  private static final LanguageReader.Options NO_IMPORTS =
      new LanguageReader.Options(
          null,
          Map.of(),
          null,
          0,
          path -> {
            throw new AssertionError("no file is imported: " + path);
          });

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

  @Test
  void theFirstHundredErrorsAreToldAndTheOthersCounted() {
    for (var wrong : List.of("a%d = b%d", "a%d = = b%d")) {
      var lines =
          IntStream.range(0, 350).mapToObj(i -> wrong.formatted(i, i)).collect(joining("\n"));
      var program = "model M {\ninput x: f32[N]\n" + lines + "\noutput y = x\n}\n";
      var diagnostics = new Diagnostics();
      assertThat(LanguageReader.read(new Source("net", program), null, NO_IMPORTS, diagnostics))
          .isNull();
      assertThat(diagnostics.all()).hasSize(101);
      assertThat(diagnostics.all().getLast().message()).isEqualTo("from here on, 250 more errors");
    }
  }
}
