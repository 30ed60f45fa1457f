package sinter.ir.op;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Code;
import sinter.ir.op.Window.AutoPad;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;

/** Contractions with a weight operand. */
public sealed interface Linear extends Op {

  private static Onnx windowed(Onnx onnx) {
    return onnx.orElse("auto_pad", AutoPad.NOTSET.name()).orElse("group", 1);
  }

  private static void checkGroup(long group) {
    if (group < 1) {
      throw new IllegalArgumentException("group must be positive: " + group);
    }
  }

  /**
   * y[n, m, p] = b[m] + Σ over c, k of x[n, c, p·stride + k·dilation − pad]·w[m, c, k]; the channels of a group of
   * results see the channels of the same group of x.
   */
  record Conv(Window window, long group) implements Linear {
    public static final int X = 0;
    public static final int W = 1;
    public static final int B = 2;
    static final Schema SCHEMA =
        Schema.of("x w b?", "y", windowed(Onnx.named("Conv").since(1, 11, 22)));

    public Conv {
      checkGroup(group);
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var e = new Expect(in, d);
      if (!e.sameDType(X, W, B)) {
        return d.unknown();
      }
      var shape = Convolution.shape(e, X, W, B, window, group);
      return shape == null ? d.unknown() : List.of(new TensorType(e.dtype(X, W, B), shape));
    }

    @Override
    public Cost cost(Ins in) {
      return Convolution.cost(in, X, W, window);
    }
  }

  /** Conv of quantized integers into int32; zero points are subtracted first. */
  record ConvInteger(Window window, long group) implements Linear {
    public static final int X = 0;
    public static final int W = 1;
    public static final int X_ZERO = 2;
    public static final int W_ZERO = 3;
    static final Schema SCHEMA =
        Schema.of("x w x_zero? w_zero?", "y", windowed(Onnx.named("ConvInteger").since(10)));

    public ConvInteger {
      checkGroup(group);
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var e = new Expect(in, d);
      if (!e.sameDType(X, X_ZERO) || !e.sameDType(W, W_ZERO)) {
        return d.unknown();
      }
      var shape = Convolution.shape(e, X, W, -1, window, group);
      return shape == null ? d.unknown() : List.of(new TensorType(DType.I32, shape));
    }

    @Override
    public Cost cost(Ins in) {
      return Convolution.cost(in, X, W, window);
    }
  }

  /** The gradient of Conv with respect to its input, plus a bias: every x[p] adds w[k]·x[p] at p·stride + k·dilation. */
  record ConvTranspose(Window window, long group, List<Long> outputPadding, List<Long> outputShape)
      implements Linear {
    public static final int X = 0;
    public static final int W = 1;
    public static final int B = 2;
    static final Schema SCHEMA =
        Schema.of("x w b?", "y", windowed(Onnx.named("ConvTranspose").since(1, 11, 22)));

    public ConvTranspose {
      outputPadding = List.copyOf(outputPadding);
      outputShape = List.copyOf(outputShape);
      checkGroup(group);
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var e = new Expect(in, d);
      if (!e.sameDType(X, W, B)) {
        return d.unknown();
      }
      var shape = Convolution.transposed(e, X, W, B, window, group, outputPadding, outputShape);
      return shape == null ? d.unknown() : List.of(new TensorType(e.dtype(X, W, B), shape));
    }

    /** Every element of x meets the whole kernel of each channel of its group. */
    @Override
    public Cost cost(Ins in) {
      var w = in.shape(W);
      Dim macs = in.shape(X).elements().times(w.dim(1));
      for (int i = 0; i < w.rank() - 2; i++) {
        macs = macs.times(window.kernel(i, w));
      }
      return new Cost(w.isRanked() ? macs : Dim.UNKNOWN);
    }
  }

  /** Conv that reads x at its usual places plus an offset per place, bilinearly, times a mask. */
  record DeformConv(
      List<Long> kernelShape,
      List<Long> strides,
      List<Long> dilations,
      List<Long> pads,
      long group,
      long offsetGroup)
      implements Linear {
    public static final int X = 0;
    public static final int W = 1;
    public static final int OFFSET = 2;
    public static final int B = 3;
    public static final int MASK = 4;
    static final Schema SCHEMA =
        Schema.of(
            "x w offset b? mask?",
            "y",
            Onnx.named("DeformConv").since(19, 22).orElse("group", 1).orElse("offset_group", 1));

    public DeformConv {
      var window = new Window(kernelShape, strides, dilations, pads, AutoPad.NOTSET);
      kernelShape = window.kernelShape();
      strides = window.strides();
      dilations = window.dilations();
      pads = window.pads();
      checkGroup(group);
      checkGroup(offsetGroup);
    }

    public Window window() {
      return new Window(kernelShape, strides, dilations, pads, AutoPad.NOTSET);
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var e = new Expect(in, d);
      if (!e.sameDType(X, W, OFFSET, B, MASK)) {
        return d.unknown();
      }
      var shape = Convolution.shape(e, X, W, B, window(), group);
      return shape == null ? d.unknown() : List.of(new TensorType(e.dtype(X, W, B), shape));
    }

    @Override
    public Cost cost(Ins in) {
      return Convolution.cost(in, X, W, window());
    }
  }

