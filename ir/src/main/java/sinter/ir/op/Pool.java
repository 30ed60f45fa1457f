package sinter.ir.op;

import java.util.List;
import sinter.ir.type.Type;

/** Reductions over windows. */
public sealed interface Pool extends Op {
  /** Mean over all spatial axes. */
  record GlobalAveragePool() implements Pool {
    static final Schema SCHEMA = Schema.of("x", "y", Onnx.named("GlobalAveragePool").since(1, 22));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return d.unknown();
    }
  }
}
