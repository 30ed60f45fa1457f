package sinter.testsuite.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sinter.ir.Block;
import sinter.ir.Builder;
import sinter.ir.Facts;
import sinter.ir.Model;
import sinter.ir.WeightStore;
import sinter.ir.diag.Diagnostics;
import sinter.ir.op.Elementwise.Max;
import sinter.ir.op.Elementwise.Min;
import sinter.ir.op.Elementwise.Mul;
import sinter.ir.op.Elementwise.Sum;
import sinter.ir.op.Op;
import sinter.ir.op.Slicing.Concat;
import sinter.ir.rewrite.Journal;
import sinter.ir.type.DType;
import sinter.ir.type.Type.TensorType;
import sinter.passes.Invariant;
import sinter.passes.PassContext;
import sinter.passes.PassManager;
import sinter.passes.PipelineText;

/**
 * Chains of one operation: rules look at each link a bounded number of times, and none recurses along them.
 */
class LongChainsTest {
  private static final int LINKS = 20_000;

  /** An op that makes a chain, how often rules rewrite it, and the nodes that are left. */
  record Chain(Op op, int rewrites, int nodes) {}

  static Stream<Chain> chains() {
    return Stream.of(
        new Chain(new Max(), 1, 1),
        new Chain(new Min(), 1, 1),
        new Chain(new Sum(), 1, 1),
        new Chain(new Concat(0), 1, 1),
        new Chain(new Mul(), 0, LINKS));
  }

  @ParameterizedTest
  @MethodSource("chains")
  void aChainIsRewrittenAsAWhole(Chain chain) {
    try (var model = new Model(new WeightStore())) {
      var body = model.main().body();
      var x = body.addParam("x", TensorType.of(DType.F32, 2));
      var build = new Builder(model, body, new Diagnostics());
      var end = build.emit(chain.op(), x, x);
      for (int i = 1; i < LINKS; i++) {
        end = build.emit(chain.op(), end, x);
      }
      body.addResult(end, new Block.Signature("y", end.type(), Facts.NONE));
      var journal = new Journal();
      var diagnostics = new Diagnostics();
      var manager = new PassManager(List.of(), true);
      manager.assume(Invariant.TYPED);
      manager.run(
          model,
          PipelineText.parse("canonicalize,fuse-blocks"),
          PassContext.of(diagnostics, journal, manager));
      assertThat(diagnostics.all()).isEmpty();
      assertThat(journal.size()).isEqualTo(chain.rewrites());
      assertThat(body.size()).isEqualTo(chain.nodes());
      var last = Objects.requireNonNull(body.result(0).def());
      assertThat(last.inputs()).isEqualTo(chain.rewrites() == 0 ? 2 : LINKS + 1);
    }
  }
}
