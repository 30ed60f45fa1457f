package sinter.testsuite.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static sinter.testsuite.zoo.Values.array;
import static sinter.testsuite.zoo.Values.assertClose;
import static sinter.testsuite.zoo.Values.numbers;
import static sinter.testsuite.zoo.Values.shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import sinter.testsuite.reference.Datum;

/** Layers with memory, attention, norms and mixtures of the standard library, against their formulas. */
class StandardFormulasTest {
  private static final long SEED = 61;

  private final Values values = new Values(SEED);

  @Test
  void longShortTermMemoryIsItsEquations() {
    var example =
        StandardLibraryTest.model(
            "f32[3, 1, 2]", "  y, h, c = lstm(x, 2) named \"l\"\n  output y\n  output c");
    var x = values.uniform(3, 1, 2);
    var out = example.run(Map.of("x", x));
    var weights = Weights.of(example);
    var w = weights.matrix("l.w", 2);
    var r = weights.matrix("l.r", 2);
    var b = weights.get("l.b");
    var h = new double[2];
    var c = new double[2];
    var ys = new double[6];
    for (int t = 0; t < 3; t++) {
      var xt = Arrays.copyOfRange(x.reals(), 2 * t, 2 * t + 2);
      var gates = new double[8];
      for (int g = 0; g < 8; g++) {
        gates[g] = Matrices.dot(w[g], xt) + Matrices.dot(r[g], h) + b[g] + b[8 + g];
      }
      for (int k = 0; k < 2; k++) {
        c[k] = sigmoid(gates[4 + k]) * c[k] + sigmoid(gates[k]) * Math.tanh(gates[6 + k]);
      }
      for (int k = 0; k < 2; k++) {
        h[k] = sigmoid(gates[2 + k]) * Math.tanh(c[k]);
        ys[2 * t + k] = h[k];
      }
    }
    assertClose(numbers(out, "y"), ys, 1e-10);
    assertClose(numbers(out, "c"), c, 1e-10);
  }

  private static double sigmoid(double v) {
    return 1 / (1 + Math.exp(-v));
  }

  /** The cell in a loop, its weights those of the layer, is the layer. */
  @Test
  void gatedUnitsInALoopAreTheLayer() {
    var example =
        Example.program(
            """
            block step(x: f32[N, I], h: f32[N, H], w: f32[3, H, I], r: f32[3, H, H], b: f32[6, H]) {
              a = [x @ transpose(w[g]) + b[g] for g in 0..3]
              c = [h @ transpose(r[g]) + b[3 + g] for g in 0..3]
              z = sigmoid(a[0] + c[0])
              n = tanh(a[2] + sigmoid(a[1] + c[1]) * c[2])
              return (1 - z) * n + z * h
            }

            model M {
              input x: f32[L, 2, 5]
              param w: f32[1, 12, 5] = normal(std = 0.4)
              param r: f32[1, 12, 4] = normal(std = 0.4)
              param b: f32[1, 24] = normal(std = 0.4)
              ys, _ = op.gru(x, w, r, b, hidden_size = 4, linear_before_reset = true)
              output layer = squeeze(ys, [1])
              h = zeros([2, 4], f32)
              scan xt in x carry h {
                h = step(xt, h, reshape(w, [3, 4, 5]), reshape(r, [3, 4, 4]), reshape(b, [6, 4]))
                yield hs = h
              }
              output cells = hs
            }
            """);
    var out = example.run(Map.of("x", values.uniform(6, 2, 5)));
    assertClose(numbers(out, "cells"), numbers(out, "layer"), 1e-10);
  }

  @Test
  void headsThatShareKeysAreHeadsWithCopies() {
    var example =
        StandardLibraryTest.model(
            "f32[2, 4, 3, 6]",
            """
              k = relu(x)[:, :2] + 0.1
              v = tanh(x)[:, :2]
              output y = scaled_dot_product(x, k, v)
              wide_k = concat([k[:, 0:1], k[:, 0:1], k[:, 1:2], k[:, 1:2]], axis = 1)
              wide_v = concat([v[:, 0:1], v[:, 0:1], v[:, 1:2], v[:, 1:2]], axis = 1)
              output z = scaled_dot_product(x, wide_k, wide_v)
            """);
    var out = example.run(Map.of("x", values.uniform(2, 4, 3, 6)));
    assertClose(numbers(out, "y"), numbers(out, "z"), 1e-12);
  }

  @Test
  void causalAttentionDoesNotSeeWhatComes() {
    var net =
        StandardLibraryTest.expression(
                "f32[1, L, 8]", "attention(x, 2, causal = true, rotary = true)")
            .reference();
    var x = values.uniform(1, 5, 8);
    var other = Values.fill(x.shape(), i -> i < 24 ? x.reals()[i] : -x.reals()[i]);
    var a = numbers(net.run(Map.of("x", x)), "y");
    var b = numbers(net.run(Map.of("x", other)), "y");
    assertThat(Arrays.copyOf(b, 24)).containsExactly(Arrays.copyOf(a, 24));
    assertThat(Arrays.copyOfRange(b, 24, 40)).isNotEqualTo(Arrays.copyOfRange(a, 24, 40));
  }

