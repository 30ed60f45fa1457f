package sinter.ir.op;

import static org.assertj.core.api.Assertions.assertThat;
import static sinter.ir.op.Typed.f32;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sinter.ir.op.Recurrent.Direction;
import sinter.ir.op.Recurrent.Gru;
import sinter.ir.op.Recurrent.Lstm;
import sinter.ir.op.Recurrent.Rnn;
import sinter.ir.type.Dim;

class RecurrentTest {
  private static Lstm lstm(Direction direction, @Nullable Long hidden, boolean layout) {
    return new Lstm(direction, hidden, List.of(), List.of(), List.of(), null, false, layout);
  }

  @Test
  void lstmHasThreeResults() {
    var op = lstm(Direction.BIDIRECTIONAL, 5L, false);
    var typed = Typed.of(op, 3, f32("T", "B", 7), f32(2, 20, 7), f32(2, 20, 5), f32(2, 40));
    assertThat(typed.types()).containsExactly("f32[T, 2, B, 5]", "f32[2, B, 5]", "f32[2, B, 5]");
    assertThat(op.cost(typed.node()).macs()).isEqualTo(Dim.parse("480*B*T"));
  }

  @Test
  void batchCanComeFirst() {
    var op = lstm(Direction.REVERSE, 5L, true);
    assertThat(Typed.of(op, 3, f32("B", "T", 7), f32(1, 20, 7), f32(1, 20, 5)).types())
        .containsExactly("f32[B, T, 1, 5]", "f32[B, 1, 5]", "f32[B, 1, 5]");
  }

  @Test
  void theWeightsTellTheHiddenSize() {
    var op = new Gru(Direction.FORWARD, null, List.of(), List.of(), List.of(), null, true, false);
    assertThat(Typed.of(op, 2, f32("T", 1, 7), f32(1, 15, 7), f32(1, 15, 5)).types())
        .containsExactly("f32[T, 1, 1, 5]", "f32[1, 1, 5]");
    var rnn = new Rnn(Direction.FORWARD, 4L, List.of("Tanh"), List.of(), List.of(), null, false);
    assertThat(Typed.of(rnn, 2, f32("T", 1, 7), f32(1, 4, 7), f32(1, 4, 4)).types())
        .containsExactly("f32[T, 1, 1, 4]", "f32[1, 1, 4]");
  }

  @Test
  void weightsMustFit() {
    var op = lstm(Direction.FORWARD, 5L, false);
    assertThat(Typed.of(op, 1, f32("T", "B", 7), f32(2, 20, 7), f32(1, 20, 5)).messages())
        .isEqualTo(
            "shape-mismatch: f32[2, 20, 7] does not fit f32[T, B, 7]: axis 0 is 2 long, not 1");
    assertThat(Typed.of(op, 1, f32("T", "B", 7), f32(1, 20, 6), f32(1, 20, 5)).messages())
        .contains("axis 2 is 6 long, not 7");
    assertThat(
            Typed.of(op, 1, f32("T", "B", 7), f32(1, 20, 7), f32(1, 20, 5), f32(1, 39)).messages())
        .contains("axis 1 is 39 long, not 40");
    assertThat(Typed.of(op, 1, f32("T", 7), f32(1, 20, 7), f32(1, 20, 5)).messages())
        .contains("rank 3 is expected");
  }
}
