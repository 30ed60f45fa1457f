package sinter.compiler;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The difference of two texts by lines, by the greedy algorithm of Myers (1986). */
final class LineDiff {
  /** Edits beyond which the rest is shown as replaced altogether. */
  private static final int MAX_EDITS = 1000;

  private LineDiff() {}

  /** Lines that went, with {@code -}, and that came, with {@code +}; nothing of what is equal. */
  static List<String> between(List<String> a, List<String> b) {
    int head = 0;
    while (head < a.size() && head < b.size() && a.get(head).equals(b.get(head))) {
      head++;
    }
    int tail = 0;
    while (tail < a.size() - head
        && tail < b.size() - head
        && a.get(a.size() - 1 - tail).equals(b.get(b.size() - 1 - tail))) {
      tail++;
    }
    return middle(a.subList(head, a.size() - tail), b.subList(head, b.size() - tail));
  }

  private static List<String> middle(List<String> a, List<String> b) {
    int max = Math.min(a.size() + b.size(), MAX_EDITS);
    var furthest = new int[2 * max + 2];
    var history = new ArrayList<int[]>();
    for (int d = 0; d <= max; d++) {
      history.add(furthest.clone());
      for (int k = -d; k <= d; k += 2) {
        boolean down = k == -d || (k != d && furthest[max + k - 1] < furthest[max + k + 1]);
        int x = down ? furthest[max + k + 1] : furthest[max + k - 1] + 1;
        int y = x - k;
        while (x < a.size() && y < b.size() && a.get(x).equals(b.get(y))) {
          x++;
          y++;
        }
        furthest[max + k] = x;
        if (x >= a.size() && y >= b.size()) {
          return edits(a, b, history, max);
        }
      }
    }
    var all = new ArrayList<String>();
    a.forEach(l -> all.add("- " + l));
    b.forEach(l -> all.add("+ " + l));
    return all;
  }

  private static List<String> edits(List<String> a, List<String> b, List<int[]> history, int max) {
    var edits = new ArrayList<String>();
    int x = a.size();
    int y = b.size();
    for (int d = history.size() - 1; d > 0; d--) {
      var furthest = history.get(d);
      int k = x - y;
      boolean down = k == -d || (k != d && furthest[max + k - 1] < furthest[max + k + 1]);
      int previous = down ? k + 1 : k - 1;
      int fromX = furthest[max + previous];
      int fromY = fromX - previous;
      while (x > fromX && y > fromY && x > (down ? fromX : fromX + 1)) {
        x--;
        y--;
      }
      edits.add(down ? "+ " + b.get(fromY) : "- " + a.get(fromX));
      x = fromX;
      y = fromY;
    }
    Collections.reverse(edits);
    return edits;
  }
}
