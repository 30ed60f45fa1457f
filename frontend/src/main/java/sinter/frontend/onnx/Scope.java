package sinter.frontend.onnx;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sinter.ir.Value;

/** Names of a graph; an inner graph sees those of the graphs around it, and its own hide them. */
final class Scope {
  private final @Nullable Scope outer;
  private final Map<String, Value> values = new HashMap<>();

  Scope(@Nullable Scope outer) {
    this.outer = outer;
  }

  /** Defines a name of this graph; returns what it stood for in this graph before, or null. */
  @Nullable Value define(String name, Value value) {
    return values.put(name, value);
  }

  /** The value of a name in this graph alone. */
  @Nullable Value own(String name) {
    return values.get(name);
  }

  /** The value of a name here or in the graphs around. */
  @Nullable Value find(String name) {
    for (var scope = this; scope != null; scope = scope.outer) {
      var value = scope.values.get(name);
      if (value != null) return value;
    }
    return null;
  }
}
