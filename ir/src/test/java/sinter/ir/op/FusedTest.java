package sinter.ir.op;

import static org.assertj.core.api.Assertions.assertThat;
import static sinter.ir.op.Typed.f32;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sinter.ir.op.Fused.Attention;
import sinter.ir.op.Fused.RotaryEmbedding;
import sinter.ir.type.Dim;

class FusedTest {
  private static Attention attention(@Nullable Long queries, @Nullable Long keys) {
    return new Attention(true, queries, keys, 0, null, 0, null, -1, -1);
  }

  @Test
  void attentionOverHeads() {
    var op = attention(null, null);
    var typed = Typed.of(op, 4, f32("B", 8, "S", 16), f32("B", 2, "T", 16), f32("B", 2, "T", 32));
    assertThat(typed.types())
        .containsExactly(
            "f32[B, 8, S, 32]", "f32[B, 2, T, 16]", "f32[B, 2, T, 32]", "f32[B, 8, S, T]");
    assertThat(op.cost(typed.node()).macs()).isEqualTo(Dim.parse("384*B*S*T"));
    assertThat(
            Typed.of(op, 1, f32("B", 8, "S", 16), f32("B", 2, "T", 8), f32("B", 2, "T", 8))
                .messages())
        .contains("heads of another size");
  }

  @Test
  void attentionOverJoinedHeadsWithAPast() {
    var typed =
        Typed.of(
            attention(8L, 2L),
            3,
            f32("B", "S", 128),
            f32("B", "T", 32),
            f32("B", "T", 64),
            null,
            f32("B", 2, "P", 16),
            f32("B", 2, "P", 32));
    assertThat(typed.types())
        .containsExactly(
            "f32[B, S, 256]",
            "f32[B, 2, " + Dim.parse("P + T") + ", 16]",
            "f32[B, 2, " + Dim.parse("P + T") + ", 32]");
  }

  @Test
  void rotationKeepsTheExtent() {
    var op = new RotaryEmbedding(false, null, 0);
    assertThat(Typed.of(op, 1, f32("B", 4, "S", 8), f32("B", "S", 4), f32("B", "S", 4)).type())
        .isEqualTo("f32[B, 4, S, 8]");
  }
}
