package sinter.passes.clean;

import sinter.ir.Block;
import sinter.ir.Model;
import sinter.ir.Node;
import sinter.ir.rewrite.Driver;
import sinter.passes.Pass;
import sinter.passes.PassContext;

/**
 * Removes nodes whose results nothing reads. Ops that are not pure stay, and so does what contains them. Graph inputs are
 * part of the signature and stay.
 */
public record Dce() implements Pass {
  public static final Dce DEFAULTS = new Dce();

  @Override
  public void run(Model model, PassContext cx) {
    for (var g : model.graphs()) {
      sweep(g.body(), cx);
    }
  }

  private void sweep(Block block, PassContext cx) {
    Node previous;
    for (var n = block.last(); n != null; n = previous) {
      previous = n.previous();
      if (n.isDead() && n.op().isPure() && Driver.regionsArePure(n)) {
        if (!cx.journal().open()) {
          return;
        }
        cx.journal().accept(name(), n.toString(), n.loc());
        n.erase();
      } else {
        n.regions().forEach(r -> sweep(r, cx));
      }
    }
  }
}
