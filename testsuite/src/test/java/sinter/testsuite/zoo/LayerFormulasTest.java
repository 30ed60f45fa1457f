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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sinter.grammar.onnx.NodeProto;

/** Cells, normalizations, transposed convolutions and the numbers behind them, against their formulas. */
class LayerFormulasTest extends OnRuntime {
  private static final long SEED = 71;

  LayerFormulasTest() {
    super(SEED);
  }

  private static double sigmoid(double v) {
    return 1 / (1 + Math.exp(-v));
  }

  private static double[] linear(Weights weights, String name, double... x) {
    var out = Matrices.times(weights.matrix(name + ".weight", x.length), x);
    var bias = weights.get(name + ".bias");
    for (int k = 0; k < out.length; k++) {
      out[k] += bias[k];
    }
    return out;
  }

  /** (1 − z)·n + z·h with n = tanh(w_n + r·r_n), the gates in the order r, z, n (Cho et al. 2014). */
  static double[] gatedUnit(Weights weights, String name, double[] x, double[] h) {
    var w = linear(weights, name + ".w", x);
    var r = linear(weights, name + ".r", h);
    int n = h.length;
    var out = new double[n];
    for (int k = 0; k < n; k++) {
      double reset = sigmoid(w[k] + r[k]);
      double update = sigmoid(w[n + k] + r[n + k]);
      double fresh = Math.tanh(w[2 * n + k] + reset * r[2 * n + k]);
      out[k] = (1 - update) * fresh + update * h[k];
    }
    return out;
  }

  @Test
  void aGatedCellIsItsEquations() {
    var example =
        StandardLibraryTest.model("f32[1, 5]", "  output y = gru_cell(x[:, :2], x[:, 2:])");
    var x = values.uniform(1, 5);
    var wanted =
        gatedUnit(
            Weights.of(example),
            "y",
            Arrays.copyOf(x.reals(), 2),
            Arrays.copyOfRange(x.reals(), 2, 5));
    assertClose(numbers(example.run(Map.of("x", x)), "y"), wanted, 1e-10);
  }

  @Test
  void aCellWithMemoryIsItsEquations() {
    var example =
        StandardLibraryTest.model(
            "f32[1, 8]",
            "  y, c = lstm_cell(x[:, :2], x[:, 2:5], x[:, 5:]) named \"l\"\n  output y\n  output c");
    var x = values.uniform(1, 8);
    var out = example.run(Map.of("x", x));
    var weights = Weights.of(example);
    var gates = linear(weights, "l.w", Arrays.copyOf(x.reals(), 2));
    var r = Matrices.times(weights.matrix("l.r.weight", 3), Arrays.copyOfRange(x.reals(), 2, 5));
    for (int g = 0; g < 12; g++) {
      gates[g] += r[g];
    }
    var c = new double[3];
    var h = new double[3];
    for (int k = 0; k < 3; k++) {
      c[k] = sigmoid(gates[3 + k]) * x.reals()[5 + k] + sigmoid(gates[k]) * Math.tanh(gates[6 + k]);
      h[k] = sigmoid(gates[9 + k]) * Math.tanh(c[k]);
    }
    assertClose(numbers(out, "y"), h, 1e-10);
    assertClose(numbers(out, "c"), c, 1e-10);
  }

  @Test
  void groupsOfChannelsAreNormalized() {
    var example = StandardLibraryTest.expression("f32[2, 6, 5]", "group_norm(x, 3)");
    var x = values.uniform(2, 6, 5);
    var weights = Weights.of(example);
    var wanted = new double[60];
    for (int group = 0; group < 6; group++) {
      var part = Arrays.copyOfRange(x.reals(), 10 * group, 10 * group + 10);
      double mean = Arrays.stream(part).average().orElseThrow();
      double variance =
          Arrays.stream(part).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
      for (int i = 0; i < 10; i++) {
        int channel = (2 * group + i / 5) % 6;
        wanted[10 * group + i] =
            (part[i] - mean) / Math.sqrt(variance + 1e-5) * weights.get("y.weight")[channel]
                + weights.get("y.bias")[channel];
      }
    }
    assertClose(numbers(example.run(Map.of("x", x)), "y"), wanted, 1e-9);
  }

  @Test
  void channelsAreScaledByWhatTheirMeansSay() {
    var example = StandardLibraryTest.expression("f32[2, 4, 3, 3]", "squeeze_excite(x, 2)");
    var x = values.uniform(2, 4, 3, 3);
    var weights = Weights.of(example);
    var wanted = new double[72];
    for (int n = 0; n < 2; n++) {
      var means = new double[4];
      for (int i = 0; i < 36; i++) {
        means[i / 9] += x.reals()[36 * n + i] / 9;
      }
      var narrow = linear(weights, "y.reduce", means);
      var gate =
          linear(weights, "y.expand", Arrays.stream(narrow).map(v -> Math.max(v, 0)).toArray());
      for (int i = 0; i < 36; i++) {
        wanted[36 * n + i] = x.reals()[36 * n + i] * sigmoid(gate[i / 9]);
      }
    }
    assertClose(numbers(example.run(Map.of("x", x)), "y"), wanted, 1e-10);
  }

