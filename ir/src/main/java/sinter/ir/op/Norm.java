package sinter.ir.op;

import java.util.List;
import sinter.ir.type.Type;

/** Normalizations. */
public sealed interface Norm extends Op {
  /** Normalization over space per sample and channel. */
  record InstanceNorm(float epsilon) implements Norm {
    static final Schema SCHEMA =
        Schema.of("x scale bias", "y", Onnx.named("InstanceNormalization").since(1, 6, 22));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return d.unknown();
    }
  }
}
