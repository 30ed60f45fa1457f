package sinter.ir.diag;

/** What is shown of a line, and the marks below it. Of a long line it is what stands around the place. */
record Excerpt(String text, String marks) {
  private static final int MOST = 160;

  /** Characters shown before the place in a line that is cut. */
  private static final int BEFORE = 60;

  private static final String CUT = "…";

  /** The excerpt for {@code length} characters from {@code column}, from 1, both counted in code points. */
  static Excerpt of(String line, int column, int length) {
    int size = line.codePointCount(0, line.length());
    int place = column - 1;
    int marked = Math.max(1, length);
    if (size <= MOST) {
      return new Excerpt(line, marks(place, marked));
    }
    int from = Math.clamp((long) place - BEFORE, 0, size - MOST);
    int to = from + MOST;
    var shown = line.substring(line.offsetByCodePoints(0, from), line.offsetByCodePoints(0, to));
    int cuts = from > 0 ? 1 : 0;
    return new Excerpt(
        CUT.repeat(cuts) + shown + (to < size ? CUT : ""),
        marks(place - from + cuts, Math.clamp(marked, 1, Math.max(1, to - place))));
  }

  private static String marks(int before, int marked) {
    return " ".repeat(Math.max(0, before)) + "^".repeat(marked);
  }
}
