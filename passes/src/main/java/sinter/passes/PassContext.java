package sinter.passes;

import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Diagnostics;
import sinter.ir.rewrite.Journal;
import sinter.ir.rewrite.Rule;

/** What a pass is given besides the model. */
public final class PassContext {
  private final Diagnostics diagnostics;
  private final Journal journal;
  private final Set<String> disabled;
  private final @Nullable Evaluator evaluator;
  private final BiFunction<RulePass, List<Rule>, List<Rule>> decorator;
  private final PassManager manager;
  private final boolean forgiving;

  private PassContext(
      Diagnostics diagnostics,
      Journal journal,
      Set<String> disabled,
      @Nullable Evaluator evaluator,
      BiFunction<RulePass, List<Rule>, List<Rule>> decorator,
      PassManager manager,
      boolean forgiving) {
    this.forgiving = forgiving;
    this.diagnostics = diagnostics;
    this.journal = journal;
    this.disabled = disabled;
    this.evaluator = evaluator;
    this.decorator = decorator;
    this.manager = manager;
  }

  public static PassContext of(Diagnostics diagnostics, Journal journal, PassManager manager) {
    return new PassContext(
        diagnostics, journal, Set.of(), null, (_, rules) -> rules, manager, false);
  }

  /** Passes and rules with these names do nothing. */
  public PassContext disabling(Set<String> names) {
    return new PassContext(
        diagnostics, journal, Set.copyOf(names), evaluator, decorator, manager, forgiving);
  }

  /** Who evaluates constant subgraphs that are not shape arithmetic. */
  public PassContext evaluating(@Nullable Evaluator with) {
    return new PassContext(diagnostics, journal, disabled, with, decorator, manager, forgiving);
  }

  /** Lets tests add rules to a pass, broken ones too. */
  public PassContext decorating(BiFunction<RulePass, List<Rule>, List<Rule>> with) {
    return new PassContext(diagnostics, journal, disabled, evaluator, with, manager, forgiving);
  }

  /** Whether a rule that throws declines with a warning; otherwise its exception ends the pass. */
  public PassContext forgiving(boolean with) {
    return new PassContext(diagnostics, journal, disabled, evaluator, decorator, manager, with);
  }

  public Diagnostics diagnostics() {
    return diagnostics;
  }

  public Journal journal() {
    return journal;
  }

  public Set<String> disabled() {
    return disabled;
  }

  public @Nullable Evaluator evaluator() {
    return evaluator;
  }

  /** Whether a rule that throws only declines. */
  public boolean forgiving() {
    return forgiving;
  }

  public PassManager manager() {
    return manager;
  }

  List<Rule> decorate(RulePass pass, List<Rule> rules) {
    return decorator.apply(pass, rules);
  }
}
