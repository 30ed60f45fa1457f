package sinter.frontend.language;

import org.jspecify.annotations.Nullable;
import sinter.frontend.language.format.Programs;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Source;

/**
 * Lays programs out: two blanks per level and four for lines that continue a statement, blanks around operators, one
 * statement per line unless a whole block stands on one, lists in brackets filled up to the width. Comments stay, and
 * of several blank lines one. What the program says does not change, and what is laid out stays as it is.
 */
public final class Formatter {
  /** Columns of a line. */
  public static final int WIDTH = 100;

  private Formatter() {}

  /** The program of {@code source} laid out; null when it has mistakes, which are reported. */
  public static @Nullable String format(Source source, Diagnostics diagnostics) {
    var parsed = LanguageParser.parsed(source, diagnostics);
    return parsed == null ? null : Programs.format(parsed.tree(), parsed.tokens(), WIDTH);
  }
}
