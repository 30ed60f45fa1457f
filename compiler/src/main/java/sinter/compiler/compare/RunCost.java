package sinter.compiler.compare;

import sinter.ir.Model;
import sinter.ir.Node;
import sinter.ir.op.Const;
import sinter.ir.type.Dim;

/** A rough measure of what one run costs, the same on every machine. */
final class RunCost {
  /** What a node costs apart from its arithmetic, and a contraction of unknown shape. */
  private static final long PER_NODE = 20_000;

  private static final long UNKNOWN = 2_000_000;

  private RunCost() {}

  /** Multiply-accumulates of one run, with an allowance for everything else. */
  static long of(Model model, Binding binding) {
    long work = 0;
    for (Node node : model.allNodes()) {
      if (!(node.op() instanceof Const)) {
        work += PER_NODE + macs(node, binding);
      }
    }
    return work;
  }

  private static long macs(Node node, Binding binding) {
    Dim macs = node.op().cost(node).macs();
    Long value = macs.isKnown() ? macs.evaluate(binding.values()) : null;
    return value == null ? UNKNOWN : Math.max(0, value);
  }
}
