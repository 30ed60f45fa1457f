package sinter.testsuite.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sinter.frontend.language.weights.Initializer;
import sinter.ir.diag.Code;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.tensor.Elements;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;

/** Initial values of parameters against their definitions. */
class InitializerTest {
  private static Initializer of(String name, Double... arguments) {
    return Initializer.of(name, List.of(arguments), Map.of(), Loc.UNKNOWN);
  }

  private static double variance(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    return Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum() / values.length;
  }

  /** A linear layer of 200 × 300, and a convolution of 64 × 32 with a 3 × 5 kernel. */
  @ParameterizedTest
  @CsvSource({
    "he_normal, 2, 300, false",
    "he_uniform, 2, 300, true",
    "glorot_normal, 2, 500, false",
    "glorot_uniform, 2, 500, true",
    "lecun_normal, 1, 300, false",
  })
  void variancesFollowTheFans(String name, double numerator, double matrixFan, boolean isUniform) {
    double convFan = name.startsWith("glorot") ? 32 * 15 + 64 * 15 : 32 * 15;
    check(name, List.of(200L, 300L), numerator / matrixFan, isUniform);
    check(name, List.of(64L, 32L, 3L, 5L), numerator / convFan, isUniform);
  }

  private static void check(String name, List<Long> shape, double variance, boolean isUniform) {
    var values = of(name).create(0, "layer.weight", DType.F32, shape).doubles();
    double error = variance * Math.sqrt(2.0 / values.length);
    assertThat(variance(values)).as(name + shape).isEqualTo(variance, within(5 * error));
    double largest = Arrays.stream(values).map(Math::abs).max().orElseThrow();
    double bound = Math.sqrt(3 * variance);
    if (isUniform) {
      assertThat(largest).isBetween(0.999 * bound, bound * (1 + 1e-6));
    } else {
      assertThat(largest).isGreaterThan(2 * bound);
    }
  }

  @Test
  void givenDeviationsAndBoundsAreKept() {
    var shape = List.of(500L, 400L);
    var normal = of("normal").create(0, "w", DType.F32, shape).doubles();
    assertThat(Math.sqrt(variance(normal))).isEqualTo(0.02, within(0.0002));
    var shifted =
        Initializer.of("normal", List.of(3.0), Map.of("std", 0.5), Loc.UNKNOWN)
            .create(0, "w", DType.F64, shape)
            .doubles();
    assertThat(Arrays.stream(shifted).average().orElseThrow()).isEqualTo(3, within(0.006));
    assertThat(variance(shifted)).isEqualTo(0.25, within(0.005));
    var cut = of("truncated_normal", 0.1).create(0, "w", DType.F32, shape).doubles();
    assertThat(variance(cut)).isEqualTo(0.01 * 0.7737413, within(0.0002));
    assertThat(Arrays.stream(cut).map(Math::abs).max().orElseThrow()).isBetween(0.1999, 0.2000001);
    var uniform = of("uniform", -2.0, 5.0).create(0, "w", DType.F32, shape).doubles();
    assertThat(Arrays.stream(uniform).min().orElseThrow()).isBetween(-2.0, -1.99);
    assertThat(Arrays.stream(uniform).max().orElseThrow()).isBetween(4.99, 5.0);
  }

  @ParameterizedTest
  @CsvSource({"96, 96, 1, 1", "150, 40, 2, 1", "40, 150, 0.5, 1", "48, 8, 1, 9", "1, 7, 3, 1"})
  void orthogonalMatricesAreOrthogonal(int m, int n, double gain, int receptive) {
    var shape = receptive == 1 ? List.of((long) m, (long) n) : List.of((long) m, (long) n, 3L, 3L);
    int width = n * receptive;
    var q = of("orthogonal", gain).create(5, "rnn.recurrent", DType.F64, shape).doubles();
    boolean isWide = m < width;
    int count = Math.min(m, width);
    for (int a = 0; a < count; a++) {
      for (int b = 0; b < count; b++) {
        double dot = 0;
        for (int i = 0; i < Math.max(m, width); i++) {
          dot += isWide ? q[a * width + i] * q[b * width + i] : q[i * width + a] * q[i * width + b];
        }
        assertThat(dot).as("%d, %d", a, b).isEqualTo(a == b ? gain * gain : 0, within(1e-12));
      }
    }
  }

