package sinter.frontend.language.weights;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Objects;
import sinter.ir.tensor.Elements;
import sinter.ir.tensor.Recipe;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Type.TensorType;

/**
 * Random matrices with orthonormal columns, or rows where there are fewer rows, times a gain (Saxe,
 * McClelland and Ganguli, ICLR 2014): the first extent against all others. They are uniform over all such
 * matrices: a product of reflections at normally distributed vectors of falling length, with random signs
 * (Stewart, "The efficient generation of random orthogonal matrices", SIAM J. Numer. Anal. 17, 1980). About
 * 2·m·n² operations for m ≥ n.
 */
final class Orthogonal {
  private final int rows;
  private final int columns;
  private final double[] q;
  private final Elements normal;
  private long drawn;

  private Orthogonal(int rows, int columns, long key) {
    this.rows = rows;
    this.columns = columns;
    this.q = new double[Math.multiplyExact(rows, columns)];
    this.normal =
        Elements.of(
            new Tensor.Derived(
                TensorType.of(DType.F64, Long.MAX_VALUE), new Recipe.Normal(key, 0, 1), List.of()));
  }

  static Tensor create(TensorType type, long key, double gain) {
    long size = type.shape().elements().constant();
    if (size == 0) {
      return Tensor.splat(Objects.requireNonNull(type.dtype()), type.shape().longs(), 0);
    }
    int m = Math.toIntExact(type.shape().longs().getFirst());
    int n = Math.toIntExact(size / m);
    boolean isWide = m < n;
    var tall = new Orthogonal(Math.max(m, n), Math.min(m, n), key);
    tall.reflect();
    var dtype = Objects.requireNonNull(type.dtype());
    var bytes = Arena.ofAuto().allocate(Math.max(1, dtype.bytes(size)), 8);
    var out = new Elements.Packed(dtype, bytes);
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double value = isWide ? tall.q[j * m + i] : tall.q[i * n + j];
        out.setDouble((long) i * n + j, gain * value);
      }
    }
    return new Tensor.Dense(type, bytes.asSlice(0, dtype.bytes(size)));
  }

  /** From the identity: for k from the last column to the first, rows and columns from k on are reflected. */
  private void reflect() {
    for (int k = columns - 1; k >= 0; k--) {
      var v = new double[rows - k];
      normal.read(drawn, v, v.length);
      drawn += v.length;
      double sign = v[0] < 0 ? -1 : 1;
      double norm = 0;
      for (double x : v) {
        norm += x * x;
      }
      norm = Math.sqrt(norm);
      v[0] += sign * norm;
      double half = norm * Math.abs(v[0]);
      q[k * columns + k] = -sign;
      apply(v, k, 1 / half);
    }
  }

  /** Q ← (I − v·vᵀ/half)·Q on the rows and columns from k on. Both loops run along rows. */
  private void apply(double[] v, int k, double scale) {
    int width = columns - k;
    var product = new double[width];
    for (int i = 0; i < v.length; i++) {
      int row = (k + i) * columns + k;
      double factor = v[i];
      for (int j = 0; j < width; j++) {
        product[j] += factor * q[row + j];
      }
    }
    for (int i = 0; i < v.length; i++) {
      int row = (k + i) * columns + k;
      double factor = v[i] * scale;
      for (int j = 0; j < width; j++) {
        q[row + j] -= factor * product[j];
      }
    }
  }
}
