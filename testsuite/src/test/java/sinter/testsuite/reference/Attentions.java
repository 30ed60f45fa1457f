package sinter.testsuite.reference;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Scaled dot-product attention and rotary position embedding. */
final class Attentions {
  private Attentions() {}

  static Map<String, Operation> operations() {
    return Map.ofEntries(
        entry("Attention", Attentions::attention),
        entry("ai.onnx.preview:FlexAttention", Operation.one(Attentions::flexible)),
        entry("RotaryEmbedding", Operation.one(Attentions::rotary)));
  }

  /** Splits the last of three axes into heads: (batch, length, heads * size) to rank 4. */
  static Datum.Array heads(Datum.Array x, long heads) {
    if (x.rank() == 4) {
      return x;
    }
    long size = x.shape()[2] / heads;
    return x.reshaped(x.shape()[0], x.shape()[1], heads, size).transposed(0, 2, 1, 3);
  }

  static Datum.Array joinHeads(Datum.Array x) {
    var s = x.shape();
    return x.transposed(0, 2, 1, 3).reshaped(s[0], s[2], s[1] * s[3]);
  }

  /** Repeats each head so that groups of query heads find theirs. */
  static Datum.Array repeatHeads(Datum.Array x, long heads) {
    var positions = new long[Math.toIntExact(heads)];
    Arrays.setAll(positions, h -> h / (heads / x.shape()[1]));
    return Slicing.along(x, 1, positions);
  }

  private static Datum.Array append(Datum.@Nullable Array past, Datum.Array now) {
    return past == null ? now : Shaping.concat(List.of(past, now), 2);
  }

  private static List<Datum> attention(Call call) {
    var given = call.array(0);
    var q = heads(given, call.integer("q_num_heads", 1));
    var key = append(call.maybe(4), heads(call.array(1), call.integer("kv_num_heads", 1)));
    var value = append(call.maybe(5), heads(call.array(2), call.integer("kv_num_heads", 1)));
    var scores = scores(call, q, key);
    var capped = cap(scores, call.real("softcap", 0));
    var bias = bias(call, scores.shape());
    var biased = Arithmetic.combine(capped, bias, Double::sum, Long::sum);
    var weights = Softmaxes.map(biased, 3, Softmaxes::softmax);
    var lanes = Reductions.lanes(bias, 3);
    for (var lane : lanes) {
      if (Arrays.stream(lane).allMatch(i -> bias.reals()[i] == Double.NEGATIVE_INFINITY)) {
        Arrays.stream(lane).forEach(i -> weights.reals()[i] = 0);
      }
    }
    var y = Products.multiply(weights, repeatHeads(value, q.shape()[1]));
    var shown =
        switch ((int) call.integer("qk_matmul_output_mode", 0)) {
          case 0 -> scores;
          case 1 -> capped;
          case 2 -> biased;
          default -> weights;
        };
    return List.of(given.rank() == 3 ? joinHeads(y) : y, key, value, shown);
  }

  private static Datum.Array scores(Call call, Datum.Array q, Datum.Array key) {
    double scale = call.real("scale", 1 / Math.sqrt(q.size(3)));
    var transposed = repeatHeads(key, q.shape()[1]).transposed(0, 1, 3, 2);
    return Elementary.map(Products.multiply(q, transposed), v -> v * scale);
  }

  private static Datum.Array cap(Datum.Array x, double cap) {
    return cap > 0 ? Elementary.map(x, v -> cap * Math.tanh(v / cap)) : x;
  }

