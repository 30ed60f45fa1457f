package sinter.ir.op;

import static org.assertj.core.api.Assertions.assertThat;
import static sinter.ir.op.Typed.f32;
import static sinter.ir.op.Typed.t;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import sinter.ir.op.Quant.DequantizeLinear;
import sinter.ir.op.Quant.DynamicQuantizeLinear;
import sinter.ir.op.Quant.QlinearConv;
import sinter.ir.op.Quant.QlinearMatMul;
import sinter.ir.op.Quant.QuantizeLinear;
import sinter.ir.type.DType;

class QuantTest {
  private static final QuantizeLinear Q = new QuantizeLinear(1, 0, null, true, null);
  private static final DequantizeLinear DQ = new DequantizeLinear(1, 0, null);

  @Test
  void theZeroPointTellsTheCode() {
    var x = f32("N", 3, 8);
    assertThat(Typed.of(Q, 1, x, f32()).type()).isEqualTo("u8[N, 3, 8]");
    assertThat(Typed.of(Q, 1, x, f32(), t(DType.I8)).type()).isEqualTo("i8[N, 3, 8]");
    assertThat(Typed.of(Q, 1, x, f32(3), t(DType.I8, 3)).type()).isEqualTo("i8[N, 3, 8]");
    var i4 = new QuantizeLinear(1, 0, DType.I4, true, null);
    assertThat(Typed.of(i4, 1, x, f32()).type()).isEqualTo("i4[N, 3, 8]");
    assertThat(Typed.of(Q, 1, x, f32(4)).messages())
        .isEqualTo("shape-mismatch: f32[4] does not fit f32[N, 3, 8]: axis 0 is 4 long, not 3");
    assertThat(Typed.of(Q, 1, x, f32(3), t(DType.I8, 3, 1)).messages())
        .isEqualTo("shape-mismatch: i8[3, 1] does not have the rank of f32[3]");
  }

  @Test
  void theScaleTellsTheNumber() {
    var x = t(DType.I8, "N", 3);
    assertThat(Typed.of(DQ, 1, x, t(DType.F16), t(DType.I8)).type()).isEqualTo("f16[N, 3]");
    assertThat(Typed.of(new DequantizeLinear(1, 0, DType.F32), 1, x, t(DType.F16)).type())
        .isEqualTo("f32[N, 3]");
    assertThat(Typed.of(DQ, 1, x, f32(), t(DType.U8)).messages())
        .isEqualTo("dtype-mismatch: u8[] does not have the element type of i8[N, 3]");
    var blocked = new DequantizeLinear(0, 2, null);
    assertThat(Typed.of(blocked, 1, t(DType.I4, 4, 3), f32(2, 3)).type()).isEqualTo("f32[4, 3]");
    assertThat(Typed.of(blocked, 1, t(DType.I4, 4, 3), f32(2)).messages())
        .isEqualTo("shape-mismatch: f32[2] does not have the rank of i4[4, 3]");
  }

  @Test
  void attributesAppearWithTheirVersion() {
    var node = Typed.of(Q, 1, f32(2, 3), f32()).node();
    for (long version : new long[] {10, 13, 19, 21, 23, 25}) {
      assertThat(Objects.requireNonNull(OnnxCodec.write(Q, version, node)).attrs())
          .isEqualTo(Attrs.NONE);
    }
    var axis = new QuantizeLinear(0, 0, null, true, null);
    assertThat(OnnxCodec.write(axis, 12, node)).isNull();
    assertThat(OnnxCodec.write(axis, 13, node)).isNotNull();
    assertThat(OnnxCodec.write(new QuantizeLinear(1, 0, DType.I4, true, null), 19, node)).isNull();
  }

  @Test
  void anUnknownElementTypeIsNotDropped() {
    var entry = Objects.requireNonNull(OpCatalog.get().named("quantize_linear"));
    var attrs = new Attrs(List.of(new Attr("output_dtype", new AttrValue.Int(999))));
    var form = new Onnx.Form(21, attrs, List.of(true, true), List.of(true), null);
    assertThat(OnnxCodec.read(entry, form)).isNull();
    var none = new Attrs(List.of(new Attr("output_dtype", new AttrValue.Int(0))));
    var plain = new Onnx.Form(21, none, List.of(true, true), List.of(true), null);
    assertThat(Objects.requireNonNull(OnnxCodec.read(entry, plain)).op()).isEqualTo(Q);
  }

  @Test
  void contractionsOnCodes() {
    assertThat(Typed.of(new DynamicQuantizeLinear(), 3, f32("N", 4)).types())
        .containsExactly("u8[N, 4]", "f32[]", "u8[]");
    var u8 = t(DType.U8);
    var conv = new QlinearConv(Window.of(3, 3), 1);
    assertThat(
            Typed.of(
                    conv,
                    1,
                    t(DType.U8, "N", 3, 8, 8),
                    f32(),
                    u8,
                    t(DType.I8, 4, 3, 3, 3),
                    f32(4),
                    t(DType.I8, 4),
                    f32(),
                    u8)
                .type())
        .isEqualTo("u8[N, 4, 6, 6]");
    assertThat(
            Typed.of(
                    new QlinearMatMul(),
                    1,
                    t(DType.U8, "N", 3),
                    f32(),
                    u8,
                    t(DType.I8, 3, 5),
                    f32(),
                    t(DType.I8),
                    f32(),
                    t(DType.I8))
                .type())
        .isEqualTo("i8[N, 5]");
  }
}
