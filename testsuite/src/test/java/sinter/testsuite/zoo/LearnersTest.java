package sinter.testsuite.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static sinter.testsuite.zoo.Values.array;
import static sinter.testsuite.zoo.Values.assertClose;
import static sinter.testsuite.zoo.Values.numbers;
import static sinter.testsuite.zoo.Values.shape;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sinter.testsuite.reference.Datum;

/** Layers with a theory of their own: closed forms, hand-set weights, and forms that must agree. */
class LearnersTest extends OnRuntime {
  private static final long SEED = 53;

  @TempDir Path folder;

  LearnersTest() {
    super(SEED);
  }

  @Test
  void oneTverskyLayerIsXor() {
    var x = Values.reals(shape(4, 2), 0, 0, 0, 1, 1, 0, 1, 1);
    var net = Example.of("seeds/03-tversky").model("Xor");
    assertClose(numbers(net.run(Map.of("x", x)), "xor"), new double[] {0, 1, 1, 0}, 0);
    var compiled = Example.runtime(worker, net.optimized(worker), Map.of("x", x));
    assertClose(numbers(compiled, "xor"), new double[] {0, 1, 1, 0}, 0);
  }

  /** The form in which the constants of prototypes are two matrices. No pass writes it yet. */
  @Test
  void tverskySimilarityIsTwoProducts() {
    var program =
        Example.program(
            """
            model Hoisted {
              input x: f32[N, 4]
              param p: f32[5, 4] = normal(std = 1.0)
              param f: f32[7, 4] = normal(std = 1.0)
              output direct = tversky(x, p, f, alpha = 0.6, beta = 0.4, theta = 1.1)
              a = x @ transpose(f, [1, 0])
              b = f @ transpose(p, [1, 0])
              own = 1.1 * relu(b) - 0.6 * cast(b <= 0.0, f32)
              output hoisted = relu(a) @ own - 0.4 * cast(a <= 0.0, f32) @ relu(b)
            }
            """);
    var out = program.run(Map.of("x", values.uniform(6, 4)));
    assertClose(numbers(out, "hoisted"), numbers(out, "direct"), 1e-6);
  }

  /** A head solved by least squares and handed over as weights; the error over widths has its peak at width = samples. */
  @Test
  void testErrorsPeakWhereWidthIsSamples() throws IOException {
    int samples = 30;
    var x = values.normal(samples, 6);
    var test = values.normal(200, 6);
    var slope = values.normal(6).reals();
    var noisy = targets(x, slope, 0.5);
    var clean = targets(test, slope, 0);
    int[] widths = {6, 12, 18, 24, 27, 30, 33, 36, 45, 60, 90};
    var errors = new double[widths.length];
    for (int i = 0; i < widths.length; i++) {
      for (int draw = 0; draw < 5; draw++) {
        var example =
            Example.of("seeds/30-double-descent").with("width", widths[i]).seed(SEED + draw);
        var net = example.reference();
        var features = Weights.rows(numbers(net.run(Map.of("x", x)), "features"), widths[i]);
        var head = Matrices.leastSquares(features, noisy);
        var file =
            Weights.of(example)
                .replaced(
                    folder.resolve(widths[i] + "-" + draw + ".safetensors"), Map.of("head", head));
        var solved = example.weights(file).run(Map.of("x", test));
        var closed = Matrices.times(Weights.rows(numbers(solved, "features"), widths[i]), head);
        assertClose(numbers(solved, "y"), closed, 1e-5 * (1 + Values.largest(closed)));
        double square = 0;
        for (int k = 0; k < 200; k++) {
          square += Math.pow(numbers(solved, "y")[k] - clean[k], 2) / 200;
        }
        errors[i] += square / 5;
      }
    }
    System.out.printf(
        "seed %d: test error at widths %s: %s%n",
        SEED, Arrays.toString(widths), Arrays.toString(errors));
    int peak =
        IntStream.range(0, widths.length)
            .reduce((a, b) -> errors[b] > errors[a] ? b : a)
            .orElseThrow();
    assertThat((double) widths[peak]).isBetween(0.8 * samples, 1.2 * samples);
    assertThat(errors[widths.length - 1]).isLessThan(0.5 * errors[peak]);
  }

