package sinter.passes.match;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.Value;

/** Nodes of one associative operation within each other, each but the outermost of one use. */
public final class Nest {
  private Nest() {}

  /**
   * Whether the only use of {@code n} is as an operand of a node of the same block that {@code same} accepts.
   */
  public static boolean isInner(Node n, Predicate<Node> same) {
    var value = n.result(0);
    return value.hasOneUse()
        && value.uses().getFirst().node() instanceof Node user
        && user.block() == n.block()
        && same.test(user);
  }

  /** The operands of the whole nest that {@code n} is the outermost node of, in their order. */
  public static List<@Nullable Value> operands(Node n, Predicate<Node> same) {
    var out = new ArrayList<@Nullable Value>();
    var left = new ArrayDeque<Operand>();
    push(n, left);
    while (!left.isEmpty()) {
      var next = left.pop();
      var d = next.node.defIn(next.index);
      if (d != null && next.node.in(next.index).hasOneUse() && same.test(d)) {
        push(d, left);
      } else {
        out.add(next.node.inOrNull(next.index));
      }
    }
    return out;
  }

  private record Operand(Node node, int index) {}

  private static void push(Node n, ArrayDeque<Operand> left) {
    for (int i = n.inputs() - 1; i >= 0; i--) {
      left.push(new Operand(n, i));
    }
  }
}