  /** y = a·b over the last two axes, the others broadcast; a vector is a row on the left and a column on the right. */
  record MatMul() implements Linear {
    public static final int A = 0;
    public static final int B = 1;
    static final Schema SCHEMA = Schema.binary(Onnx.named("MatMul").since(1, 9, 13));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var e = new Expect(in, d);
      if (!e.sameDType(A, B)) {
        return d.unknown();
      }
      var shape = Product.shape(e, A, B);
      return shape == null ? d.unknown() : List.of(new TensorType(e.dtype(A, B), shape));
    }

    @Override
    public Cost cost(Ins in) {
      return Product.cost(in, A, B);
    }
  }

  /** MatMul of quantized integers into int32; zero points are subtracted first. */
  record MatMulInteger() implements Linear {
    public static final int A = 0;
    public static final int B = 1;
    public static final int A_ZERO = 2;
    public static final int B_ZERO = 3;
    static final Schema SCHEMA =
        Schema.of("a b a_zero? b_zero?", "y", Onnx.named("MatMulInteger").since(10));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var e = new Expect(in, d);
      if (!e.sameDType(A, A_ZERO) || !e.sameDType(B, B_ZERO)) {
        return d.unknown();
      }
      var shape = Product.shape(e, A, B);
      return shape == null ? d.unknown() : List.of(new TensorType(DType.I32, shape));
    }

    @Override
    public Cost cost(Ins in) {
      return Product.cost(in, A, B);
    }
  }

  /** y = alpha·a′·b′ + beta·c, where ′ transposes when asked to, and c broadcasts to the product. */
  record Gemm(float alpha, float beta, boolean transA, boolean transB) implements Linear {
    public static final int A = 0;
    public static final int B = 1;
    public static final int C = 2;
    static final Schema SCHEMA =
        Schema.of(
            "a b c?",
            "y",
            Onnx.named("Gemm")
                .since(7, 9, 11, 13)
                .skipping(1, 6)
                .rename("transA", "transA")
                .rename("transB", "transB")
                .orElse("alpha", 1f)
                .orElse("beta", 1f)
                .orElse("transA", 0)
                .orElse("transB", 0)
                .optionalSince(C, 11));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var e = new Expect(in, d);
      if (!e.sameDType(A, B, C) || !e.rank(A, 2) || !e.rank(B, 2)) {
        return d.unknown();
      }
      var k = in.shape(A).dim(transA ? 0 : 1);
      var shape = shape(in);
      return e.dim(B, transB ? 1 : 0, k, A) && e.broadcastsTo(C, shape, A)
          ? List.of(new TensorType(e.dtype(A, B, C), shape))
          : d.unknown();
    }

    private Shape shape(Ins in) {
      return Shape.of(List.of(in.shape(A).dim(transA ? 1 : 0), in.shape(B).dim(transB ? 0 : 1)));
    }

    @Override
    public Cost cost(Ins in) {
      return new Cost(shape(in).elements().times(in.shape(A).dim(transA ? 0 : 1)));
    }
  }

  /** Sum of products over index letters, in the notation of Einstein. */
  record Einsum(String equation) implements Linear {
    static final Schema SCHEMA = Schema.of("xs*", "y", Onnx.named("Einsum").since(12));

    /** @throws IllegalArgumentException when the equation does not parse */
    public Einsum {
      EinsumEquation.parse(equation);
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var e = new Expect(in, d);
      var parsed = EinsumEquation.parse(equation);
      if (parsed.inputs().size() != in.inputs()) {
        return d.error(
            0,
            Code.BAD_ATTRIBUTE,
            "equation \"%s\" for %d operands, the first of them %s",
            equation,
            in.inputs(),
            in.type(0));
      }
      var all = new int[in.inputs()];
      for (int i = 0; i < all.length; i++) {
        all[i] = i;
      }
      if (!e.sameDType(all)) {
        return d.unknown();
      }
      var extents = parsed.bind(e);
      return extents == null
          ? d.unknown()
          : List.of(new TensorType(e.dtype(all), extents.result()));
    }

    /** As if every index letter were one loop of a nest. */
    @Override
    public Cost cost(Ins in) {
      EinsumEquation.@Nullable Extents extents =
          EinsumEquation.parse(equation).inputs().size() == in.inputs()
              ? EinsumEquation.parse(equation).bind(new Expect(in, Infer.silent()))
              : null;
      return new Cost(extents == null ? Dim.UNKNOWN : extents.volume());
    }
  }
}
