package sinter.testsuite.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import sinter.testsuite.reference.DataType;
import sinter.testsuite.reference.Datum;

/** Values for the inputs of networks, and looks at their outputs. */
final class Values {
  private final SplittableRandom random;

  Values(long seed) {
    random = new SplittableRandom(seed);
  }

  static Datum.Array reals(long[] shape, double... at) {
    return Datum.Array.reals(DataType.FLOAT, shape, at);
  }

  static Datum.Array fill(long[] shape, IntToDoubleFunction at) {
    return reals(shape, IntStream.range(0, count(shape)).mapToDouble(at).toArray());
  }

  static Datum.Array integers(long[] shape, long... at) {
    return Datum.Array.integers(DataType.INT64, shape, at);
  }

  static long[] shape(long... extents) {
    return extents;
  }

  static int count(long... shape) {
    return Math.toIntExact(LongStream.of(shape).reduce(1, (a, b) -> a * b));
  }

  /** Numbers between -1 and 1 that a float holds. */
  Datum.Array uniform(long... shape) {
    return reals(shape, random.doubles(count(shape), -1, 1).map(d -> (float) d).toArray());
  }

  /** Normally distributed numbers that a float holds. */
  Datum.Array normal(long... shape) {
    return fill(shape, _ -> (float) gauss());
  }

  double gauss() {
    return Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
        * Math.cos(2 * Math.PI * random.nextDouble());
  }

  /** Whole numbers from 0 up to but not including {@code limit}. */
  Datum.Array indexes(long limit, long... shape) {
    return integers(shape, random.longs(count(shape), 0, limit).toArray());
  }

  Datum.Array booleans(long... shape) {
    return Datum.Array.integers(DataType.BOOL, shape, random.longs(count(shape), 0, 2).toArray());
  }

  /** The numbers below {@code n} in a drawn order. */
  int[] permutation(int n) {
    var order = IntStream.range(0, n).toArray();
    for (int i = n - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
    return order;
  }

  /** A drawn matrix with orthonormal rows, by Gram and Schmidt. */
  double[][] orthogonal(int n) {
    var q = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < n; k++) {
        q[i][k] = gauss();
      }
      for (int j = 0; j < i; j++) {
        double along = 0;
        for (int k = 0; k < n; k++) {
          along += q[i][k] * q[j][k];
        }
        for (int k = 0; k < n; k++) {
          q[i][k] -= along * q[j][k];
        }
      }
      double length = Math.sqrt(Arrays.stream(q[i]).map(v -> v * v).sum());
      for (int k = 0; k < n; k++) {
        q[i][k] /= length;
      }
    }
    return q;
  }

  /** Row {@code order[i]} of the first axis at row i. */
  static Datum.Array rows(Datum.Array x, int... order) {
    int width = count(x.shape()) / Math.toIntExact(x.shape()[0]);
    var shape = x.shape().clone();
    shape[0] = order.length;
    boolean isReal = x.type() == DataType.FLOAT;
    var reals = new double[isReal ? order.length * width : 0];
    var integers = new long[isReal ? 0 : order.length * width];
    for (int i = 0; i < order.length; i++) {
      if (isReal) {
        System.arraycopy(x.reals(), order[i] * width, reals, i * width, width);
      } else {
        System.arraycopy(x.integers(), order[i] * width, integers, i * width, width);
      }
    }
    return isReal ? reals(shape, reals) : Datum.Array.integers(x.type(), shape, integers);
  }

  static Datum.Array array(Map<String, Datum> values, String name) {
    return (Datum.Array) Objects.requireNonNull(values.get(name), name);
  }

  static double[] numbers(Map<String, Datum> values, String name) {
    return array(values, name).reals();
  }

  static double scalar(Map<String, Datum> values, String name) {
    var at = numbers(values, name);
    assertThat(at).hasSize(1);
    return at[0];
  }

  static double largest(double... at) {
    return Arrays.stream(at).map(Math::abs).max().orElse(0);
  }

  /** Each element within {@code tolerance}. */
  static void assertClose(double[] actual, double[] expected, double tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(Math.abs(actual[i] - expected[i]))
          .as("element %d: %s and %s", i, actual[i], expected[i])
          .isLessThanOrEqualTo(tolerance);
    }
  }
}
