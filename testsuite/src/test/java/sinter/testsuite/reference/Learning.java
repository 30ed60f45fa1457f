package sinter.testsuite.reference;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Operators of ai.onnx.ml and of ai.onnx.preview.training. */
final class Learning {
  private Learning() {}

  static Map<String, Operation> operations() {
    return Map.ofEntries(
        entry("ai.onnx.ml:LabelEncoder", Operation.one(Learning::encodeLabels)),
        entry("ai.onnx.ml:ArrayFeatureExtractor", Operation.one(Learning::extract)),
        entry("ai.onnx.ml:Binarizer", Operation.one(Learning::binarize)),
        entry("ai.onnx.ml:TreeEnsemble", Operation.one(Learning::trees)),
        entry("ai.onnx.preview.training:Adagrad", call -> optimize(call, 3, Learning::adagrad)),
        entry("ai.onnx.preview.training:Adam", call -> optimize(call, 4, Learning::adam)),
        entry("ai.onnx.preview.training:Momentum", call -> optimize(call, 3, Learning::momentum)));
  }

  private static Datum.Array table(Call call, String side) {
    if (call.hasAttribute(side + "_tensor")) {
      return call.tensor(side + "_tensor");
    }
    if (call.hasAttribute(side + "_strings")) {
      var texts = call.texts(side + "_strings");
      return Datum.Array.texts(new long[] {texts.size()}, texts.toArray(String[]::new));
    }
    if (call.hasAttribute(side + "_int64s")) {
      return Datum.Array.list(call.integers(side + "_int64s", new long[0]));
    }
    var reals = call.reals(side + "_floats");
    return Datum.Array.reals(DataType.FLOAT, new long[] {reals.length}, reals);
  }

  private static Datum.Array fallback(Call call, DataType type) {
    if (call.hasAttribute("default_tensor")) {
      return call.tensor("default_tensor").reshaped(1);
    }
    return switch (type.kind) {
      case TEXT -> Datum.Array.texts(new long[] {1}, call.text("default_string", "_Unused"));
      case REAL -> Datum.Array.reals(type, new long[] {1}, call.real("default_float", -0.0));
      default -> Datum.Array.integers(type, new long[] {1}, call.integer("default_int64", -1));
    };
  }

  private static Datum encodeLabels(Call call) {
    var x = call.array(0);
    var keys = table(call, "keys");
    var values = table(call, "values");
    var all = Shaping.joined(keys, x);
    var from = new int[x.count()];
    for (int i = 0; i < from.length; i++) {
      from[i] = values.count();
      for (int k = 0; k < keys.count(); k++) {
        if (Selection.compare(all, k, keys.count() + i) == 0) {
          from[i] = k;
        }
      }
    }
    return Shaping.joined(values, fallback(call, values.type())).pick(x.shape(), from);
  }

  private static Datum extract(Call call) {
    var x = call.array(0);
    var picked = Slicing.along(x, x.rank() - 1, call.array(1).integers());
    return x.rank() == 1 ? picked.reshaped(1, picked.count()) : picked;
  }

  private static Datum binarize(Call call) {
    double threshold = call.real("threshold", 0);
    return Elementary.map(call.array(0), v -> v > threshold ? 1 : 0);
  }

  private static Datum trees(Call call) {
    var x = call.array(0);
    int targets = (int) call.integer("n_targets", 1);
    var roots = call.integers("tree_roots", new long[0]);
    var weights = call.tensor("leaf_weights").reals();
    var places = call.integers("leaf_targetids", new long[0]);
    long aggregate = call.integer("aggregate_function", 1);
    if (call.integer("post_transform", 0) != 0) {
      throw new IllegalArgumentException("post_transform " + call.integer("post_transform"));
    }
    var sets = members(call);
    var out = new double[x.size(0) * targets];
    Arrays.fill(
        out,
        aggregate == 2 ? Double.POSITIVE_INFINITY : aggregate == 3 ? Double.NEGATIVE_INFINITY : 0);
    for (int row = 0; row < x.size(0); row++) {
      for (long root : roots) {
        int leaf = leaf(call, x, row, (int) root, sets);
        int at = row * targets + (int) places[leaf];
        out[at] =
            switch ((int) aggregate) {
              case 2 -> Math.min(out[at], weights[leaf]);
              case 3 -> Math.max(out[at], weights[leaf]);
              default -> out[at] + weights[leaf] / (aggregate == 0 ? roots.length : 1);
            };
      }
    }
    return Datum.Array.reals(x.type(), new long[] {x.shape()[0], targets}, out);
  }

