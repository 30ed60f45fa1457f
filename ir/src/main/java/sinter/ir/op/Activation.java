package sinter.ir.op;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.rewrite.Rule;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Type;

/** Shape-preserving unary non-linearities. */
public sealed interface Activation extends Op
    permits Normalizer,
        Activation.Relu,
        Activation.LeakyRelu,
        Activation.Elu,
        Activation.Selu,
        Activation.Celu,
        Activation.Sigmoid,
        Activation.HardSigmoid,
        Activation.HardSwish,
        Activation.Tanh,
        Activation.Softplus,
        Activation.Softsign,
        Activation.Gelu,
        Activation.Mish,
        Activation.Swish,
        Activation.ThresholdedRelu,
        Activation.Shrink {
  @Override
  default List<Type> infer(Ins in, Infer d) {
    var e = new Expect(in, d);
    boolean isWide = this instanceof Relu || this instanceof Shrink;
    boolean fits = isWide ? e.numbers(0) : e.floats(0);
    return fits ? List.of(in.tensor(0)) : d.unknown();
  }

  /** max(x, 0). */
  record Relu() implements Activation {
    static final Schema SCHEMA =
        Schema.unary(Onnx.named("Relu").since(1, 6, 13, 14).ignoring("consumed_inputs"));
    static final List<Rule> CANONICAL =
        List.of(
            Rule.on(
                Relu.class,
                "relu-idempotent",
                (_, n, rw) ->
                    n.opIn(0) instanceof Relu ? n.in(0) : rw.miss(n, "operand is not a relu")));

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.unary(in, x -> Fold.number(x) > 0 ? x : 0, x -> Math.max(x, 0));
    }
  }

  /** x where it is not negative, else alpha · x. */
  record LeakyRelu(float alpha) implements Activation {
    static final Schema SCHEMA =
        Schema.unary(
            Onnx.named("LeakyRelu")
                .since(1, 6, 16)
                .ignoring("consumed_inputs")
                .orElse("alpha", 0.01f));

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.unary(in, x -> x >= 0 ? x : x * alpha, x -> x);
    }
  }

  /** x where it is not negative, else alpha · (exp(x) - 1). */
  record Elu(float alpha) implements Activation {
    static final Schema SCHEMA =
        Schema.unary(
            Onnx.named("Elu").since(1, 6, 22).ignoring("consumed_inputs").orElse("alpha", 1f));
  }

  /** gamma · x where x is positive, else gamma · (alpha · exp(x) - alpha). */
  record Selu(float alpha, float gamma) implements Activation {
    static final Schema SCHEMA =
        Schema.unary(
            Onnx.named("Selu")
                .since(6, 22)
                .skipping(1)
                .orElse("alpha", 1.6732632f)
                .orElse("gamma", 1.050701f));
  }

  /** max(x, 0) + min(0, alpha · (exp(x / alpha) - 1)). */
  record Celu(float alpha) implements Activation {
    static final Schema SCHEMA = Schema.unary(Onnx.named("Celu").since(12, 28).orElse("alpha", 1f));
  }

  /** 1 / (1 + exp(-x)). */
  record Sigmoid() implements Activation {
    static final Schema SCHEMA =
        Schema.unary(Onnx.named("Sigmoid").since(1, 6, 13).ignoring("consumed_inputs"));
  }

  /** max(0, min(1, alpha · x + beta)). */
  record HardSigmoid(float alpha, float beta) implements Activation {
    static final Schema SCHEMA =
        Schema.unary(
            Onnx.named("HardSigmoid")
                .since(1, 6, 22)
                .ignoring("consumed_inputs")
                .orElse("alpha", 0.2f)
                .orElse("beta", 0.5f));
  }

  /** x · max(0, min(1, x / 6 + 1/2)). */
  record HardSwish() implements Activation {
    static final Schema SCHEMA = Schema.unary(Onnx.named("HardSwish").since(14, 22));
  }

  /** The hyperbolic tangent. */
  record Tanh() implements Activation {
    static final Schema SCHEMA =
        Schema.unary(Onnx.named("Tanh").since(1, 6, 13).ignoring("consumed_inputs"));
  }

  /** ln(1 + exp(x)). */
  record Softplus() implements Activation {
    static final Schema SCHEMA = Schema.unary(Onnx.named("Softplus").since(1, 22));
  }

  /** x / (1 + |x|). */
  record Softsign() implements Activation {
    static final Schema SCHEMA = Schema.unary(Onnx.named("Softsign").since(1, 22));
  }

  /** x · Φ(x) with the normal distribution's Φ, by {@code erf} or by a formula with {@code tanh}. */
  record Gelu(Approximation approximate) implements Activation {
    static final Schema SCHEMA =
        Schema.unary(Onnx.named("Gelu").since(20).orElse("approximate", "none"));

    /** How Φ is computed. */
    public enum Approximation {
      NONE("none"),
      TANH("tanh");

      private final String text;

      Approximation(String text) {
        this.text = text;
      }

      @Override
      public String toString() {
        return text;
      }
    }
  }

  /** x · tanh(ln(1 + exp(x))). */
  record Mish() implements Activation {
    static final Schema SCHEMA = Schema.unary(Onnx.named("Mish").since(18, 22));
  }

  /** x · sigmoid(alpha · x). */
  record Swish(float alpha) implements Activation {
    static final Schema SCHEMA = Schema.unary(Onnx.named("Swish").since(24).orElse("alpha", 1f));
  }

  /** x where it exceeds alpha, else 0. */
  record ThresholdedRelu(float alpha) implements Activation {
    static final Schema SCHEMA =
        Schema.unary(Onnx.named("ThresholdedRelu").since(10, 22).orElse("alpha", 1f));

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.unary(in, x -> x > alpha ? x : 0, x -> x);
    }
  }

  /** x + bias below -lambd, x - bias above lambd, else 0. */
  record Shrink(float bias, float lambd) implements Activation {
    static final Schema SCHEMA =
        Schema.unary(Onnx.named("Shrink").since(9).orElse("bias", 0f).orElse("lambd", 0.5f));
  }
}
