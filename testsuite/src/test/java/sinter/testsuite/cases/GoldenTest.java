package sinter.testsuite.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sinter.compiler.cases.CaseOptions;
import sinter.compiler.cases.CaseResult;
import sinter.compiler.cases.CaseRunner;

/**
 * Every case in textual IR gives the text it expects, and computes the same before and after on both runtimes. {@code
 * -Dbless} rewrites the expectations.
 */
class GoldenTest {
  @ParameterizedTest
  @ValueSource(strings = {"javacpp", "microsoft"})
  void everyCaseGivesWhatItExpects(String runtime) throws IOException {
    var failed = new ArrayList<CaseResult>();
    boolean bless = System.getProperty("bless") != null;
    var summary =
        CaseRunner.run(
            List.of(Path.of("cases")),
            CaseOptions.DEFAULTS.withRuntime(runtime).blessing(bless),
            r -> {
              if (r.status() == CaseResult.Status.FAILED) {
                failed.add(r);
              }
            });

    assertThat(failed).isEmpty();
    assertThat(summary.skipped()).isZero();
    assertThat(summary.passed()).isEqualTo(files());
  }

  private static long files() throws IOException {
    try (var files = Files.walk(Path.of("cases"))) {
      return files.filter(f -> f.toString().endsWith(".sir")).count();
    }
  }
}
