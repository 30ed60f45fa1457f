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

  private PassContext(
      Diagnostics diagnostics,
      Journal journal,
      Set<String> disabled,
      @Nullable Evaluator evaluator,
      BiFunction<RulePass, List<Rule>, List<Rule>> decorator,
      PassManager manager) {
    this.diagnostics = diagnostics;
    this.journal = journal;
    this.disabled = disabled;
    this.evaluator = evaluator;
    this.decorator = decorator;
    this.manager = manager;
  }

  public static PassContext of(Diagnostics diagnostics, Journal journal, PassManager manager) {
    return new PassContext(diagnostics, journal, Set.of(), null, (_, rules) -> rules, manager);
  }

  /** Passes and rules with these names do nothing. */
  public PassContext disabling(Set<String> names) {
    return new PassContext(diagnostics, journal, Set.copyOf(names), evaluator, decorator, manager);
  }

  /** Who evaluates constant subgraphs that are not shape arithmetic. */
  public PassContext evaluating(@Nullable Evaluator with) {
    return new PassContext(diagnostics, journal, disabled, with, decorator, manager);
  }

  /** Lets tests add rules to a pass, broken ones too. */
  public PassContext decorating(BiFunction<RulePass, List<Rule>, List<Rule>> with) {
    return new PassContext(diagnostics, journal, disabled, evaluator, with, manager);
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

  public PassManager manager() {
    return manager;
  }

  List<Rule> decorate(RulePass pass, List<Rule> rules) {
    return decorator.apply(pass, rules);
  }
}
