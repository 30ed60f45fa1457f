package sinter.ir.op;

import java.util.List;
import sinter.ir.diag.Code;
import sinter.ir.type.Type;

/**
 * Activations that look along an axis. Before opset 13 they flatten their operand to a matrix at the axis and work on
 * its rows; those are ops of their own, called {@code …Rows}.
 */
public sealed interface Normalizer extends Activation {
  /** The axis; negative counts from the end. */
  long axis();

  @Override
  default List<Type> infer(Ins in, Infer d) {
    int rank = in.rank(0);
    boolean rows =
        this instanceof SoftmaxRows
            || this instanceof LogSoftmaxRows
            || this instanceof HardmaxRows;
    if (rank >= 0
        && Axes.of(axis(), rows ? rank + 1 : rank) < 0
        && !(rank == 0 && axis() >= -1 && axis() <= 0)) {
      return d.error(0, Code.BAD_ATTRIBUTE, "axis %d is not an axis of %s", axis(), in.type(0));
    }
    return new Expect(in, d).floats(0) ? List.of(in.tensor(0)) : d.unknown();
  }

  /** exp(x) divided by its sum along an axis. */
  record Softmax(long axis) implements Normalizer {
    static final Schema SCHEMA =
        Schema.unary(Onnx.named("Softmax").since(13).skipping(1, 11).orElse("axis", -1));
  }

  /** exp(x) divided by its sum over all axes from {@code axis} on. */
  record SoftmaxRows(long axis) implements Normalizer {
    static final Schema SCHEMA =
        Schema.unary(Onnx.named("Softmax").since(1, 11).skipping(13).orElse("axis", 1));
  }

  /** x minus the logarithm of the sum of exp(x) along an axis. */
  record LogSoftmax(long axis) implements Normalizer {
    static final Schema SCHEMA =
        Schema.unary(Onnx.named("LogSoftmax").since(13).skipping(1, 11).orElse("axis", -1));
  }

  /** x minus the logarithm of the sum of exp(x) over all axes from {@code axis} on. */
  record LogSoftmaxRows(long axis) implements Normalizer {
    static final Schema SCHEMA =
        Schema.unary(Onnx.named("LogSoftmax").since(1, 11).skipping(13).orElse("axis", 1));
  }

  /** 1 at the first greatest element, else 0, along an axis. */
  record Hardmax(long axis) implements Normalizer {
    static final Schema SCHEMA =
        Schema.unary(Onnx.named("Hardmax").since(13).skipping(1, 11).orElse("axis", -1));
  }

  /** 1 at the first greatest element, else 0, over all axes from {@code axis} on. */
  record HardmaxRows(long axis) implements Normalizer {
    static final Schema SCHEMA =
        Schema.unary(Onnx.named("Hardmax").since(1, 11).skipping(13).orElse("axis", 1));
  }
}
