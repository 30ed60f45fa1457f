package sinter.ir.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import sinter.ir.op.Image.Resize;
import sinter.ir.op.Image.Upsample;
import sinter.ir.tensor.Contents;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;

/** Choices and shape arithmetic of resampling. The names of the choices are ONNX's, in lower case. */
public final class Resampling {
  private Resampling() {}

  /** How elements between the samples are found. */
  public enum Filter {
    NEAREST,
    LINEAR,
    CUBIC;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Where an element of the result lies in the operand. */
  public enum Coordinates {
    HALF_PIXEL,
    HALF_PIXEL_SYMMETRIC,
    /** Of regions alone: no half element is subtracted. */
    OUTPUT_HALF_PIXEL,
    PYTORCH_HALF_PIXEL,
    ALIGN_CORNERS,
    ASYMMETRIC,
    TF_HALF_PIXEL_FOR_NN,
    TF_CROP_AND_RESIZE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How a place between two samples is rounded. */
  public enum Nearest {
    ROUND_PREFER_FLOOR,
    ROUND_PREFER_CEIL,
    FLOOR,
    CEIL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What becomes of the ratio of the extents when sizes are given. */
  public enum Aspect {
    STRETCH,
    NOT_LARGER,
    NOT_SMALLER;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Which of the factors of depth is the outer one. */
  public enum DepthOrder {
    /** Depth is block row, block column, channel. */
    DCR,
    /** Depth is channel, block row, block column. */
    CRD
  }

  /** What is read outside of the image. */
  public enum Border {
    ZEROS,
    BORDER,
    REFLECTION;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How the samples of a cell become one number. */
  public enum RoiMode {
    AVG,
    MAX;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static List<Type> upsampled(Ins in, Infer d) {
    var x = in.tensor(Image.X);
    var scales = in.constant(Upsample.SCALES);
    if (x.rank() < 0 || scales == null) {
      return List.of(x.withShape(x.rank() < 0 ? Shape.UNRANKED : Shape.ofRank(x.rank())));
    }
    if (scales.size() != x.rank()) {
      return d.shapes(Upsample.SCALES, "%d scales for %s", scales.size(), in.type(Image.X));
    }
    var dims = new ArrayList<Dim>();
    for (int i = 0; i < x.rank(); i++) {
      dims.add(scaled(x.shape().dim(i), (float) scales.doubleAt(i)));
    }
    return List.of(x.withShape(Shape.of(dims)));
  }

  static List<Type> resized(Resize op, Ins in, Infer d) {
    var x = in.tensor(Image.X);
    if (x.rank() < 0) {
      return List.of(x.withShape(Shape.UNRANKED));
    }
    var e = new Expect(in, d);
    if (!op.axes().stream().allMatch(a -> e.axis(Image.X, a, x.rank()))) {
      return d.unknown();
    }
    var axes =
        op.axes().isEmpty()
            ? LongStream.range(0, x.rank()).boxed().toList()
            : op.axes().stream().map(a -> (long) Axes.of(a, x.rank())).toList();
    var dims = new ArrayList<Dim>(x.shape().dims());
    axes.forEach(a -> dims.set(a.intValue(), Dim.UNKNOWN));
    if (given(in, Resize.SIZES)) {
      return sizes(op, in, d, axes, dims);
    }
    if (given(in, Resize.SCALES) && in.constant(Resize.SCALES) instanceof Tensor scales) {
      if (scales.size() != axes.size()) {
        return d.shapes(
            Resize.SCALES, "%d scales for %d axes of %s", scales.size(), axes.size(), x);
      }
      scale(op, in, scales, axes, dims);
    }
    return List.of(x.withShape(Shape.of(dims)));
  }

  /** Present and not an empty vector, which stands for an absent operand. */
  private static boolean given(Ins in, int operand) {
    return in.has(operand) && !in.shape(operand).dim(0).isConst(0);
  }

  private static List<Type> sizes(Resize op, Ins in, Infer d, List<Long> axes, List<Dim> dims) {
    var x = in.tensor(Image.X);
    var sizes = in.contents(Resize.SIZES);
    if (sizes != null && sizes.size() != axes.size()) {
      return d.shapes(Resize.SIZES, "%d sizes for %d axes of %s", sizes.size(), axes.size(), x);
    }
    if (sizes != null && op.keepAspectRatioPolicy() == Aspect.STRETCH) {
      for (int i = 0; i < axes.size(); i++) {
        dims.set(axes.get(i).intValue(), sizes.at(i));
      }
    } else if (sizes != null && sizes.isConst()) {
      proportional(op, in, sizes, axes, dims);
    }
    return List.of(x.withShape(Shape.of(dims)));
  }

  /** One scale for all axes: the least or greatest of those that give the sizes; halves round up. */
  private static void proportional(
      Resize op, Ins in, Contents sizes, List<Long> axes, List<Dim> dims) {
    double scale = Double.NaN;
    for (int i = 0; i < axes.size(); i++) {
      var extent = in.shape(Image.X).dim(axes.get(i).intValue());
      if (!extent.isConst() || extent.isConst(0)) {
        return;
      }
      double ratio = (double) sizes.at(i).constant() / extent.constant();
      scale =
          Double.isNaN(scale)
              ? ratio
              : op.keepAspectRatioPolicy() == Aspect.NOT_LARGER
                  ? Math.min(scale, ratio)
                  : Math.max(scale, ratio);
    }
    for (long axis : axes) {
      double exact = scale * in.shape(Image.X).dim((int) axis).constant();
      dims.set((int) axis, Dim.of(Math.round(exact)));
    }
  }

  private static void scale(Resize op, Ins in, Tensor scales, List<Long> axes, List<Dim> dims) {
    boolean crops = op.coordinateTransformationMode() == Coordinates.TF_CROP_AND_RESIZE;
    for (int i = 0; i < axes.size(); i++) {
      int axis = axes.get(i).intValue();
      float scale = (float) scales.doubleAt(i);
      dims.set(axis, crops ? Dim.UNKNOWN : scaled(in.shape(Image.X).dim(axis), scale));
    }
  }

  /**
   * floor(in·scale), in single precision for a constant extent; for others known when the scale is a whole number or a
   * negative power of two, where no rounding happens.
   */
  static Dim scaled(Dim in, float scale) {
    if (scale == 1) {
      return in;
    }
    if (!(scale > 0) || scale > Integer.MAX_VALUE) {
      return Dim.UNKNOWN;
    }
    if (in.isConst()) {
      return Dim.of((long) Math.floor((float) in.constant() * scale));
    }
    if (scale == Math.rint(scale)) {
      return in.times((long) scale);
    }
    double inverse = 1.0 / scale;
    boolean exact = inverse == Math.rint(inverse) && Long.bitCount((long) inverse) == 1;
    return exact ? in.floorDiv(Dim.of((long) inverse)) : Dim.UNKNOWN;
  }
}
