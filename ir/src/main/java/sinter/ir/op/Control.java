package sinter.ir.op;

import java.util.List;
import sinter.ir.type.Type;

/** Ops that own regions. */
public sealed interface Control extends Op {
  /**
   * Type that parameter {@code param} of region {@code region} receives: that of the operand that feeds it, sliced where
   * the op slices.
   *
   * @param carried whether the body has been typed, so that a value carried from one iteration to the next is the join of
   *     the operand's type and of what the body yields; without it, the operand's type alone
   */
  default Type paramType(Ins in, int region, int param, boolean carried) {
    return Type.OPAQUE;
  }

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
