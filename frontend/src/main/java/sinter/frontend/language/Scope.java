package sinter.frontend.language;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Loc;

/** Variables. Assigning sets the innermost scope's; a body that runs with the model has a scope of its own. */
final class Scope {
  private final @Nullable Scope outer;
  private final Map<String, Val> values = new LinkedHashMap<>();
  private final Map<String, Loc.Span> lost = new LinkedHashMap<>();

  Scope(@Nullable Scope outer) {
    this.outer = outer;
  }

  @Nullable Val get(String name) {
    for (var s = this; s != null; s = s.outer) {
      if (s.values.get(name) instanceof Val v) {
        return v;
      }
    }
    return null;
  }

  void set(String name, Val value) {
    values.put(name, value);
    lost.remove(name);
  }

  /** Marks {@code name} as one that a loop assigned at {@code at} without handing the value on. */
  void lose(String name, Loc.Span at) {
    if (get(name) != null) {
      lost.put(name, at);
    }
  }

  /** Where a loop assigned {@code name} in vain since it was set last; null when none did. */
  Loc.@Nullable Span lost(String name) {
    for (var s = this; s != null; s = s.outer) {
      if (s.lost.get(name) instanceof Loc.Span at) {
        return at;
      }
      if (s.values.containsKey(name)) {
        return null;
      }
    }
    return null;
  }

  /** The visible variables as they are now; assigning here changes nothing there, nor the other way round. */
  Scope copy() {
    var copy = new Scope(null);
    copyInto(copy);
    return copy;
  }

  private void copyInto(Scope copy) {
    if (outer != null) {
      outer.copyInto(copy);
    }
    copy.values.putAll(values);
    copy.lost.keySet().removeAll(values.keySet());
    copy.lost.putAll(lost);
  }

  /** What was assigned in this scope itself, in the order of first assignment. */
  Map<String, Val> own() {
    return values;
  }

  /** What was lost in this scope itself and not assigned since, and where. */
  Map<String, Loc.Span> losses() {
    return lost;
  }

  /** Every visible name. */
  Set<String> names() {
    var all = new TreeSet<String>();
    for (var s = this; s != null; s = s.outer) {
      all.addAll(s.values.keySet());
    }
    return all;
  }
}
