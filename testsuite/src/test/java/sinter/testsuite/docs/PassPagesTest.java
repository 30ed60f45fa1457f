package sinter.testsuite.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sinter.compiler.Catalog;
import sinter.ir.op.OpCatalog;
import sinter.ir.rewrite.Rule;
import sinter.passes.PassCatalog;
import sinter.passes.PassPages;
import sinter.passes.RulePass;

/** One page per pass, which names its options and, at its end, its rules. */
final class PassPagesTest {
  private static final String RULES = "\n## Rules\n";

  static List<String> passes() {
    return PassCatalog.get().all().stream().map(PassCatalog.Entry::name).toList();
  }

  @Test
  void pagesArePassesAndPassesHavePages() throws IOException {
    try (Stream<Path> files = Files.list(Page.docs("passes"))) {
      assertThat(files.map(f -> f.getFileName().toString().replace(".md", "")))
          .containsExactlyInAnyOrderElementsOf(passes());
    }
  }

  @ParameterizedTest
  @MethodSource("passes")
  void aPageSaysWhatThePassIs(String name) {
    var text = Page.read(Page.docs("passes/" + name + ".md"));
    assertThat(text).startsWith("# " + name + ": ").endsWith("\n");
    assertThat(PassPages.of(name)).as("the page in the jar; rebuild it").isEqualTo(text);
    assertThat(PassPages.summary(name)).isNotBlank().matches("[a-z].*[^.]");
    var prose = text.lines().filter(l -> !l.startsWith("    ") && !l.startsWith("* `"));
    assertThat(prose).allMatch(l -> l.length() <= 170);
  }

  @ParameterizedTest
  @MethodSource("passes")
  void aPageNamesTheOptions(String name) {
    var text = Page.read(Page.docs("passes/" + name + ".md"));
    var pass = Catalog.pass(name);
    for (var option : pass.options()) {
      assertThat(text)
          .contains("* `" + option.name() + "` (default " + option.defaultValue() + ")");
    }
  }

  @ParameterizedTest
  @MethodSource("passes")
  void aPageListsTheRules(String name) {
    var entry = PassCatalog.get().named(name);
    var file = Page.docs("passes/" + name + ".md");
    var text = Page.read(file);
    int at = text.indexOf(RULES);
    var head = at < 0 ? text : text.substring(0, at);
    var generated =
        entry != null && entry.defaults() instanceof RulePass pass
            ? head + RULES + "\n" + String.join("\n", rules(pass)) + "\n"
            : head;
    assertThat(Page.expected(file, generated)).as("-Dbless writes the list").isEqualTo(generated);
  }

  /** Each name once, with the ops that the rule looks at, and whether floats may be rounded otherwise after it. */
  private static List<String> rules(RulePass pass) {
    var names = pass.rules().stream().map(Rule::name).distinct().toList();
    return names.stream()
        .map(name -> {
          var roots = new TreeSet<String>();
          for (var r : pass.rules()) {
            if (r.name().equals(name)) {
              roots.add(root(r));
            }
          }
          boolean rounds = pass.rules().stream().anyMatch(r -> r.name().equals(name) && r.rounds());
          return "* `" + name + "` at " + String.join(", ", roots) + (rounds ? "; rounds" : "");
        })
        .toList();
  }

  private static String root(Rule rule) {
    return OpCatalog.get().all().stream()
        .filter(e -> e.type() == rule.root())
        .map(OpCatalog.Entry::name)
        .findFirst()
        .orElse(rule.root().getSimpleName());
  }
}