  /** What is added to the scores: the mask, and minus infinity where a key may not be seen. */
  private static Datum.Array bias(Call call, long[] shape) {
    var out = new double[Grid.count(shape)];
    if (call.has(3)) {
      addMask(out, call.array(3), shape);
    }
    var lengths = call.has(6) ? call.array(6).integers() : null;
    long left = call.integer("left_window_size", -1);
    long right = call.integer("right_window_size", -1);
    for (int i = 0; i < out.length; i++) {
      var at = Grid.at(i, shape);
      long offset =
          call.has(4) ? call.array(4).shape()[2] : lengths != null ? lengths[at[0]] - shape[2] : 0;
      long ahead = at[3] - (at[2] + offset);
      boolean hidden =
          (call.flag("is_causal") && ahead > 0)
              || (left >= 0 && -ahead > left)
              || (right >= 0 && ahead > right)
              || (lengths != null && at[3] >= lengths[at[0]]);
      if (hidden) {
        out[i] = Double.NEGATIVE_INFINITY;
      }
    }
    return Datum.Array.reals(DataType.DOUBLE, shape, out);
  }

  /** A mask may be shorter than the keys: those beyond its end are hidden. */
  private static void addMask(double[] out, Datum.Array mask, long[] shape) {
    boolean truth = mask.type() == DataType.BOOL;
    var values = new double[mask.count()];
    Arrays.setAll(
        values,
        i -> truth ? (mask.integers()[i] != 0 ? 0 : Double.NEGATIVE_INFINITY) : mask.reals()[i]);
    var real = Datum.Array.reals(DataType.DOUBLE, mask.shape(), values);
    int last = mask.rank() - 1;
    if (mask.shape()[last] != 1 || shape[3] == 1) {
      var ends = new long[mask.rank()];
      ends[last] = Math.max(0, shape[3] - mask.shape()[last]);
      var hidden = Datum.Array.scalar(DataType.DOUBLE, Double.NEGATIVE_INFINITY);
      real = Slicing.pad(real, new long[mask.rank()], ends, "constant", hidden);
    }
    var spread = real.broadcast(shape).reals();
    Arrays.setAll(out, i -> out[i] + spread[i]);
  }

  private static Datum flexible(Call call) {
    var q = call.array(0);
    var value = repeatHeads(call.array(2), q.shape()[1]);
    var scores = modified(call, "score_mod", scores(call, q, call.array(1)));
    var weights = modified(call, "prob_mod", Softmaxes.map(scores, 3, Softmaxes::softmax));
    return Datum.Array.reals(
        call.array(2).type(),
        Grid.replaced(q.shape(), 3, value.shape()[3]),
        Products.multiply(weights, value).reals());
  }

  private static Datum.Array modified(Call call, String graph, Datum.Array x) {
    return call.hasAttribute(graph) ? (Datum.Array) call.graph(graph, List.of(x)).getFirst() : x;
  }

  private static Datum rotary(Call call) {
    var given = call.array(0);
    var x = heads(given, call.integer("num_heads", 1));
    int size = x.size(3);
    int asked = (int) call.integer("rotary_embedding_dim", 0);
    int rotated = asked == 0 ? size : asked;
    int half = rotated / 2;
    boolean interleaved = call.flag("interleaved");
    var out = x.reals().clone();
    for (int row = 0; row < out.length / size; row++) {
      var at = Grid.at(row, Grid.part(x.shape(), 0, 3));
      int angle = angle(call, at[0], at[2], x.size(2)) * half;
      for (int k = 0; k < half; k++) {
        int first = row * size + (interleaved ? 2 * k : k);
        int second = row * size + (interleaved ? 2 * k + 1 : k + half);
        double cos = call.array(1).reals()[angle + k];
        double sin = call.array(2).reals()[angle + k];
        out[first] = cos * x.reals()[first] - sin * x.reals()[second];
        out[second] = sin * x.reals()[first] + cos * x.reals()[second];
      }
    }
    var y = x.with(out);
    return given.rank() == 3 ? joinHeads(y) : y;
  }

  /** Row of the tables of sines and cosines for a position of a batch element. */
  private static int angle(Call call, int batch, int position, int length) {
    int place = batch * length + position;
    return call.has(3) ? Math.toIntExact(call.array(3).integers()[place]) : place;
  }
}
