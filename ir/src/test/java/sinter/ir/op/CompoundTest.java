package sinter.ir.op;

import static org.assertj.core.api.Assertions.assertThat;
import static sinter.ir.op.Typed.f32;
import static sinter.ir.op.Typed.t;

import java.util.List;
import org.junit.jupiter.api.Test;
import sinter.ir.op.Compound.ConcatFromSequence;
import sinter.ir.op.Compound.OptionalGetElement;
import sinter.ir.op.Compound.OptionalHasElement;
import sinter.ir.op.Compound.SequenceAt;
import sinter.ir.op.Compound.SequenceConstruct;
import sinter.ir.op.Compound.SequenceEmpty;
import sinter.ir.op.Compound.SequenceErase;
import sinter.ir.op.Compound.SequenceInsert;
import sinter.ir.op.Compound.SequenceLength;
import sinter.ir.op.Compound.SplitToSequence;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Type;
import sinter.ir.type.Type.OptionalType;
import sinter.ir.type.Type.SequenceType;

class CompoundTest {
  private static final Type SEQUENCE = new SequenceType(f32("N", 3));

  @Test
  void sequencesHoldWhatIsTrueOfAll() {
    assertThat(Typed.of(new SequenceConstruct(), 1, f32("N", 3), f32("M", 3)).type())
        .isEqualTo("seq(f32[?, 3])");
    assertThat(Typed.of(new SequenceEmpty(null), 1).type()).isEqualTo("seq(f32[*])");
    assertThat(Typed.of(new SequenceInsert(), 1, SEQUENCE, f32("N", 3)).type())
        .isEqualTo("seq(f32[N, 3])");
    assertThat(Typed.of(new SequenceErase(), 1, SEQUENCE).type()).isEqualTo("seq(f32[N, 3])");
    assertThat(Typed.of(new SequenceAt(), 1, SEQUENCE, t(DType.I64)).type()).isEqualTo("f32[N, 3]");
    assertThat(Typed.of(new SequenceLength(), 1, SEQUENCE).type()).isEqualTo("i64[]");
    assertThat(Typed.of(new SequenceLength(), 1, f32(3)).messages())
        .isEqualTo("dtype-mismatch: f32[3] where a sequence is expected");
  }

  @Test
  void splitAndConcat() {
    var x = f32("N", 6);
    assertThat(Typed.of(new SplitToSequence(1, true), 1, x).type()).isEqualTo("seq(f32[N, 1])");
    assertThat(Typed.of(new SplitToSequence(1, false), 1, x).type()).isEqualTo("seq(f32[N])");
    assertThat(Typed.of(new SplitToSequence(1, true), 1, x, Tensor.scalar(3)).type())
        .isEqualTo("seq(f32[N, 3])");
    assertThat(Typed.of(new SplitToSequence(1, true), 1, x, Tensor.scalar(4)).type())
        .isEqualTo("seq(f32[N, ?])");
    assertThat(Typed.of(new SplitToSequence(1, true), 1, x, Tensor.vector(List.of(2L, 4L))).type())
        .isEqualTo("seq(f32[N, ?])");
    assertThat(Typed.of(new ConcatFromSequence(1, false), 1, SEQUENCE).type())
        .isEqualTo("f32[N, ?]");
    assertThat(Typed.of(new ConcatFromSequence(-1, true), 1, SEQUENCE).type())
        .isEqualTo("f32[N, 3, ?]");
    assertThat(Typed.of(new ConcatFromSequence(2, false), 1, SEQUENCE).messages())
        .contains("axis 2 where");
  }

  @Test
  void optionals() {
    assertThat(Typed.of(new Compound.Optional(null), 1, f32(3)).type())
        .isEqualTo("optional(f32[3])");
    assertThat(Typed.of(new Compound.Optional(SEQUENCE), 1).type())
        .isEqualTo("optional(seq(f32[N, 3]))");
    var optional = new OptionalType(f32(3));
    assertThat(Typed.of(new OptionalGetElement(), 1, optional).type()).isEqualTo("f32[3]");
    assertThat(Typed.of(new OptionalHasElement(), 1, optional).type()).isEqualTo("bool[]");
  }
}
