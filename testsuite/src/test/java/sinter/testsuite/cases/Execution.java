package sinter.testsuite.cases;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import sinter.ir.Model;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.testsuite.reference.DataType;
import sinter.testsuite.reference.Datum;

/** Drawn inputs for a model. */
final class Execution {
  private static final Map<String, Long> BINDING = Map.of("N", 2L, "M", 3L, "U", 1L);

  private Execution() {}

  /** A value for each input; symbols have the extents above, unknown dimensions two. */
  static Map<String, Datum> inputs(Model model, long seed) {
    var random = new SplittableRandom(seed);
    var out = new LinkedHashMap<String, Datum>();
    for (var p : model.main().body().params()) {
      var type = p.tensorType();
      var shape = type.shape().dims().stream().mapToLong(Execution::extent).toArray();
      int n = Math.toIntExact(LongStream.of(shape).reduce(1, (a, b) -> a * b));
      out.put(String.valueOf(p.name()), datum(type.dtype(), shape, n, random));
    }
    return out;
  }

  private static long extent(Dim d) {
    var bound = d.evaluate(BINDING);
    return bound == null ? 2 : bound;
  }

  private static Datum datum(@Nullable DType dtype, long[] shape, int n, SplittableRandom r) {
    return switch (dtype) {
      case F32 -> Datum.Array.reals(DataType.FLOAT, shape, reals(n, r));
      case F64 -> Datum.Array.reals(DataType.DOUBLE, shape, reals(n, r));
      case I64 -> Datum.Array.integers(DataType.INT64, shape, r.longs(n, -3, 4).toArray());
      case I32 -> Datum.Array.integers(DataType.INT32, shape, r.longs(n, -3, 4).toArray());
      case BOOL -> Datum.Array.integers(DataType.BOOL, shape, r.longs(n, 0, 2).toArray());
      case null, default -> throw new IllegalArgumentException("no inputs of type " + dtype);
    };
  }

  /** Numbers of one decimal, so that a float holds what is meant, and none of them is zero. */
  private static double[] reals(int n, SplittableRandom r) {
    return DoubleStream.generate(() -> (float) (r.nextInt(1, 40) * (r.nextBoolean() ? 0.1 : -0.1)))
        .limit(n)
        .toArray();
  }
}
