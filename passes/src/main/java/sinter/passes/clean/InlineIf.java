package sinter.passes.clean;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sinter.ir.Block;
import sinter.ir.Model;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Control;
import sinter.ir.tensor.Contents;
import sinter.passes.Pass;
import sinter.passes.PassContext;

/**
 * Replaces an If whose condition is known by the branch that is taken. The condition may be a constant or follow from
 * what is known of shapes; or only one branch yields values of the ranks that the nodes behind the If need, so that every
 * run that succeeds takes it. Nested ones are handled outside in.
 */
public record InlineIf() implements Pass {
  public static final InlineIf DEFAULTS = new InlineIf();

  @Override
  public void run(Model model, PassContext cx) {
    for (var g : model.graphs()) {
      block(g.body(), cx);
    }
  }

  private void block(Block block, PassContext cx) {
    for (var n = block.first(); n != null; ) {
      Boolean taken = n.op() instanceof Control.If ? taken(n) : null;
      if (taken == null || !cx.journal().open()) {
        if (n.op() instanceof Control.If) {
          cx.journal().miss(name(), n.toString(), "the condition is not known", n.loc());
        }
        n.regions().forEach(r -> block(r, cx));
        n = n.next();
        continue;
      }
      var following = inline(n, n.regions().get(taken ? 0 : 1));
      cx.journal().accept(name(), n.toString(), n.loc());
      n = following;
    }
  }

  private static @Nullable Boolean taken(Node n) {
    Boolean known = condition(n);
    return known != null ? known : Demand.taken(n);
  }

  private static @Nullable Boolean condition(Node n) {
    Contents c = n.contents(0);
    if (c == null || c.size() != 1 || !c.at(0).isConst()) {
      return null;
    }
    return c.at(0).constant() != 0;
  }

  /** Moves the branch before {@code n} and erases it; the node to go on with. */
  private static @Nullable Node inline(Node n, Block branch) {
    var block = Objects.requireNonNull(n.block());
    var first = branch.first();
    for (var inner : branch) {
      block.moveBefore(inner, n);
    }
    var yielded = branch.resultValues();
    branch.clearResults();
    for (int i = 0; i < n.outputs(); i++) {
      var result = n.result(i);
      var by = yielded.get(i);
      boolean goesOn = !result.isUnused() && !by.isBlockResult();
      result.replaceBy(by, goesOn ? Value.Naming.OTHER : Value.Naming.OWN);
    }
    var next = n.next();
    n.erase();
    return first != null ? first : next;
  }
}
