package sinter.ir.op;

import java.util.List;
import sinter.ir.type.Type;

/** Ops that own regions. */
public sealed interface Control extends Op {
  /** One of two regions, chosen by a boolean scalar. */
  record If() implements Control {
    static final Schema SCHEMA =
        Schema.of("condition", "ys*", Onnx.named("If").since(1, 11, 13, 16, 19, 21, 23, 24, 25));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return d.unknown();
    }
  }
}
