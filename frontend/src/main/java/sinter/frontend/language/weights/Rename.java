package sinter.frontend.language.weights;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Code;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;

/**
 * {@code "rnn.0.*" -> "lstm.*"}: how tensors of a file are called in the program. A star stands for any
 * characters, as few as possible; the n-th star on the right takes what the n-th on the left stood for.
 */
public final class Rename {
  private static final char STAR = '*';

  private final List<String> from;
  private final List<String> to;
  private final String text;
  private final Loc at;

  private Rename(List<String> from, List<String> to, String text, Loc at) {
    this.from = from;
    this.to = to;
    this.text = text;
    this.at = at;
  }

  /**
   * The renaming from names like {@code from} to names like {@code to}.
   *
   * @throws InputError when the two have different numbers of stars
   */
  public static Rename of(String from, String to, Loc at) {
    var left = pieces(from);
    var right = pieces(to);
    if (left.size() != right.size()) {
      throw new InputError(
          Code.SYNTAX, at, "%s and %s do not have equally many stars".formatted(from, to));
    }
    return new Rename(left, right, "\"" + from + "\" -> \"" + to + "\"", at);
  }

  private static List<String> pieces(String pattern) {
    var pieces = new ArrayList<String>();
    int start = 0;
    for (int star = pattern.indexOf(STAR); star >= 0; star = pattern.indexOf(STAR, start)) {
      pieces.add(pattern.substring(start, star));
      start = star + 1;
    }
    pieces.add(pattern.substring(start));
    return pieces;
  }

  /** What {@code name} becomes; null when it is not like the left side. */
  @Nullable String apply(String name) {
    var first = from.getFirst();
    if (from.size() == 1) {
      return name.equals(first) ? to.getFirst() : null;
    }
    if (!name.startsWith(first)) {
      return null;
    }
    var out = new StringBuilder(to.getFirst());
    int at = first.length();
    for (int i = 1; i < from.size(); i++) {
      var piece = from.get(i);
      boolean isLast = i == from.size() - 1;
      int next = isLast ? name.length() - piece.length() : name.indexOf(piece, at);
      if (next < at || !name.startsWith(piece, next)) {
        return null;
      }
      out.append(name, at, next).append(to.get(i));
      at = next + piece.length();
    }
    return out.toString();
  }

  Loc at() {
    return at;
  }

  @Override
  public String toString() {
    return text;
  }
}
