package sinter.testsuite.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static sinter.testsuite.zoo.Values.array;
import static sinter.testsuite.zoo.Values.assertClose;
import static sinter.testsuite.zoo.Values.numbers;

import java.util.Arrays;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sinter.testsuite.reference.Datum;

/** Operators on functions, each compiled once and run on several grids. */
class GridOperatorsTest extends OnRuntime {
  private static final long SEED = 61;
  private static final double SIGMA = 0.1;
  private static final double FULL = 2 * Math.PI * SIGMA * SIGMA;
  private static final int[][] GRIDS = {{16, 16}, {24, 17}, {9, 30}, {33, 32}};

  GridOperatorsTest() {
    super(SEED);
  }

  /** A function of the place (i/H, j/W), on a grid. */
  private static Datum.Array sampled(int h, int w, DoubleBinaryOperator f) {
    var at = new double[h * w];
    for (int i = 0; i < h; i++) {
      for (int j = 0; j < w; j++) {
        at[i * w + j] = f.applyAsDouble((double) i / h, (double) j / w);
      }
    }
    return Values.reals(new long[] {1, 1, h, w}, at);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Integral", "NeuralOperator"})
  void oneCompiledModelRunsOnEveryGrid(String model) {
    var example = Example.of("seeds/58-neural-operator").model(model);
    var compiled = example.optimized(worker);
    var reference = example.reference();
    var dims = compiled.getGraph().getInput(0).getType().getTensorType().getShape().getDimList();
    assertThat(dims.subList(2, 4)).allMatch(d -> d.hasDimParam());
    for (var grid : GRIDS) {
      var inputs = Map.<String, Datum>of("f", values.uniform(2, 1, grid[0], grid[1]));
      var wanted = reference.run(inputs);
      var name = wanted.keySet().iterator().next();
      assertThat(array(wanted, name).shape()).containsExactly(2, 1, grid[0], grid[1]);
      assertClose(
          numbers(Example.runtime(worker, compiled, inputs), name), numbers(wanted, name), 1e-4);
    }
  }

  /**
   * The integral of exp(−|z|²/2σ²)/2πσ²·sin(5·y + 3·x) over a square of side s = 1/2, on grids with and without places
   * on the square's edge. Along an axis with step h, cells within it are wrong by at most s·h²/24·max|g″|, the two
   * cells at its ends by at most h²/4·max|g′| each, and the lengths add up to s on the other axis.
   */
  @ParameterizedTest
  @CsvSource({"16 32 64 128,8 16 32 64", "18 34 66 130,18 34 66 130"})
  void integralsConvergeOnFinerGrids(String heights, String widths) {
    double exact = Math.sin(4) * bell(5) * bell(3) / FULL;
    var example = Example.of("seeds/58-neural-operator").model("Integral");
    var net = example.reference();
    var compiled = example.optimized(worker);
    var height = Arrays.stream(heights.split(" ")).mapToInt(Integer::parseInt).toArray();
    var width = Arrays.stream(widths.split(" ")).mapToInt(Integer::parseInt).toArray();
    var errors = new double[4];
    for (int i = 0; i < 4; i++) {
      int h = height[i];
      int w = width[i];
      var f = sampled(h, w, (y, x) -> Math.sin(5 * y + 3 * x));
      int centre = h / 2 * w + w / 2;
      double at = numbers(net.run(Map.of("f", f)), "g")[centre];
      assertThat(numbers(Example.runtime(worker, compiled, Map.of("f", f)), "g")[centre])
          .isCloseTo(at, Offset.offset(1e-5));
      errors[i] = Math.abs(at - exact);
      double bound = 0.5 * (wrong(5) / h / h + wrong(3) / w / w) / FULL;
      System.out.printf("%d x %d: error %.3g, at most %.3g%n", h, w, errors[i], bound);
      assertThat(errors[i]).isLessThanOrEqualTo(bound);
    }
    for (int i = 1; i < 4; i++) {
      double order =
          Math.log(errors[i - 1] / errors[i]) / Math.log((double) height[i] / height[i - 1]);
      assertThat(order).as(Arrays.toString(errors)).isBetween(1.8, 2.2);
    }
  }

  /** ∫ exp(−z²/2σ²)·cos(a·z) dz from −1/4 to 1/4, by Simpson's rule. */
  private static double bell(double a) {
    int n = 20_000;
    double sum = 0;
    for (int i = 0; i <= n; i++) {
      double z = -0.25 + 0.5 * i / n;
      double weight = i == 0 || i == n ? 1 : i % 2 == 1 ? 4 : 2;
      sum += weight * Math.exp(-z * z / (2 * SIGMA * SIGMA)) * Math.cos(a * z) * 0.5 / n / 3;
    }
    return sum;
  }

  /** The bound for one axis and steps of one, with |k| ≤ 1, |k′| ≤ 1/(σ·√e) and |k″| ≤ 1/σ² in g = k·sin(a·z + …). */
  private static double wrong(double a) {
    double slope = 1 / (SIGMA * Math.sqrt(Math.E));
    double curvature = 1 / (SIGMA * SIGMA) + 2 * a * slope + a * a;
    return 0.5 * curvature / 24 + (slope + a) / 2;
  }

  /** Halved cells halve what finer grids change at common places: functions are cut off at the square's edge. */
  @Test
  void layersAgreeOnFinerGrids() {
    var net = Example.of("seeds/58-neural-operator").model("NeuralOperator").reference();
    var at = new double[4][256];
    for (int i = 0; i < 4; i++) {
      int g = 16 << i;
      var f = sampled(g, g, (y, x) -> Math.sin(2 * Math.PI * y) * Math.cos(2 * Math.PI * x));
      var u = numbers(net.run(Map.of("f", f)), "u");
      int step = 1 << i;
      Arrays.setAll(at[i], k -> u[(k / 16 * g + k % 16) * step]);
    }
    var changes = new double[3];
    for (int i = 0; i < 3; i++) {
      for (int k = 0; k < 256; k++) {
        changes[i] = Math.max(changes[i], Math.abs(at[i + 1][k] - at[i][k]));
      }
    }
    System.out.printf("changes on grids of 16, 32, 64, 128 cells: %s%n", Arrays.toString(changes));
    assertThat(changes[0] / changes[1]).isBetween(1.6, 2.4);
    assertThat(changes[1] / changes[2]).isBetween(1.6, 2.4);
  }
}
