package sinter.ir.op;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Code;
import sinter.ir.op.Window.AutoPad;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;

/** Reductions over windows. */
public sealed interface Pool extends Op {
  /** The operand that is pooled. */
  int X = 0;

  private static void checkKernel(List<Long> kernelShape) {
    if (kernelShape.isEmpty()) {
      throw new IllegalArgumentException("a pooling window needs an extent");
    }
  }

  private static void checkPower(long p) {
    if (p < 1) {
      throw new IllegalArgumentException("the norm's order must be positive: " + p);
    }
  }

  private static @Nullable TensorType pooled(Ins in, Infer d, Window window, boolean ceilMode) {
    var shape = Convolution.pooled(new Expect(in, d), X, window, ceilMode);
    return shape == null ? null : in.tensor(X).withShape(shape);
  }

  private static List<Type> global(Ins in, Infer d) {
    if (!new Expect(in, d).rank(X, 2, Integer.MAX_VALUE)) {
      return d.unknown();
    }
    var x = in.tensor(X);
    if (!(x.shape() instanceof Shape.Ranked(var all))) {
      return List.of(x);
    }
    var dims = new ArrayList<Dim>(all.subList(0, 2));
    while (dims.size() < all.size()) {
      dims.add(Dim.ONE);
    }
    return List.of(x.withShape(Shape.of(dims)));
  }

  /**
   * Largest element under the window; padding never wins.
   *
   * @param storageOrder whether the second result, the flat index of each maximum, counts the spatial axes in reverse
   */
  record MaxPool(Window window, boolean ceilMode, boolean storageOrder) implements Pool {
    static final Schema SCHEMA =
        Schema.of(
            "x",
            "y indices?",
            Onnx.named("MaxPool")
                .since(1, 8, 10, 11, 12, 22)
                .orElse("auto_pad", AutoPad.NOTSET.name())
                .orElse("ceil_mode", 0)
                .orElse("storage_order", 0)
                .introduced("storage_order", 8)
                .introduced("ceil_mode", 10)
                .introduced("dilations", 10)
                .resultSince(1, 8));

    public MaxPool {
      checkKernel(window.kernelShape());
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var y = pooled(in, d, window, ceilMode);
      if (y == null) {
        return d.unknown();
      }
      return in.outputs() < 2 ? List.of(y) : List.of(y, y.withDType(DType.I64));
    }
  }

  /**
   * Mean under the window.
   *
   * @param countIncludePad whether padding counts, as zeros, in the number of elements that the sum is divided by
   */
  record AveragePool(Window window, boolean ceilMode, boolean countIncludePad) implements Pool {
    static final Schema SCHEMA =
        Schema.of(
            "x",
            "y",
            Onnx.named("AveragePool")
                .since(1, 7, 10, 11, 19, 22)
                .orElse("auto_pad", AutoPad.NOTSET.name())
                .orElse("ceil_mode", 0)
                .orElse("count_include_pad", 0)
                .introduced("count_include_pad", 7)
                .introduced("ceil_mode", 10)
                .introduced("dilations", 19));

    public AveragePool {
      checkKernel(window.kernelShape());
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var y = pooled(in, d, window, ceilMode);
      return y == null ? d.unknown() : List.of(y);
    }
  }

  /** (Σ |x|ᵖ)^(1/p) under the window. */
  record LpPool(Window window, boolean ceilMode, long p) implements Pool {
    static final Schema SCHEMA =
        Schema.of(
            "x",
            "y",
            Onnx.named("LpPool")
                .since(2, 11, 18, 22)
                .skipping(1)
                .orElse("auto_pad", AutoPad.NOTSET.name())
                .orElse("ceil_mode", 0)
                .orElse("p", 2)
                .introduced("ceil_mode", 18)
                .introduced("dilations", 18));

    public LpPool {
      checkKernel(window.kernelShape());
      checkPower(p);
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var y = pooled(in, d, window, ceilMode);
      return y == null ? d.unknown() : List.of(y);
    }
  }

