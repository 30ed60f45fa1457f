package sinter.ir.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sinter.ir.op.Typed.f32;
import static sinter.ir.op.Typed.t;
import static sinter.ir.op.Typed.unranked;

import java.util.List;
import org.junit.jupiter.api.Test;
import sinter.ir.op.Linear.Conv;
import sinter.ir.op.Linear.ConvInteger;
import sinter.ir.op.Linear.ConvTranspose;
import sinter.ir.op.Linear.DeformConv;
import sinter.ir.op.Linear.Einsum;
import sinter.ir.op.Linear.Gemm;
import sinter.ir.op.Linear.MatMul;
import sinter.ir.op.Linear.MatMulInteger;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;

class LinearTest {
  private static final Window SAME3 = Window.of(3, 3).withPads(List.of(1L, 1L, 1L, 1L));

  @Test
  void convKeepsSymbols() {
    var conv = Typed.of(new Conv(SAME3, 1), 1, f32("N", 3, "H", "W"), f32(8, 3, 3, 3), f32(8));
    assertThat(conv.type()).isEqualTo("f32[N, 8, H, W]");
    assertThat(new Conv(SAME3, 1).cost(conv.node()).macs()).isEqualTo(Dim.parse("216*H*N*W"));
    var halved =
        Typed.of(new Conv(SAME3.withStrides(2, 2), 1), 1, f32(1, 3, "H", 7), f32(8, 3, 3, 3));
    assertThat(halved.type())
        .isEqualTo("f32[1, 8, " + Dim.parse("floordiv(H - 1, 2) + 1") + ", 4]");
    assertThat(halved.messages()).isEmpty();
  }

  @Test
  void convTakesTheKernelFromTheWeight() {
    var plain =
        new Conv(new Window(List.of(), List.of(), List.of(), List.of(), Window.AutoPad.NOTSET), 2);
    assertThat(Typed.of(plain, 1, f32(1, 4, 10), f32(6, 2, 5)).type()).isEqualTo("f32[1, 6, 6]");
    assertThat(Typed.of(plain, 1, unranked(DType.F32), f32(6, 2, 5)).type())
        .isEqualTo("f32[?, 6, ?]");
    assertThat(Typed.of(plain, 1, unranked(DType.F32), unranked(DType.F32)).type())
        .isEqualTo("f32[*]");
  }

