package sinter.ir.op;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The lines about ops in {@code docs/ops.md}, which is part of the jar. */
public final class OpPages {
  private static final Pattern LINE = Pattern.compile("\\* `(\\w+)`(?: \\([^)]*\\))?: (.*)");

  private OpPages() {}

  private static final class Holder {
    static final Map<String, String> LINES = read();
  }

  private static Map<String, String> read() {
    var lines = new HashMap<String, String>();
    try (var in = OpPages.class.getResourceAsStream("ops.md")) {
      if (in == null) {
        return lines;
      }
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(LINE::matcher)
          .filter(m -> m.matches())
          .forEach(m -> lines.put(m.group(1), m.group(2)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines;
  }

  /** The line about the op called {@code name}; empty when there is none. */
  public static String summary(String name) {
    return Holder.LINES.getOrDefault(name, "");
  }
}
