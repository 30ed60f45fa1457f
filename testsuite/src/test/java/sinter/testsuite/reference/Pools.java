package sinter.testsuite.reference;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Pooling over windows and over whole planes. */
final class Pools {
  private Pools() {}

  static Map<String, Operation> operations() {
    return Map.ofEntries(
        entry("MaxPool", Pools::max),
        entry("AveragePool", Operation.one(Pools::average)),
        entry("LpPool", Operation.one(Pools::power)),
        entry("GlobalMaxPool", Operation.one(call -> global(call, Reductions::max))),
        entry("GlobalAveragePool", Operation.one(call -> global(call, Reductions::mean))),
        entry("GlobalLpPool", Operation.one(Pools::globalPower)),
        entry("MaxUnpool", Operation.one(Pools::unpool)));
  }

  private interface Fold {
    double of(double[] values);
  }

  /** {@code (sum |v|^p)^(1/p)}. */
  static double powerMean(double[] values, double p) {
    return Math.pow(Arrays.stream(values).map(v -> Math.pow(Math.abs(v), p)).sum(), 1.0 / p);
  }

  private static Window window(Call call, Datum.Array x) {
    var kernel = call.integers("kernel_shape", new long[0]);
    return Window.of(call, Grid.part(x.shape(), 2, x.rank()), kernel);
  }

  private static List<Datum> max(Call call) {
    var x = call.array(0);
    var window = window(call, x);
    var taps = window.taps();
    int places = Grid.count(window.out());
    int size = Grid.count(window.in());
    var from = new int[x.size(0) * x.size(1) * places];
    var indices = new long[from.length];
    for (int i = 0; i < from.length; i++) {
      int plane = i / places * size;
      int best = -1;
      for (var tap : taps) {
        int at = plane + tap[i % places];
        if (tap[i % places] >= 0 && (best < 0 || Selection.compare(x, at, best) > 0)) {
          best = at;
        }
      }
      from[i] = best;
      indices[i] =
          call.flag("storage_order") ? plane + columnMajor(best - plane, window.in()) : best;
    }
    var shape = Grid.join(Grid.part(x.shape(), 0, 2), window.out());
    return List.of(x.pick(shape, from), Datum.Array.integers(DataType.INT64, shape, indices));
  }

  private static long columnMajor(int index, long[] shape) {
    var at = Grid.at(index, shape);
    long out = 0;
    for (int a = shape.length - 1; a >= 0; a--) {
      out = out * shape[a] + at[a];
    }
    return out;
  }

  /**
   * With the padding counted, what lies beyond it (where the last window is not whole) counts too
   * before opset 19, and not since.
   */
  private static Datum average(Call call) {
    int whole = Grid.count(call.integers("kernel_shape", new long[0]));
    boolean early = call.version() < 19;
    boolean padding = call.flag("count_include_pad");
    return pool(
        call,
        (sum, inside, padded) -> sum / (!padding ? inside : early ? whole : inside + padded),
        v -> v);
  }

  private static Datum power(Call call) {
    double p = call.version() < 2 ? call.real("p", 2) : call.integer("p", 2);
    return pool(call, (sum, inside, padded) -> Math.pow(sum, 1 / p), v -> Math.pow(Math.abs(v), p));
  }

  private interface Finish {
    double of(double sum, int inside, int padded);
  }

  /** Sums mapped elements below the window, then finishes with the counts of elements and padding. */
  private static Datum pool(Call call, Finish finish, java.util.function.DoubleUnaryOperator map) {
    var x = call.array(0);
    var window = window(call, x);
    var taps = window.taps();
    int places = Grid.count(window.out());
    int size = Grid.count(window.in());
    var out = new double[x.size(0) * x.size(1) * places];
    for (int i = 0; i < out.length; i++) {
      double sum = 0;
      int inside = 0;
      int padded = 0;
      for (var tap : taps) {
        int at = tap[i % places];
        if (at >= 0) {
          sum += map.applyAsDouble(x.reals()[i / places * size + at]);
          inside++;
        } else if (at == -1) {
          padded++;
        }
      }
      out[i] = finish.of(sum, inside, padded);
    }
    return Datum.Array.reals(x.type(), Grid.join(Grid.part(x.shape(), 0, 2), window.out()), out);
  }

  private static Datum global(Call call, Fold fold) {
    var x = call.array(0);
    int size = Grid.count(x.shape(), 2, x.rank());
    var shape = x.shape().clone();
    Arrays.fill(shape, 2, shape.length, 1);
    var out = new double[Grid.count(shape)];
    Arrays.setAll(out, i -> fold.of(Arrays.copyOfRange(x.reals(), i * size, (i + 1) * size)));
    return Datum.Array.reals(x.type(), shape, out);
  }

  private static Datum globalPower(Call call) {
    double p = call.version() < 2 ? call.real("p", 2) : call.integer("p", 2);
    return global(call, values -> powerMean(values, p));
  }

  private static Datum unpool(Call call) {
    var x = call.array(0);
    var kernel = call.integers("kernel_shape", new long[0]);
    var strides = call.integers("strides", Window.filled(kernel.length, 1));
    var pads = call.integers("pads", new long[2 * kernel.length]);
    var inferred = x.shape().clone();
    for (int a = 0; a < kernel.length; a++) {
      inferred[2 + a] =
          (x.shape()[2 + a] - 1) * strides[a] + kernel[a] - pads[a] - pads[kernel.length + a];
    }
    var out = new double[Grid.count(inferred)];
    for (int i = 0; i < x.count(); i++) {
      out[(int) call.array(1).integers()[i]] = x.reals()[i];
    }
    var small = Datum.Array.reals(x.type(), inferred, out);
    if (!call.has(2)) {
      return small;
    }
    var asked = call.array(2).integers();
    var ends = new long[asked.length];
    Arrays.setAll(ends, a -> asked[a] - inferred[a]);
    return Slicing.pad(
        small, new long[asked.length], ends, "constant", Datum.Array.scalar(x.type(), 0));
  }
}
