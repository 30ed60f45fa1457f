package sinter.testsuite.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page of the standard library is made of its files. */
class StandardLibraryPageTest {
  private static final Path STD =
      Page.ROOT.resolve("frontend/src/main/std/sinter/frontend/language/std");

  @Test
  void thePageHoldsEveryBlock() {
    var page =
        new StringBuilder(
            """
            # Standard library

            Blocks that every program of the model language can call. They are written in the language itself, in
            `frontend/src/main/std`: what a layer computes, and which parameters it declares, is read there. A program's
            own block of the same name goes first; `op.NAME` calls the operator that a block hides. `T` stands for any
            element type, `...` for any further extents.
            """);
    for (var name : Page.read(STD.resolve("index")).lines().toList()) {
      section(name, page);
    }
    assertThat(page.toString())
        .isEqualTo(Page.expected(Page.docs("standard-library.md"), page.toString()));
  }

  private static void section(String name, StringBuilder page) {
    var title = name.substring(0, name.indexOf('.')).replace('_', ' ');
    page.append("\n## ")
        .append(Character.toUpperCase(title.charAt(0)))
        .append(title.substring(1))
        .append('\n');
    var lines = Page.read(STD.resolve(name)).lines().toList();
    int i = 0;
    var about = new ArrayList<String>();
    for (; lines.get(i).startsWith("//") && !lines.get(i).startsWith("///"); i++) {
      about.add(lines.get(i).substring(2).strip());
    }
    page.append('\n').append(String.join("\n", about)).append('\n');
    var comment = new ArrayList<String>();
    for (; i < lines.size(); i++) {
      var line = lines.get(i);
      if (line.startsWith("///")) {
        comment.add(line.substring(3).strip());
      } else if (line.startsWith("block ")) {
        page.append("\n```\n")
            .append(String.join("\n", head(lines.subList(i, lines.size()))))
            .append("\n```\n\n");
        page.append(String.join("\n", comment)).append('\n');
        comment.clear();
      }
    }
  }

  /** The lines of a block up to its body, without the brace. */
  private static List<String> head(List<String> lines) {
    var out = new ArrayList<String>();
    for (var line : lines) {
      int brace = line.indexOf(" {");
      out.add(brace < 0 ? line : line.substring(0, brace));
      if (brace >= 0) {
        break;
      }
    }
    return out;
  }
}
