package sinter.ir.op;

import static org.assertj.core.api.Assertions.assertThat;
import static sinter.ir.op.Typed.f32;
import static sinter.ir.op.Typed.t;

import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import sinter.ir.Block;
import sinter.ir.Model;
import sinter.ir.Node;
import sinter.ir.op.Control.If;
import sinter.ir.op.Control.Loop;
import sinter.ir.op.Control.Scan;
import sinter.ir.op.Control.SequenceMap;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Type;
import sinter.ir.type.Type.SequenceType;

class ControlTest {
  private static final Type TRUTH = t(DType.BOOL);
  private static final Type COUNT = t(DType.I64);

  private static BiConsumer<Model, Node> branches(Type... types) {
    return (_, n) -> {
      for (var type : types) {
        yields(n.addRegion(), type);
      }
    };
  }

  private static void yields(Block region, Type... types) {
    for (var type : types) {
      region.addResult(region.addParam("p", type), Block.Signature.NONE);
    }
  }

  @Test
  void ifGivesWhatHoldsOfBothBranches() {
    var op = new If();
    var same = Typed.with(op, 1, branches(f32("N", 3), f32("N", 3)), TRUTH);
    assertThat(same.type()).isEqualTo("f32[N, 3]");
    var other = Typed.with(op, 1, branches(f32("N", 3), f32("N", 4)), TRUTH);
    assertThat(other.type()).isEqualTo("f32[N, ?]");
    assertThat(Typed.with(op, 1, branches(f32(3), f32(1, 3)), TRUTH).type()).isEqualTo("f32[*]");
    assertThat(Typed.with(op, 1, branches(f32(3), t(DType.F16, 3)), TRUTH).messages())
        .isEqualTo("dtype-mismatch: branches that give f32[3] and f16[3] as result 0");
  }

  /** A body that hands on its condition, replaces its state by a parameter of a type, and gives a slice. */
  private static BiConsumer<Model, Node> body(Type state, Type next, Type slice) {
    return (_, n) -> {
      var region = n.addRegion();
      region.addParam("i", COUNT);
      var condition = region.addParam("c", TRUTH);
      region.addParam("s", state);
      region.addResult(condition, Block.Signature.NONE);
      yields(region, next, slice);
    };
  }

  @Test
  void loopJoinsItsStatesAndStacksItsSlices() {
    var loop =
        Typed.with(new Loop(), 2, body(f32(1), f32("M"), f32("K")), Tensor.scalar(5), null, f32(1));
    assertThat(loop.types()).containsExactly("f32[?]", "f32[5, K]");
    var open = Typed.with(new Loop(), 2, body(f32(1), f32(1), f32("K")), COUNT, TRUTH, f32(1));
    assertThat(open.types()).containsExactly("f32[1]", "f32[?, K]");
    var op = new Loop();
    assertThat(op.paramType(loop.node(), 0, 0, false)).hasToString("i64[]");
    assertThat(op.paramType(loop.node(), 0, 1, true)).hasToString("bool[]");
    assertThat(op.paramType(loop.node(), 0, 2, false)).hasToString("f32[1]");
    assertThat(op.paramType(loop.node(), 0, 2, true)).hasToString("f32[?]");
  }

  @Test
  void loopWantsABodyOfItsArity() {
    var loop = Typed.with(new Loop(), 3, body(f32(1), f32(1), f32(1)), COUNT, null, f32(1));
    assertThat(loop.messages())
        .isEqualTo("broken-model: a body with 3 results for 1 states and 3 results");
  }

  @Test
  void scanSlicesAndStacks() {
    var op = new Scan(1, List.of(1L), List.of(), List.of(-1L), List.of());
    BiConsumer<Model, Node> body = (_, n) -> yields(n.addRegion(), f32(4), f32("K"));
    var scan = Typed.with(op, 2, body, f32(4), f32("B", "T", 3));
    assertThat(scan.types()).containsExactly("f32[4]", "f32[K, T]");
    assertThat(op.paramType(scan.node(), 0, 0, true)).hasToString("f32[4]");
    assertThat(op.paramType(scan.node(), 0, 1, true)).hasToString("f32[B, 3]");
    var wrong = new Scan(1, List.of(3L), List.of(), List.of(), List.of());
    assertThat(Typed.with(wrong, 2, body, f32(4), f32("B", "T", 3)).messages())
        .isEqualTo("bad-attribute: axis 3 where f32[B, T, 3] is given");
  }

  @Test
  void sequenceMapWorksOnElements() {
    var op = new SequenceMap();
    var map = Typed.with(op, 1, branches(f32("N")), new SequenceType(f32(2)), f32(3));
    assertThat(map.type()).isEqualTo("seq(f32[N])");
    assertThat(op.paramType(map.node(), 0, 0, false)).hasToString("f32[2]");
    assertThat(op.paramType(map.node(), 0, 1, false)).hasToString("f32[3]");
  }
}