  private double[] targets(Datum.Array x, double[] slope, double noise) {
    return Arrays.stream(Weights.rows(x.reals(), 6))
        .mapToDouble(row -> Math.tanh(Matrices.dot(row, slope)) + noise * values.gauss())
        .toArray();
  }

  @Test
  void turningAndScalingTheLatentSpaceChangesNothing() {
    var net = Example.of("seeds/33-relative").reference();
    var x = values.uniform(4, 12);
    var identity = Values.fill(shape(8, 8), i -> i % 9 == 0 ? 1 : 0);
    var turn = Values.reals(shape(8, 8), Matrices.flat(values.orthogonal(8)));
    var plain = net.run(Map.of("x", x, "turn", identity, "scale", Values.reals(shape(1), 1)));
    var other = net.run(Map.of("x", x, "turn", turn, "scale", Values.reals(shape(1), 3.7)));
    assertClose(numbers(other, "relative"), numbers(plain, "relative"), 1e-10);
    assertClose(numbers(other, "logits"), numbers(plain, "logits"), 1e-10);
  }

  @Test
  void expertsByGatherAreExpertsByOneHotSums() {
    var example = Example.of("seeds/36-switch-nerf");
    var inputs = Map.<String, Datum>of("places", values.uniform(40, 3));
    var sparse = example.run(inputs);
    var dense = example.with("dense", true).run(inputs);
    assertThat(array(sparse, "expert").integers())
        .containsExactly(array(dense, "expert").integers());
    assertThat(Arrays.stream(array(sparse, "expert").integers()).distinct().count())
        .isGreaterThan(1);
    assertClose(numbers(sparse, "color"), numbers(dense, "color"), 1e-10);
  }

  /** As in a Switch layer: the first points of each expert are served, the others dropped, in order of arrival. */
  @ParameterizedTest
  @CsvSource({"1,false", "4,false", "4,true", "40,false"})
  void expertsServeAsManyPointsAsTheyHavePlacesFor(int capacity, boolean isDense) {
    var example = Example.of("seeds/36-switch-nerf").with("dense", isDense);
    var inputs = Map.<String, Datum>of("places", values.uniform(40, 3));
    var free = example.run(inputs);
    var model = example.with("capacity", capacity).optimized(worker);
    var limited = Example.runtime(worker, model, inputs);
    var expert = array(free, "expert").integers();
    assertThat(array(limited, "expert").integers()).containsExactly(expert);
    var wanted = numbers(free, "color").clone();
    var arrived = new int[3];
    var served = new int[3];
    int dropped = 0;
    for (int p = 0; p < 40; p++) {
      int e = (int) expert[p];
      if (arrived[e]++ >= capacity) {
        dropped += Values.largest(row(free, p)) > 0 ? 1 : 0;
        Arrays.fill(wanted, 4 * p, 4 * p + 4, 0);
        assertThat(row(limited, p)).containsOnly(0);
      }
      served[e] += Values.largest(row(limited, p)) > 0 ? 1 : 0;
    }
    assertThat(dropped > 0).isEqualTo(capacity < 40);
    assertThat(Arrays.stream(served).max().orElseThrow()).isBetween(1, capacity);
    assertClose(numbers(limited, "color"), wanted, 1e-5);
  }

  private static double[] row(Map<String, Datum> out, int point) {
    return Arrays.copyOfRange(numbers(out, "color"), 4 * point, 4 * point + 4);
  }

  /** The kernel that ran is made of the codebook's rows at the written tokens. */
  @Test
  void writtenTokensAreRowsOfTheCodebook() {
    var example = Example.of("seeds/40-igpg");
    var image = values.uniform(1, 1, 8, 8);
    var out = example.run(Map.of("image", image, "instruction", values.uniform(1, 6)));
    var codebook = Weights.of(example).matrix("codebook", 9);
    var tokens = array(out, "written").integers();
    var wanted = new double[4 * 64];
    for (int c = 0; c < 4; c++) {
      var kernel = codebook[(int) tokens[c]];
      for (int k = 0; k < 64; k++) {
        for (int t = 0; t < 9; t++) {
          int row = k / 8 + t / 3 - 1;
          int column = k % 8 + t % 3 - 1;
          if (row >= 0 && row < 8 && column >= 0 && column < 8) {
            wanted[64 * c + k] += kernel[t] * image.reals()[8 * row + column];
          }
        }
      }
    }
    assertClose(numbers(out, "features"), wanted, 1e-9);
  }

