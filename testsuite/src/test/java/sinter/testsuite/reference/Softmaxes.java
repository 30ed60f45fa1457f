package sinter.testsuite.reference;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Softmax, its relatives and the losses built on it. */
final class Softmaxes {
  private Softmaxes() {}

  static Map<String, Operation> operations() {
    return Map.ofEntries(
        entry("Softmax", along(Softmaxes::softmax)),
        entry("LogSoftmax", along(Softmaxes::logSoftmax)),
        entry("Hardmax", along(Softmaxes::hardmax)),
        entry("NegativeLogLikelihoodLoss", Operation.one(Softmaxes::likelihood)),
        entry("SoftmaxCrossEntropyLoss", Softmaxes::crossEntropy));
  }

  interface Lane {
    double[] of(double[] lane);
  }

  /** Applies a function to each lane of an axis. */
  static Datum.Array map(Datum.Array x, int axis, Lane f) {
    var in = x.reals();
    var out = new double[in.length];
    for (var lane : Reductions.lanes(x, axis)) {
      var values = f.of(Arrays.stream(lane).mapToDouble(i -> in[i]).toArray());
      for (int k = 0; k < lane.length; k++) {
        out[lane[k]] = values[k];
      }
    }
    return x.with(out);
  }

  /** Before opset 13 all axes from the given one on are one lane. */
  private static Operation along(Lane f) {
    return Operation.one(call -> {
      var x = call.array(0);
      if (call.version() >= 13) {
        return map(x, x.axis(call.integer("axis", -1)), f);
      }
      int axis = x.axis(call.integer("axis", 1));
      var flat = x.reshaped(Grid.count(x.shape(), 0, axis), Grid.count(x.shape(), axis, x.rank()));
      return map(flat, 1, f).reshaped(x.shape());
    });
  }

  static double[] softmax(double[] lane) {
    double max = Reductions.max(lane);
    var powers = Arrays.stream(lane).map(v -> Math.exp(v - max)).toArray();
    double sum = Reductions.sum(powers);
    return Arrays.stream(powers).map(p -> p / sum).toArray();
  }

  private static double[] logSoftmax(double[] lane) {
    double whole = Reductions.logSumExp(lane);
    return Arrays.stream(lane).map(v -> v - whole).toArray();
  }

  private static double[] hardmax(double[] lane) {
    var out = new double[lane.length];
    int best = 0;
    for (int i = 1; i < lane.length; i++) {
      best = lane[i] > lane[best] ? i : best;
    }
    if (lane.length > 0) {
      out[best] = 1;
    }
    return out;
  }

  private static Datum likelihood(Call call) {
    return loss(call, call.array(0), call.array(1), call.maybe(2));
  }

  private static List<Datum> crossEntropy(Call call) {
    var logs = map(call.array(0), 1, Softmaxes::logSoftmax);
    return List.of(loss(call, logs, call.array(1), call.maybe(2)), logs);
  }

  /** {@code -weight[target] * input[n, target, ...]}, reduced as the node says. */
  private static Datum loss(
      Call call, Datum.Array logs, Datum.Array target, Datum.@Nullable Array weight) {
    boolean ignores = call.hasAttribute("ignore_index");
    long ignored = call.integer("ignore_index", 0);
    int inner = Grid.count(logs.shape(), 2, logs.rank());
    int classes = logs.size(1);
    var out = new double[target.count()];
    double weights = 0;
    for (int i = 0; i < out.length; i++) {
      long t = target.integers()[i];
      if (ignores && t == ignored) {
        continue;
      }
      double w = weight == null ? 1 : weight.reals()[Grid.axis(t, classes)];
      weights += w;
      int at = (int) ((i / inner * classes + Grid.axis(t, classes)) * (long) inner + i % inner);
      out[i] = -w * logs.reals()[at];
    }
    return switch (call.text("reduction", "mean")) {
      case "none" -> Datum.Array.reals(logs.type(), target.shape(), out);
      case "sum" -> Datum.Array.scalar(logs.type(), Reductions.sum(out));
      default -> Datum.Array.scalar(logs.type(), Reductions.sum(out) / weights);
    };
  }
}
