package sinter.testsuite.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static sinter.testsuite.zoo.Values.array;
import static sinter.testsuite.zoo.Values.assertClose;
import static sinter.testsuite.zoo.Values.numbers;
import static sinter.testsuite.zoo.Values.shape;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sinter.testsuite.reference.DataType;
import sinter.testsuite.reference.Datum;

/** The graph layers of the standard library, against their formulas, on a graph with a node without edges. */
class GraphFormulasTest {
  private static final long SEED = 67;
  private static final int NODES = 5;
  private static final int[] SOURCE = {0, 1, 2, 3, 0, 2, 1};
  private static final int[] TARGET = {1, 2, 1, 0, 2, 2, 1};
  private static final int WIDTH = 4;

  private final Values values = new Values(SEED);

  private static Datum.Array edges(int... at) {
    return Values.integers(shape(at.length), Arrays.stream(at).asLongStream().toArray());
  }

  private static Example layer(String expression) {
    return Example.program(
        """
        model M {
          input h: f32[V, 4]
          input source: i64[E]
          input target: i64[E]
          output y = %s
        }
        """
            .formatted(expression));
  }

  private static double[] run(Example example, Datum.Array h) {
    return numbers(
        example.run(Map.of("h", h, "source", edges(SOURCE), "target", edges(TARGET))), "y");
  }

  /** Â·H·Wᵀ + b with Â = D^(−1/2)·(A + 1)·D^(−1/2), D the degrees of A + 1. */
  @Test
  void aConvolutionAddsItsBiasBehindTheNormalizedSum() {
    var example = layer("gcn_layer(h, source, target, 3)");
    var h = values.uniform(NODES, WIDTH);
    var y = run(example, h);
    var a = new double[NODES][NODES];
    for (int v = 0; v < NODES; v++) {
      a[v][v] = 1;
    }
    for (int e = 0; e < SOURCE.length; e++) {
      a[TARGET[e]][SOURCE[e]]++;
    }
    var degree = Arrays.stream(a).mapToDouble(row -> Arrays.stream(row).sum()).toArray();
    for (int v = 0; v < NODES; v++) {
      for (int u = 0; u < NODES; u++) {
        a[v][u] /= Math.sqrt(degree[v] * degree[u]);
      }
    }
    var weights = Weights.of(example);
    var w = Matrices.transposed(weights.matrix("y.h.weight", WIDTH));
    var sum = Matrices.times(a, Matrices.times(Weights.rows(h.reals(), WIDTH), w));
    assertClose(y, Matrices.flat(plus(sum, weights.get("y.bias"))), 1e-10);
  }

  private static double[][] plus(double[][] rows, double[] bias) {
    return Arrays.stream(rows)
        .map(row -> IntStream.range(0, row.length).mapToDouble(k -> row[k] + bias[k]).toArray())
        .toArray(double[][]::new);
  }

  /** The messages of all edges are summed before the bias is added, once. */
  @Test
  void aGatedLayerAddsItsBiasOncePerNode() {
    var example = layer("ggnn_layer(h, source, target, steps = 2)");
    var h = values.uniform(NODES, WIDTH);
    var y = run(example, h);
    var weights = Weights.of(example);
    var message = weights.matrix("y.linear.weight", WIDTH);
    var bias = weights.get("y.bias");
    var at = Weights.rows(h.reals(), WIDTH);
    for (int step = 0; step < 2; step++) {
      var arrived = new double[NODES][];
      Arrays.setAll(arrived, _ -> bias.clone());
      for (int e = 0; e < SOURCE.length; e++) {
        var sent = Matrices.times(message, at[SOURCE[e]]);
        for (int k = 0; k < WIDTH; k++) {
          arrived[TARGET[e]][k] += sent[k];
        }
      }
      var next = new double[NODES][];
      for (int v = 0; v < NODES; v++) {
        next[v] = LayerFormulasTest.gatedUnit(weights, "y.h", arrived[v], at[v]);
      }
      at = next;
    }
    assertClose(y, Matrices.flat(at), 1e-9);
  }

