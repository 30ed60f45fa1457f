package sinter.ir.op;

import java.util.List;
import sinter.ir.type.Type;

/** Reading and writing elements by index. */
public sealed interface Indexing extends Op {
  /** Slices of an axis picked by index. */
  record Gather(long axis) implements Indexing {
    static final Schema SCHEMA = Schema.of("x indices", "y", Onnx.named("Gather").since(1, 11, 13));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return d.unknown();
    }
  }
}
