package sinter.frontend.language.decompile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Items of a body that stand one after the other, growing at the end; compared by what they do to what comes
 * in.
 */
final class Segment {
  private static final long PRIME = 0x9E3779B97F4A7C15L;

  final Item.Body body;
  final int start;
  private final Map<Def, Long> made = new HashMap<>();
  private final LinkedHashMap<Def, Long> given = new LinkedHashMap<>();
  private int length;
  private long hash;

  Segment(Item.Body body, int start) {
    this.body = body;
    this.start = start;
  }

  /** As it is now; it does not grow with this one. */
  Segment copy() {
    var copy = new Segment(body, start);
    copy.made.putAll(made);
    copy.given.putAll(given);
    copy.length = length;
    copy.hash = hash;
    return copy;
  }

  int length() {
    return length;
  }

  int end() {
    return start + length;
  }

  long hash() {
    return hash;
  }

  List<Item> items() {
    return body.items.subList(start, end());
  }

  /** What comes in, in the order of its first use. */
  List<Def> given() {
    return List.copyOf(given.keySet());
  }

  /** Takes the next item in, whose key has the number {@code key}; false at the end of the body. */
  boolean grow(int key) {
    if (end() >= body.items.size()) {
      return false;
    }
    var item = body.items.get(end());
    mix(key);
    for (var d : item.in()) {
      var place = made.get(d);
      if (place == null) {
        place = given.computeIfAbsent(d, _ -> -1L - given.size());
      }
      mix(place);
    }
    for (int i = 0; i < item.out().size(); i++) {
      made.put(item.out().get(i), length * 64L + i);
    }
    length++;
    return true;
  }

  private void mix(long value) {
    hash = (hash ^ value) * PRIME;
    hash ^= hash >>> 29;
  }

  /** All compile-time values, in order. */
  List<Slot> slots() {
    var all = new ArrayList<Slot>();
    items().forEach(i -> all.addAll(i.slots()));
    return all;
  }

  /** Whether both do the same to what comes in, whatever their compile-time values are. */
  boolean isLike(Segment other) {
    if (length != other.length || given.size() != other.given.size()) {
      return false;
    }
    var mine = items();
    var theirs = other.items();
    for (int i = 0; i < length; i++) {
      var a = mine.get(i);
      var b = theirs.get(i);
      if (!a.key().equals(b.key()) || a.slots().size() != b.slots().size()) {
        return false;
      }
      for (int j = 0; j < a.in().size(); j++) {
        if (place(a.in().get(j)) != other.place(b.in().get(j))) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether it is itself a shorter stretch several times, by what its items are. */
  boolean isPeriodic() {
    var items = items();
    for (int period = 1; period <= length / 2; period++) {
      if (length % period == 0 && repeats(items, period)) {
        return true;
      }
    }
    return false;
  }

  private static boolean repeats(List<Item> items, int period) {
    for (int i = period; i < items.size(); i++) {
      if (!items.get(i).key().equals(items.get(i - period).key())) {
        return false;
      }
    }
    return true;
  }

  private long place(Def d) {
    var place = made.get(d);
    return place != null ? place : given.getOrDefault(d, Long.MIN_VALUE);
  }
}
