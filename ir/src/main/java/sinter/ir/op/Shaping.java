package sinter.ir.op;

import java.util.List;
import sinter.ir.type.Type;

/** Ops that move or rename elements without computing on them. */
public sealed interface Shaping extends Op {
  /** The operand itself. */
  record Identity() implements Shaping {
    static final Schema SCHEMA =
        Schema.unary(Onnx.named("Identity").since(1, 13, 14, 16, 19, 21, 23, 24, 25));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return List.of(in.type(0));
    }
  }
}
