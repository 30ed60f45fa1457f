package sinter.frontend.language.decompile;

/** The text of a program, line by line. */
final class Lines {
  /** Where lines should end. */
  static final int WIDTH = 100;

  private static final int STEP = 2;

  private final StringBuilder out = new StringBuilder();
  private int indent;

  /** Columns left on a line. */
  int room() {
    return WIDTH - indent;
  }

  void line(String text) {
    out.append(text.isEmpty() ? "" : " ".repeat(indent)).append(text).append('\n');
  }

  void open(String text) {
    line(text);
    indent += STEP;
  }

  /** Ends what {@link #open} began; {@code text} begins with the closing brace. */
  void close(String text) {
    indent -= STEP;
    line(text);
  }

  /** A closing brace, and an opening one on the same line. */
  void reopen(String text) {
    close(text);
    indent += STEP;
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
