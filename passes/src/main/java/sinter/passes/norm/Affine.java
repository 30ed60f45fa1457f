package sinter.passes.norm;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.op.Elementwise.Add;
import sinter.ir.op.Elementwise.Div;
import sinter.ir.op.Elementwise.Mul;
import sinter.ir.op.Elementwise.Sub;
import sinter.ir.op.Norm.BatchNorm;
import sinter.ir.tensor.Tensor;
import sinter.passes.match.Sides;

/**
 * {@code y = scale·x + shift} per channel, in double precision. One element stands for all channels.
 *
 * @param at operand of the node that is x
 */
@SuppressWarnings("ArrayRecordComponent") // maps are never compared
record Affine(double[] scale, double[] shift, int at) {
  private static final double[] ONE = {1};
  private static final double[] ZERO = {0};

  /**
   * What {@code n}, a BatchNorm or arithmetic with a constant, does to each channel.
   *
   * @param rank number of axes of x
   * @param axis the one of the channels
   * @return null when it does something else, or its constants are none
   */
  static @Nullable Affine of(Node n, int rank, int axis, long channels) {
    if (n.op() instanceof BatchNorm(float epsilon)) {
      return axis == 1 || rank == 1 ? batchNorm(n, epsilon) : null;
    }
    var s = Sides.of(n);
    if (s == null || !s.constant().dtype().isFloat()) {
      return null;
    }
    var c = perChannel(s.constant(), rank, axis, channels);
    if (c == null) {
      return null;
    }
    int at = 1 - s.at();
    return switch (n.op()) {
      case Add _ -> new Affine(ONE, c, at);
      case Sub _ ->
          s.isRight() ? new Affine(ONE, map(c, v -> -v), at) : new Affine(new double[] {-1}, c, at);
      case Mul _ -> new Affine(c, ZERO, at);
      case Div _ -> s.isRight() ? new Affine(map(c, v -> 1 / v), ZERO, at) : null;
      default -> null;
    };
  }

  /** scale = γ/√(σ² + ε), shift = β − μ·scale. A variance that is not positive, with ε, gives NaN. */
  private static @Nullable Affine batchNorm(Node n, float epsilon) {
    var gamma = n.constantIn(BatchNorm.SCALE);
    var beta = n.constantIn(BatchNorm.BIAS);
    var mean = n.constantIn(BatchNorm.MEAN);
    var variance = n.constantIn(BatchNorm.VAR);
    if (gamma == null || beta == null || mean == null || variance == null) {
      return null;
    }
    var g = gamma.doubles();
    var b = beta.doubles();
    var m = mean.doubles();
    var v = variance.doubles();
    if (g.length != b.length || g.length != m.length || g.length != v.length) {
      return null;
    }
    for (int i = 0; i < g.length; i++) {
      double spread = v[i] + epsilon;
      g[i] = v[i] >= 0 && spread > 0 ? g[i] / Math.sqrt(spread) : Double.NaN;
      b[i] -= m[i] * g[i];
    }
    return new Affine(g, b, BatchNorm.X);
  }

  /**
   * The values of a constant that varies at most along {@code axis} of the {@code rank} axes it broadcasts to: one, or
   * one per channel; null for any other constant.
   */
  static double @Nullable [] perChannel(Tensor c, int rank, int axis, long channels) {
    var dims = c.dims();
    int lead = rank - dims.size();
    if (lead < 0 || axis < 0) {
      return null;
    }
    for (int k = 0; k < dims.size(); k++) {
      long d = dims.get(k);
      if (d != 1 && !(lead + k == axis && d == channels)) {
        return null;
      }
    }
    return c.doubles();
  }

  private interface Map {
    double of(double v);
  }

  private static double[] map(double[] values, Map f) {
    return Arrays.stream(values).map(f::of).toArray();
  }

  /** False when a number is NaN or infinite: a variance that is not positive, a division by zero, or broken weights. */
  boolean isSound() {
    return Arrays.stream(scale).allMatch(Double::isFinite)
        && Arrays.stream(shift).allMatch(Double::isFinite);
  }

  boolean scales() {
    return Arrays.stream(scale).anyMatch(v -> v != 1);
  }

  boolean shifts() {
    return Arrays.stream(shift).anyMatch(v -> v != 0);
  }

  /** The same with one element per channel. */
  Affine over(long channels) {
    return new Affine(spread(scale, channels), spread(shift, channels), at);
  }

  /** The same with {@code times} channels in place of each. */
  Affine repeated(int times) {
    return new Affine(repeat(scale, times), repeat(shift, times), at);
  }

  private static double[] spread(double[] values, long channels) {
    if (values.length == channels || values.length != 1) {
      return values;
    }
    var all = new double[Math.toIntExact(channels)];
    Arrays.fill(all, values[0]);
    return all;
  }

  private static double[] repeat(double[] values, int times) {
    var all = new double[Math.multiplyExact(values.length, times)];
    for (int i = 0; i < all.length; i++) {
      all[i] = values[i / times];
    }
    return all;
  }

  /** {@code scale·b + shift}, with {@code b} one element per channel. */
  double[] applied(double[] b) {
    var out = new double[b.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = b[i] * scale[i] + shift[i];
    }
    return out;
  }
}