  /** Five tokens at once, and three and two of them with the cache in between. */
  @Test
  void cachesContinueWhereTheyEnd() {
    var net =
        Example.of("zoo/llama")
            .with("vocabulary", 20)
            .with("width", 16)
            .with("heads", 4)
            .with("depth", 2)
            .with("hidden", 24)
            .reference();
    var empty = Values.fill(shape(2, 1, 2, 0, 4), _ -> 0);
    var tokens = values.indexes(20, 1, 5).integers();
    var whole = net.run(tokens(empty, empty, tokens));
    var first = net.run(tokens(empty, empty, Arrays.copyOf(tokens, 3)));
    var second =
        net.run(
            tokens(
                array(first, "new_keys"),
                array(first, "new_values"),
                Arrays.copyOfRange(tokens, 3, 5)));
    assertClose(
        numbers(second, "logits"), Arrays.copyOfRange(numbers(whole, "logits"), 60, 100), 1e-10);
    assertClose(numbers(second, "new_keys"), numbers(whole, "new_keys"), 1e-10);
  }

  private static Map<String, Datum> tokens(Datum keys, Datum values, long... tokens) {
    return Map.of(
        "tokens",
        Values.integers(shape(1, tokens.length), tokens),
        "past_keys",
        keys,
        "past_values",
        values);
  }

  /** Products of rotated queries and keys depend on the distance of their places alone. */
  @Test
  void rotaryPositionsAreRelative() {
    var products = new ArrayList<Double>();
    for (int start : List.of(0, 3, 11)) {
      var example =
          StandardLibraryTest.expression(
              "f32[1, 2, 1, 8]",
              "sum(rope(x[:, :1], %d) * rope(x[:, 1:], %d), [3])".formatted(start + 4, start));
      products.add(numbers(example.run(Map.of("x", new Values(SEED).uniform(1, 2, 1, 8))), "y")[0]);
    }
    assertThat(products.get(1)).isCloseTo(products.get(0), Offset.offset(1e-6));
    assertThat(products.get(2)).isCloseTo(products.get(0), Offset.offset(1e-6));
  }

  @Test
  void rootMeanSquaresAndSecondMomentsDivide() {
    var example =
        StandardLibraryTest.model(
            "f32[2, 5]", "  output a = rms_norm(x)\n  output b = unified_norm(x)");
    var x = values.uniform(2, 5);
    var out = example.run(Map.of("x", x));
    var weights = Weights.of(example);
    for (int i = 0; i < 2; i++) {
      double square = 1e-6;
      for (int k = 0; k < 5; k++) {
        square += Math.pow(x.reals()[5 * i + k], 2) / 5;
      }
      for (int k = 0; k < 5; k++) {
        double v = x.reals()[5 * i + k];
        assertThat(numbers(out, "a")[5 * i + k])
            .isCloseTo(v * weights.get("a.weight")[k] / Math.sqrt(square), Offset.offset(1e-7));
        double moment = weights.get("b.second_moment")[k] + 1e-5;
        double wanted =
            v / Math.sqrt(moment) * weights.get("b.weight")[k] + weights.get("b.bias")[k];
        assertThat(numbers(out, "b")[5 * i + k]).isCloseTo(wanted, Offset.offset(1e-7));
      }
    }
  }

  /** Only the chosen experts count, with their gates scaled to one; no difference when all are chosen. */
  @Test
  void mixturesAreOfTheBestExperts() {
    for (int top : List.of(1, 2, 3)) {
      var example =
          StandardLibraryTest.expression(
              "f32[4, 2]",
              "mixture_of_experts(x, experts = 3, width = 5, top = %d, activation = relu)"
                  .formatted(top));
      var x = values.uniform(4, 2);
      var y = numbers(example.run(Map.of("x", x)), "y");
      var weights = Weights.of(example);
      var router = weights.matrix("y.router.weight", 2);
      for (int i = 0; i < 4; i++) {
        var xi = Arrays.copyOfRange(x.reals(), 2 * i, 2 * i + 2);
        var gate = Arrays.stream(Matrices.times(router, xi)).map(Math::exp).toArray();
        var order =
            IntStream.range(0, 3)
                .boxed()
                .sorted((a, b) -> Double.compare(gate[b], gate[a]))
                .toList();
        double all = order.subList(0, top).stream().mapToDouble(e -> gate[e]).sum();
        var wanted = new double[2];
        for (int e : order.subList(0, top)) {
          var up = Weights.rows(Arrays.copyOfRange(weights.get("y.up"), 10 * e, 10 * e + 10), 5);
          var down =
              Weights.rows(Arrays.copyOfRange(weights.get("y.down"), 10 * e, 10 * e + 10), 2);
          var h = Matrices.times(Matrices.transposed(up), xi);
          var out =
              Matrices.times(
                  Matrices.transposed(down), Arrays.stream(h).map(v -> Math.max(v, 0)).toArray());
          for (int k = 0; k < 2; k++) {
            wanted[k] += gate[e] / all * out[k];
          }
        }
        assertClose(Arrays.copyOfRange(y, 2 * i, 2 * i + 2), wanted, 1e-10);
      }
    }
  }

  @Test
  void randomFeaturesApproximateTheGaussianKernel() {
    var out =
        numbers(
            StandardLibraryTest.expression("f32[6, 3]", "random_fourier_features(x, 8000)")
                .run(Map.of("x", values.uniform(6, 3))),
            "y");
    var phi = Weights.rows(out, 8000);
    var x = Weights.rows(new Values(SEED).uniform(6, 3).reals(), 3);
    for (int i = 0; i < 6; i++) {
      for (int j = 0; j < 6; j++) {
        double square = 0;
        for (int k = 0; k < 3; k++) {
          square += Math.pow(x[i][k] - x[j][k], 2);
        }
        assertThat(Matrices.dot(phi[i], phi[j]))
            .isCloseTo(Math.exp(-square / 2), Offset.offset(0.05));
      }
    }
  }
}
