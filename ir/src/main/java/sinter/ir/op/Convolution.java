package sinter.ir.op;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Code;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type.TensorType;

/** Shape arithmetic that the convolutions share. */
final class Convolution {
  private Convolution() {}

  /** Extent of the result; null when something was reported. {@code b} is -1 where there is no bias. */
  static @Nullable Shape shape(Expect e, int x, int w, int b, Window window, long group) {
    int rank = rank(e, x, w, b, window);
    if (rank < 2) {
      return rank < 0 ? null : Shape.UNRANKED;
    }
    var in = e.in().shape(x);
    var weight = e.in().shape(w);
    if (!e.dim(x, 1, weight.dim(1).times(group), w) || (b >= 0 && !e.dim(b, 0, weight.dim(0), w))) {
      return null;
    }
    if (group > 1 && Dim.differ(weight.dim(0).mod(Dim.of(group)), Dim.ZERO)) {
      e.d()
          .shapes(
              w,
              "%s makes %s channels, which %d groups do not share",
              e.in().type(w),
              weight.dim(0),
              group);
      return null;
    }
    var dims = new ArrayList<Dim>(rank);
    dims.add(in.dim(0));
    dims.add(weight.dim(0));
    for (int i = 0; i < rank - 2; i++) {
      var kernel = window.kernel(i, weight);
      if (!e.dim(w, i + 2, kernel, x)) {
        return null;
      }
      var extent = window.extent(i, in.dim(i + 2), kernel, false);
      if (!fits(e, x, i, extent)) {
        return null;
      }
      dims.add(extent);
    }
    return Shape.of(dims);
  }

  /** Extent of the result of a transposed convolution; null when something was reported. */
  static @Nullable Shape transposed(
      Expect e,
      int x,
      int w,
      int b,
      Window window,
      long group,
      List<Long> outputPadding,
      List<Long> outputShape) {
    int rank = rank(e, x, w, b, window);
    if (rank < 2) {
      return rank < 0 ? null : Shape.UNRANKED;
    }
    var in = e.in().shape(x);
    var weight = e.in().shape(w);
    var channels = weight.dim(1).times(group);
    if (!e.dim(x, 1, weight.dim(0), w) || (b >= 0 && !e.dim(b, 0, channels, w))) {
      return null;
    }
    int spatial = rank - 2;
    if (!listed(e, x, outputPadding, spatial) || !listed(e, x, outputShape, spatial)) {
      return null;
    }
    var dims = new ArrayList<Dim>(rank);
    dims.add(in.dim(0));
    dims.add(channels);
    for (int i = 0; i < spatial; i++) {
      var kernel = window.kernel(i, weight);
      if (!e.dim(w, i + 2, kernel, x)) {
        return null;
      }
      long extra = outputPadding.isEmpty() ? 0 : outputPadding.get(i);
      var extent =
          outputShape.isEmpty()
              ? window.transposedExtent(i, in.dim(i + 2), kernel, extra)
              : Dim.of(outputShape.get(i));
      if (!fits(e, x, i, extent)) {
        return null;
      }
      dims.add(extent);
    }
    return Shape.of(dims);
  }

  private static boolean listed(Expect e, int x, List<Long> list, int spatial) {
    if (list.isEmpty() || list.size() == spatial) {
      return true;
    }
    e.d().error(x, Code.BAD_ATTRIBUTE, "%s for the spatial axes of %s", list, e.in().type(x));
    return false;
  }

  /** Common rank of input and weight; 0 when unknown, -1 when something was reported. */
  private static int rank(Expect e, int x, int w, int b, Window window) {
    var in = e.in();
    if (!e.rank(x, 3, Integer.MAX_VALUE)
        || !e.rank(w, 3, Integer.MAX_VALUE)
        || !e.sameRank(x, w)
        || (b >= 0 && !e.rank(b, 1))) {
      return -1;
    }
    int rank = Math.max(in.rank(x), in.rank(w));
    int spatial = window.spatialRank();
    if (rank < 0) {
      return spatial < 0 ? 0 : spatial + 2;
    }
    return agrees(e, x, w, rank, spatial) ? rank : -1;
  }

  private static boolean agrees(Expect e, int x, int w, int rank, int spatial) {
    if (spatial < 0 || spatial == rank - 2) {
      return true;
    }
    e.d()
        .error(
            e.in().rank(x) < 0 ? w : x,
            Code.BAD_ATTRIBUTE,
            "a window over %d axes for %s and %s",
            spatial,
            e.in().type(x),
            w == x ? "no weight" : e.in().type(w));
    return false;
  }

  /** Extent of the result of pooling {@code x}; null when something was reported. */
  static @Nullable Shape pooled(Expect e, int x, Window window, boolean ceil) {
    if (!e.rank(x, 3, Integer.MAX_VALUE)) {
      return null;
    }
    int spatial = window.spatialRank();
    var in = e.in().shape(x);
    if (in.isRanked() && !agrees(e, x, x, in.rank(), spatial)) {
      return null;
    }
    var dims = new ArrayList<Dim>();
    dims.add(in.dim(0));
    dims.add(in.dim(1));
    for (int i = 0; i < spatial; i++) {
      long kernel = window.kernelShape().get(i);
      long widest = (kernel - 1) * window.dilation(i) + 1;
      if (Math.max(window.padBegin(i), window.padEnd(i)) >= widest) {
        e.d()
            .error(
                x,
                Code.BAD_ATTRIBUTE,
                "pads %s of %s reach as far as the window itself, which spans %d along axis %d",
                window.pads(),
                e.in().type(x),
                widest,
                i + 2);
        return null;
      }
      var extent = window.extent(i, in.dim(i + 2), window.kernel(i, Shape.UNRANKED), ceil);
      if (!fits(e, x, i, extent)) {
        return null;
      }
      dims.add(extent);
    }
    return Shape.of(dims);
  }

  private static boolean fits(Expect e, int x, int axis, Dim extent) {
    if (!extent.isConst() || extent.constant() >= 1) {
      return true;
    }
    var in = e.in().shape(x).dim(axis + 2);
    if (in.isConst(0) && extent.constant() == 0) {
      return true;
    }
    e.d()
        .shapes(
            x, "a window that fits %s times along axis %d of %s", extent, axis + 2, e.in().type(x));
    return false;
  }

  /** One multiply-accumulate per element of the result, channel of the group and place of the kernel. */
  static Cost cost(Ins in, int x, int w, Window window) {
    var input = in.tensor(x);
    var weight = in.tensor(w);
    if (!input.shape().isRanked() || input.rank() != weight.rank()) {
      return new Cost(Dim.UNKNOWN);
    }
    return new Cost(macs(input, weight, window));
  }

  private static Dim macs(TensorType input, TensorType weight, Window window) {
    Dim macs = input.shape().dim(0).times(weight.shape().dim(0)).times(weight.shape().dim(1));
    for (int i = 0; i < input.rank() - 2; i++) {
      var kernel = window.kernel(i, weight.shape());
      var extent = window.extent(i, input.shape().dim(i + 2), kernel, false);
      macs = macs.times(extent).times(kernel);
    }
    return macs;
  }
}
