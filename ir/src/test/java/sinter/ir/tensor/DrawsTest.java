package sinter.ir.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sinter.ir.type.DType;
import sinter.ir.type.Type.TensorType;

/** Draws against the distributions they are said to have. */
class DrawsTest {
  private static final int COUNT = 200_000;

  private static Tensor drawn(DType dtype, long count, Recipe recipe) {
    return new Tensor.Derived(TensorType.of(dtype, count), recipe, List.of());
  }

  /** What Python's statistics.NormalDist().inv_cdf gives for the same uniform numbers. */
  @Test
  void numbersAreTheSameOnEveryMachine() {
    var normal = drawn(DType.F64, 4, new Recipe.Normal(42, 0, 1)).doubles();
    double[] expected = {
      0.6481773613288522, -0.9948262318051996, -0.587002153338961, -0.40105255214178565
    };
    for (int i = 0; i < expected.length; i++) {
      assertThat(normal[i]).isEqualTo(expected[i], within(2e-9));
    }
    assertThat(normal)
        .containsExactly(
            0.6481773613288084, -0.9948262318060918, -0.5870021533390175, -0.4010525521417443);
    // SplitMix64 started at 1234567.
    var uniform = drawn(DType.F64, 2, new Recipe.Uniform(1234567, 0, 1)).doubles();
    assertThat(uniform)
        .containsExactly(
            ((6457827717110365317L >>> 11) + 0.5) * 0x1p-53,
            ((3203168211198807973L >>> 11) + 0.5) * 0x1p-53);
  }

  @Test
  void cubicsStayCloseToTheFunctionTheyStandFor() {
    for (int i = 1; i < 1_000_000; i++) {
      double p = i / 1e6;
      assertThat(Draws.normal(p)).isEqualTo(Draws.quantile(p), within(2e-9));
    }
    assertThat(Draws.quantile(0.975)).isEqualTo(1.959963984540054, within(1e-14));
    assertThat(Draws.quantile(1e-10)).isEqualTo(-6.361340902404056, within(1e-13));
    assertThat(Draws.quantile(1e-20)).isEqualTo(-9.262340089798409, within(1e-13));
    assertThat(Draws.quantile(0.5)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 0x9E3779B97F4A7C15L, Long.MIN_VALUE})
  void momentsAndQuantilesFollowTheDistribution(long key) {
    check(
        drawn(DType.F32, COUNT, new Recipe.Uniform(key, -3, 1)),
        -1,
        16 / 12.0,
        new double[] {-2.6, -2, -1, 0, 0.6});
    check(
        drawn(DType.F32, COUNT, new Recipe.Normal(key, 2, 3)),
        2,
        9,
        new double[] {
          2 - 3 * 1.2815515655446004, 2 - 3 * 0.6744897501960817, 2, 4.023469250588246, 5.8446546966
        });
    // Of a normal distribution cut at 2: variance 1 - 4·φ(2) / (2·Φ(2) - 1).
    check(
        drawn(DType.F32, COUNT, new Recipe.TruncatedNormal(key, 0, 1)),
        0,
        0.7737413035499232,
        new double[] {-1.1799, -0.6392, 0, 0.6392, 1.1799});
  }

  /** Mean, variance, and the 10, 25, 50, 75 and 90 % points, within five standard errors. */
  private static void check(Tensor tensor, double mean, double variance, double[] points) {
    var values = tensor.doubles();
    double m = Arrays.stream(values).average().orElseThrow();
    double v = Arrays.stream(values).map(x -> (x - m) * (x - m)).sum() / COUNT;
    assertThat(m).isEqualTo(mean, within(5 * Math.sqrt(variance / COUNT)));
    assertThat(v).isEqualTo(variance, within(5 * variance * Math.sqrt(2.0 / COUNT)));
    double[] parts = {0.1, 0.25, 0.5, 0.75, 0.9};
    for (int i = 0; i < parts.length; i++) {
      double point = points[i];
      double below = Arrays.stream(values).filter(x -> x < point).count() / (double) COUNT;
      double error = Math.sqrt(parts[i] * (1 - parts[i]) / COUNT);
      assertThat(below).as("part below %s", point).isEqualTo(parts[i], within(5 * error + 2e-4));
    }
  }

  @Test
  void aNumberDependsOnItsPlaceOnly() {
    for (var recipe :
        List.of(
            new Recipe.Uniform(7, 0, 1),
            new Recipe.Normal(7, 0, 1),
            new Recipe.TruncatedNormal(7, 0, 1))) {
      var elements = Elements.of(drawn(DType.F64, 1 << 20, recipe));
      var run = new double[1000];
      elements.read(123_456, run, run.length);
      for (int i = 0; i < run.length; i++) {
        assertThat(elements.getDouble(123_456 + i)).isEqualTo(run[i]);
      }
    }
  }

  @Test
  void truncatedNumbersStayWithinTwoDeviations() {
    var values = drawn(DType.F64, COUNT, new Recipe.TruncatedNormal(3, 1, 0.5)).doubles();
    assertThat(Arrays.stream(values).min().orElseThrow()).isBetween(0.0, 0.001);
    assertThat(Arrays.stream(values).max().orElseThrow()).isBetween(1.999, 2.0);
  }
}