  @Test
  void attentionWeighsTheNeighbours() {
    var example = layer("gat_layer(h, source, target, 6, heads = 2)");
    var x = values.uniform(NODES, WIDTH);
    var y = run(example, x);
    var weights = Weights.of(example);
    var w = Matrices.transposed(weights.matrix("y.linear.weight", WIDTH));
    var h = Matrices.times(Weights.rows(x.reals(), WIDTH), w);
    var from = weights.get("y.from_source");
    var to = weights.get("y.from_target");
    var wanted = new double[NODES][6];
    for (int head = 0; head < 2; head++) {
      var score = new double[SOURCE.length];
      for (int e = 0; e < SOURCE.length; e++) {
        for (int k = 3 * head; k < 3 * head + 3; k++) {
          score[e] += h[SOURCE[e]][k] * from[k] + h[TARGET[e]][k] * to[k];
        }
        score[e] = score[e] < 0 ? (double) 0.2f * score[e] : score[e];
      }
      var weight = softmax(score, TARGET);
      for (int e = 0; e < SOURCE.length; e++) {
        for (int k = 3 * head; k < 3 * head + 3; k++) {
          wanted[TARGET[e]][k] += weight[e] * h[SOURCE[e]][k];
        }
      }
    }
    assertClose(y, Matrices.flat(wanted), 1e-9);
  }

  /** exp(s_e − m) / Σ exp(s_f − m) over the edges f with the target of e, m the greatest of their scores. */
  private static double[] softmax(double[] scores, int[] target) {
    var out = new double[scores.length];
    for (int e = 0; e < scores.length; e++) {
      double sum = 0;
      for (int f = 0; f < scores.length; f++) {
        sum += target[f] == target[e] ? Math.exp(scores[f] - scores[e]) : 0;
      }
      out[e] = 1 / sum;
    }
    return out;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -40_000, -1e6, 1e6})
  void shiftedScoresHaveTheSameSoftmax(double shift) {
    var example =
        Example.program(
            """
            model M {
              input scores: f32[E]
              input target: i64[E]
              output y = segment_softmax(scores, target, 5)
            }
            """);
    var scores = Values.fill(shape(TARGET.length), i -> shift + 0.5 * ((3 * i) % 7));
    var out = example.run(Map.of("scores", scores, "target", edges(TARGET)));
    assertClose(numbers(out, "y"), softmax(scores.reals(), TARGET), 1e-12);
  }

  /** Scores of −∞ have no share, and where there are no others nothing has one. */
  @Test
  void scoresOfMinusInfinityHaveNoShare() {
    var example =
        Example.program(
            """
            model M {
              input scores: f32[E]
              input target: i64[E]
              output y = segment_softmax(scores, target, 3)
            }
            """);
    double none = Double.NEGATIVE_INFINITY;
    var inputs = new HashMap<String, Datum>();
    inputs.put("scores", Values.reals(shape(6), none, 1, none, 1, none, -1e30));
    inputs.put("target", Values.integers(shape(6), 0, 1, 1, 1, 0, 2));
    assertThat(numbers(example.run(inputs), "y")).containsExactly(0, 0.5, 0, 0.5, 0, 1);
  }

  @Test
  void theGreatestMessageMayBeAnyNumber() {
    var example =
        Example.program(
            """
            model M {
              input x: f32[E, 2]
              input target: i64[E]
              output y = scatter_max(x, target, 5)
              output z = scatter_max(x, target, 5, empty = -7.5)
            }
            """);
    var x =
        Values.reals(
            shape(7, 2),
            IntStream.range(0, 14)
                .mapToDouble(i -> (float) (i % 2 == 0 ? -40_000 - i : -1e30 * (1 + i % 5)))
                .toArray());
    var out = example.run(Map.of("x", x, "target", edges(TARGET)));
    for (var entry : Map.of("y", 0.0, "z", -7.5).entrySet()) {
      var wanted = new double[2 * NODES];
      Arrays.fill(wanted, entry.getValue());
      var seen = new boolean[2 * NODES];
      for (int i = 0; i < 14; i++) {
        int place = 2 * TARGET[i / 2] + i % 2;
        wanted[place] = seen[place] ? Math.max(wanted[place], x.reals()[i]) : x.reals()[i];
        seen[place] = true;
      }
      assertThat(numbers(out, entry.getKey())).containsExactly(wanted);
    }
  }

  @ParameterizedTest
  @CsvSource({"i64,INT64,-9000000000", "i32,INT32,-2000000000"})
  void wholeMessagesHaveAGreatest(String kind, DataType type, long first) {
    var example =
        Example.program(
            """
            model M {
              input x: %s[E]
              input target: i64[E]
              output y = scatter_max(x, target, 5, empty = 3)
            }
            """
                .formatted(kind));
    var inputs = new HashMap<String, Datum>();
    var x = IntStream.range(0, 7).mapToLong(i -> first + (5 * i) % 7).toArray();
    inputs.put("x", Datum.Array.integers(type, shape(7), x));
    inputs.put("target", edges(TARGET));
    var wanted = new long[] {Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE, 3, 3};
    for (int e = 0; e < 7; e++) {
      wanted[TARGET[e]] = Math.max(wanted[TARGET[e]], x[e]);
    }
    assertThat(array(example.run(inputs), "y").integers()).containsExactly(wanted);
  }
}