  /** Sets of members, one after the other for the nodes that test membership. */
  private static List<double[]> members(Call call) {
    var sets = new ArrayList<double[]>();
    if (call.hasAttribute("membership_values")) {
      var values = call.tensor("membership_values").reals();
      int start = 0;
      for (int i = 0; i < values.length; i++) {
        if (Double.isNaN(values[i])) {
          sets.add(Arrays.copyOfRange(values, start, i));
          start = i + 1;
        }
      }
    }
    return sets;
  }

  private static int leaf(Call call, Datum.Array x, int row, int root, List<double[]> sets) {
    var modes = call.tensor("nodes_modes").integers();
    var splits = call.tensor("nodes_splits").reals();
    var features = call.integers("nodes_featureids", new long[0]);
    var missing = call.integers("nodes_missing_value_tracks_true", new long[modes.length]);
    int node = root;
    while (true) {
      double value = x.reals()[(int) (row * x.shape()[1] + features[node])];
      boolean branch =
          (Double.isNaN(value) && missing[node] != 0)
              || switch ((int) modes[node]) {
                case 0 -> value <= splits[node];
                case 1 -> value < splits[node];
                case 2 -> value >= splits[node];
                case 3 -> value > splits[node];
                case 4 -> value == splits[node];
                case 5 -> value != splits[node];
                default -> contains(sets.get(ordinal(modes, node)), value);
              };
      var side = branch ? "true" : "false";
      int next = (int) call.integers("nodes_" + side + "nodeids", new long[0])[node];
      if (call.integers("nodes_" + side + "leafs", new long[0])[node] != 0) {
        return next;
      }
      node = next;
    }
  }

  private static int ordinal(long[] modes, int node) {
    return (int) Arrays.stream(modes, 0, node).filter(m -> m == 6).count();
  }

  private static boolean contains(double[] set, double value) {
    return Arrays.stream(set).anyMatch(m -> m == value);
  }

  /** One update of one weight; the first entry is the weight, then gradient and states. */
  private interface Update {
    /** Writes the new weight and states over the old ones; the gradient is left alone. */
    void apply(Call call, double rate, int step, double[] values);
  }

  /** Operands are rate, step, then all weights, all gradients and all of each kind of state. */
  private static List<Datum> optimize(Call call, int kinds, Update update) {
    double rate = call.array(0).reals()[0];
    int step = Math.toIntExact(call.array(1).integers()[0]);
    int n = (call.operands() - 2) / kinds;
    var results = new Datum[n * (kinds - 1)];
    for (int i = 0; i < n; i++) {
      int count = call.array(2 + i).count();
      var out = new double[kinds][count];
      for (int e = 0; e < count; e++) {
        var values = new double[kinds];
        for (int k = 0; k < kinds; k++) {
          values[k] = call.array(2 + k * n + i).reals()[e];
        }
        update.apply(call, rate, step, values);
        for (int k = 0; k < kinds; k++) {
          out[k][e] = values[k];
        }
      }
      for (int k = 0; k < kinds; k++) {
        if (k != 1) {
          results[(k == 0 ? 0 : k - 1) * n + i] = call.array(2 + k * n + i).with(out[k]);
        }
      }
    }
    return List.of(results);
  }

  private static double gradient(Call call, double[] values) {
    return call.real("norm_coefficient", 0) * values[0] + values[1];
  }

  private static void adagrad(Call call, double rate, int step, double[] v) {
    double g = gradient(call, v);
    v[2] += g * g;
    double adjusted = rate / (1 + step * call.real("decay_factor", 0));
    v[0] -= adjusted * g / (Math.sqrt(v[2]) + call.real("epsilon", 1e-6f));
  }

  private static void adam(Call call, double rate, int step, double[] v) {
    double g = gradient(call, v);
    double alpha = call.real("alpha", 0.9f);
    double beta = call.real("beta", 0.999f);
    v[2] = alpha * v[2] + (1 - alpha) * g;
    v[3] = beta * v[3] + (1 - beta) * g * g;
    double correction =
        step > 0 ? Math.sqrt(1 - Math.pow(beta, step)) / (1 - Math.pow(alpha, step)) : 1;
    double moved = rate * correction * v[2] / (Math.sqrt(v[3]) + call.real("epsilon", 1e-6f));
    v[0] = (1 - call.real("norm_coefficient_post", 0)) * (v[0] - moved);
  }

  private static void momentum(Call call, double rate, int step, double[] v) {
    double g = gradient(call, v);
    double alpha = call.real("alpha", 0);
    v[2] = alpha * v[2] + (step > 0 ? call.real("beta", 0) : 1) * g;
    v[0] -= rate * (call.text("mode", "").equals("nesterov") ? g + alpha * v[2] : v[2]);
  }
}
