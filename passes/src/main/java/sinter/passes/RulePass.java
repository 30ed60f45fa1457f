package sinter.passes;

import java.util.List;
import java.util.Set;
import sinter.ir.Model;
import sinter.ir.rewrite.Driver;
import sinter.ir.rewrite.Rule;
import sinter.ir.rewrite.Rules;
import sinter.passes.clean.Canonicalize;
import sinter.passes.fuse.FuseBlocks;
import sinter.passes.norm.FoldNorm;

/** A step that is only rules, applied to a fixpoint. */
public sealed interface RulePass extends Pass permits Canonicalize, FoldNorm, FuseBlocks {
  List<Rule> rules();

  @Override
  default void run(Model model, PassContext cx) {
    var rules = new Rules(cx.decorate(this, rules())).without(cx.disabled());
    new Driver(model, rules, cx.journal(), cx.diagnostics(), cx.forgiving()).run();
  }

  @Override
  default Set<Invariant> requires() {
    return Set.of(Invariant.TYPED);
  }
}
