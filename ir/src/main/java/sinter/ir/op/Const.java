package sinter.ir.op;

import java.util.List;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Type;

/** Constant data: an initializer of an ONNX graph, a Constant node once interpreted, or a result of folding. */
public record Const(Tensor tensor) implements Op {
  @Override
  public List<Type> infer(Ins in, Infer d) {
    return List.of(tensor.type());
  }

  @Override
  public List<Tensor> eval(Ins in) {
    return List.of(tensor);
  }
}
