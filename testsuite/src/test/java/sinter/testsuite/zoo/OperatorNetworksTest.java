package sinter.testsuite.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static sinter.testsuite.zoo.Values.array;
import static sinter.testsuite.zoo.Values.assertClose;
import static sinter.testsuite.zoo.Values.numbers;
import static sinter.testsuite.zoo.Values.scalar;
import static sinter.testsuite.zoo.Values.shape;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sinter.testsuite.reference.Datum;

/** Networks that stand for operators and solvers compute what those are defined to be. */
class OperatorNetworksTest extends OnRuntime {
  OperatorNetworksTest() {
    super(43);
  }

  /** Against the complex sum Σ w·f·exp(−2πi·k·x), and a grid whose basis is a constant after folding. */
  @Test
  void theTransformOfAnyPlacesIsItsSum() {
    var example = Example.of("seeds/05-nuft-cnn");
    int s = 13;
    var f = values.uniform(1, s);
    var x = Values.fill(shape(1, s), i -> (i + 0.3 * Math.sin(i)) / s);
    var w = Values.fill(shape(1, s), i -> 0.05 + 0.01 * i);
    var inputs = Map.<String, Datum>of("values", f, "places", x, "shares", w);
    var out = example.run(inputs);
    for (int k = -8; k <= 8; k++) {
      double re = 0;
      double im = 0;
      for (int j = 0; j < s; j++) {
        re += w.reals()[j] * f.reals()[j] * Math.cos(2 * Math.PI * k * x.reals()[j]);
        im -= w.reals()[j] * f.reals()[j] * Math.sin(2 * Math.PI * k * x.reals()[j]);
      }
      assertThat(numbers(out, "re")[k + 8]).isCloseTo(re, Offset.offset(1e-6));
      assertThat(numbers(out, "im")[k + 8]).isCloseTo(im, Offset.offset(1e-6));
    }
    assertThat(Example.count(example.plain(), "Cos")).isEqualTo(2);
    assertThat(Example.count(example.optimized(worker), "Cos")).isEqualTo(1);
    assertThat(Example.count(example.optimized(worker), "Sin")).isEqualTo(1);
  }

  /** What is known beforehand is folded to the bits that it has when it is computed at run time. */
  @ParameterizedTest
  @CsvSource({
    "05-nuft-cnn,grid,32,'Cos,Sin',2",
    "43-deeponet,fixed,true,Tanh,2",
    "55-g-ssnn,width,8,'Cos,Sin,Softmax',0"
  })
  void foldingIsExact(
      String file, String parameter, String value, String operators, long atRunTime) {
    var example = Example.of("seeds/" + file).with(parameter, value);
    var compiled = example.folded(worker);
    assertThat(Example.count(compiled, operators.split(","))).isEqualTo(atRunTime);
    try (var model = example.read()) {
      var inputs = Inputs.draw(model, Map.of("N", 2L, "S", 13L), Map.of(), 43);
      var plain = Example.runtime(worker, example.plain(), inputs);
      var folded = Example.runtime(worker, compiled, inputs);
      plain
          .keySet()
          .forEach(name ->
              assertThat(numbers(folded, name)).as(name).containsExactly(numbers(plain, name)));
    }
  }

  @Test
  void flamesKeepTheirEndsAndTheirSlope() {
    var net = Example.of("seeds/12-flame-pinn").reference();
    var x = Values.reals(shape(5, 1), 0, 1, 0.2, 0.55, 0.9);
    var out = net.run(Map.of("x", x));
    assertThat(numbers(out, "u")[0]).isCloseTo(0.2, Offset.offset(1e-7));
    assertThat(numbers(out, "u")[1]).isCloseTo(1.0, Offset.offset(1e-7));
    double h = 1e-5;
    var up = numbers(net.run(Map.of("x", Values.fill(x.shape(), i -> x.reals()[i] + h))), "u");
    var down = numbers(net.run(Map.of("x", Values.fill(x.shape(), i -> x.reals()[i] - h))), "u");
    for (int i = 0; i < 5; i++) {
      assertThat(numbers(out, "du")[i]).isCloseTo((up[i] - down[i]) / (2 * h), Offset.offset(1e-7));
    }
  }

