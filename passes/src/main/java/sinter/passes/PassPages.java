package sinter.passes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The pages of {@code docs/passes}, which are part of the jar. The first line is {@code # name: summary}. */
public final class PassPages {
  private PassPages() {}

  /** The page of the pass called {@code name}; empty when there is none. */
  public static String of(String name) {
    try (var in = PassPages.class.getResourceAsStream("pages/" + name + ".md")) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the pass called {@code name} does, in one line; empty when it has no page. */
  public static String summary(String name) {
    var first = of(name).lines().findFirst().orElse("");
    int colon = first.indexOf(": ");
    return colon < 0 ? "" : first.substring(colon + 2);
  }
}
