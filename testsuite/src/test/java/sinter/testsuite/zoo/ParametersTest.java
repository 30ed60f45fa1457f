package sinter.testsuite.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sinter.frontend.language.LanguageParser;
import sinter.frontend.language.LanguageReader;
import sinter.frontend.language.ast.Declaration;
import sinter.frontend.language.ast.Expr;
import sinter.frontend.language.ast.Parameter;
import sinter.ir.Model;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Source;

/** Every size that an example declares can be changed, or the program itself says why not. */
class ParametersTest {
  private static final long SEED = 7;

  static Stream<ParityTest.Case> cases() {
    return Stream.concat(ParityTest.seeds(), ParityTest.zoo());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everySizeCanBeChanged(ParityTest.Case c) throws IOException {
    int compiled = 0;
    int tried = 0;
    for (var p : declared(c.example())) {
      for (var value : others(p, c.example().parameters())) {
        tried++;
        var changed = c.example().with(p.name(), value);
        var options =
            new LanguageReader.Options(
                changed.model(), changed.parameters(), null, SEED, ParametersTest::refuse);
        var diagnostics = new Diagnostics();
        try (var read = LanguageReader.read(file(changed), options, diagnostics)) {
          assertThat(diagnostics.all())
              .as("%s=%s", p.name(), value)
              .allMatch(d -> d.code() == Code.FAILED_ASSERTION, "says what the program needs")
              .hasSize(read == null ? 1 : 0);
          compiled += read == null ? 0 : 1;
        }
      }
    }
    assertThat(compiled).isGreaterThanOrEqualTo(tried / 2);
  }

  private static Path file(Example example) {
    return Objects.requireNonNull(example.file());
  }

  private static Model refuse(Path path) {
    throw new AssertionError("no example imports " + path);
  }

  private static List<Parameter> declared(Example example) throws IOException {
    var source = new Source("program", Files.readString(file(example)));
    var parsed = Objects.requireNonNull(LanguageParser.parse(source, new Diagnostics()));
    var models =
        parsed.declarations().stream()
            .filter(d -> d instanceof Declaration.Block b && b.isModel())
            .map(Declaration.Block.class::cast)
            .toList();
    return models.stream()
        .filter(m -> example.model() == null || m.name().equals(example.model()))
        .reduce((_, last) -> last)
        .orElseThrow()
        .parameters();
  }

  /** Values to try: a number doubled, and one more than it; the other boolean. */
  private static List<String> others(Parameter p, Map<String, String> given) {
    var text = given.get(p.name());
    return switch (p.byDefault()) {
      case Expr.Int i -> {
        long n = text == null ? i.value().longValueExact() : Long.parseLong(text);
        yield LongStream.of(2 * n, n + 1)
            .distinct()
            .filter(v -> v != n)
            .mapToObj(Long::toString)
            .toList();
      }
      case Expr.Bool b -> List.of(Boolean.toString(!b.value()));
      case null, default -> List.of();
    };
  }
}
