package sinter.ir.diag;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Nearest names by edit distance, for messages about unknown ones. */
public final class Suggest {
  /** More names than this are not listed. */
  private static final int LISTED = 24;

  private Suggest() {}

  /** At most three names that are close to {@code name}, nearest first. */
  public static List<String> nearest(String name, Collection<String> names) {
    int length = name.length();
    return within(length < 4 ? 1 : Math.max(2, length / 2), name, names);
  }

  /** At most three names that {@code limit} edits at most make of {@code name}, nearest first. */
  public static List<String> within(int limit, String name, Collection<String> names) {
    int length = name.length();
    int least = names.stream().mapToInt(n -> distance(name, n)).min().orElse(0);
    // Behind a near name, others that share little with it only distract.
    int most = Math.min(limit, least <= 1 ? 1 : least + 1);
    return names.stream()
        .filter(n -> distance(name, n) <= most && distance(name, n) < Math.max(length, n.length()))
        .sorted(
            Comparator.<String>comparingInt(n -> distance(name, n))
                .thenComparing(Comparator.naturalOrder()))
        .limit(3)
        .toList();
  }

  /** "did you mean …?"; when none is close, the list of all names, or the least distant of many. */
  public static String sentence(String name, Collection<String> names) {
    var near = nearest(name, names);
    if (!near.isEmpty()) {
      return question(near);
    }
    return names.size() > LISTED
        ? "the nearest of %d are %s"
            .formatted(names.size(), String.join(", ", within(Integer.MAX_VALUE, name, names)))
        : "known: " + String.join(", ", names.stream().sorted().toList());
  }

  /** "did you mean …?" */
  public static String question(List<String> near) {
    return "did you mean " + String.join(" or ", near) + "?";
  }

  /**
   * Insertions, deletions, replacements and exchanges of neighbours between the two (Damerau and Levenshtein, no part
   * edited twice).
   */
  static int distance(String a, String b) {
    var before = new int[b.length() + 1];
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
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
      }
      before = previous;
      previous = row;
    }
    return previous[b.length()];
  }
}
