package sinter.passes.fuse;

import java.util.List;
import java.util.stream.Stream;
import sinter.ir.rewrite.Rule;
import sinter.passes.RulePass;

/**
 * Replaces several nodes by one that computes the same, where the model's own opset has it: slices of every other pixel
 * by SpaceToDepth, the parts of GELU and of layer normalization by Gelu and LayerNormalization.
 */
public record FuseBlocks() implements RulePass {
  public static final FuseBlocks DEFAULTS = new FuseBlocks();

  private static final List<Rule> RULES =
      Stream.of(Pixels.RULES, Gelus.RULES, LayerNorms.RULES).flatMap(List::stream).toList();

  @Override
  public List<Rule> rules() {
    return RULES;
  }
}
