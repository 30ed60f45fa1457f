package sinter.ir.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.type.DType;

/**
 * Arithmetic on constants that stays as small as its operands: splats give splats, results of up to 4 MB are
 * written out, larger ones are recipes. Everything is computed in double precision and rounded once to the
 * element type of the first operand, a float.
 */
public final class Arithmetic {
  /** Bytes up to which a result is written out at once. */
  public static final long EAGER_BYTES = 4L << 20;

  /** Bytes up to which the same holds of a tensor that varies along one axis only. */
  private static final long STRIPED_BYTES = 1024;

  private Arithmetic() {}

  /** A vector of element type {@code dtype}: a splat when all values are the same. */
  public static Tensor vector(DType dtype, double[] values) {
    return compact(Tensor.ofDoubles(dtype, List.of((long) values.length), values));
  }

  /** {@code tensor}, as a splat when all its elements are the same bits. */
  public static Tensor compact(Tensor tensor) {
    if (tensor instanceof Tensor.Splat || !tensor.dtype().isFloat()) {
      return tensor;
    }
    var u = tensor.uniform();
    return u == null || tensor.size() < 2
        ? tensor
        : new Tensor.Splat(tensor.type(), Elements.bits(tensor.dtype(), u));
  }

  /** {@code tensor · factor}. */
  public static Tensor scaled(Tensor tensor, double factor) {
    if (factor == 1) {
      return tensor;
    }
    if (tensor.uniform() instanceof Double u) {
      return Tensor.splat(tensor.dtype(), tensor.dims(), u * factor);
    }
    if (striped(tensor) instanceof Recipe.ScaleAxis(int axis)) {
      var factors = new double[Math.toIntExact(tensor.dims().get(axis))];
      Arrays.fill(factors, factor);
      return restriped((Tensor.Derived) tensor, axis, factors);
    }
    return settle(
        new Tensor.Derived(
            tensor.type(),
            Recipe.Pointwise.MUL,
            List.of(tensor, Tensor.scalar(DType.F64, factor))));
  }

  /** {@code out[…, i, …] = tensor[…, i, …] · factors[i]}, with i along {@code axis}. */
  public static Tensor scaled(Tensor tensor, int axis, double[] factors) {
    if (tensor.dims().get(axis) != factors.length) {
      throw new IllegalArgumentException(
          factors.length + " factors for axis " + axis + " of " + tensor.type());
    }
    if (isUniform(factors)) {
      return scaled(tensor, factors.length == 0 ? 1 : factors[0]);
    }
    if (striped(tensor) instanceof Recipe.ScaleAxis(int other) && other == axis) {
      return restriped((Tensor.Derived) tensor, axis, factors);
    }
    return settle(scaling(tensor, axis, factors));
  }

  private static Tensor scaling(Tensor tensor, int axis, double[] factors) {
    var vector = Tensor.ofDoubles(DType.F64, List.of((long) factors.length), factors);
    return new Tensor.Derived(tensor.type(), new Recipe.ScaleAxis(axis), List.of(tensor, vector));
  }

  /** The recipe of a tensor that varies along one axis only: a splat scaled along it; else null. */
  public static Recipe.@Nullable ScaleAxis striped(Tensor tensor) {
    return tensor instanceof Tensor.Derived(_, Recipe.ScaleAxis recipe, var sources)
            && sources.getFirst() instanceof Tensor.Splat
        ? recipe
        : null;
  }

  private static Tensor restriped(Tensor.Derived tensor, int axis, double[] factors) {
    var product = tensor.sources().get(1).doubles();
    for (int i = 0; i < product.length; i++) {
      product[i] *= factors[i];
    }
    return scaled(tensor.sources().getFirst(), axis, product);
  }

  /** The elements of a {@link #striped} tensor along its axis, with extent 1 along the others. */
  public static Tensor stripe(Tensor.Derived tensor, int axis) {
    var first = Elements.of(tensor.sources().getFirst()).getDouble(0);
    var values = tensor.sources().get(1).doubles();
    var dims = new ArrayList<>(Collections.nCopies(tensor.rank(), 1L));
    dims.set(axis, (long) values.length);
    for (int i = 0; i < values.length; i++) {
      values[i] *= first;
    }
    return Tensor.ofDoubles(tensor.dtype(), dims, values);
  }

  /**
   * A weight whose channels of one kind come in groups, scaled per channel: with {@code [groups, a, b, …]}
   * for the extent {@code [groups·a, b, …]} of {@code tensor}, {@code out[g, i, j, …] = tensor[g, i, j, …] ·
   * factors[g·b + j]}.
   */
  public static Tensor scaledGroups(Tensor tensor, long groups, double[] factors) {
    var dims = tensor.dims();
    long per = dims.get(1);
    if (tensor.size() == 0) {
      return tensor;
    }
    if (groups == 1 || isUniform(factors)) {
      return scaled(tensor, 1, factors.length == per ? factors : Arrays.copyOf(factors, (int) per));
    }
    long a = dims.get(0) / groups;
    if (per == 1) {
      var spread = new double[Math.toIntExact(dims.get(0))];
      for (int i = 0; i < spread.length; i++) {
        spread[i] = factors[(int) (i / a)];
      }
      return scaled(tensor, 0, spread);
    }
    long inner = tensor.size() / (dims.get(0) * per);
    var all = new double[Math.toIntExact(dims.get(0) * per)];
    for (int i = 0; i < all.length; i++) {
      all[i] = factors[(int) (i / per / a * per + i % per)];
    }
    return scaled(tensor.reshaped(List.of((long) all.length, inner)), 0, all).reshaped(dims);
  }

  private static boolean isUniform(double[] values) {
    return Arrays.stream(values).allMatch(v -> v == values[0]);
  }

  /**
   * {@code tensor} written out when it is small, unless it is a large one that varies along one axis only.
   */
  private static Tensor settle(Tensor tensor) {
    long limit = striped(tensor) != null ? STRIPED_BYTES : EAGER_BYTES;
    return tensor instanceof Tensor.Derived && tensor.byteSize() <= limit
        ? new Tensor.Dense(tensor.type(), tensor.content())
        : tensor;
  }
}