  @Test
  void convRefusesWhatDoesNotFit() {
    var op = new Conv(SAME3, 1);
    assertThat(Typed.of(op, 1, f32(1, 4, 8, 8), f32(8, 3, 3, 3)).messages())
        .isEqualTo(
            "shape-mismatch: f32[1, 4, 8, 8] does not fit f32[8, 3, 3, 3]: axis 1 is 4 long, not 3");
    assertThat(Typed.of(op, 1, f32(1, 3, 8), f32(8, 3, 3, 3)).messages())
        .isEqualTo("shape-mismatch: f32[8, 3, 3, 3] does not have the rank of f32[1, 3, 8]");
    assertThat(Typed.of(op, 1, f32(1, 3, 8, 8), t(DType.F16, 8, 3, 3, 3)).messages())
        .isEqualTo(
            "dtype-mismatch: f16[8, 3, 3, 3] does not have the element type of f32[1, 3, 8, 8]");
    assertThat(Typed.of(op, 1, f32(1, 3, 8, 8), f32(8, 3, 3, 3), f32(7)).messages())
        .isEqualTo("shape-mismatch: f32[7] does not fit f32[8, 3, 3, 3]: axis 0 is 7 long, not 8");
    assertThat(Typed.of(op, 1, f32(1, 3, 8, 8), f32(8, 3, 5, 3)).messages())
        .contains("axis 2 is 5 long, not 3");
    assertThat(Typed.of(op, 1, f32(1, 3, 8, 8, 8), f32(8, 3, 3, 3, 3)).messages())
        .contains("a window over 2 axes");
    assertThat(Typed.of(new Conv(Window.of(9), 1), 1, f32(1, 3, 8), f32(8, 3, 9)).messages())
        .contains("a window that fits 0 times along axis 2 of f32[1, 3, 8]");
    assertThat(Typed.of(new Conv(SAME3, 4), 1, f32(1, 4, 8, 8), f32(2, 1, 3, 3)).messages())
        .isEqualTo("shape-mismatch: f32[2, 1, 3, 3] makes 2 channels, which 4 groups do not share");
    assertThatThrownBy(() -> new Conv(SAME3, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void convTransposeGrows() {
    var op = new ConvTranspose(Window.of(3).withStrides(2), 1, List.of(1L), List.of());
    assertThat(Typed.of(op, 1, f32("N", 4, "L"), f32(4, 6, 3)).type())
        .isEqualTo("f32[N, 6, 2*L+2]");
    var stated = new ConvTranspose(Window.of(3).withStrides(2), 2, List.of(), List.of(10L));
    assertThat(Typed.of(stated, 1, f32(1, 4, 5), f32(4, 3, 3)).type()).isEqualTo("f32[1, 6, 10]");
    assertThat(Typed.of(stated, 1, f32(1, 5, 5), f32(4, 3, 3)).messages())
        .contains("axis 1 is 5 long, not 4");
    var wrong = new ConvTranspose(Window.of(3), 1, List.of(), List.of(10L, 10L));
    assertThat(Typed.of(wrong, 1, f32(1, 4, 5), f32(4, 3, 3)).messages())
        .isEqualTo("bad-attribute: [10, 10] for the spatial axes of f32[1, 4, 5]");
  }

  @Test
  void integerContractionsGiveInt32() {
    assertThat(
            Typed.of(new ConvInteger(SAME3, 1), 1, t(DType.U8, 1, 3, 8, 8), t(DType.I8, 4, 3, 3, 3))
                .type())
        .isEqualTo("i32[1, 4, 8, 8]");
    assertThat(Typed.of(new MatMulInteger(), 1, t(DType.U8, "N", 3), t(DType.I8, 3, 5)).type())
        .isEqualTo("i32[N, 5]");
  }

  @Test
  void deformConvFollowsItsWindow() {
    var op = new DeformConv(List.of(3L, 3L), List.of(), List.of(), List.of(1L, 1L, 1L, 1L), 1, 1);
    assertThat(Typed.of(op, 1, f32(1, 3, 8, 8), f32(4, 3, 3, 3), f32(1, 18, 8, 8)).type())
        .isEqualTo("f32[1, 4, 8, 8]");
  }

  @Test
  void matMulBroadcastsAndPromotes() {
    var op = new MatMul();
    assertThat(Typed.of(op, 1, f32("B", "H", "S", 64), f32(64, "T")).type())
        .isEqualTo("f32[B, H, S, T]");
    assertThat(Typed.of(op, 1, f32(2, 1, 4, 5), f32(3, 5, 6)).type()).isEqualTo("f32[2, 3, 4, 6]");
    assertThat(Typed.of(op, 1, f32(5), f32(3, 5, 6)).type()).isEqualTo("f32[3, 6]");
    assertThat(Typed.of(op, 1, f32(3, 4, 5), f32(5)).type()).isEqualTo("f32[3, 4]");
    assertThat(Typed.of(op, 1, f32(5), f32(5)).type()).isEqualTo("f32[]");
    assertThat(Typed.of(op, 1, f32(4, 5), unranked(DType.F32)).type()).isEqualTo("f32[*]");
    assertThat(Typed.of(op, 1, f32(4, 5), f32(4, 5)).messages())
        .isEqualTo("shape-mismatch: f32[4, 5] does not fit f32[4, 5]: axis 0 is 4 long, not 5");
    assertThat(Typed.of(op, 1, f32(2, 4, 5), f32(3, 5, 5)).messages())
        .isEqualTo("shape-mismatch: f32[3, 5, 5] does not broadcast with f32[2, 4, 5]");
    var batched = Typed.of(op, 1, f32("B", "S", 8), f32(8, 16));
    assertThat(op.cost(batched.node()).macs()).isEqualTo(Dim.parse("128*B*S"));
  }

  @Test
  void gemmTransposesAndBroadcastsItsBias() {
    var op = new Gemm(1, 1, false, true);
    assertThat(Typed.of(op, 1, f32("N", 3), f32(5, 3), f32(5)).type()).isEqualTo("f32[N, 5]");
    assertThat(Typed.of(op, 1, f32("N", 3), f32(5, 3), f32(4)).messages())
        .isEqualTo(
            "shape-mismatch: f32[4] does not broadcast to [N, 5], which follows from f32[N, 3]");
    assertThat(Typed.of(op, 1, f32(2, 3), f32(5, 3), f32(3, 2, 5)).messages())
        .contains("does not broadcast to");
    assertThat(Typed.of(op, 1, f32(1, 3), f32(5, 3), f32(2, 5)).messages())
        .contains("does not broadcast to");
    assertThat(Typed.of(op, 1, f32(2, 3, 4), f32(5, 3)).messages())
        .isEqualTo("shape-mismatch: f32[2, 3, 4] where a tensor of rank 2 is expected");
    assertThat(Typed.of(op, 1, f32(2, 3), f32(5, 4)).messages())
        .contains("axis 1 is 4 long, not 3");
  }

  @Test
  void einsumReadsItsEquation() {
    var q = f32("B", "S", 4, 8);
    var op = new Einsum("b s h d, b t h d -> b h s t");
    var scores = Typed.of(op, 1, q, f32("B", "T", 4, 8));
    assertThat(scores.type()).isEqualTo("f32[B, 4, S, T]");
    assertThat(op.cost(scores.node()).macs()).isEqualTo(Dim.parse("32*B*S*T"));
    assertThat(Typed.of(new Einsum("ij,jk"), 1, f32(2, 3), f32(3, 4)).type())
        .isEqualTo("f32[2, 4]");
    assertThat(Typed.of(new Einsum("ii"), 1, f32(3, 3)).type()).isEqualTo("f32[]");
    assertThat(Typed.of(new Einsum("...ij,...jk->...ik"), 1, f32(7, 1, 2, 3), f32(5, 3, 4)).type())
        .isEqualTo("f32[7, 5, 2, 4]");
    assertThat(Typed.of(new Einsum("ij,jk"), 1, f32(2, 3), f32(5, 4)).messages())
        .isEqualTo("shape-mismatch: f32[5, 4] does not fit f32[2, 3]: axis 0 is 5 long, not 3");
    assertThat(Typed.of(new Einsum("ij,jk"), 1, f32(2, 3)).messages()).contains("for 1 operands");
    assertThatThrownBy(() -> new Einsum("i1->i")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Einsum("ij->k")).isInstanceOf(IllegalArgumentException.class);
  }
}
