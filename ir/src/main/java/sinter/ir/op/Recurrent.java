package sinter.ir.op;

import java.util.List;
import sinter.ir.type.Type;

/** Recurrent layers. */
public sealed interface Recurrent extends Op {
  /** Elman recurrence. */
  record Rnn(long hiddenSize) implements Recurrent {
    static final Schema SCHEMA =
        Schema.of("x w r b? lengths? h0?", "y? h?", Onnx.named("RNN").since(1, 7, 14, 22));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return d.unknown();
    }
  }
}
