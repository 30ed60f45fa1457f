package sinter.ir.op;

import java.util.ArrayList;
import java.util.List;
import sinter.ir.diag.Code;
import sinter.ir.op.Resampling.Aspect;
import sinter.ir.op.Resampling.Border;
import sinter.ir.op.Resampling.Coordinates;
import sinter.ir.op.Resampling.DepthOrder;
import sinter.ir.op.Resampling.Filter;
import sinter.ir.op.Resampling.Nearest;
import sinter.ir.op.Resampling.RoiMode;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;

/** Resampling and regions of images. */
public sealed interface Image extends Op {
  /** The operand that holds the image. */
  int X = 0;

  /**
   * x resampled to the given sizes, or by the given scales; {@code roi} is read by crop_and_resize alone.
   *
   * @param axes the axes that roi, scales and sizes speak of; empty for all
   */
  record Resize(
      Filter mode,
      Coordinates coordinateTransformationMode,
      Nearest nearestMode,
      float cubicCoeffA,
      boolean excludeOutside,
      float extrapolationValue,
      boolean antialias,
      List<Long> axes,
      Aspect keepAspectRatioPolicy)
      implements Image {
    public static final int ROI = 1;
    public static final int SCALES = 2;
    public static final int SIZES = 3;
    static final Schema SCHEMA =
        Schema.of(
            "x roi? scales? sizes?",
            "y",
            Onnx.named("Resize")
                .since(11, 13, 18, 19)
                .skipping(10)
                .orElse("mode", Filter.NEAREST.toString())
                .orElse("coordinate_transformation_mode", Coordinates.HALF_PIXEL.toString())
                .orElse("nearest_mode", Nearest.ROUND_PREFER_FLOOR.toString())
                .orElse("cubic_coeff_a", -0.75f)
                .orElse("exclude_outside", 0)
                .orElse("extrapolation_value", 0f)
                .orElse("antialias", 0)
                .orElse("keep_aspect_ratio_policy", Aspect.STRETCH.toString())
                .valueSince(
                    "coordinate_transformation_mode",
                    Coordinates.HALF_PIXEL_SYMMETRIC.toString(),
                    19)
                .introduced("antialias", 18)
                .introduced("axes", 18)
                .introduced("keep_aspect_ratio_policy", 18)
                .optionalSince(ROI, 13)
                .optionalSince(SCALES, 13));

    public Resize {
      axes = List.copyOf(axes);
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return Resampling.resized(this, in, d);
    }
  }

