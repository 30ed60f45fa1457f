package sinter.ir.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sinter.ir.op.Typed.f32;
import static sinter.ir.op.Typed.t;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sinter.ir.op.Norm.BatchNorm;
import sinter.ir.op.Norm.GroupNorm;
import sinter.ir.op.Norm.InstanceNorm;
import sinter.ir.op.Norm.LayerNorm;
import sinter.ir.op.Norm.LpNormalization;
import sinter.ir.op.Norm.Lrn;
import sinter.ir.op.Norm.MeanVarianceNormalization;
import sinter.ir.op.Norm.RmsNorm;
import sinter.ir.type.DType;

class NormTest {
  private static @Nullable Op read(int since, int results, Attr... attrs) {
    var entry = OpCatalog.get().named("batch_norm");
    var form =
        new Onnx.Form(
            since,
            new Attrs(List.of(attrs)),
            Collections.nCopies(5, true),
            Collections.nCopies(results, true),
            null);
    var reading = OnnxCodec.read(Objects.requireNonNull(entry), form);
    return reading == null ? null : reading.op();
  }

  private static Attr flag(String name, long value) {
    return new Attr(name, new AttrValue.Int(value));
  }

  @Test
  void batchNormIsReadForInferenceOnly() {
    var plain = new BatchNorm(1e-5f);
    assertThat(read(9, 1)).isEqualTo(plain);
    assertThat(read(9, 5)).isNull();
    assertThat(read(6, 1)).isNull();
    assertThat(read(6, 1, flag("is_test", 1))).isEqualTo(plain);
    assertThat(read(7, 1, flag("spatial", 0))).isNull();
    assertThat(read(15, 1, flag("training_mode", 1))).isNull();
    assertThat(read(15, 1, new Attr("epsilon", new AttrValue.Real(1e-3f))))
        .isEqualTo(new BatchNorm(1e-3f));
    assertThat(read(15, 1, flag("spatial", 1))).isNull();
  }

  @Test
  void batchNormIsWrittenInTheFormOfItsVersion() {
    var c = f32(3);
    var node = Typed.of(new BatchNorm(1e-5f), 1, f32("N", 3, 8, 8), c, c, c, c).node();
    var old = Objects.requireNonNull(OnnxCodec.write(node.op(), 5, node)).attrs();
    assertThat(old.intOr("is_test", 0)).isEqualTo(1);
    assertThat(old.has("consumed_inputs")).isTrue();
    assertThat(Objects.requireNonNull(OnnxCodec.write(node.op(), 17, node)).attrs())
        .isEqualTo(Attrs.NONE);
  }

  @Test
  void batchNormWantsOneNumberPerChannel() {
    var op = new BatchNorm(1e-5f);
    var c = f32(3);
    assertThat(Typed.of(op, 1, f32("N", 3, "H"), c, c, c, c).type()).isEqualTo("f32[N, 3, H]");
    assertThat(Typed.of(op, 1, f32("N", 4, "H"), c, c, c, c).messages())
        .isEqualTo("shape-mismatch: f32[3] does not fit f32[N, 4, H]: axis 0 is 3 long, not 4");
  }

  @Test
  void othersKeepTheExtent() {
    var x = f32("N", 4, "H");
    assertThat(Typed.of(new InstanceNorm(1e-5f), 1, x, f32(4), f32(4)).type())
        .isEqualTo("f32[N, 4, H]");
    assertThat(Typed.of(new InstanceNorm(1e-5f), 1, x, f32(4), f32(5)).messages())
        .contains("axis 0 is 5 long, not 4");
    assertThat(Typed.of(new GroupNorm(2, 1e-5f, DType.F32), 1, x, f32(4), f32(4)).type())
        .isEqualTo("f32[N, 4, H]");
    assertThat(Typed.of(new GroupNorm(3, 1e-5f, DType.F32), 1, x, f32(4), f32(4)).messages())
        .contains("whose channels do not make 3 groups");
    assertThat(Typed.of(new LpNormalization(-1, 2), 1, x).type()).isEqualTo("f32[N, 4, H]");
    assertThat(Typed.of(new LpNormalization(3, 2), 1, x).messages())
        .isEqualTo("bad-attribute: axis 3 where f32[N, 4, H] is given");
    assertThat(Typed.of(new MeanVarianceNormalization(List.of(0L, 2L)), 1, x).type())
        .isEqualTo("f32[N, 4, H]");
    assertThat(Typed.of(new Lrn(5, 1e-4f, 0.75f, 1), 1, x).type()).isEqualTo("f32[N, 4, H]");
    assertThatThrownBy(() -> new MeanVarianceNormalization(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void layerNormHasItsMomentsAsResults() {
    var op = new LayerNorm(1, 1e-5f, DType.F32);
    var typed = Typed.of(op, 3, t(DType.F16, "B", "S", 64), t(DType.F16, "S", 64));
    assertThat(typed.types()).containsExactly("f16[B, S, 64]", "f32[B, 1, 1]", "f32[B, 1, 1]");
    assertThat(Typed.of(op, 1, f32("B", "S", 64), f32(63)).messages())
        .isEqualTo(
            "shape-mismatch: f32[63] does not broadcast to [B, S, 64], which follows from f32[B, S, 64]");
    assertThat(Typed.of(new RmsNorm(-1, 1e-5f, DType.F32), 1, f32("B", 8), t(DType.F16, 8)).type())
        .isEqualTo("f16[B, 8]");
  }
}
