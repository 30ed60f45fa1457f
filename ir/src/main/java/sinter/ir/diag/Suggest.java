package sinter.ir.diag;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Nearest names by edit distance, for messages about unknown ones. */
public final class Suggest {
  private Suggest() {}

  /** At most three names that are close to {@code name}, nearest first. */
  public static List<String> nearest(String name, Collection<String> names) {
    int limit = Math.max(2, name.length() / 2);
    return names.stream()
        .filter(n -> distance(name, n) <= limit)
        .sorted(
            Comparator.<String>comparingInt(n -> distance(name, n))
                .thenComparing(Comparator.naturalOrder()))
        .limit(3)
        .toList();
  }

  /** "did you mean …?", or the list of all names when none is close. */
  public static String sentence(String name, Collection<String> names) {
    var near = nearest(name, names);
    return near.isEmpty()
        ? "known: " + String.join(", ", names.stream().sorted().toList())
        : "did you mean " + String.join(" or ", near) + "?";
  }

  /** Insertions, deletions and replacements between the two (Levenshtein). */
  static int distance(String a, String b) {
    var previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      var row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replace, Math.min(previous[j], row[j - 1]) + 1);
      }
      previous = row;
    }
    return previous[b.length()];
  }
}
