package sinter.ir.op;

import java.util.List;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;

/** Element-wise arithmetic, comparison, logic and conversion with multidirectional broadcasting. */
public sealed interface Elementwise extends Op {
  /** Type of a binary operator whose result has the operands' element type. */
  static List<Type> broadcast(Ins in, Infer d) {
    var shape = Shape.broadcast(in.shape(0), in.shape(1));
    if (shape == null) {
      return d.shapes(1, "%s does not broadcast with %s", in.tensor(1), in.tensor(0));
    }
    var dtype = in.tensor(0).dtype();
    return List.of(new TensorType(dtype != null ? dtype : in.tensor(1).dtype(), shape));
  }

  /** a + b. */
  record Add() implements Elementwise {
    static final Schema SCHEMA = Schema.binary(Onnx.named("Add").since(7, 13, 14).skipping(1, 6));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return broadcast(in, d);
    }
  }
}
