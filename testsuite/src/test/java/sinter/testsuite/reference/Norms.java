package sinter.testsuite.reference;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/** Normalizations: by stored statistics, or by those of groups of elements. */
final class Norms {
  private Norms() {}

  static Map<String, Operation> operations() {
    return Map.ofEntries(
        entry("BatchNormalization", Norms::batch),
        entry("InstanceNormalization", Operation.one(Norms::instance)),
        entry("GroupNormalization", Operation.one(Norms::group)),
        entry("LayerNormalization", Norms::layer),
        entry("RMSNormalization", Operation.one(Norms::rootMeanSquare)),
        entry("LpNormalization", Operation.one(Norms::power)),
        entry("MeanVarianceNormalization", Operation.one(Norms::meanVariance)),
        entry("LRN", Operation.one(Norms::localResponse)));
  }

  /** Mean and population variance of groups of elements. */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  private record Moments(double[] mean, double[] variance) {
    static Moments of(Datum.Array x, int[][] groups) {
      var mean = new double[groups.length];
      var variance = new double[groups.length];
      for (int g = 0; g < groups.length; g++) {
        var values = Arrays.stream(groups[g]).mapToDouble(i -> x.reals()[i]).toArray();
        double m = Reductions.mean(values);
        mean[g] = m;
        variance[g] = Reductions.mean(Arrays.stream(values).map(v -> (v - m) * (v - m)).toArray());
      }
      return new Moments(mean, variance);
    }
  }

  private static int[][] groups(Datum.Array x, IntPredicate reducedAxis) {
    var reduced = new boolean[x.rank()];
    for (int a = 0; a < reduced.length; a++) {
      reduced[a] = reducedAxis.test(a);
    }
    return Reductions.groups(x, reduced);
  }

  /** {@code (x - mean) / sqrt(variance + epsilon)} in each group. */
  private static double[] standardized(
      double[] x, int[][] groups, Moments moments, double epsilon) {
    var out = new double[x.length];
    for (int g = 0; g < groups.length; g++) {
      double deviation = Math.sqrt(moments.variance[g] + epsilon);
      for (int i : groups[g]) {
        out[i] = (x[i] - moments.mean[g]) / deviation;
      }
    }
    return out;
  }

  private static List<Datum> batch(Call call) {
    var x = call.array(0);
    double epsilon = call.real("epsilon", 1e-5f);
    boolean perElement = call.version() < 9 && call.integer("spatial", 1) == 0;
    var groups = groups(x, a -> a == 0 || (a > 1 && !perElement));
    var scale = call.array(1).reals();
    var shift = call.array(2).reals();
    var stored = new Moments(call.array(3).reals(), call.array(4).reals());
    boolean training = call.version() >= 14 ? call.flag("training_mode") : call.outputs() > 1;
    var moments = training ? Moments.of(x, groups) : stored;
    var out = standardized(x.reals(), groups, moments, epsilon);
    for (int g = 0; g < groups.length; g++) {
      for (int i : groups[g]) {
        out[i] = out[i] * scale[g] + shift[g];
      }
    }
    if (!training) {
      return List.of(x.with(out));
    }
    double momentum = call.real("momentum", 0.9f);
    return List.of(
        x.with(out),
        blend(call.array(3), moments.mean, momentum),
        blend(call.array(4), moments.variance, momentum),
        call.array(3).with(moments.mean),
        call.array(4).with(moments.variance));
  }

  private static Datum.Array blend(Datum.Array old, double[] now, double momentum) {
    var out = new double[now.length];
    Arrays.setAll(out, i -> old.reals()[i] * momentum + now[i] * (1 - momentum));
    return old.with(out);
  }

  private static Datum instance(Call call) {
    var x = call.array(0);
    var groups = groups(x, a -> a > 1);
    var out = standardized(x.reals(), groups, Moments.of(x, groups), call.real("epsilon", 1e-5f));
    return perChannel(x, out, call.array(1).reals(), call.array(2).reals());
  }

  private static Datum perChannel(Datum.Array x, double[] in, double[] scale, double[] shift) {
    int inner = Grid.count(x.shape(), 2, x.rank());
    var out = new double[in.length];
    for (int i = 0; i < out.length; i++) {
      int channel = i / inner % x.size(1);
      out[i] = in[i] * scale[channel] + shift[channel];
    }
    return x.with(out);
  }

