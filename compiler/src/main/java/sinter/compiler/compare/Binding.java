package sinter.compiler.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;

/**
 * Numbers for the symbolic dimensions of a model's inputs. A dimension without a name has a key of its
 * own, {@code input[axis]}.
 */
public record Binding(Map<String, Long> values) {
  /** Rank that is tried for an input of unknown rank. */
  static final int UNKNOWN_RANK = 2;

  public Binding {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  static String key(String input, int axis) {
    return input + "[" + axis + "]";
  }

  /** The dimensions of an input: a value given by place wins; an unbound one is 1. */
  List<Long> dims(String input, Shape shape) {
    List<Dim> known = shape.isRanked() ? shape.dims() : Shape.ofRank(UNKNOWN_RANK).dims();
    List<Long> dims = new ArrayList<>();
    for (int axis = 0; axis < known.size(); axis++) {
      Dim dim = known.get(axis);
      Long placed = values.get(key(input, axis));
      dims.add(placed != null ? placed : value(dim));
    }
    return dims;
  }

  /** A dimension's value; 1 when a symbol of it has none. */
  long value(Dim dim) {
    Long value = dim.isKnown() ? dim.evaluate(values) : null;
    return value == null ? 1 : value;
  }

  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(", "));
  }
}
