package sinter.testsuite.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sinter.ir.diag.Code;

/** One page per diagnostic, which says what it means and what mends it. */
final class DiagnosticPagesTest {
  @Test
  void pagesAreCodesAndCodesHavePages() throws IOException {
    var codes = List.of(Code.values()).stream().map(Code::id).toList();
    try (Stream<Path> files = Files.list(Page.docs("diagnostics"))) {
      assertThat(files.map(f -> f.getFileName().toString().replace(".md", "")))
          .containsExactlyInAnyOrderElementsOf(codes);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPageSaysWhatItMeansAndWhatMendsIt(Code code) {
    var text = Page.read(Page.docs("diagnostics/" + code.id() + ".md"));
    assertThat(text).startsWith("# " + code.id() + ": ").contains("\n**What mends it.** ");
  }
}
