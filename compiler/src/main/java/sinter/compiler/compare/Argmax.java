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
    Row expected = new Row(reference, width);
    Row actual = new Row(value, width);
    long agreeing = 0;
    for (long row = 0; row < rows; row++) {
      agreeing += expected.next() == actual.next() ? 1 : 0;
    }
    return (double) agreeing / rows;
  }

  /** Goes through a tensor row by row, reading it in runs. */
  private static final class Row {
    private static final int RUN = 4096;

    private final Elements elements;
    private final long size;
    private final long width;
    private final double[] run = new double[RUN];
    private long from;
    private int at;
    private int end;

    Row(Tensor tensor, long width) {
      this.elements = Elements.of(tensor);
      this.size = tensor.size();
      this.width = width;
    }

    /** The place of the largest element in the next row. */
    long next() {
      long best = 0;
      double most = Double.NEGATIVE_INFINITY;
      for (long i = 0; i < width; i++) {
        if (at == end) {
          from += end;
          at = 0;
          end = (int) Math.min(RUN, size - from);
          elements.read(from, run, end);
        }
        double x = run[at++];
        if (x > most) {
          most = x;
          best = i;
        }
      }
      return best;
    }
  }
}
