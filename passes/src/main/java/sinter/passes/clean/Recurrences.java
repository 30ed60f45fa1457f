package sinter.passes.clean;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Recurrent;
import sinter.ir.op.Recurrent.Gru;
import sinter.ir.op.Recurrent.Lstm;
import sinter.ir.op.Recurrent.Rnn;
import sinter.ir.rewrite.Rewriter;
import sinter.ir.rewrite.Rule;
import sinter.passes.match.Zeros;

/** Operands of recurrent layers that say what their absence says: initial states, peepholes and biases of zeros. */
final class Recurrences {
  static final List<Rule> RULES =
      List.of(
          Rule.on(Lstm.class, "drop-zero-state", (op, n, rw) -> drop(op, n, rw)),
          Rule.on(Gru.class, "drop-zero-state", (op, n, rw) -> drop(op, n, rw)),
          Rule.on(Rnn.class, "drop-zero-state", (op, n, rw) -> drop(op, n, rw)));

  private Recurrences() {}

  private static boolean isOptional(Recurrent op, int index) {
    return index == Recurrent.B
        || index == Recurrent.H0
        || (op instanceof Lstm && (index == Lstm.C0 || index == Lstm.P));
  }

  private static @Nullable Value drop(Recurrent op, Node n, Rewriter rw) {
    var operands = new ArrayList<@Nullable Value>(n.inputValues());
    boolean any = false;
    for (int i = 0; i < operands.size(); i++) {
      if (isOptional(op, i) && Zeros.is(operands.get(i))) {
        operands.set(i, null);
        any = true;
      }
    }
    if (!any) {
      return rw.miss(n, "no optional operand is zero");
    }
    while (operands.getLast() == null) {
      operands.removeLast();
    }
    var by = rw.node(op, operands, n.outputs());
    for (int i = 1; i < n.outputs(); i++) {
      rw.replace(n.result(i), by.result(i));
    }
    return by.result(0);
  }
}
