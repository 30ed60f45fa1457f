package sinter.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;

/**
 * What the two streams lead to.
 *
 * @param out whether stdout is a terminal
 * @param err whether stderr is one
 * @param unicode whether they can show more than ASCII
 */
record Terminal(boolean out, boolean err, boolean unicode) {
  /** Neither stream is a terminal, both take Unicode. */
  static final Terminal NONE = new Terminal(false, false, true);

  /**
   * The streams of this process; the launcher says in {@code sinter.terminals} which are terminals, and whether those
   * are for ASCII only.
   */
  static Terminal ofProcess() {
    var terminals = List.of(System.getProperty("sinter.terminals", "").split(","));
    var charset = Charset.forName(System.getProperty("native.encoding", "UTF-8"));
    return new Terminal(
        terminals.contains("out"),
        terminals.contains("err"),
        !terminals.contains("ascii") && charset.newEncoder().canEncode('\u2192'));
  }

  /** The stream for the product, which says when it cannot be written. */
  static OutputStream standardOutput() {
    return new FileOutputStream(FileDescriptor.out);
  }

  /** When to use colours. */
  enum Colors {
    AUTO,
    ALWAYS,
    NEVER;

    boolean on(boolean terminal) {
      return switch (this) {
        case ALWAYS -> true;
        case NEVER -> false;
        case AUTO ->
            terminal
                && System.getenv().getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(System.getenv("TERM"));
      };
    }

    /** The value of {@code --color} among the arguments; the last one counts. */
    static Colors of(String[] args) {
      var colors = AUTO;
      for (int i = 0; i < args.length; i++) {
        var value =
            args[i].startsWith("--color=")
                ? args[i].substring("--color=".length())
                : args[i].equals("--color") && i + 1 < args.length ? args[i + 1] : "";
        for (var c : values()) {
          colors = c.name().toLowerCase(Locale.ROOT).equals(value) ? c : colors;
        }
      }
      return colors;
    }
  }
}
