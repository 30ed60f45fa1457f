package sinter.passes.clean;

import java.util.List;
import sinter.ir.rewrite.Rule;
import sinter.ir.rewrite.Rules;
import sinter.passes.RulePass;

/** The rules that hold on every target: those the ops declare. */
public record Canonicalize() implements RulePass {
  public static final Canonicalize DEFAULTS = new Canonicalize();

  @Override
  public List<Rule> rules() {
    return Rules.canonical();
  }
}
