package sinter.testsuite.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sinter.ir.Block;
import sinter.ir.Builder;
import sinter.ir.Model;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.WeightStore;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Severity;
import sinter.ir.op.Control;
import sinter.ir.op.Elementwise;
import sinter.ir.op.Slicing;
import sinter.ir.rewrite.Journal;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;
import sinter.passes.PassContext;
import sinter.passes.PassManager;
import sinter.passes.clean.InferShapes;

/** Types in regions, which depend on the operands and on what the regions themselves yield. */
final class InferShapesTest {
  private static final Type COUNT = new TensorType(DType.I64, Shape.SCALAR);
  private static final Type TRUTH = new TensorType(DType.BOOL, Shape.SCALAR);
  private static final Type NAMED = new TensorType(DType.F32, Shape.of(List.of(Dim.sym("N"))));

  private final Model model = new Model(new WeightStore());
  private final Block body = model.main().body();
  private final Diagnostics diagnostics = new Diagnostics();

  private Builder in(Block block) {
    return new Builder(model, block, new Diagnostics());
  }

  private void infer() {
    InferShapes.DEFAULTS.run(
        model, PassContext.of(diagnostics, new Journal(), new PassManager(List.of(), false)));
  }

  /** A loop whose region has untyped parameters for these states, and passes its condition on. */
  private Node loop(Type... states) {
    var operands = new ArrayList<@Nullable Value>();
    operands.add(body.addParam("trips", COUNT));
    operands.add(null);
    for (var s : states) {
      operands.add(body.addParam("s" + operands.size(), s));
    }
    var loop = model.node(new Control.Loop(), operands, states.length, Loc.UNKNOWN);
    var region = loop.addRegion();
    for (int i = 0; i < states.length + 2; i++) {
      region.addParam("p" + i, Type.OPAQUE);
    }
    region.addResult(region.params().get(1), Block.Signature.NONE);
    body.append(loop);
    return loop;
  }

  @Test
  void aStateThatKeepsItsExtentIsKnown() {
    var loop = loop(NAMED);
    var region = loop.regions().getFirst();
    var s = region.params().get(2);
    region.addResult(in(region).emit(new Elementwise.Add(), s, s), Block.Signature.NONE);
    infer();
    assertThat(s.type()).isEqualTo(NAMED);
    assertThat(loop.result(0).type()).isEqualTo(NAMED);
    assertThat(diagnostics.all()).isEmpty();
  }

  @Test
  void aStateThatGrowsHasNoKnownExtent() {
    var loop = loop(NAMED);
    var region = loop.regions().getFirst();
    var s = region.params().get(2);
    region.addResult(in(region).emit(new Slicing.Concat(0), s, s), Block.Signature.NONE);
    infer();
    assertThat(s.type()).hasToString("f32[?]");
    assertThat(loop.result(0).type()).hasToString("f32[?]");
    assertThat(diagnostics.all()).isEmpty();
  }

  @Test
  void statesThatChangeOneAfterTheOtherAreGivenUp() {
    var one = TensorType.of(DType.F32, 1);
    var states = new Type[12];
    Arrays.fill(states, one);
    var loop = loop(states);
    var region = loop.regions().getFirst();
    var other = body.addParam("other", TensorType.of(DType.F32, 7));
    for (int i = 1; i < states.length; i++) {
      region.addResult(region.params().get(i + 2), Block.Signature.NONE);
    }
    region.addResult(other, Block.Signature.NONE);
    infer();
    assertThat(loop.results()).noneMatch(r -> r.type().equals(one));
    assertThat(loop.result(0).type()).hasToString("f32[*]");
  }

  @Test
  void whatDoesNotFitInALoopThatMayNeverRunIsAWarning() {
    var two = body.addParam("x", TensorType.of(DType.F32, 2));
    var three = body.addParam("y", TensorType.of(DType.F32, 3));
    var region = loop(TensorType.of(DType.F32, 2)).regions().getFirst();
    var sum = in(region).emit(new Elementwise.Add(), two, three);
    region.addResult(sum, Block.Signature.NONE);
    infer();
    assertThat(diagnostics.all()).hasSize(1);
    assertThat(diagnostics.all()).allMatch(d -> d.severity() == Severity.WARNING);
  }

  @Test
  void whatDoesNotFitInABranchIsAWarning() {
    var condition = body.addParam("c", TRUTH);
    var two = body.addParam("x", TensorType.of(DType.F32, 2));
    var three = body.addParam("y", TensorType.of(DType.F32, 3));
    var choice = model.node(new Control.If(), List.of(condition), 1, Loc.UNKNOWN);
    for (var operand : List.of(two, three)) {
      var branch = choice.addRegion();
      var sum = in(branch).emit(new Elementwise.Add(), two, operand);
      branch.addResult(sum, Block.Signature.NONE);
    }
    body.append(choice);
    infer();
    assertThat(diagnostics.all()).hasSize(1);
    assertThat(diagnostics.all()).allMatch(d -> d.severity() == Severity.WARNING);
  }
}