  /** Mean over all spatial axes, which stay with extent one. */
  record GlobalAveragePool() implements Pool {
    static final Schema SCHEMA = Schema.unary(Onnx.named("GlobalAveragePool").since(1, 22));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return global(in, d);
    }
  }

  /** Largest element over all spatial axes, which stay with extent one. */
  record GlobalMaxPool() implements Pool {
    static final Schema SCHEMA = Schema.unary(Onnx.named("GlobalMaxPool").since(1, 22));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return global(in, d);
    }
  }

  /** (Σ |x|ᵖ)^(1/p) over all spatial axes, which stay with extent one. */
  record GlobalLpPool(long p) implements Pool {
    static final Schema SCHEMA =
        Schema.unary(Onnx.named("GlobalLpPool").since(2, 22).skipping(1).orElse("p", 2));

    public GlobalLpPool {
      checkPower(p);
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return global(in, d);
    }
  }

  /** Elements put back where MaxPool took them from, zeros elsewhere. The third operand states the extent. */
  record MaxUnpool(List<Long> kernelShape, List<Long> strides, List<Long> pads) implements Pool {
    public static final int INDICES = 1;
    public static final int OUTPUT_SHAPE = 2;
    static final Schema SCHEMA =
        Schema.of("x indices output_shape?", "y", Onnx.named("MaxUnpool").since(9, 11, 22));

    public MaxUnpool {
      var window = new Window(kernelShape, strides, List.of(), pads, AutoPad.NOTSET);
      kernelShape = window.kernelShape();
      strides = window.strides();
      pads = window.pads();
      checkKernel(kernelShape);
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var e = new Expect(in, d);
      var x = in.tensor(X);
      int rank = kernelShape.size() + 2;
      if (!e.rank(X, rank) || !e.sameRank(X, INDICES)) {
        return d.unknown();
      }
      if (in.has(OUTPUT_SHAPE)) {
        var stated = in.contents(OUTPUT_SHAPE);
        return List.of(
            x.withShape(
                stated == null || stated.size() != rank
                    ? Shape.ofRank(rank)
                    : Shape.of(stated.elements())));
      }
      var window = new Window(kernelShape, strides, List.of(), pads, AutoPad.NOTSET);
      var dims = new ArrayList<Dim>();
      dims.add(x.shape().dim(0));
      dims.add(x.shape().dim(1));
      for (int i = 0; i < rank - 2; i++) {
        dims.add(window.transposedExtent(i, x.shape().dim(i + 2), Dim.of(kernelShape.get(i)), 0));
      }
      return List.of(x.withShape(Shape.of(dims)));
    }
  }

  /** Largest element in each cell of a grid laid over each region of an image; one result per region. */
  record MaxRoiPool(List<Long> pooledShape, float spatialScale) implements Pool {
    public static final int ROIS = 1;
    static final Schema SCHEMA =
        Schema.of("x rois", "y", Onnx.named("MaxRoiPool").since(1, 22).orElse("spatial_scale", 1f));

    public MaxRoiPool {
      pooledShape = List.copyOf(pooledShape);
      if (pooledShape.size() != 2) {
        throw new IllegalArgumentException("a grid over two axes, not " + pooledShape);
      }
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var e = new Expect(in, d);
      if (!e.rank(X, 4) || !e.rank(ROIS, 2) || !e.sameDType(X, ROIS)) {
        return d.unknown();
      }
      if (pooledShape.stream().anyMatch(v -> v < 1)) {
        return d.error(
            X, Code.BAD_ATTRIBUTE, "a grid of %s cells over %s", pooledShape, in.type(X));
      }
      return List.of(
          new TensorType(
              e.dtype(X, ROIS),
              Shape.of(
                  List.of(
                      in.shape(ROIS).dim(0),
                      in.shape(X).dim(1),
                      Dim.of(pooledShape.get(0)),
                      Dim.of(pooledShape.get(1))))));
    }
  }
}