  private static Datum group(Call call) {
    var x = call.array(0);
    int n = (int) call.integer("num_groups");
    int perGroup = x.size(1) / n;
    var grouped = x.reshaped(x.shape()[0], n, x.count() / Math.max(1, x.shape()[0] * n));
    var groups = groups(grouped, a -> a == 2);
    var out =
        standardized(x.reals(), groups, Moments.of(grouped, groups), call.real("epsilon", 1e-5f));
    var scale = call.array(1).reals();
    var shift = call.array(2).reals();
    if (call.version() < 21) {
      scale = repeat(scale, perGroup);
      shift = repeat(shift, perGroup);
    }
    return perChannel(x, out, scale, shift);
  }

  private static double[] repeat(double[] values, int times) {
    var out = new double[values.length * times];
    Arrays.setAll(out, i -> values[i / times]);
    return out;
  }

  private static List<Datum> layer(Call call) {
    var x = call.array(0);
    int axis = x.axis(call.integer("axis", -1));
    double epsilon = call.real("epsilon", 1e-5f);
    var groups = groups(x, a -> a >= axis);
    var moments = Moments.of(x, groups);
    var scaled = scale(x.with(standardized(x.reals(), groups, moments, epsilon)), call.array(1));
    var y =
        call.has(2) ? Arithmetic.combine(scaled, call.array(2), Double::sum, Long::sum) : scaled;
    var kept = x.shape().clone();
    Arrays.fill(kept, axis, kept.length, 1);
    var stash = DataType.of(call.integer("stash_type", 1));
    return List.of(
        y,
        Datum.Array.reals(stash, kept, moments.mean),
        Datum.Array.reals(
            stash,
            kept,
            Arrays.stream(moments.variance).map(v -> 1 / Math.sqrt(v + epsilon)).toArray()));
  }

  private static Datum.Array scale(Datum.Array x, Datum.Array scale) {
    return Arithmetic.combine(x, scale, (a, b) -> a * b, (a, b) -> a * b);
  }

  private static Datum rootMeanSquare(Call call) {
    var x = call.array(0);
    int axis = x.axis(call.integer("axis", -1));
    double epsilon = call.real("epsilon", 1e-5f);
    var out = new double[x.count()];
    for (var group : groups(x, a -> a >= axis)) {
      double squares = Arrays.stream(group).mapToDouble(i -> x.reals()[i] * x.reals()[i]).sum();
      double root = Math.sqrt(squares / group.length + epsilon);
      for (int i : group) {
        out[i] = x.reals()[i] / root;
      }
    }
    return scale(x.with(out), call.array(1));
  }

  private static Datum power(Call call) {
    var x = call.array(0);
    int p = (int) call.integer("p", 2);
    return Softmaxes.map(
        x,
        x.axis(call.integer("axis", -1)),
        lane -> {
          double norm = Pools.powerMean(lane, p);
          return Arrays.stream(lane).map(v -> norm == 0 ? 0 : v / norm).toArray();
        });
  }

  private static Datum meanVariance(Call call) {
    var x = call.array(0);
    var axes = new HashSet<Integer>();
    for (long a : call.integers("axes", new long[] {0, 2, 3})) {
      axes.add(x.axis(a));
    }
    var groups = groups(x, axes::contains);
    var moments = Moments.of(x, groups);
    var out = new double[x.count()];
    for (int g = 0; g < groups.length; g++) {
      for (int i : groups[g]) {
        out[i] = (x.reals()[i] - moments.mean[g]) / (Math.sqrt(moments.variance[g]) + 1e-9);
      }
    }
    return x.with(out);
  }

  private static Datum localResponse(Call call) {
    var x = call.array(0);
    int size = (int) call.integer("size");
    double alpha = call.real("alpha", 1e-4f);
    double beta = call.real("beta", 0.75);
    double bias = call.real("bias", 1);
    return Softmaxes.map(
        x,
        1,
        lane -> {
          var out = new double[lane.length];
          for (int c = 0; c < out.length; c++) {
            int from = Math.max(0, c - (size - 1) / 2);
            int to = Math.min(lane.length, c + size / 2 + 1);
            double squares = Arrays.stream(lane, from, to).map(v -> v * v).sum();
            out[c] = lane[c] / Math.pow(bias + alpha / size * squares, beta);
          }
          return out;
        });
  }
}
