package sinter.ir.op;

import java.util.List;
import sinter.ir.type.Type;

/** Contractions with a weight operand. */
public sealed interface Linear extends Op {
  /** Matrix product over the last two axes. */
  record MatMul() implements Linear {
    static final Schema SCHEMA = Schema.of("a b", "y", Onnx.named("MatMul").since(1, 9, 13));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return d.unknown();
    }
  }
}