  /** x resampled by scales at asymmetric coordinates, nearest by floor. */
  record Upsample(Filter mode) implements Image {
    public static final int SCALES = 1;
    static final Schema SCHEMA =
        Schema.of(
            "x scales",
            "y",
            Onnx.named("Upsample")
                .since(7, 9)
                .skipping(1, 10)
                .orElse("mode", Filter.NEAREST.toString())
                .moved("scales", SCALES, 9));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return Resampling.upsampled(in, d);
    }
  }

  /** Depth moved into blocks of space: [n, c·b², h, w] to [n, c, h·b, w·b]. */
  record DepthToSpace(long blocksize, DepthOrder mode) implements Image {
    static final Schema SCHEMA =
        Schema.unary(
            Onnx.named("DepthToSpace")
                .since(1, 11, 13)
                .orElse("mode", DepthOrder.DCR.name())
                .introduced("mode", 11));

    public DepthToSpace {
      checkBlock(blocksize);
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      if (!new Expect(in, d).rank(X, 4)) {
        return d.unknown();
      }
      var x = in.shape(X);
      var square = Dim.of(blocksize).times(blocksize);
      if (Dim.differ(x.dim(1).mod(square), Dim.ZERO)) {
        return d.shapes(X, "%s whose channels are not a multiple of %s", in.type(X), square);
      }
      return List.of(
          in.tensor(X)
              .withShape(
                  Shape.of(
                      List.of(
                          x.dim(0),
                          x.dim(1).floorDiv(square),
                          x.dim(2).times(blocksize),
                          x.dim(3).times(blocksize)))));
    }
  }

  /** Blocks of space moved into depth: [n, c, h·b, w·b] to [n, b²·c, h, w], the place in the block outermost. */
  record SpaceToDepth(long blocksize) implements Image {
    static final Schema SCHEMA = Schema.unary(Onnx.named("SpaceToDepth").since(1, 13));

    public SpaceToDepth {
      checkBlock(blocksize);
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      if (!new Expect(in, d).rank(X, 4)) {
        return d.unknown();
      }
      var x = in.shape(X);
      var block = Dim.of(blocksize);
      for (int i = 2; i < 4; i++) {
        if (Dim.differ(x.dim(i).mod(block), Dim.ZERO)) {
          return d.shapes(X, "%s whose extent is not a multiple of %s", in.type(X), block);
        }
      }
      return List.of(
          in.tensor(X)
              .withShape(
                  Shape.of(
                      List.of(
                          x.dim(0),
                          x.dim(1).times(blocksize).times(blocksize),
                          x.dim(2).floorDiv(block),
                          x.dim(3).floorDiv(block)))));
    }
  }

  /** x read at the places that a grid states, in coordinates from -1 to 1. */
  record GridSample(Filter mode, Border paddingMode, boolean alignCorners) implements Image {
    public static final int GRID = 1;
    static final Schema SCHEMA =
        Schema.of(
            "x grid",
            "y",
            Onnx.named("GridSample")
                .since(16, 20, 22)
                .orElse("mode", "bilinear", 1, 19)
                .orElse("mode", "linear", 20, Integer.MAX_VALUE)
                .respelled("mode", "bilinear", "linear", 20)
                .respelled("mode", "bicubic", "cubic", 20)
                .orElse("padding_mode", "zeros")
                .orElse("align_corners", 0)
                .writable(w -> w.since() >= 20 || w.in().rank(X) <= 4));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var e = new Expect(in, d);
      if (!e.rank(X, 3, Integer.MAX_VALUE) || !e.sameRank(X, GRID)) {
        return d.unknown();
      }
      int rank = Math.max(in.rank(X), in.rank(GRID));
      if (rank < 0) {
        return List.of(in.tensor(X));
      }
      var x = in.shape(X);
      var grid = in.shape(GRID);
      if (!e.dim(GRID, rank - 1, Dim.of(rank - 2), X) || !e.dim(GRID, 0, x.dim(0), X)) {
        return d.unknown();
      }
      var dims = new ArrayList<Dim>();
      dims.add(x.dim(0).isKnown() ? x.dim(0) : grid.dim(0));
      dims.add(x.dim(1));
      for (int i = 1; i < rank - 1; i++) {
        dims.add(grid.dim(i));
      }
      return List.of(in.tensor(X).withShape(Shape.of(dims)));
    }
  }

  /** A grid of cells laid over each region, each the mean or maximum of bilinear samples; one result per region. */
  record RoiAlign(
      RoiMode mode,
      Coordinates coordinateTransformationMode,
      long outputHeight,
      long outputWidth,
      long samplingRatio,
      float spatialScale)
      implements Image {
    public static final int ROIS = 1;
    public static final int BATCH = 2;
    static final Schema SCHEMA =
        Schema.of(
            "x rois batch",
            "y",
            Onnx.named("RoiAlign")
                .since(10, 16, 22)
                .orElse("mode", "avg")
                .orElse("coordinate_transformation_mode", "output_half_pixel", 1, 15)
                .orElse("coordinate_transformation_mode", "half_pixel", 16, Integer.MAX_VALUE)
                .introduced("coordinate_transformation_mode", 16)
                .orElse("output_height", 1)
                .orElse("output_width", 1)
                .orElse("sampling_ratio", 0)
                .orElse("spatial_scale", 1f));

    public RoiAlign {
      if (coordinateTransformationMode != Coordinates.HALF_PIXEL
          && coordinateTransformationMode != Coordinates.OUTPUT_HALF_PIXEL) {
        throw new IllegalArgumentException("regions at " + coordinateTransformationMode);
      }
      if (outputHeight < 1 || outputWidth < 1) {
        throw new IllegalArgumentException("a grid of " + outputHeight + " by " + outputWidth);
      }
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var e = new Expect(in, d);
      if (!e.sameDType(X, ROIS)
          || !e.rank(X, 4)
          || !e.rank(ROIS, 2)
          || !e.rank(BATCH, 1)
          || !e.dim(ROIS, 1, Dim.of(4), X)
          || !e.dim(BATCH, 0, in.shape(ROIS).dim(0), ROIS)) {
        return d.unknown();
      }
      var regions = in.shape(ROIS).dim(0);
      return List.of(
          new TensorType(
              e.dtype(X, ROIS),
              Shape.of(
                  List.of(
                      regions.isKnown() ? regions : in.shape(BATCH).dim(0),
                      in.shape(X).dim(1),
                      Dim.of(outputHeight),
                      Dim.of(outputWidth)))));
    }
  }

  /**
   * Boxes that overlap none with a higher score, as rows of batch, class and box.
   *
   * @param centerPointBox whether boxes are centre and extent instead of two corners
   */
  record NonMaxSuppression(boolean centerPointBox) implements Image {
    static final Schema SCHEMA =
        Schema.of(
            "boxes scores max_boxes? overlap? threshold?",
            "y",
            Onnx.named("NonMaxSuppression").since(10, 11).orElse("center_point_box", 0));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var e = new Expect(in, d);
      return e.rank(0, 3)
              && e.rank(1, 3)
              && e.dim(0, 2, Dim.of(4), 1)
              && e.dim(1, 0, in.shape(0).dim(0), 0)
              && e.dim(1, 2, in.shape(0).dim(1), 0)
          ? List.of(new TensorType(DType.I64, Shape.of(List.of(Dim.UNKNOWN, Dim.of(3)))))
          : d.unknown();
    }
  }

  /** Places of an image of the given size [n, c, …] under an affine map, in coordinates from -1 to 1. */
  record AffineGrid(boolean alignCorners) implements Image {
    public static final int THETA = 0;
    public static final int SIZE = 1;
    static final Schema SCHEMA =
        Schema.of("theta size", "y", Onnx.named("AffineGrid").since(20).orElse("align_corners", 0));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var e = new Expect(in, d);
      if (!e.rank(THETA, 3) || !e.rank(SIZE, 1)) {
        return d.unknown();
      }
      var theta = in.tensor(THETA);
      var axes = theta.shape().dim(1);
      var size = in.contents(SIZE);
      long rank = size != null ? size.size() : axes.isConst() ? axes.constant() + 2 : -1;
      if (rank < 0) {
        return List.of(theta.withShape(Shape.UNRANKED));
      }
      if (rank != 4 && rank != 5) {
        return d.shapes(SIZE, "a size of %d numbers for %s", rank, in.type(THETA));
      }
      if (!e.dim(THETA, 1, Dim.of(rank - 2), SIZE)) {
        return d.unknown();
      }
      var dims = new ArrayList<Dim>();
      dims.add(size == null || !size.at(0).isKnown() ? theta.shape().dim(0) : size.at(0));
      for (int i = 2; i < rank; i++) {
        dims.add(size == null ? Dim.UNKNOWN : size.at(i));
      }
      dims.add(Dim.of(rank - 2));
      return List.of(theta.withShape(Shape.of(dims)));
    }
  }

  /** The middle of x, padded with zeros where the wanted extent is larger; {@code axes} empty for all. */
  record CenterCropPad(List<Long> axes) implements Image {
    public static final int SHAPE = 1;
    static final Schema SCHEMA = Schema.of("x shape", "y", Onnx.named("CenterCropPad").since(18));

    public CenterCropPad {
      axes = List.copyOf(axes);
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var x = in.tensor(X);
      if (x.rank() < 0) {
        return List.of(x);
      }
      var at = axes.isEmpty() ? Axes.all(x.rank()) : Axes.of(axes, x.rank());
      if (at == null) {
        return d.error(X, Code.BAD_ATTRIBUTE, "axes %s where %s is given", axes, in.type(X));
      }
      var wanted = in.contents(SHAPE);
      if (wanted != null && wanted.size() != at.size()) {
        return d.shapes(
            SHAPE, "%d extents for %d axes of %s", wanted.size(), at.size(), in.type(X));
      }
      var dims = new ArrayList<Dim>(x.shape().dims());
      for (int i = 0; i < at.size(); i++) {
        dims.set(at.get(i), wanted == null ? Dim.UNKNOWN : wanted.at(i));
      }
      return List.of(x.withShape(Shape.of(dims)));
    }
  }

  /** Columns, one per place of a window, added up into the image that they were taken from. */
  record Col2Im(List<Long> dilations, List<Long> pads, List<Long> strides) implements Image {
    public static final int IMAGE_SHAPE = 1;
    public static final int BLOCK_SHAPE = 2;
    static final Schema SCHEMA =
        Schema.of("x image_shape block_shape", "y", Onnx.named("Col2Im").since(18));

    public Col2Im {
      dilations = List.copyOf(dilations);
      pads = List.copyOf(pads);
      strides = List.copyOf(strides);
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      if (!new Expect(in, d).rank(X, 3)) {
        return d.unknown();
      }
      var x = in.tensor(X);
      var image = in.contents(IMAGE_SHAPE);
      var block = in.contents(BLOCK_SHAPE);
      int spatial = image != null ? image.size() : block != null ? block.size() : -1;
      if (spatial < 0) {
        return List.of(x.withShape(Shape.UNRANKED));
      }
      if (block != null && block.size() != spatial) {
        return d.shapes(
            BLOCK_SHAPE, "a block of %d axes for an image of %d", block.size(), spatial);
      }
      Dim places = Dim.ONE;
      for (int i = 0; i < spatial; i++) {
        places = places.times(block == null ? Dim.UNKNOWN : block.at(i));
      }
      var dims = new ArrayList<Dim>();
      dims.add(x.shape().dim(0));
      dims.add(x.shape().dim(1).floorDiv(places));
      for (int i = 0; i < spatial; i++) {
        dims.add(image == null ? Dim.UNKNOWN : image.at(i));
      }
      return List.of(x.withShape(Shape.of(dims)));
    }
  }

  private static void checkBlock(long blocksize) {
    if (blocksize < 1 || blocksize > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("block size must be positive: " + blocksize);
    }
  }
}
