package sinter.ir.op;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.type.DType;
import sinter.ir.type.Type;

/** Sequences and optional values. */
public sealed interface Compound extends Op {
  /** An empty sequence. */
  record SequenceEmpty(@Nullable DType dtype) implements Compound {
    static final Schema SCHEMA = Schema.of("", "y", Onnx.named("SequenceEmpty").since(11));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return d.unknown();
    }
  }
}
