package sinter.testsuite.zoo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import sinter.ir.Model;
import sinter.ir.type.DType;
import sinter.testsuite.reference.Datum;

/** Drawn values for all inputs of a model. */
final class Inputs {
  private Inputs() {}

  /**
   * Reals between -1 and 1, booleans, and whole numbers below the limit of their input (2 without one).
   *
   * @param limits a number, or the name of a symbol whose extent is the limit
   */
  static Map<String, Datum> draw(
      Model model, Map<String, Long> binding, Map<String, Object> limits, long seed) {
    var values = new Values(seed);
    var out = new LinkedHashMap<String, Datum>();
    for (var p : model.main().body().params()) {
      if (p.initial() != null) {
        continue;
      }
      var name = Objects.requireNonNull(p.name());
      var shape =
          p.tensorType().shape().dims().stream()
              .mapToLong(d -> Objects.requireNonNull(d.evaluate(binding), name + ": " + d))
              .toArray();
      out.put(
          name,
          switch (Objects.requireNonNull(p.tensorType().dtype())) {
            case F32 -> values.uniform(shape);
            case I64 -> values.indexes(limit(limits.getOrDefault(name, 2), binding), shape);
            case BOOL -> values.booleans(shape);
            case DType other -> throw new IllegalArgumentException(name + " of type " + other);
          });
    }
    return out;
  }

  private static long limit(Object limit, Map<String, Long> binding) {
    return limit instanceof String symbol
        ? Objects.requireNonNull(binding.get(symbol))
        : ((Number) limit).longValue();
  }
}
