package sinter.ir.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sinter.ir.op.Typed.f32;
import static sinter.ir.op.Typed.t;

import java.util.List;
import org.junit.jupiter.api.Test;
import sinter.ir.op.Pool.AveragePool;
import sinter.ir.op.Pool.GlobalAveragePool;
import sinter.ir.op.Pool.GlobalLpPool;
import sinter.ir.op.Pool.GlobalMaxPool;
import sinter.ir.op.Pool.LpPool;
import sinter.ir.op.Pool.MaxPool;
import sinter.ir.op.Pool.MaxRoiPool;
import sinter.ir.op.Pool.MaxUnpool;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;

class PoolTest {
  private static final Window HALVING = Window.of(2, 2).withStrides(2, 2);

  @Test
  void maxPoolCanGiveIndices() {
    var op = new MaxPool(HALVING, false, false);
    assertThat(Typed.of(op, 2, f32("N", 3, "2*H", 7)).types())
        .containsExactly("f32[N, 3, H, 3]", "i64[N, 3, H, 3]");
    assertThat(Typed.of(new MaxPool(HALVING, true, false), 1, f32(1, 3, 7, 8)).type())
        .isEqualTo("f32[1, 3, 4, 4]");
    assertThat(Typed.of(op, 1, f32(1, 3, 7)).messages())
        .isEqualTo("bad-attribute: a window over 2 axes for f32[1, 3, 7] and no weight");
    assertThat(Typed.of(op, 1, f32(1, 3, 1, 8)).messages())
        .isEqualTo("shape-mismatch: a window that fits 0 times along axis 2 of f32[1, 3, 1, 8]");
    assertThatThrownBy(() -> new MaxPool(Window.of(), false, false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void indicesCannotBeWrittenBeforeTheyExisted() {
    var op = new MaxPool(HALVING, false, false);
    var both = Typed.of(op, 2, f32(1, 3, 8, 8)).node();
    assertThat(OnnxCodec.write(op, 7, both)).isNull();
    assertThat(OnnxCodec.write(op, 8, both)).isNotNull();
    assertThat(OnnxCodec.write(new MaxPool(HALVING, true, false), 8, both)).isNull();
  }

  @Test
  void averagesAndNormsFollowTheWindow() {
    assertThat(Typed.of(new AveragePool(HALVING, false, true), 1, f32(1, 3, 8, 8)).type())
        .isEqualTo("f32[1, 3, 4, 4]");
    assertThat(Typed.of(new LpPool(HALVING, false, 2), 1, f32(1, 3, 8, 8)).type())
        .isEqualTo("f32[1, 3, 4, 4]");
    for (var op : List.of(new GlobalAveragePool(), new GlobalMaxPool(), new GlobalLpPool(2))) {
      assertThat(Typed.of(op, 1, f32("N", 3, "H", "W")).type()).isEqualTo("f32[N, 3, 1, 1]");
    }
  }

  @Test
  void unpoolTakesAStatedExtent() {
    var op = new MaxUnpool(List.of(2L, 2L), List.of(2L, 2L), List.of());
    var x = f32(1, 1, "H", 2);
    var indices = t(DType.I64, 1, 1, "H", 2);
    assertThat(Typed.of(op, 1, x, indices).type()).isEqualTo("f32[1, 1, 2*H, 4]");
    var stated = Tensor.vector(List.of(1L, 1L, 5L, 5L));
    assertThat(Typed.of(op, 1, x, indices, stated).type()).isEqualTo("f32[1, 1, 5, 5]");
  }

  @Test
  void regionsGiveOneResultEach() {
    var op = new MaxRoiPool(List.of(2L, 3L), 1);
    assertThat(Typed.of(op, 1, f32(1, 4, 8, 8), f32("R", 5)).type()).isEqualTo("f32[R, 4, 2, 3]");
    assertThat(Typed.of(op, 1, f32(1, 4, 8), f32("R", 5)).messages())
        .isEqualTo("shape-mismatch: f32[1, 4, 8] where a tensor of rank 4 is expected");
  }
}