  /** Halving the step divides the error by two to the order, and no coefficient is left to compute. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void solversConvergeWithTheirOrder(int order) {
    double start = 0.3;
    double exact = start * Math.E / (1 + start * (Math.E - 1));
    var errors = new double[4];
    for (int i = 0; i < 4; i++) {
      var example =
          Example.of("seeds/21-usf").model("Logistic").with("order", order).with("steps", 8 << i);
      var out = example.run(Map.of("start", Values.reals(shape(1), start)));
      errors[i] = Math.abs(scalar(out, "end") - exact);
      assertThat(Example.count(example.plain(), "Exp")).isZero();
    }
    System.out.printf("order %d: errors %s%n", order, Arrays.toString(errors));
    for (int i = 1; i < 4; i++) {
      double ratio = errors[i - 1] / errors[i];
      assertThat(ratio).isBetween(0.85 * (1 << order), 1.15 * (1 << order));
    }
  }

  @Test
  void theNetworkOfAGridIsAConstant() {
    var example = Example.of("seeds/43-deeponet");
    var samples = values.uniform(2, 20);
    var grid = Values.fill(shape(9, 1), i -> i / 8.0);
    var free = example.run(Map.of("samples", samples, "y", grid));
    var fixed = example.with("fixed", true);
    assertClose(
        numbers(fixed.run(Map.of("samples", samples)), "values"), numbers(free, "values"), 1e-12);
    assertThat(Example.count(example.optimized(worker), "Tanh")).isEqualTo(5);
    assertThat(Example.count(fixed.optimized(worker), "Tanh")).isEqualTo(2);
    assertThat(Example.count(fixed.optimized(worker), "Gemm", "MatMul")).isEqualTo(4);
  }

  /** Against the polynomials written out; beyond the reach, against the tangent. */
  @Test
  void hermiteActivationsAreTheirPolynomials() {
    var x = Values.fill(shape(1, 8), i -> -3.5 + i);
    var out = numbers(Example.of("seeds/44-wide-deep").run(Map.of("x", x)), "activated");
    DoubleUnaryOperator inside =
        z ->
            0.1
                + 0.8 * z
                + 0.5 * (z * z * z - 3 * z) / Math.sqrt(6)
                + 0.1 * (z * z * z * z - 6 * z * z + 3) / Math.sqrt(24);
    DoubleUnaryOperator slope =
        z ->
            0.8
                + 0.5 * (3 * z * z - 3) / Math.sqrt(6)
                + 0.1 * (4 * z * z * z - 12 * z) / Math.sqrt(24);
    for (int i = 0; i < 8; i++) {
      double v = x.reals()[i];
      double z = Math.clamp(v, -2.5, 2.5);
      double wanted = inside.applyAsDouble(z) + slope.applyAsDouble(z) * (v - z);
      assertThat(out[i]).isCloseTo(wanted, Offset.offset(1e-6));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"wrap", "reflect", "constant"})
  void vCyclesAreLinear(String boundary) {
    var net = Example.of("seeds/48-mgno").with("boundary", "\"" + boundary + "\"").reference();
    var a = values.uniform(1, 1, 16, 16);
    var b = values.uniform(1, 1, 16, 16);
    var sum = Values.fill(a.shape(), i -> 2 * a.reals()[i] - 3 * b.reals()[i]);
    var ya = numbers(net.run(Map.of("a", a)), "linear_part");
    var yb = numbers(net.run(Map.of("a", b)), "linear_part");
    var wanted = IntStream.range(0, ya.length).mapToDouble(i -> 2 * ya[i] - 3 * yb[i]).toArray();
    assertClose(numbers(net.run(Map.of("a", sum)), "linear_part"), wanted, 1e-10);
    assertThat(Values.largest(ya)).isGreaterThan(0.01);
  }

  @Test
  void stepsAlongALinearFlowMultiply() {
    var x = values.uniform(2, 3);
    for (int steps : List.of(1, 4, 9)) {
      var net = Example.of("seeds/54-latent-zoning").model("LinearFlow").with("steps", steps);
      double factor = Math.pow(1 + 0.7 / steps, steps);
      var wanted = Arrays.stream(x.reals()).map(v -> factor * v).toArray();
      assertClose(numbers(net.run(Map.of("x", x)), "y"), wanted, 1e-6);
    }
  }

  @Test
  void knownGeometryIsComputedBeforehand() {
    var example = Example.of("seeds/55-g-ssnn");
    assertThat(Example.count(example.plain(), "Sin", "Cos", "Softmax")).isEqualTo(3);
    assertThat(Example.count(example.optimized(worker), "Sin", "Cos", "Softmax")).isZero();
  }

