package sinter.passes.clean;

import java.util.List;
import java.util.stream.Stream;
import sinter.ir.rewrite.Rule;
import sinter.ir.rewrite.Rules;
import sinter.passes.RulePass;

/**
 * The rules that hold on every target: those the ops declare, and the clean-up of chains that exporters leave behind. A
 * rewrite never leaves more nodes, work or bytes than it found.
 */
public record Canonicalize() implements RulePass {
  public static final Canonicalize DEFAULTS = new Canonicalize();

  private static final List<Rule> RULES =
      Stream.of(
              Rules.canonical(),
              NoOps.RULES,
              Neutral.RULES,
              Constants.RULES,
              Reshapes.RULES,
              Transposes.RULES,
              Extents.RULES,
              Slices.RULES,
              Joins.RULES,
              Casts.RULES,
              Bounds.RULES,
              Paddings.RULES,
              Products.RULES,
              Reductions.RULES,
              Recurrences.RULES,
              Selections.RULES)
          .flatMap(List::stream)
          .toList();

  @Override
  public List<Rule> rules() {
    return RULES;
  }
}
