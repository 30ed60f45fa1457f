package sinter.passes.clean;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sinter.ir.Block;
import sinter.ir.Model;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Op;
import sinter.ir.type.Type;
import sinter.passes.Pass;
import sinter.passes.PassContext;

/**
 * Merges pure nodes with equal ops and identical operands; the earlier one stays. A node inside a region may be replaced
 * by one of an enclosing block. Nodes with regions are not compared.
 */
public record Cse() implements Pass {
  public static final Cse DEFAULTS = new Cse();

  private record Key(Op op, List<@Nullable Value> operands, int results) {}

  @Override
  public void run(Model model, PassContext cx) {
    for (var g : model.graphs()) {
      block(g.body(), new HashMap<>(), cx);
    }
  }

  private void block(Block block, Map<Key, Node> outer, PassContext cx) {
    var seen = new HashMap<>(outer);
    for (var n : block) {
      if (!n.regions().isEmpty()) {
        n.regions().forEach(r -> block(r, seen, cx));
        continue;
      }
      if (!n.op().isPure() || n.isDead()) {
        continue;
      }
      var first = seen.putIfAbsent(new Key(n.op(), n.inputValues(), n.outputs()), n);
      if (first != null && cx.journal().open() && mergeable(first, n)) {
        merge(first, n);
        cx.journal().accept(name(), n.toString(), n.loc());
      }
    }
  }

  private static boolean mergeable(Node first, Node n) {
    for (int i = 0; i < n.outputs(); i++) {
      boolean absent = "".equals(first.result(i).name());
      if ((absent && !n.result(i).isUnused())
          || Type.meet(first.result(i).type(), n.result(i).type()) == null) {
        return false;
      }
    }
    return true;
  }

  private static void merge(Node first, Node n) {
    for (int i = 0; i < n.outputs(); i++) {
      n.result(i).replaceBy(first.result(i), Value.Naming.WHEN_NAMELESS);
    }
    n.erase();
  }
}
