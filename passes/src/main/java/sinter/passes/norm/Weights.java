package sinter.passes.norm;

import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.tensor.Arithmetic;
import sinter.ir.tensor.Elements;
import sinter.ir.tensor.Recipe;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.passes.match.Normal;

/** The constant weight of a layer, and what may be done with it. */
record Weights(Tensor tensor, boolean shared) {
  /** Bytes up to which a second copy of a weight does not matter. */
  private static final long SMALL = 4096;

  /** Elements that are looked at in one go. */
  private static final int RUN = 1 << 14;

  static @Nullable Weights of(Node n, int index) {
    if (!(n.constantIn(index) instanceof Tensor t)) {
      return null;
    }
    boolean free = t instanceof Tensor.Splat || t.byteSize() <= SMALL;
    return new Weights(t, !free && !n.in(index).hasOneUse());
  }

  /** The element types in which a product of a weight and a factor, rounded once, is as good as the two. */
  boolean isFoldable() {
    var t = tensor.dtype();
    return t == DType.F32
        || t == DType.F64
        || ((t == DType.F16 || t == DType.BF16) && tensor.byteSize() <= Arithmetic.EAGER_BYTES);
  }

  /**
   * {@code scaling} of the factors: the weight times one of them in each place. Null when a product that is
   * not zero is too large for the type or too small for its full relative precision, which a weight in that
   * type may be that was it before. Factors of 1 give the weight itself.
   */
  @Nullable Tensor scaled(double[] factors, Function<double[], Tensor> scaling) {
    if (Arrays.stream(factors).allMatch(f -> f == 1)) {
      return tensor;
    }
    var by = Range.of(factors, factors.length);
    if (Range.of(tensor).times(by).isNormalIn(tensor.dtype())) {
      return scaling.apply(factors);
    }
    if (isBoundless(tensor)) {
      return null;
    }
    var scaled = scaling.apply(factors);
    boolean keeps = Arrays.stream(factors).allMatch(f -> f != 0);
    var kept =
        keeps ? tensor : scaling.apply(Arrays.stream(factors).map(f -> f == 0 ? 0 : 1).toArray());
    return isNormal(scaled, kept) ? scaled : null;
  }

  /**
   * Whether elements come from a rule for any number of places, so that the range is all that is known of
   * them.
   */
  private static boolean isBoundless(Tensor t) {
    return t instanceof Tensor.Splat
        || (t instanceof Tensor.Derived(_, var recipe, var sources)
            && (recipe instanceof Recipe.Drawn || isBoundless(sources.getFirst())));
  }

  /** Whether all of {@code scaled} is normal but for the places where {@code kept} is zero. */
  private static boolean isNormal(Tensor scaled, Tensor kept) {
    var a = new double[(int) Math.min(scaled.size(), RUN)];
    var b = new double[a.length];
    var products = Elements.of(scaled);
    var places = Elements.of(kept);
    for (long at = 0; at < scaled.size(); at += a.length) {
      int count = (int) Math.min(a.length, scaled.size() - at);
      products.read(at, a, count);
      places.read(at, b, count);
      for (int i = 0; i < count; i++) {
        boolean unused = isUnused(kept.dtype(), b[i]) && isTiny(kept.dtype(), a[i]);
        if (b[i] != 0 && !unused && !Normal.holds(scaled.dtype(), a[i])) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * A weight that training has let go of: too small for anything but a range as narrow as that of f16 to show
   * it.
   */
  private static boolean isUnused(DType dtype, double weight) {
    return dtype != DType.F16 && isTiny(dtype, weight);
  }

  private static boolean isTiny(DType dtype, double value) {
    return Math.abs(value) < 1 && !Normal.holds(dtype, value);
  }

  /**
   * The vector of these numbers, which are to be added to a result; null when one is not finite. Rounding one
   * that is too small for full relative precision moves the result by no more than rounding that does.
   */
  static @Nullable Tensor vector(DType dtype, double[] values) {
    var rounded = Arithmetic.vector(dtype, values);
    return Double.isFinite(Range.of(rounded).most()) ? rounded : null;
  }
}
