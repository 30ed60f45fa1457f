package sinter.ir.op;

import java.util.List;
import sinter.ir.rewrite.Rule;
import sinter.ir.type.Type;

/** Shape-preserving unary non-linearities. */
public sealed interface Activation extends Op {
  @Override
  default List<Type> infer(Ins in, Infer d) {
    return List.of(in.tensor(0));
  }

  /** max(x, 0). */
  record Relu() implements Activation {
    static final Schema SCHEMA =
        Schema.unary(Onnx.named("Relu").since(1, 6, 13, 14).ignoring("consumed_inputs"));
    static final List<Rule> CANONICAL =
        List.of(
            Rule.on(
                Relu.class,
                "relu-idempotent",
                (_, n, rw) ->
                    n.opIn(0) instanceof Relu ? n.in(0) : rw.miss(n, "operand is not a relu")));
  }
}