  /**
   * What folding alone leaves computes the same bits on the runtime. Other passes, which add the biases inside of the
   * products that make the weights, may change the last one.
   */
  @Test
  void knownHyperInputsLeaveAnOrdinaryNetwork() {
    var example = Example.of("seeds/51-mip-hypernetwork");
    var image = values.uniform(2, 1, 8, 8);
    var free = example.run(Map.of("image", image, "hyper", Values.reals(shape(1), 0.25)));
    var fixed = example.with("fixed", true);
    assertThat(numbers(fixed.run(Map.of("image", image)), "logits"))
        .containsExactly(numbers(free, "logits"));
    var compiled = fixed.optimized(worker);
    assertThat(compiled.getGraph().getNodeCount()).isLessThanOrEqualTo(5);
    assertThat(Example.count(compiled, "Conv")).isEqualTo(1);
    assertThat(Example.count(compiled, "Cos", "Sin", "LeakyRelu", "Reshape")).isZero();
    var inputs = Map.<String, Datum>of("image", image);
    var plain = numbers(Example.runtime(worker, fixed.plain(), inputs), "logits");
    assertThat(numbers(Example.runtime(worker, fixed.folded(worker), inputs), "logits"))
        .containsExactly(plain);
    assertClose(numbers(Example.runtime(worker, compiled, inputs), "logits"), plain, 2e-7);
  }

  /** The second linear layer, multiplied into the one before it, gives the bundled network. */
  @Test
  void bundledLayersAreTheirProduct() throws IOException {
    var example = Example.of("seeds/52-snnk");
    var weights = Weights.of(example);
    var product =
        Matrices.times(weights.matrix("linear.weight", 32), weights.matrix("h_2.weight", 24));
    var bundled = example.with("bundled", true);
    var file =
        Weights.of(bundled)
            .replaced(
                folder.resolve("bundled.safetensors"),
                Map.of("linear.weight", Matrices.flat(product)));
    var x = values.uniform(5, 16);
    assertThat(product).hasDimensions(32, 24);
    assertClose(
        numbers(bundled.weights(file).run(Map.of("x", x)), "logits"),
        numbers(example.run(Map.of("x", x)), "logits"),
        1e-6);
  }

  /** Scores that are constants leave one kind of basis, and the same values as scores at run time. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void constantSelectionsLeaveOneBranch(int chosen) {
    var score = new double[3];
    score[chosen] = 1;
    var x = values.uniform(6, 3);
    var free = Example.of("seeds/69-s-kan").model("SKan").with("fixed", false);
    var fixed = free.with("fixed", true).with("choice", Arrays.toString(score));
    var wanted = numbers(free.run(Map.of("x", x, "score", Values.reals(shape(3), score))), "y");
    assertThat(numbers(fixed.run(Map.of("x", x)), "y")).containsExactly(wanted);
    var selecting = free.optimized(worker);
    assertThat(Example.count(selecting, "If")).isGreaterThan(0);
    var compiled = fixed.optimized(worker);
    assertThat(Example.count(compiled, "If")).isZero();
    assertThat(Example.count(compiled, "Sin")).isEqualTo(chosen == 2 ? 2 : 0);
    var inputs = Map.<String, Datum>of("x", x, "score", Values.reals(shape(3), score));
    assertThat(numbers(Example.runtime(worker, compiled, Map.of("x", x)), "y"))
        .containsExactly(numbers(Example.runtime(worker, selecting, inputs), "y"));
  }

  /** Against de Boor's recursion for a single spline and point. */
  @Test
  void splinesAreThoseOfDeBoor() {
    var x = values.uniform(5, 3);
    var out = numbers(Example.of("seeds/69-s-kan").model("Splines").run(Map.of("x", x)), "basis");
    for (int i = 0; i < 15; i++) {
      double sum = 0;
      for (int k = 0; k < 8; k++) {
        assertThat(out[8 * i + k]).isCloseTo(basis(k, 3, x.reals()[i]), Offset.offset(1e-5));
        sum += out[8 * i + k];
      }
      assertThat(sum).isCloseTo(1, Offset.offset(1e-5));
    }
  }

