package sinter.ir.op;

import java.util.List;
import sinter.ir.type.Type;

/** Conversions between numbers and their quantized codes. */
public sealed interface Quant extends Op {
  /** Codes with a scale and zero point found from the operand. */
  record DynamicQuantizeLinear() implements Quant {
    static final Schema SCHEMA =
        Schema.of("x", "y scale zero_point", Onnx.named("DynamicQuantizeLinear").since(11));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return d.unknown();
    }
  }
}
