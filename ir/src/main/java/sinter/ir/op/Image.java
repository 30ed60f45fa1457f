package sinter.ir.op;

import java.util.List;
import sinter.ir.op.Resampling.Aspect;
import sinter.ir.op.Resampling.Coordinates;
import sinter.ir.op.Resampling.Filter;
import sinter.ir.op.Resampling.Nearest;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;

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

  /** Which of the factors of depth is the outer one. */
  enum DepthOrder {
    /** Depth is block row, block column, channel. */
    DCR,
    /** Depth is channel, block row, block column. */
    CRD
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

  private static void checkBlock(long blocksize) {
    if (blocksize < 1 || blocksize > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("block size must be positive: " + blocksize);
    }
  }
}
