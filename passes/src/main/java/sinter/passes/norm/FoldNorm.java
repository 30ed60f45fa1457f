package sinter.passes.norm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Elementwise.Add;
import sinter.ir.op.Elementwise.Div;
import sinter.ir.op.Elementwise.Mul;
import sinter.ir.op.Elementwise.Sub;
import sinter.ir.op.Linear.Conv;
import sinter.ir.op.Linear.Gemm;
import sinter.ir.op.Norm.BatchNorm;
import sinter.ir.op.Op;
import sinter.ir.rewrite.Rewriter;
import sinter.ir.rewrite.Rule;
import sinter.passes.RulePass;

/**
 * Folds inference-time batch normalization, and scales and shifts by constants per channel, into the linear layer before
 * or after them.
 *
 * {@snippet lang=text :
 * batch_norm(conv(x, w, b), γ, β, μ, σ²)  →  conv(x, w·s, (b − μ)·s + β)   where s = γ / √(σ² + ε)
 * }
 *
 * Weights are never changed in place: a fold makes a new constant. Statistics are combined in double precision and
 * rounded once to the type of the weight. A variance that is negative or NaN is left alone.
 *
 * @param allowSharedWeights whether a weight with other users may be folded, which stores it twice
 */
public record FoldNorm(boolean allowSharedWeights) implements RulePass {
  public static final FoldNorm DEFAULTS = new FoldNorm(false);

  private interface Fold {
    @Nullable Value apply(Node n, Rewriter rw);
  }

  @Override
  public List<Rule> rules() {
    var after = new IntoProducer(allowSharedWeights);
    var before = new IntoConsumer(allowSharedWeights);
    var rules = new ArrayList<Rule>();
    behind(rules, "conv", after::conv);
    behind(rules, "conv-transpose", after::convTranspose);
    behind(rules, "gemm", after::gemm);
    behind(rules, "matmul", after::matMul);
    behind(rules, "batch-norm", after::batchNorm);
    arithmetic(rules, "matmul-add", after::matMulAdd);
    rules.add(Rule.rounding(Conv.class, "affine-before-conv", before::conv));
    rules.add(Rule.rounding(Gemm.class, "bn-before-gemm", before::gemm));
    return rules;
  }

  /** One rule rooted at BatchNorm, and one at each op that scales or shifts. */
  private static void behind(List<Rule> rules, String layer, Fold fold) {
    rules.add(Rule.rounding(BatchNorm.class, "bn-into-" + layer, (_, n, rw) -> fold.apply(n, rw)));
    arithmetic(rules, layer, fold);
  }

  private static void arithmetic(List<Rule> rules, String layer, Fold fold) {
    for (Class<? extends Op> op : List.of(Add.class, Sub.class, Mul.class, Div.class)) {
      rules.add(Rule.rounding(op, "affine-into-" + layer, (_, n, rw) -> fold.apply(n, rw)));
    }
  }
}
