package sinter.ir.op;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.tensor.Contents;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Dim;
import sinter.ir.type.Type;

/** Functions of one number. Those that are not correctly rounded everywhere are left to an evaluator. */
public sealed interface Unary extends Elementwise {
  @Override
  default List<Type> infer(Ins in, Infer d) {
    return new Expect(in, d).floats(0) ? List.of(in.tensor(0)) : d.unknown();
  }

  private static List<Type> ofNumbers(Ins in, Infer d) {
    return new Expect(in, d).numbers(0) ? List.of(in.tensor(0)) : d.unknown();
  }

  private static Schema of(String name, Integer... since) {
    return Schema.unary(Onnx.named(name).since(since).ignoring("consumed_inputs"));
  }

  /** -x. */
  record Neg() implements Unary {
    static final Schema SCHEMA = of("Neg", 1, 6, 13);

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return ofNumbers(in, d);
    }

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return Known.map(in, Dim::negate);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.unary(in, x -> -x, x -> -x);
    }
  }

  /** |x|. */
  record Abs() implements Unary {
    static final Schema SCHEMA = of("Abs", 1, 6, 13);

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return ofNumbers(in, d);
    }

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return Known.map(in, x -> x.max(x.negate()));
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.unary(in, Math::abs, x -> Fold.compare(in, x, 0) < 0 ? -x : x);
    }
  }

  /** -1, 0 or 1, as x is negative, zero or positive. */
  record Sign() implements Unary {
    static final Schema SCHEMA = Schema.unary(Onnx.named("Sign").since(9, 13));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return ofNumbers(in, d);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.unary(in, x -> Math.signum(Fold.number(x)), x -> Fold.compare(in, x, 0));
    }
  }

  /** The least whole number that is not below x. */
  record Ceil() implements Unary {
    static final Schema SCHEMA = of("Ceil", 1, 6, 13);

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return in.contents(0);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.unary(in, x -> Math.ceil(x), x -> x);
    }
  }

  /** The greatest whole number that is not above x. */
  record Floor() implements Unary {
    static final Schema SCHEMA = of("Floor", 1, 6, 13);

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return in.contents(0);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.unary(in, x -> Math.floor(x), x -> x);
    }
  }

  /** The nearest whole number; halves go to the even one. */
  record Round() implements Unary {
    static final Schema SCHEMA = Schema.unary(Onnx.named("Round").since(11, 22));

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return in.contents(0);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.unary(in, x -> Math.rint(x), x -> x);
    }
  }

  /** √x. */
  record Sqrt() implements Unary {
    static final Schema SCHEMA = of("Sqrt", 1, 6, 13);

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.unary(in, x -> Math.sqrt(x), x -> x);
    }
  }

  /** 1 / x. */
  record Reciprocal() implements Unary {
    static final Schema SCHEMA = of("Reciprocal", 1, 6, 13);

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.unary(in, x -> 1 / x, x -> x);
    }
  }

  /** e to the power x. */
  record Exp() implements Unary {
    static final Schema SCHEMA = of("Exp", 1, 6, 13);
  }

  /** The natural logarithm. */
  record Log() implements Unary {
    static final Schema SCHEMA = of("Log", 1, 6, 13);
  }

  /** The sine. */
  record Sin() implements Unary {
    static final Schema SCHEMA = Schema.unary(Onnx.named("Sin").since(7, 22));
  }

  /** The cosine. */
  record Cos() implements Unary {
    static final Schema SCHEMA = Schema.unary(Onnx.named("Cos").since(7, 22));
  }

  /** The tangent. */
  record Tan() implements Unary {
    static final Schema SCHEMA = Schema.unary(Onnx.named("Tan").since(7, 22));
  }

  /** The inverse sine. */
  record Asin() implements Unary {
    static final Schema SCHEMA = Schema.unary(Onnx.named("Asin").since(7, 22));
  }

  /** The inverse cosine. */
  record Acos() implements Unary {
    static final Schema SCHEMA = Schema.unary(Onnx.named("Acos").since(7, 22));
  }

  /** The inverse tangent. */
  record Atan() implements Unary {
    static final Schema SCHEMA = Schema.unary(Onnx.named("Atan").since(7, 22));
  }

  /** The hyperbolic sine. */
  record Sinh() implements Unary {
    static final Schema SCHEMA = Schema.unary(Onnx.named("Sinh").since(9, 22));
  }

  /** The hyperbolic cosine. */
  record Cosh() implements Unary {
    static final Schema SCHEMA = Schema.unary(Onnx.named("Cosh").since(9, 22));
  }

  /** The inverse hyperbolic sine. */
  record Asinh() implements Unary {
    static final Schema SCHEMA = Schema.unary(Onnx.named("Asinh").since(9, 22));
  }

  /** The inverse hyperbolic cosine. */
  record Acosh() implements Unary {
    static final Schema SCHEMA = Schema.unary(Onnx.named("Acosh").since(9, 22));
  }

  /** The inverse hyperbolic tangent. */
  record Atanh() implements Unary {
    static final Schema SCHEMA = Schema.unary(Onnx.named("Atanh").since(9, 22));
  }

  /** The error function. */
  record Erf() implements Unary {
    static final Schema SCHEMA = Schema.unary(Onnx.named("Erf").since(9, 13));
  }
}
