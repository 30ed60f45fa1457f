package sinter.testsuite.reference;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reductions over axes, and running sums and products. */
final class Reductions {
  /** Reductions whose axes are an operand since opset 13; all others since 18. */
  private static final Set<String> EARLY = Set.of("ReduceSum");

  private Reductions() {}

  static Map<String, Operation> operations() {
    return Map.ofEntries(
        entry("ReduceSum", reduce(Reductions::sum, Reductions::sum)),
        entry("ReduceMean", reduce(Reductions::mean, Reductions::mean)),
        entry("ReduceProd", reduce(Reductions::product, Reductions::product)),
        entry("ReduceMax", reduce(Reductions::max, null)),
        entry("ReduceMin", reduce(Reductions::min, null)),
        entry("ReduceL1", reduce(r -> sum(map(r, Math::abs)), null)),
        entry("ReduceL2", reduce(r -> Math.sqrt(sum(map(r, v -> v * v))), null)),
        entry("ReduceSumSquare", reduce(r -> sum(map(r, v -> v * v)), Reductions::sumSquare)),
        entry("ReduceLogSum", reduce(r -> Math.log(sum(r)), null)),
        entry("ReduceLogSumExp", reduce(Reductions::logSumExp, null)),
        entry("CumSum", Operation.one(call -> running(call, false))),
        entry("CumProd", Operation.one(call -> running(call, true))));
  }

  private interface RealFold {
    double of(double[] group);
  }

  private interface IntegerFold {
    long of(long[] group);
  }

  static double sum(double[] group) {
    double sum = 0;
    for (double v : group) {
      sum += v;
    }
    return sum;
  }

  private static long sum(long[] group) {
    return Arrays.stream(group).sum();
  }

  private static long sumSquare(long[] group) {
    return Arrays.stream(group).map(v -> v * v).sum();
  }

  static double mean(double[] group) {
    return sum(group) / group.length;
  }

  private static long mean(long[] group) {
    return sum(group) / group.length;
  }

  private static double product(double[] group) {
    return Arrays.stream(group).reduce(1, (a, b) -> a * b);
  }

  private static long product(long[] group) {
    return Arrays.stream(group).reduce(1, (a, b) -> a * b);
  }

  static double max(double[] group) {
    return Arrays.stream(group).reduce(Double.NEGATIVE_INFINITY, Math::max);
  }

  private static double min(double[] group) {
    return Arrays.stream(group).reduce(Double.POSITIVE_INFINITY, Math::min);
  }

  static double logSumExp(double[] group) {
    double max = max(group);
    return Double.isInfinite(max) ? max : max + Math.log(sum(map(group, v -> Math.exp(v - max))));
  }

  private static double[] map(double[] group, java.util.function.DoubleUnaryOperator f) {
    return Arrays.stream(group).map(f).toArray();
  }

  private static Operation reduce(RealFold real, @Nullable IntegerFold integer) {
    return Operation.one(call -> {
      var x = call.array(0);
      var reduced = reduced(call, x.rank());
      var groups = groups(x, reduced);
      var kept = x.shape().clone();
      for (int a = 0; a < kept.length; a++) {
        kept[a] = reduced[a] ? 1 : kept[a];
      }
      Datum.Array result;
      if (integer != null && !x.type().isReal()) {
        var out = new long[groups.length];
        for (int g = 0; g < out.length; g++) {
          var values = Arrays.stream(groups[g]).mapToLong(i -> x.integers()[i]).toArray();
          out[g] = x.type().wrap(integer.of(values));
        }
        result = Datum.Array.integers(x.type(), kept, out);
      } else {
        var in = x.reals();
        var out = new double[groups.length];
        for (int g = 0; g < out.length; g++) {
          out[g] = real.of(Arrays.stream(groups[g]).mapToDouble(i -> in[i]).toArray());
        }
        result = fit(Datum.Array.reals(DataType.DOUBLE, kept, out), x.type());
      }
      return call.integer("keepdims", 1) != 0 ? result : result.reshaped(dropped(kept, reduced));
    });
  }

  /** Puts real results into the operand's type; beyond its range they become its bounds. */
  private static Datum.Array fit(Datum.Array result, DataType type) {
    if (type.isReal()) {
      return Datum.Array.reals(type, result.shape(), result.reals());
    }
    if (type == DataType.BOOL) {
      return Casting.cast(Elementary.map(result, v -> v > 0 ? 1 : 0), type, true);
    }
    return Casting.cast(
        Elementary.map(result, v -> Activations.clamp(v, type.lowest(), type.highest())),
        type,
        true);
  }

  private static long[] dropped(long[] kept, boolean[] reduced) {
    return java.util.stream.IntStream.range(0, kept.length)
        .filter(a -> !reduced[a])
        .mapToLong(a -> kept[a])
        .toArray();
  }

  private static boolean[] reduced(Call call, int rank) {
    boolean operand = call.version() >= (EARLY.contains(call.op()) ? 13 : 18);
    var axes = operand ? call.integers("axes", 1) : call.integers("axes");
    var reduced = new boolean[rank];
    if (axes == null || axes.length == 0) {
      Arrays.fill(reduced, !call.flag("noop_with_empty_axes"));
      return reduced;
    }
    for (long a : axes) {
      reduced[Grid.axis(a, rank)] = true;
    }
    return reduced;
  }

  /** Flat positions of the elements that each output element stands for, in row-major order. */
  static int[][] groups(Datum.Array x, boolean[] reduced) {
    var strides = Grid.strides(x.shape());
    var outer = x.shape().clone();
    var inner = x.shape().clone();
    for (int a = 0; a < reduced.length; a++) {
      (reduced[a] ? outer : inner)[a] = 1;
    }
    var starts = Grid.addresses(outer, strides, 0);
    var offsets = Grid.addresses(inner, strides, 0);
    var groups = new int[starts.length][offsets.length];
    for (int g = 0; g < starts.length; g++) {
      for (int i = 0; i < offsets.length; i++) {
        groups[g][i] = starts[g] + offsets[i];
      }
    }
    return groups;
  }

  /** The flat positions along one axis, one lane after the other. */
  static int[][] lanes(Datum.Array x, int axis) {
    var along = new boolean[x.rank()];
    along[axis] = true;
    return groups(x, along);
  }

  private static Datum running(Call call, boolean product) {
    var x = call.array(0);
    int axis = x.axis(call.array(1).integers()[0]);
    boolean exclusive = call.flag("exclusive");
    boolean reverse = call.flag("reverse");
    var reals = new double[x.type().isReal() ? x.count() : 0];
    var integers = new long[x.type().isReal() ? 0 : x.count()];
    for (var lane : lanes(x, axis)) {
      double real = product ? 1 : 0;
      long integer = product ? 1 : 0;
      for (int k = 0; k < lane.length; k++) {
        int at = lane[reverse ? lane.length - 1 - k : k];
        if (x.type().isReal()) {
          double next = product ? real * x.reals()[at] : real + x.reals()[at];
          reals[at] = exclusive ? real : next;
          real = next;
        } else {
          long next = product ? integer * x.integers()[at] : integer + x.integers()[at];
          integers[at] = x.type().wrap(exclusive ? integer : next);
          integer = next;
        }
      }
    }
    return x.type().isReal() ? x.with(reals) : Datum.Array.integers(x.type(), x.shape(), integers);
  }
}
