package sinter.testsuite.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the pages link to exists: files, folders, and headings within pages. */
class LinksTest {
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
  private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```");

  private static List<Path> pages() throws IOException {
    var pages = new ArrayList<Path>();
    for (var folder : List.of("docs", "examples", "testsuite/compare")) {
      try (var files = Files.walk(Page.ROOT.resolve(folder))) {
        files.filter(f -> f.toString().endsWith(".md")).forEach(pages::add);
      }
    }
    pages.add(Page.ROOT.resolve("README.md"));
    pages.add(Page.ROOT.resolve("CONTRIBUTING.md"));
    return pages;
  }

  @Test
  void everyRelativeLinkLeadsSomewhere() throws IOException {
    var broken = new ArrayList<String>();
    int links = 0;
    for (var page : pages()) {
      var link = LINK.matcher(FENCE.matcher(Page.read(page)).replaceAll(""));
      while (link.find()) {
        if (!link.group(1).contains("://")) {
          links++;
          if (!leadsSomewhere(page, link.group(1))) {
            broken.add(Page.ROOT.relativize(page) + ": " + link.group(1));
          }
        }
      }
    }
    assertThat(broken).isEmpty();
    assertThat(links).isGreaterThan(10);
  }

  private static boolean leadsSomewhere(Path page, String link) {
    int mark = link.indexOf('#');
    var file = mark < 0 ? link : link.substring(0, mark);
    var target = file.isEmpty() ? page : page.resolveSibling(file);
    return Files.exists(target)
        && (mark < 0 || hasAnchor(Page.read(target), link.substring(mark + 1)));
  }

  private static boolean hasAnchor(String text, String name) {
    return text.contains("<a id=\"" + name + "\">")
        || text.lines().filter(l -> l.startsWith("#")).anyMatch(l -> slug(l).equals(name));
  }

  /** A heading as hosts of repositories turn it into an anchor. */
  private static String slug(String heading) {
    return heading
        .replaceFirst("#+ ", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }
}
