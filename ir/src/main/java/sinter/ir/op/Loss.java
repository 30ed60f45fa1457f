package sinter.ir.op;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;

/** Losses over classes; the class axis of the scores is 1. */
public sealed interface Loss extends Op {
  /** How the losses of the elements become the result. */
  enum Reduction {
    NONE("none"),
    MEAN("mean"),
    SUM("sum");

    private final String text;

    Reduction(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** One loss per element of the target, or a scalar. */
  private static TensorType loss(Ins in, Reduction reduction) {
    var scores = in.tensor(0);
    return reduction == Reduction.NONE
        ? scores.withShape(withoutClasses(in))
        : scores.withShape(Shape.SCALAR);
  }

  private static Shape withoutClasses(Ins in) {
    if (!(in.shape(0) instanceof Shape.Ranked(var dims)) || dims.size() < 2) {
      return in.shape(1);
    }
    var left = new ArrayList<Dim>(dims);
    left.remove(1);
    var met = Shape.of(left).meet(in.shape(1));
    return met == null ? Shape.of(left) : met;
  }

  /** -w[t] · x[t] for the target class t of every element; elements of class {@code ignoreIndex} count nothing. */
  record NegativeLogLikelihoodLoss(Reduction reduction, @Nullable Long ignoreIndex)
      implements Loss {
    static final Schema SCHEMA =
        Schema.of(
            "x target weight?",
            "loss",
            Onnx.named("NegativeLogLikelihoodLoss")
                .since(12, 13, 22)
                .orElse("reduction", Reduction.MEAN.toString()));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return List.of(loss(in, reduction));
    }
  }

  /** The negative log-likelihood of log(softmax(x)); the second result is log(softmax(x)) itself. */
  record SoftmaxCrossEntropyLoss(Reduction reduction, @Nullable Long ignoreIndex) implements Loss {
    static final Schema SCHEMA =
        Schema.of(
            "x target weight?",
            "loss log_prob?",
            Onnx.named("SoftmaxCrossEntropyLoss")
                .since(12, 13)
                .orElse("reduction", Reduction.MEAN.toString()));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return List.of(loss(in, reduction), in.tensor(0));
    }
  }
}