  /** The step and the loss after it, in double precision and by hand from the generated batch. */
  @Test
  void learnersAreTaughtByOneStepOfDescent() {
    var example = Example.of("seeds/57-generative-teaching");
    var inputs = new HashMap<String, Datum>();
    inputs.put("codes", values.uniform(8, 6));
    inputs.put("labels", Values.fill(shape(8, 3), i -> i % 3 == i / 3 % 3 ? 1 : 0));
    inputs.put("real", values.uniform(4, 5));
    inputs.put("truth", Values.fill(shape(4, 3), i -> i % 3 == i / 3 % 3 ? 1 : 0));
    var out = example.run(inputs);
    var taught = Weights.rows(numbers(out, "taught"), 5);
    var w = Weights.of(example).matrix("learner", 3);
    var error = Matrices.times(taught, w);
    for (int i = 0; i < 8; i++) {
      softmax(error[i]);
      error[i][i % 3] -= 1;
    }
    var gradient = Matrices.times(Matrices.transposed(taught), error);
    var learned = new double[5][3];
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 3; j++) {
        learned[i][j] = w[i][j] - 0.5 * gradient[i][j] / 8;
      }
    }
    assertClose(numbers(out, "learned"), Matrices.flat(learned), 1e-10);
    var logits = Matrices.times(Weights.rows(array(inputs, "real").reals(), 5), learned);
    double loss = 0;
    for (int i = 0; i < 4; i++) {
      softmax(logits[i]);
      loss -= Math.log(logits[i][i % 3]) / 4;
    }
    assertThat(numbers(out, "loss")).hasSize(1);
    assertThat(numbers(out, "loss")[0]).isCloseTo(loss, Offset.offset(1e-10));
  }

  private static void softmax(double[] row) {
    double sum = 0;
    for (int i = 0; i < row.length; i++) {
      row[i] = Math.exp(row[i]);
      sum += row[i];
    }
    for (int i = 0; i < row.length; i++) {
      row[i] /= sum;
    }
  }

  /** The first step has rows of one length, as its second moments are only its own. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void updatesAreNearlyOrthogonalWithEvenRows(long seed) {
    var drawn = new Values(seed);
    var net = Example.of("seeds/68-normuon").with("rows", 64).with("columns", 128).reference();
    var zeros = Values.fill(shape(64, 128), _ -> 0);
    var inputs = new HashMap<String, Datum>();
    inputs.put("weight", zeros);
    inputs.put("gradient", drawn.normal(64, 128));
    inputs.put("velocity", zeros);
    inputs.put("second", Values.fill(shape(64, 1), _ -> 0));
    var first = net.run(inputs);
    var x = Weights.rows(numbers(first, "orthogonal"), 128);
    var squares = Matrices.eigenvalues(Matrices.times(x, Matrices.transposed(x)));
    System.out.printf(
        "seed %d: singular values from %.3f to %.3f%n",
        seed, Math.sqrt(squares[0]), Math.sqrt(squares[63]));
    assertThat(Math.sqrt(squares[0])).isGreaterThan(0.6);
    assertThat(Math.sqrt(squares[63])).isLessThan(1.2);
    var lengths = lengths(first);
    assertThat(lengths).hasSize(64);
    for (double length : lengths) {
      assertThat(length).isCloseTo(lengths[0], Offset.offset(1e-4));
      assertThat(length).isCloseTo(Math.sqrt(128 / 0.05), Offset.offset(1e-4));
    }

    inputs.put("weight", array(first, "new_weight"));
    inputs.put("gradient", drawn.normal(64, 128));
    inputs.put("velocity", array(first, "new_velocity"));
    inputs.put("second", array(first, "new_second"));
    var second = net.run(inputs);
    var step = new double[64 * 128];
    for (int r = 0; r < 64; r++) {
      var row = Arrays.copyOfRange(numbers(second, "orthogonal"), 128 * r, 128 * r + 128);
      double moment = 0.95 * numbers(first, "new_second")[r] + 0.05 * Matrices.dot(row, row) / 128;
      assertThat(numbers(second, "new_second")[r]).isCloseTo(moment, Offset.offset(1e-9));
      for (int c = 0; c < 128; c++) {
        step[128 * r + c] = row[c] / Math.sqrt(moment);
      }
    }
    assertClose(numbers(second, "step"), step, 1e-4);
    assertThat(Arrays.stream(lengths(second)).max().orElseThrow())
        .isGreaterThan(1.01 * Arrays.stream(lengths(second)).min().orElseThrow());
    double scale = 0.02 * 0.2 * Math.sqrt(64 * 128) / Math.sqrt(Matrices.dot(step, step));
    var before = numbers(first, "new_weight");
    var wanted = IntStream.range(0, step.length).mapToDouble(i -> before[i] - scale * step[i]);
    assertClose(numbers(second, "new_weight"), wanted.toArray(), 1e-7);
  }

  private static double[] lengths(Map<String, Datum> out) {
    return Arrays.stream(Weights.rows(numbers(out, "step"), 128))
        .mapToDouble(row -> Math.sqrt(Matrices.dot(row, row)))
        .toArray();
  }

  /** With the residual itself as the direction, each iterate is that of conjugate gradients. */
  @Test
  void conjugateDirectionsOfResidualsAreConjugateGradients() {
    int n = 8;
    var b = values.uniform(1, 1, n, n);
    var example =
        Example.of("seeds/76-deep-conjugate-direction")
            .with("direction", "unchanged")
            .with("steps", 10);
    var out = example.run(Map.of("b", b));
    var x = new double[n * n];
    var r = b.reals().clone();
    var d = r.clone();
    var lengths = new double[10];
    for (int k = 0; k < 10; k++) {
      var ad = poisson(d, n);
      double rr = Matrices.dot(r, r);
      double step = rr / Matrices.dot(d, ad);
      for (int i = 0; i < x.length; i++) {
        x[i] += step * d[i];
        r[i] -= step * ad[i];
      }
      double next = Matrices.dot(r, r);
      for (int i = 0; i < x.length; i++) {
        d[i] = r[i] + next / rr * d[i];
      }
      lengths[k] = Math.sqrt(next);
    }
    assertClose(numbers(out, "solution"), x, 1e-8);
    assertClose(numbers(out, "residuals"), lengths, 1e-8);
    assertThat(lengths[9]).isLessThan(0.2 * Math.sqrt(Matrices.dot(b.reals(), b.reals())));
  }

  /** Any direction made conjugate and followed to its lowest point lowers the error's energy. */
  @ParameterizedTest
  @CsvSource({"direction_net", "unchanged"})
  void everyStepLowersTheEnergyOfTheError(String direction) {
    int n = 8;
    var b = values.uniform(1, 1, n, n);
    double before = 0;
    for (int steps = 1; steps <= 6; steps++) {
      var example =
          Example.of("seeds/76-deep-conjugate-direction")
              .with("direction", direction)
              .with("steps", steps);
      var x = numbers(example.run(Map.of("b", b)), "solution");
      double energy = 0.5 * Matrices.dot(x, poisson(x, n)) - Matrices.dot(x, b.reals());
      assertThat(energy).isLessThan(before);
      before = energy;
    }
  }

  private static double[] poisson(double[] u, int n) {
    var out = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        out[n * i + j] =
            4 * u[n * i + j]
                - (i > 0 ? u[n * (i - 1) + j] : 0)
                - (i < n - 1 ? u[n * (i + 1) + j] : 0)
                - (j > 0 ? u[n * i + j - 1] : 0)
                - (j < n - 1 ? u[n * i + j + 1] : 0);
      }
    }
    return out;
  }

  /** Conjugate gradients end at Tikhonov's solution, which amplifies noise by at most 1 / (2·√λ). */
  @Test
  void regularizationBoundsTheAmplificationOfNoise() {
    double strength = 0.05;
    var net = Example.of("seeds/31-ambiguity").with("size", 8).with("steps", 40).reference();
    var y = values.uniform(1, 1, 8, 8);
    var plain = net.run(Map.of("blurred", y));
    assertThat(Values.largest(numbers(plain, "residual"))).isLessThan(1e-6);
    double worst = 0;
    double sharp = 0;
    for (int i = 0; i < 10; i++) {
      var e = values.uniform(1, 1, 8, 8);
      var other =
          net.run(
              Map.of("blurred", Values.fill(y.shape(), k -> y.reals()[k] + 0.05 * e.reals()[k])));
      double length = 0.05 * Math.sqrt(Matrices.dot(e.reals(), e.reals()));
      worst =
          Math.max(worst, distance(numbers(other, "smooth"), numbers(plain, "smooth")) / length);
      sharp = Math.max(sharp, distance(numbers(other, "sharp"), numbers(plain, "sharp")) / length);
    }
    double bound = 1 / (2 * Math.sqrt(strength));
    System.out.printf(
        "amplification: %.3f smooth (at most %.3f), %.3f sharp%n", worst, bound, sharp);
    assertThat(worst).isGreaterThan(0.1).isLessThanOrEqualTo(bound + 1e-6);
  }

  private static double distance(double[] a, double[] b) {
    var d = IntStream.range(0, a.length).mapToDouble(i -> a[i] - b[i]).toArray();
    return Math.sqrt(Matrices.dot(d, d));
  }
}
