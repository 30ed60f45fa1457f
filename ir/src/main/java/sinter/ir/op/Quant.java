package sinter.ir.op;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.op.Window.AutoPad;
import sinter.ir.type.DType;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;

/** Conversions between numbers and their quantized codes, and contractions on codes. */
public sealed interface Quant extends Op {

  /** Scale and zero point are one number, one per position of the axis, or one per block of it. */
  private static boolean granularity(Expect e, int scale, int zero, long axis, long blockSize) {
    boolean single = e.in().rank(scale) <= 1 && e.in().rank(zero) <= 1;
    if (!single && !e.sameRank(scale, zero)) {
      return false;
    }
    var x = e.in().shape(0);
    if (blockSize > 0) {
      return e.sameRank(0, scale) && e.axis(0, axis, x.rank());
    }
    int rank = e.in().rank(scale);
    if (rank == 1 && !e.in().shape(scale).dim(0).isConst(1) && x.isRanked()) {
      return e.axis(0, axis, x.rank()) && e.dim(scale, 0, x.dim(Axes.of(axis, x.rank())), 0);
    }
    return e.rank(scale, 0, 1);
  }

  private static void checkBlock(long blockSize) {
    if (blockSize < 0) {
      throw new IllegalArgumentException("block size must not be negative: " + blockSize);
    }
  }

  /**
   * saturate(round(x/scale) + zero), to nearest with ties to even.
   *
   * @param axis axis of x that a vector of scales belongs to, or that blocks divide
   * @param blockSize positions of the axis that share a scale; 0 for one scale per position
   * @param outputDtype element type of the codes; null for that of the zero point, or u8 without one
   * @param saturate whether codes of 8-bit floats saturate
   * @param precision element type of the division; null for that of the scale
   */
  record QuantizeLinear(
      long axis,
      long blockSize,
      @Nullable DType outputDtype,
      boolean saturate,
      @Nullable DType precision)
      implements Quant {
    public static final int X = 0;
    public static final int SCALE = 1;
    public static final int ZERO = 2;
    static final Schema SCHEMA =
        Schema.of(
            "x scale zero?",
            "y",
            Onnx.named("QuantizeLinear")
                .since(10, 13, 19, 21, 23, 24, 25)
                .orElse("axis", 1)
                .orElse("block_size", 0)
                .orElse("saturate", 1)
                .orElse("output_dtype", 0)
                .orElse("precision", 0)
                .introduced("axis", 13)
                .introduced("saturate", 19)
                .introduced("block_size", 21)
                .introduced("output_dtype", 21)
                .introduced("precision", 23));

    public QuantizeLinear {
      checkBlock(blockSize);
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      if (!granularity(new Expect(in, d), SCALE, ZERO, axis, blockSize)) {
        return d.unknown();
      }
      var dtype =
          in.has(ZERO) ? in.tensor(ZERO).dtype() : outputDtype != null ? outputDtype : DType.U8;
      return List.of(in.tensor(X).withDType(dtype));
    }
  }

  /**
   * (x − zero)·scale.
   *
   * @param axis axis of x that a vector of scales belongs to, or that blocks divide
   * @param blockSize positions of the axis that share a scale; 0 for one scale per position
   * @param outputDtype element type of the result; null for that of the scale
   */
  record DequantizeLinear(long axis, long blockSize, @Nullable DType outputDtype) implements Quant {
    public static final int X = 0;
    public static final int SCALE = 1;
    public static final int ZERO = 2;
    static final Schema SCHEMA =
        Schema.of(
            "x scale zero?",
            "y",
            Onnx.named("DequantizeLinear")
                .since(10, 13, 19, 21, 23, 24, 25)
                .orElse("axis", 1)
                .orElse("block_size", 0)
                .orElse("output_dtype", 0)
                .introduced("axis", 13)
                .introduced("block_size", 21)
                .introduced("output_dtype", 23));

    public DequantizeLinear {
      checkBlock(blockSize);
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var e = new Expect(in, d);
      if (!e.sameDType(X, ZERO) || !granularity(e, SCALE, ZERO, axis, blockSize)) {
        return d.unknown();
      }
      var dtype = outputDtype != null ? outputDtype : in.tensor(SCALE).dtype();
      return List.of(in.tensor(X).withDType(dtype));
    }
  }

  /** Codes of u8 with the scale and zero point that cover the range of x, widened to hold zero. */
  record DynamicQuantizeLinear() implements Quant {
    static final Schema SCHEMA =
        Schema.of("x", "y scale zero", Onnx.named("DynamicQuantizeLinear").since(11));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return List.of(
          in.tensor(0).withDType(DType.U8),
          new TensorType(DType.F32, Shape.SCALAR),
          new TensorType(DType.U8, Shape.SCALAR));
    }
  }

  /** Conv on codes, requantized; the bias is int32 in units of x_scale·w_scale. */
  record QlinearConv(Window window, long group) implements Quant {
    public static final int X = 0;
    public static final int X_SCALE = 1;
    public static final int X_ZERO = 2;
    public static final int W = 3;
    public static final int W_SCALE = 4;
    public static final int W_ZERO = 5;
    public static final int Y_SCALE = 6;
    public static final int Y_ZERO = 7;
    public static final int B = 8;
    static final Schema SCHEMA =
        Schema.of(
            "x x_scale x_zero w w_scale w_zero y_scale y_zero b?",
            "y",
            Onnx.named("QLinearConv")
                .since(10)
                .orElse("auto_pad", AutoPad.NOTSET.name())
                .orElse("group", 1));

    public QlinearConv {
      if (group < 1) {
        throw new IllegalArgumentException("group must be positive: " + group);
      }
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var e = new Expect(in, d);
      if (!e.sameDType(X, X_ZERO) || !e.sameDType(W, W_ZERO)) {
        return d.unknown();
      }
      var shape = Convolution.shape(e, X, W, B, window, group);
      return shape == null
          ? d.unknown()
          : List.of(new TensorType(in.tensor(Y_ZERO).dtype(), shape));
    }

    @Override
    public Cost cost(Ins in) {
      return Convolution.cost(in, X, W, window);
    }
  }

  /** MatMul on codes, requantized. */
  record QlinearMatMul() implements Quant {
    public static final int A = 0;
    public static final int A_SCALE = 1;
    public static final int A_ZERO = 2;
    public static final int B = 3;
    public static final int B_SCALE = 4;
    public static final int B_ZERO = 5;
    public static final int Y_SCALE = 6;
    public static final int Y_ZERO = 7;
    static final Schema SCHEMA =
        Schema.of(
            "a a_scale a_zero b b_scale b_zero y_scale y_zero",
            "y",
            Onnx.named("QLinearMatMul").since(10, 21));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var e = new Expect(in, d);
      if (!e.sameDType(A, A_ZERO) || !e.sameDType(B, B_ZERO)) {
        return d.unknown();
      }
      var shape = Product.shape(e, A, B);
      return shape == null
          ? d.unknown()
          : List.of(new TensorType(in.tensor(Y_ZERO).dtype(), shape));
    }

    @Override
    public Cost cost(Ins in) {
      return Product.cost(in, A, B);
    }
  }
}