  /** The entries of a random rotation of n dimensions have mean 0 and variance 1/n, and the trace varies by 1. */
  @Test
  void orthogonalMatricesPreferNoDirection() {
    int n = 24;
    double sum = 0;
    double traces = 0;
    int count = 400;
    for (int k = 0; k < count; k++) {
      var q = of("orthogonal").create(k, "w", DType.F64, List.of((long) n, (long) n)).doubles();
      sum += Arrays.stream(q).sum();
      double trace = 0;
      for (int i = 0; i < n; i++) {
        trace += q[i * n + i];
      }
      traces += trace * trace;
    }
    assertThat(sum / count).isEqualTo(0, within(5 * Math.sqrt((double) n / count)));
    assertThat(traces / count).isEqualTo(1, within(5 * Math.sqrt(2.0 / count)));
  }

  @Test
  void plainValuesAreWhatTheyAreCalled() {
    var shape = List.of(3L, 2L);
    assertThat(of("zeros").create(0, "w", DType.I32, shape).longs()).containsOnly(0L).hasSize(6);
    assertThat(of("ones").create(0, "w", DType.BOOL, shape).longs()).containsOnly(1L);
    assertThat(of("constant", 2.5).create(0, "w", DType.F16, shape).doubles()).containsOnly(2.5);
    assertThat(of("eye").create(0, "w", DType.F32, shape).doubles())
        .containsExactly(1, 0, 0, 1, 0, 0);
    assertThat(of("eye").create(0, "w", DType.F32, List.of(2L, 3L)).doubles())
        .containsExactly(1, 0, 0, 0, 1, 0);
    assertThat(of("arange").create(0, "w", DType.I64, shape).longs())
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void valuesDependOnTheSeedAndTheNameAndOnNothingElse() {
    var shape = List.of(4L, 5L);
    var first = of("he_normal").create(1, "a.b", DType.F32, shape).doubles();
    assertThat(of("he_normal").create(1, "a.b", DType.F32, shape).doubles()).isEqualTo(first);
    var seen = new HashSet<Double>();
    for (long seed = 0; seed < 20; seed++) {
      for (var name : List.of("a.b", "a.b_2", "a.b.", "b.a", "", "a", "a.c", "ä.b")) {
        seen.add(of("he_normal").create(seed, name, DType.F32, shape).doubleAt(0));
      }
    }
    assertThat(seen).hasSize(20 * 8);
    var half = of("he_normal").create(1, "a.b", DType.F16, shape);
    for (int i = 0; i < 20; i++) {
      double rounded = Elements.value(DType.F16, Elements.bits(DType.F16, first[i]));
      assertThat(half.doubleAt(i)).isEqualTo(first[i], within(Math.abs(first[i]) * 0x1p-10));
      assertThat(half.content().get(Tensor.SHORT, 2L * i) & 0xFFFFL)
          .isEqualTo(Elements.bits(DType.F16, rounded));
    }
  }

  @Test
  void hugeParametersCostNothingUntilTheyAreRead() {
    var t = of("he_normal").create(0, "w", DType.F32, List.of(1L << 20, 1L << 20));
    assertThat(t.size()).isEqualTo(1L << 40);
    assertThat(t.doubleAt((1L << 40) - 1)).isBetween(-0.01, 0.01);
  }

  @Test
  void mistakesSayWhatTheInitializerTakes() {
    fails(() -> of("he_norml"), Code.UNKNOWN_NAME, "no initializer called he_norml");
    fails(() -> of("uniform", 1.0), Code.BAD_ATTRIBUTE, "uniform needs high");
    fails(() -> of("uniform", 1.0, 0.5), Code.BAD_ATTRIBUTE, "low is at most high");
    fails(() -> of("zeros", 1.0), Code.BAD_ATTRIBUTE, "zeros() takes no arguments");
    fails(() -> of("normal", 0.0, -1.0), Code.BAD_ATTRIBUTE, "not negative");
    fails(
        () -> Initializer.of("normal", List.of(), Map.of("sd", 1.0), Loc.UNKNOWN),
        Code.BAD_ATTRIBUTE,
        "no argument sd");
    assertThat(of("he_normal").refusal(DType.I64, List.of(2L))).contains("draws floats, not i64");
    assertThat(of("orthogonal").refusal(DType.F32, List.of(2L))).contains("needs a matrix");
    assertThat(of("eye").refusal(DType.F32, List.of(2L, 2L, 2L))).contains("needs a matrix");
    assertThat(of("zeros").refusal(DType.STRING, List.of())).contains("gives numbers");
    assertThat(of("glorot_uniform").refusal(DType.BF16, List.of(2L))).isNull();
  }

  private static void fails(Runnable made, Code code, String message) {
    assertThatThrownBy(made::run)
        .isInstanceOfSatisfying(
            InputError.class,
            e -> {
              assertThat(e.diagnostic().code()).isEqualTo(code);
              assertThat(e.diagnostic().message()).contains(message);
              assertThat(e.diagnostic().notes()).isNotEmpty();
            });
  }
}
