package sinter.testsuite.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Lists of names with a reason each, kept as test resources. */
final class Listed {
  private Listed() {}

  /** Lines {@code name: reason} of a resource, by name; lines that begin with {@code #} are remarks. */
  static Map<String, String> of(String resource) {
    var out = new TreeMap<String, String>();
    try (var in = Listed.class.getResourceAsStream("/" + resource)) {
      var text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      for (var line : text.lines().filter(l -> !l.isBlank() && !l.startsWith("#")).toList()) {
        int end = line.indexOf(": ");
        assertThat(end).as("a reason in '%s'", line).isPositive();
        out.put(line.substring(0, end), line.substring(end + 2));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out;
  }
}
