package sinter.ir.op;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Code;
import sinter.ir.tensor.Contents;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;

/** Element-wise arithmetic, comparison, logic and conversion with multidirectional broadcasting. */
public sealed interface Elementwise extends Op
    permits Comparison,
        Conversion,
        Logic,
        Unary,
        Elementwise.Add,
        Elementwise.Sub,
        Elementwise.Mul,
        Elementwise.Div,
        Elementwise.Mod,
        Elementwise.Pow,
        Elementwise.Min,
        Elementwise.Max,
        Elementwise.Sum,
        Elementwise.Mean,
        Elementwise.Prelu,
        Elementwise.Swiglu {

  /** The operands' element type and their common extent. */
  @Override
  default List<Type> infer(Ins in, Infer d) {
    var e = new Expect(in, d);
    for (int i = 0; i < in.inputs(); i++) {
      if (!e.numbers(i)) {
        return d.unknown();
      }
    }
    return broadcast(in, d);
  }

  /** Type of an operator whose result has the element type of all operands, which broadcast. */
  static List<Type> broadcast(Ins in, Infer d) {
    var dtype = in.tensor(0).dtype();
    for (int i = 1; i < in.inputs(); i++) {
      var other = in.tensor(i).dtype();
      if (dtype != null && other != null && dtype != other) {
        return d.error(
            i, Code.DTYPE_MISMATCH, "element type of %s is not that of %s", in.type(i), in.type(0));
      }
      dtype = dtype == null ? other : dtype;
    }
    return broadcastTo(dtype, in, d);
  }

  /** The common extent of all operands with elements of type {@code dtype}. */
  static List<Type> broadcastTo(@Nullable DType dtype, Ins in, Infer d) {
    var shape = in.shape(0);
    for (int i = 1; i < in.inputs(); i++) {
      var next = Shape.broadcast(shape, in.shape(i));
      if (next == null) {
        return d.shapes(i, "%s does not broadcast with %s", in.tensor(i), in.tensor(0));
      }
      shape = next;
    }
    return List.of(new TensorType(dtype, shape));
  }

  /** True unless operands are known to differ in extent. */
  private static boolean isFlat(Ins in) {
    for (int i = 1; i < in.inputs(); i++) {
      if (Shape.differ(in.shape(0), in.shape(i))) {
        return false;
      }
    }
    return true;
  }

  /** Before version 7 operands broadcast only on demand and differently, which is left uninterpreted. */
  private static Onnx arithmetic(String name) {
    return Onnx.named(name)
        .since(1, 6, 7, 13, 14)
        .ignoring("axis")
        .ignoring("broadcast")
        .ignoring("consumed_inputs")
        .only(f -> f.attrs().intOr("broadcast", 0) == 0)
        .writable(w -> w.since() >= 7 || isFlat(w.in()));
  }

  /** a + b. */
  record Add() implements Elementwise {
    static final Schema SCHEMA = Schema.binary(arithmetic("Add"));

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return Known.pointwise(in, Dim::plus);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.binary(in, (a, b) -> a + b, (a, b) -> a + b);
    }
  }

  /** a - b. */
  record Sub() implements Elementwise {
    static final Schema SCHEMA = Schema.binary(arithmetic("Sub"));

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return Known.pointwise(in, Dim::minus);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.binary(in, (a, b) -> a - b, (a, b) -> a - b);
    }
  }

  /** a · b. */
  record Mul() implements Elementwise {
    static final Schema SCHEMA = Schema.binary(arithmetic("Mul"));

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return Known.pointwise(in, Dim::times);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.binary(in, (a, b) -> a * b, (a, b) -> a * b);
    }
  }

  /** a / b; integers are rounded towards zero. */
  record Div() implements Elementwise {
    static final Schema SCHEMA = Schema.binary(arithmetic("Div"));

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      boolean real = in.tensor(0).dtype() instanceof DType t && t.isFloat();
      return Known.pointwise(in, real ? Known::exactQuotient : Known::quotient);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.binary(
          in, (a, b) -> a / b, Fold.isU64(in, 0) ? Long::divideUnsigned : (a, b) -> a / b);
    }
  }

  /** The remainder of a / b: with the sign of b, or with the sign of a when {@code fmod}. */
  record Mod(boolean fmod) implements Elementwise {
    static final Schema SCHEMA = Schema.binary(Onnx.named("Mod").since(10, 13).orElse("fmod", 0));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var dtype = in.tensor(0).dtype();
      return !fmod && dtype != null && dtype.isFloat()
          ? d.error(0, Code.DTYPE_MISMATCH, "the remainder of %s needs fmod = 1", in.type(0))
          : Elementwise.super.infer(in, d);
    }

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return Known.pointwise(in, fmod ? Known::remainder : Dim::mod);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      if (Fold.isU64(in, 0)) {
        return Fold.binary(in, (a, _) -> a, Long::remainderUnsigned);
      }
      if (!fmod && in.tensor(0).dtype() instanceof DType t && t.isFloat()) {
        return null;
      }
      return Fold.binary(in, (a, b) -> a % b, fmod ? (a, b) -> a % b : Math::floorMod);
    }
  }

  /** a to the power b, in the element type of a. */
  record Pow() implements Elementwise {
    static final Schema SCHEMA =
        Schema.binary(
            Onnx.named("Pow")
                .since(7, 12, 13, 15)
                .skipping(1)
                .writable(w -> w.since() >= 12 || hasOneDType(w.in())));

    private static boolean hasOneDType(Ins in) {
      var a = in.tensor(0).dtype();
      var b = in.tensor(1).dtype();
      return a == null || b == null || a == b;
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return broadcastTo(in.tensor(0).dtype(), in, d);
    }

    /** 1 to any power is 1, and -1 to an infinite one, as IEEE 754 and C have it; Java gives NaN. */
    private static double power(double a, double b) {
      return a == 1 || (a == -1 && Double.isInfinite(b)) ? 1 : Math.pow(a, b);
    }

    /** Floats only, in double precision: at least as exact as any kernel of their own type. */
    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      var dtype = in.tensor(0).dtype();
      return dtype != null && dtype.isFloat() && in.tensor(1).dtype() == dtype
          ? Fold.binary(in, Pow::power, (_, _) -> 0)
          : null;
    }
  }

  /** The least of all operands. */
  record Min() implements Elementwise {
    static final Schema SCHEMA = variadic("Min", 1, 6, 8, 12, 13);

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return Known.all(in, Dim::min);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.all(
          in,
          (a, b) -> Fold.number(a) < Fold.number(b) ? a : b,
          (a, b) -> Fold.compare(in, a, b) < 0 ? a : b);
    }
  }

  /** The greatest of all operands. */
  record Max() implements Elementwise {
    static final Schema SCHEMA = variadic("Max", 1, 6, 8, 12, 13);

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return Known.all(in, Dim::max);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.all(
          in,
          (a, b) -> Fold.number(a) > Fold.number(b) ? a : b,
          (a, b) -> Fold.compare(in, a, b) > 0 ? a : b);
    }
  }

  /** The sum of all operands, added from the left. */
  record Sum() implements Elementwise {
    static final Schema SCHEMA = variadic("Sum", 1, 6, 8, 13);

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.all(in, (a, b) -> a + b, (a, b) -> a + b);
    }
  }

  /** The mean of all operands. */
  record Mean() implements Elementwise {
    static final Schema SCHEMA = variadic("Mean", 1, 6, 8, 13);
  }

  private static Schema variadic(String name, Integer... since) {
    return Schema.of(
        "xs*",
        "y",
        Onnx.named(name)
            .since(since)
            .ignoring("consumed_inputs")
            .writable(w -> w.since() >= 8 || isFlat(w.in())));
  }

  /** x where it is not negative, else slope · x; the slope broadcasts to x. */
  record Prelu() implements Elementwise {
    static final Schema SCHEMA =
        Schema.of("x slope", "y", Onnx.named("PRelu").since(7, 9, 16).skipping(1, 6));

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.binary(in, (x, s) -> x < 0 ? s * x : x, (x, s) -> x < 0 ? s * x : x);
    }
  }

  /** a · sigmoid(alpha · a) · b. */
  record Swiglu(float alpha) implements Elementwise {
    static final Schema SCHEMA = Schema.binary(Onnx.named("SwiGLU").since(28).orElse("alpha", 1f));
  }
}
