package sinter.ir.op;

import java.util.List;
import sinter.ir.type.Type;

/** Ops that make tensors out of little. */
public sealed interface Generate extends Op {
  /** start, start + step, … below limit. */
  record Range() implements Generate {
    static final Schema SCHEMA = Schema.of("start limit step", "y", Onnx.named("Range").since(11));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return d.unknown();
    }
  }
}