  /** Every x[c, p] adds x[c, p]·w[c, m, k] to y[m, p·stride + k·dilation − before]. */
  @ParameterizedTest
  @CsvSource({
    "1,2,1,1,same,0",
    "2,2,1,1,same,0",
    "3,2,1,1,same,0",
    "2,3,1,2,same,0",
    "2,3,1,1,same,1",
    "3,2,2,2,same,1",
    "5,1,1,1,same,0",
    "1,2,1,1,causal,0",
    "3,2,1,2,causal,0",
    "3,2,2,1,causal,0",
    "3,2,1,1,valid,1",
    "1,3,1,1,valid,0",
    "3,2,1,1,1,1",
    "4,2,2,2,2,0"
  })
  void transposedConvolutionsSpreadTheirInputs(
      int kernel, int stride, int dilation, int groups, String padding, int added) {
    var example =
        StandardLibraryTest.expression(
            "f32[1, 2, 4]",
            ("conv_transpose1d(x, 4, kernel = %d, stride = %d, dilation = %d, groups = %d,"
                    + " padding = %s, output_padding = %d)")
                .formatted(
                    kernel,
                    stride,
                    dilation,
                    groups,
                    padding.length() == 1 ? padding : "\"" + padding + "\"",
                    added));
    int reach = dilation * (kernel - 1);
    int surplus = Math.max(0, reach + 1 - stride);
    int before =
        switch (padding) {
          case "same" -> surplus / 2;
          case "causal", "valid" -> 0;
          default -> Integer.parseInt(padding);
        };
    int length =
        switch (padding) {
          case "same", "causal" -> 4 * stride + added;
          default -> 3 * stride + reach + 1 - 2 * before + added;
        };
    var x = values.uniform(1, 2, 4);
    var weights = Weights.of(example);
    var w = weights.get("y.weight");
    var wanted = new double[4 * length];
    for (int m = 0; m < 4; m++) {
      Arrays.fill(wanted, m * length, m * length + length, weights.get("y.bias")[m]);
      for (int c = 0; c < 2; c++) {
        for (int p = 0; p < 4; p++) {
          for (int k = 0; k < kernel; k++) {
            int at = p * stride + k * dilation - before;
            int own = 4 / groups;
            if (c * groups / 2 == m / own && at >= 0 && at < length) {
              wanted[m * length + at] += x.reals()[4 * c + p] * w[(c * own + m % own) * kernel + k];
            }
          }
        }
      }
    }
    var out = example.run(Map.of("x", x));
    assertThat(array(out, "y").shape()).containsExactly(1, 4, length);
    assertClose(numbers(out, "y"), wanted, 1e-10);
    var run = Example.runtime(worker, example.optimized(worker), Map.of("x", x));
    assertClose(numbers(run, "y"), wanted, 1e-5);
  }

  /** The rule of the published networks, by exact fractions: widths are hundredths. */
  @Test
  void scaledChannelsStayNearTheExactNumber() {
    var calls = new ArrayList<String>();
    var wanted = new ArrayList<Long>();
    for (int channels : List.of(1, 16, 24, 32, 40, 64, 96, 160, 320)) {
      for (int percent : List.of(10, 25, 35, 50, 75, 100, 140)) {
        calls.add("scaled_channels(%d, %d / 100.0)".formatted(channels, percent));
        long exact = (long) channels * percent;
        long near = Math.max(8, (exact + 400) / 800 * 8);
        wanted.add(1000 * near < 9 * exact ? near + 8 : near);
      }
    }
    var example =
        StandardLibraryTest.expression(
            "i64[1]", "x + tensor([%s])".formatted(String.join(", ", calls)));
    var out = example.run(Map.of("x", Values.integers(shape(1), 0)));
    assertThat(array(out, "y").integers())
        .containsExactly(wanted.stream().mapToLong(v -> v).toArray());
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4})
  void sinesFallByEqualFactors(int steps) {
    var example =
        StandardLibraryTest.expression(
            "f32[1, 1]", "x + sinusoids(6, 8" + (steps == 4 ? "" : ", steps = 3") + ")");
    var wanted = new double[48];
    for (int p = 0; p < 6; p++) {
      for (int i = 0; i < 4; i++) {
        double angle = p * Math.exp(-Math.log(10_000) * i / steps);
        wanted[8 * p + i] = Math.sin(angle);
        wanted[8 * p + 4 + i] = Math.cos(angle);
      }
    }
    assertClose(numbers(example.run(Map.of("x", Values.reals(shape(1, 1), 0))), "y"), wanted, 1e-6);
  }

  @ParameterizedTest
  @CsvSource({"8,1", "16,1", "24,2", "40,3"})
  void theRankIsASixteenthRoundedUp(int width, int rank) {
    var example = StandardLibraryTest.expression("f32[1, 3, " + width + "]", "mamba(x, state = 2)");
    assertThat(Weights.of(example).get("y.delta.weight")).hasSize(2 * width * rank);
  }

  @ParameterizedTest
  @CsvSource({"vit_b16,1e-6", "bert_base,1e-12", "gpt2,1e-5", "convnext_tiny,1e-6"})
  void normsHaveTheEpsilonOfTheOriginal(String name, float epsilon) {
    var example = Example.of("zoo/" + name);
    example =
        name.equals("convnext_tiny")
            ? example.with("widths", "[8, 16, 24, 32]").with("depths", "[1, 1, 2, 1]")
            : example.with("width", 32).with("heads", 4).with("depth", 2);
    var norms =
        example.plain().getGraph().getNodeList().stream()
            .filter(n -> n.getOpType().equals("LayerNormalization"))
            .toList();
    assertThat(norms).hasSizeGreaterThan(4);
    assertThat(norms).allSatisfy(n -> assertThat(epsilon(n)).isEqualTo(epsilon));
  }

  /** 1e-5 where the attribute is left out. */
  private static float epsilon(NodeProto node) {
    return node.getAttributeList().stream()
        .filter(a -> a.getName().equals("epsilon"))
        .map(a -> a.getF())
        .findFirst()
        .orElse(1e-5f);
  }
}
