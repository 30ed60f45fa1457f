package sinter.compiler;

import org.jspecify.annotations.Nullable;
import sinter.ir.tensor.Elements;
import sinter.ir.tensor.Tensor;

/**
 * A tensor of numbers in short. Minimum, maximum, mean and standard deviation are over the finite elements, null when
 * there are none.
 */
public record Statistics(
    @Nullable Double min,
    @Nullable Double max,
    @Nullable Double mean,
    @Nullable Double deviation,
    long nan,
    long infinite) {
  private static final int CHUNK = 4096;

  /** The statistics of {@code tensor}, which holds numbers. */
  public static Statistics of(Tensor tensor) {
    var elements = Elements.of(tensor);
    var chunk = new double[CHUNK];
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    double mean = 0;
    double squares = 0;
    long finite = 0;
    long nan = 0;
    long infinite = 0;
    for (long from = 0; from < tensor.size(); from += CHUNK) {
      int count = (int) Math.min(CHUNK, tensor.size() - from);
      elements.read(from, chunk, count);
      for (int i = 0; i < count; i++) {
        double x = chunk[i];
        if (Double.isNaN(x)) {
          nan++;
        } else if (Double.isInfinite(x)) {
          infinite++;
        } else {
          finite++;
          min = Math.min(min, x);
          max = Math.max(max, x);
          double off = x - mean;
          mean += off / finite;
          squares += off * (x - mean);
        }
      }
    }
    return finite == 0
        ? new Statistics(null, null, null, null, nan, infinite)
        : new Statistics(min, max, mean, Math.sqrt(squares / finite), nan, infinite);
  }
}
