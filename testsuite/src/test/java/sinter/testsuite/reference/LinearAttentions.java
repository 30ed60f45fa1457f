package sinter.testsuite.reference;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Attention as a recurrence over a state matrix, and the short convolution that goes with it. */
final class LinearAttentions {
  private LinearAttentions() {}

  static Map<String, Operation> operations() {
    return Map.ofEntries(
        entry("LinearAttention", LinearAttentions::linearAttention),
        entry("CausalConvWithState", LinearAttentions::causalConv));
  }

  private static List<Datum> linearAttention(Call call) {
    long queryHeads = call.integer("q_num_heads");
    long heads = call.integer("kv_num_heads");
    var q = Attentions.heads(call.array(0), queryHeads);
    var k = Attentions.heads(call.array(1), heads);
    var v = Attentions.heads(call.array(2), heads);
    var decay = call.has(4) ? Attentions.heads(call.array(4), heads) : null;
    var beta = beta(call, heads);
    int rows = k.size(3);
    int columns = v.size(3);
    int steps = q.size(2);
    int group = (int) (queryHeads / heads);
    double given = call.real("scale", 0);
    double scale = given == 0 ? 1 / Math.sqrt(rows) : given;
    var stateShape = new long[] {q.shape()[0], heads, rows, columns};
    var state = call.has(3) ? call.array(3).reals().clone() : new double[Grid.count(stateShape)];
    var out = new double[q.size(0) * q.size(1) * steps * columns];
    for (int bh = 0; bh < q.size(0) * heads; bh++) {
      for (int t = 0; t < steps; t++) {
        int at = bh * steps + t;
        update(state, bh * rows * columns, at, k, v, decay, beta);
        for (int g = 0; g < group; g++) {
          int query = (bh * group + g) * steps + t;
          for (int i = 0; i < rows; i++) {
            double weight = scale * q.reals()[query * rows + i];
            for (int j = 0; j < columns; j++) {
              out[query * columns + j] += weight * state[(bh * rows + i) * columns + j];
            }
          }
        }
      }
    }
    var y = Datum.Array.reals(q.type(), new long[] {q.shape()[0], queryHeads, steps, columns}, out);
    var stateType = call.has(3) ? call.array(3).type() : q.type();
    return List.of(Attentions.joinHeads(y), Datum.Array.reals(stateType, stateShape, state));
  }

  private static Datum.@Nullable Array beta(Call call, long heads) {
    if (!call.has(5)) {
      return null;
    }
    var b = call.array(5);
    var spread = b.broadcast(Grid.replaced(b.shape(), 2, heads));
    return Attentions.heads(spread, heads);
  }

  /** One step of one head: the state decays, is corrected by what it predicts, and takes the pair. */
  private static void update(
      double[] state,
      int start,
      int at,
      Datum.Array k,
      Datum.Array v,
      Datum.@Nullable Array decay,
      Datum.@Nullable Array beta) {
    int rows = k.size(3);
    int columns = v.size(3);
    for (int i = 0; i < rows && decay != null; i++) {
      double factor = Math.exp(decay.reals()[decay.size(3) == 1 ? at : at * rows + i]);
      for (int j = 0; j < columns; j++) {
        state[start + i * columns + j] *= factor;
      }
    }
    for (int j = 0; j < columns; j++) {
      double value = v.reals()[at * columns + j];
      if (beta != null) {
        double predicted = 0;
        for (int i = 0; i < rows; i++) {
          predicted += state[start + i * columns + j] * k.reals()[at * rows + i];
        }
        value = beta.reals()[at] * (value - predicted);
      }
      for (int i = 0; i < rows; i++) {
        state[start + i * columns + j] += k.reals()[at * rows + i] * value;
      }
    }
  }

  private static List<Datum> causalConv(Call call) {
    var x = call.array(0);
    var w = call.array(1);
    int kernel = w.size(2);
    int length = x.size(2);
    var past =
        call.has(3)
            ? call.array(3)
            : Datum.Array.scalar(x.type(), 0)
                .broadcast(new long[] {x.shape()[0], x.shape()[1], kernel - 1});
    var padded = Shaping.concat(List.of(past, x), 2);
    int width = padded.size(2);
    boolean swish = !call.text("activation", "none").equals("none");
    var out = new double[x.count()];
    for (int i = 0; i < out.length; i++) {
      int channel = i / length % x.size(1);
      double sum = call.has(2) ? call.array(2).reals()[channel] : 0;
      for (int k = 0; k < kernel; k++) {
        sum +=
            w.reals()[channel * kernel + k] * padded.reals()[i / length * width + i % length + k];
      }
      out[i] = swish ? sum * Activations.sigmoid(sum) : sum;
    }
    return List.of(x.with(out), Shaping.section(padded, 2, length, kernel - 1));
  }
}
