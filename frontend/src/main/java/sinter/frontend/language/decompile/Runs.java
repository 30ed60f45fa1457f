package sinter.frontend.language.decompile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Joins calls of a block, each of which reads what the one before made, to a loop. */
final class Runs {
  private static final int SHORTEST = 3;

  private Runs() {}

  /** The items of {@code body} with loops for what can be one. */
  static List<Item> joined(Item.Body body, List<Item.Body> bodies) {
    var readers = new HashMap<Def, Integer>();
    for (var item : body.items) {
      item.in().forEach(d -> readers.merge(d, 1, Integer::sum));
    }
    body.results.forEach(d -> readers.merge(d, 1, Integer::sum));
    var out = new ArrayList<Item>();
    for (int i = 0; i < body.items.size(); ) {
      var item = body.items.get(i);
      int end = i + 1;
      if (item instanceof Item.Use first) {
        List<Integer> carried = null;
        while (end < body.items.size() && body.items.get(end) instanceof Item.Use next) {
          var before = (Item.Use) body.items.get(end - 1);
          var links = links(before, next, readers);
          if (links == null || (carried != null && !links.equals(carried))) {
            break;
          }
          carried = links;
          end++;
        }
        if (carried != null && (end - i >= SHORTEST || isAlone(first.block(), bodies))) {
          var calls = new ArrayList<List<Slot>>();
          for (var c : body.items.subList(i, end)) {
            calls.add(c.slots());
          }
          var last = body.items.get(end - 1);
          out.add(Item.Repeat.of(first.block(), calls, carried, first.in(), last.out()));
          i = end;
          continue;
        }
      }
      out.add(item);
      i++;
    }
    return out;
  }

  /** Whether two calls are all that there are. */
  private static boolean isAlone(Item.Found block, List<Item.Body> bodies) {
    long calls =
        bodies.stream()
            .flatMap(b -> b.items.stream())
            .filter(i -> i instanceof Item.Use u && u.block() == block)
            .count();
    return calls == 2;
  }

  /**
   * For each operand of {@code next} the result of {@code before} that it is; null when they make no loop.
   */
  private static @Nullable List<Integer> links(
      Item.Use before, Item.Use next, Map<Def, Integer> readers) {
    if (before.block() != next.block()) {
      return null;
    }
    var links = new ArrayList<Integer>();
    var taken = new ArrayList<Integer>();
    for (int i = 0; i < next.in().size(); i++) {
      int result = before.out().indexOf(next.in().get(i));
      if (result < 0 && next.in().get(i) != before.in().get(i)) {
        return null;
      }
      if (result >= 0) {
        if (taken.contains(result)) {
          return null;
        }
        taken.add(result);
      }
      links.add(result);
    }
    if (taken.isEmpty()) {
      return null;
    }
    for (int i = 0; i < before.out().size(); i++) {
      int reads = readers.getOrDefault(before.out().get(i), 0);
      if (reads != (taken.contains(i) ? 1 : 0)) {
        return null;
      }
    }
    return links;
  }
}
