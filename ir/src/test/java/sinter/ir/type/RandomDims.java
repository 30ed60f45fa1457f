package sinter.ir.type;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A dimension next to the plain computation it stands for, drawn from a seeded generator. */
record RandomDims(Dim dim, Plain plain) {
  static final List<String> NAMES = List.of("B", "N", "S", "odd name", "min");

  /** The value under bindings, null where a divisor is zero. */
  interface Plain {
    @Nullable Long of(Map<String, Long> bindings);
  }

  private interface Operation {
    long of(long a, long b);
  }

  static RandomDims draw(RandomGenerator random, int depth) {
    if (depth == 0 || random.nextInt(5) == 0) return leaf(random);
    var a = draw(random, depth - 1);
    var b = draw(random, depth - 1);
    return switch (random.nextInt(10)) {
      case 0, 1 -> both(a, b, a.dim.plus(b.dim), Long::sum);
      case 2 -> both(a, b, a.dim.minus(b.dim), (x, y) -> x - y);
      case 3, 4 -> both(a, b, a.dim.times(b.dim), (x, y) -> x * y);
      case 5 -> divided(a, b, a.dim.floorDiv(b.dim), Math::floorDiv);
      case 6 -> divided(a, b, a.dim.ceilDiv(b.dim), Math::ceilDiv);
      case 7 -> divided(a, b, a.dim.mod(b.dim), Math::floorMod);
      case 8 -> both(a, b, a.dim.min(b.dim), Math::min);
      default -> both(a, b, a.dim.max(b.dim), Math::max);
    };
  }

  /** A dimension without divisions, minima and maxima. */
  static Dim polynomial(RandomGenerator random, int depth) {
    if (depth == 0) return leaf(random).dim;
    var a = polynomial(random, depth - 1);
    var b = polynomial(random, depth - 1);
    return switch (random.nextInt(3)) {
      case 0 -> a.plus(b);
      case 1 -> a.minus(b);
      default -> a.times(b);
    };
  }

  private static RandomDims leaf(RandomGenerator random) {
    if (random.nextInt(3) == 0) {
      long value = random.nextLong(-4, 9);
      return new RandomDims(Dim.of(value), _ -> value);
    }
    var name = NAMES.get(random.nextInt(NAMES.size()));
    return new RandomDims(Dim.sym(name), bindings -> bindings.get(name));
  }

  private static RandomDims both(RandomDims a, RandomDims b, Dim dim, Operation operation) {
    return new RandomDims(
        dim,
        bindings -> {
          var x = a.plain.of(bindings);
          var y = b.plain.of(bindings);
          return x == null || y == null ? null : operation.of(x, y);
        });
  }

  private static RandomDims divided(RandomDims a, RandomDims b, Dim dim, Operation operation) {
    return new RandomDims(
        dim,
        bindings -> {
          var x = a.plain.of(bindings);
          var y = b.plain.of(bindings);
          return x == null || y == null || y == 0 ? null : operation.of(x, y);
        });
  }

  static Map<String, Long> bindings(RandomGenerator random) {
    var bindings = new HashMap<String, Long>();
    for (var name : NAMES) bindings.put(name, random.nextLong(0, random.nextBoolean() ? 4 : 40));
    return bindings;
  }
}
