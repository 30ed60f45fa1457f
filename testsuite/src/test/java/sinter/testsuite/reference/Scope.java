package sinter.testsuite.reference;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values by name inside one graph; an inner graph sees those of the graphs around it. */
final class Scope {
  final Frame frame;
  private final @Nullable Scope outer;
  private final Map<String, Datum> values = new HashMap<>();

  Scope(Frame frame, @Nullable Scope outer) {
    this.frame = frame;
    this.outer = outer;
  }

  void put(String name, Datum value) {
    values.put(name, value);
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  Datum get(String name) {
    for (var scope = this; scope != null; scope = scope.outer) {
      var value = scope.values.get(name);
      if (value != null) {
        return value;
      }
    }
    throw new IllegalArgumentException("value " + name + " is not defined");
  }
}
