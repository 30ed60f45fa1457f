package sinter.frontend.text;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sinter.ir.Value;

/** The values that can be named at a place: those of the block so far and of the blocks around it. */
final class Scope {
  private final Deque<Map<String, Value>> blocks = new ArrayDeque<>();

  void enter() {
    blocks.push(new HashMap<>());
  }

  void leave() {
    blocks.pop();
  }

  /** The value with this label, or null. */
  @Nullable Value get(String label) {
    for (var block : blocks) {
      if (block.get(label) instanceof Value value) {
        return value;
      }
    }
    return null;
  }

  /** False when a visible value has the label already. */
  boolean define(String label, Value value) {
    if (get(label) != null) {
      return false;
    }
    blocks.getFirst().put(label, value);
    return true;
  }
}
