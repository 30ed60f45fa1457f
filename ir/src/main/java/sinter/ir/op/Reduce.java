package sinter.ir.op;

import java.util.List;
import sinter.ir.type.Type;

/** Reductions along axes. */
public sealed interface Reduce extends Op {
  /** Index of the largest element along an axis. */
  record ArgMax(long axis, boolean keepdims, boolean selectLastIndex) implements Reduce {
    static final Schema SCHEMA = Schema.of("x", "y", Onnx.named("ArgMax").since(1, 11, 12, 13));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return d.unknown();
    }
  }
}