  /** Spline i of an order on knots −1 + 0.4·(j − 3). */
  private static double basis(int i, int order, double x) {
    double left = -1 + 0.4 * (i - 3);
    if (order == 0) {
      return x >= left && x < left + 0.4 ? 1 : 0;
    }
    double width = 0.4 * order;
    return (x - left) / width * basis(i, order - 1, x)
        + (left + width + 0.4 - x) / width * basis(i + 1, order - 1, x);
  }

  @Test
  void fourNeuronsTellTheClustersApart() {
    var net = Example.of("seeds/70-xor-clusters").model("XorClusters").reference();
    double[][] centres = {{1, 1}, {-1, -1}, {1, -1}, {-1, 1}};
    for (int cluster = 0; cluster < 4; cluster++) {
      var centre = centres[cluster];
      var noise = values.normal(50, 8).reals();
      var x = Values.fill(shape(50, 8), i -> 0.2 * noise[i] + (i % 8 < 2 ? centre[i % 8] : 0));
      int sign = cluster < 2 ? 1 : -1;
      assertThat(Arrays.stream(numbers(net.run(Map.of("x", x)), "score")))
          .allMatch(s -> s * sign > 0);
    }
  }

  /** Inverse effectiveness: no change at equal strengths, and a factor on the fusion otherwise. */
  @Test
  void equalStrengthsFusePlainly() {
    var net = Example.of("seeds/65-iemf").reference();
    var inputs = new HashMap<String, Datum>();
    inputs.put("sound", values.uniform(3, 10));
    inputs.put("picture", values.uniform(3, 14));
    inputs.put("unimodal", Values.reals(shape(1), 0.7));
    inputs.put("multimodal", Values.reals(shape(1), 0.7));
    var plain = net.run(inputs);
    assertThat(numbers(plain, "coefficient")).containsExactly(1);
    inputs.put("unimodal", Values.reals(shape(1), 0.2));
    var strong = net.run(inputs);
    double factor = numbers(strong, "coefficient")[0];
    assertThat(factor).isGreaterThan(1.5);
    var wanted = Arrays.stream(numbers(plain, "fused")).map(v -> factor * v).toArray();
    assertClose(numbers(strong, "fused"), wanted, 1e-10);
  }

  @Test
  void retentionIsItsRecurrence() {
    var example = Example.of("seeds/49-after-transformers");
    var tokens = values.indexes(50, 2, 9);
    assertClose(
        numbers(example.with("recurrent", true).run(Map.of("tokens", tokens)), "logits"),
        numbers(example.run(Map.of("tokens", tokens)), "logits"),
        1e-9);
  }

  @Test
  void tokensAreTreatedAlikeInAnyOrder() {
    var net = Example.of("seeds/78-single-layer-transformer").model("SingleLayer").reference();
    var tokens = values.uniform(1, 6, 8);
    var flat = Values.reals(shape(6, 8), tokens.reals());
    var plain = Values.reals(shape(6, 8), numbers(net.run(Map.of("tokens", tokens)), "y"));
    var order = values.permutation(6);
    var moved = Values.reals(tokens.shape(), Values.rows(flat, order).reals());
    assertClose(
        numbers(net.run(Map.of("tokens", moved)), "y"), Values.rows(plain, order).reals(), 1e-10);
  }

  @Test
  void theLargestTokenIsCopiedAsTheTemperatureFalls() {
    var tokens = Values.reals(shape(1, 5, 1), 0.1, 0.8, 0.75, -0.3, 0.2);
    double before = 1;
    for (double temperature : new double[] {1, 0.1, 0.01, 0.001}) {
      var net =
          Example.of("seeds/78-single-layer-transformer")
              .model("CopyLargest")
              .with("temperature", temperature);
      double error = 0.8 - numbers(net.run(Map.of("tokens", tokens)), "y")[3];
      assertThat(error).isGreaterThanOrEqualTo(-1e-7).isLessThan(before);
      before = error;
    }
    assertThat(before).isLessThan(1e-6);
  }

  /** The table that embeds is the head; it is stored once. */
  @Test
  void theTableIsTheHead() {
    var example = Example.of("seeds/29-4m");
    for (var model :
        new sinter.grammar.onnx.ModelProto[] {example.plain(), example.optimized(worker)}) {
      assertThat(
              model.getGraph().getInitializerList().stream()
                  .filter(t -> t.getDimsList().contains(120L))
                  .count())
          .isEqualTo(1);
    }
  }
}
