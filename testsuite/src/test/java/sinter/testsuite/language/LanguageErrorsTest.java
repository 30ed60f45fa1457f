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
      var options = Programs.closed(Map.of());
      assertThat(LanguageReader.read(new Source("net", program), null, options, diagnostics))
          .isNull();
      assertThat(diagnostics.all()).hasSize(101);
      assertThat(diagnostics.all().getLast().message()).isEqualTo("from here on, 250 more errors");
    }
  }

  @Test
  void branchesAreCountedWhereTheyPassTheLimit() {
    for (int branches : List.of(400, 401, 5000)) {
      var lines =
          IntStream.range(1, branches)
              .mapToObj(i -> "} else if a == " + i + " { y = relu(x)\n")
              .collect(joining());
      var program = "model M {\ninput x: f32[N]\ny = x\na = 0\nif a == 0 { y = relu(x)\n" + lines;
      var diagnostics = new Diagnostics();
      LanguageReader.read(
          new Source("net", program + "}\noutput z = y\n}\n"),
          null,
          Programs.closed(Map.of()),
          diagnostics);
      if (branches <= 400) {
        assertThat(diagnostics.all()).isEmpty();
      } else {
        assertThat(diagnostics.all()).hasSize(1);
        assertThat(diagnostics.all().getFirst().render())
            .startsWith("error[too-large]: an 'if' has more than 400 branches\n  --> net:405:3\n");
      }
    }
  }

  @Test
  void expressionsTooDeepToBeReadAreToldBehindTheirBeginning() {
    var program = "model M {\ninput x: f32[N]\noutput y = " + "-".repeat(100_000) + "x\n}\n";
    var diagnostics = new Diagnostics();
    LanguageReader.read(new Source("net", program), null, Programs.closed(Map.of()), diagnostics);
    assertThat(diagnostics.all()).hasSize(1);
    assertThat(diagnostics.all().getFirst().render()).contains("nest too deep", "--> net:3:");
  }

  @Test
  void ofALongLineTheExcerptIsWhatStandsAroundThePlace() {
    var sum = " + x".repeat(200);
    for (var text : List.of("q" + sum, "x" + sum + " + q" + sum, "x" + sum + " + q")) {
      var program = "model M {\ninput x: f32[N]\noutput y = " + text + "\n}\n";
      var diagnostics = new Diagnostics();
      LanguageReader.read(new Source("net", program), null, Programs.closed(Map.of()), diagnostics);
      var lines = diagnostics.all().getFirst().render().lines().toList();
      assertThat(lines.get(3)).contains("…").hasSizeLessThan(170);
      int caret = lines.get(4).indexOf('^');
      assertThat(lines.get(3).charAt(caret)).isEqualTo('q');
      assertThat(lines.get(4).substring(caret)).isEqualTo("^");
    }
  }

  @Test
  void sizesOfOutputsThatOnlyTheRunKnowsAreDoubted() {
    var program =
        """
        model M {
          input x: f32[N, 8]
          input z: f32[K, 8]
          output same: f32[N, 8] = x + 1.0
          output sum: f32[N, 8] = x + z
          output other: f32[..., N, 8] = z * 2.0
        }
        """;
    var diagnostics = new Diagnostics();
    var model =
        LanguageReader.read(
            new Source("net", program), null, Programs.closed(Map.of()), diagnostics);
    assertThat(model).isNotNull();
    assertThat(diagnostics.all())
        .extracting(d -> d.severity().text() + ": " + d.message())
        .containsExactly(
            "warning: sum is declared f32[N, 8]; it is f32[?, 8], where N may be another when the"
                + " model runs",
            "warning: other is declared f32[..., N, 8]; it is f32[K, 8], where N may be another"
                + " when the model runs");
  }
}
