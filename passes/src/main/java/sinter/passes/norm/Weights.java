package sinter.passes.norm;

import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.tensor.Arithmetic;
import sinter.ir.tensor.Elements;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;

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

  /** False when a small tensor holds a number that is not finite. */
  static boolean isFinite(Tensor t) {
    if (t.uniform() instanceof Double u) {
      return Double.isFinite(u);
    }
    if (t instanceof Tensor.Derived) {
      return true;
    }
    var run = new double[(int) Math.min(t.size(), RUN)];
    var elements = Elements.of(t);
    for (long at = 0; at < t.size(); at += run.length) {
      int count = (int) Math.min(run.length, t.size() - at);
      elements.read(at, run, count);
      for (int i = 0; i < count; i++) {
        if (!Double.isFinite(run[i])) {
          return false;
        }
      }
    }
    return true;
  }
}
