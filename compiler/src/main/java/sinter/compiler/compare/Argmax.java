package sinter.compiler.compare;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.tensor.Elements;
import sinter.ir.tensor.Tensor;

/** Whether the largest element of each row along the last axis is at the same place. */
final class Argmax {
  private Argmax() {}

  /** Share of agreeing rows; null when the last axis is not longer than 1 or there are no rows. */
  static @Nullable Double agreement(Tensor reference, Tensor value) {
    List<Long> dims = reference.dims();
    long width = dims.isEmpty() ? 1 : dims.getLast();
    long rows = width == 0 ? 0 : reference.size() / width;
    if (width <= 1 || rows == 0) {
      return null;
    }
    Elements expected = Elements.of(reference);
    Elements actual = Elements.of(value);
    long agreeing = 0;
    for (long row = 0; row < rows; row++) {
      agreeing +=
          largest(expected, row * width, width) == largest(actual, row * width, width) ? 1 : 0;
    }
    return (double) agreeing / rows;
  }

  private static long largest(Elements elements, long from, long width) {
    long best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (long i = 0; i < width; i++) {
      double x = elements.getDouble(from + i);
      if (x > most) {
        most = x;
        best = i;
      }
    }
    return best;
  }
}
