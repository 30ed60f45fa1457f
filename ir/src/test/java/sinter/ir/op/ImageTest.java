package sinter.ir.op;

import static org.assertj.core.api.Assertions.assertThat;
import static sinter.ir.op.Typed.f32;
import static sinter.ir.op.Typed.t;
import static sinter.ir.op.Typed.unranked;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import sinter.ir.op.Image.AffineGrid;
import sinter.ir.op.Image.CenterCropPad;
import sinter.ir.op.Image.Col2Im;
import sinter.ir.op.Image.DepthToSpace;
import sinter.ir.op.Image.GridSample;
import sinter.ir.op.Image.NonMaxSuppression;
import sinter.ir.op.Image.Resize;
import sinter.ir.op.Image.RoiAlign;
import sinter.ir.op.Image.SpaceToDepth;
import sinter.ir.op.Image.Upsample;
import sinter.ir.op.Resampling.Aspect;
import sinter.ir.op.Resampling.Border;
import sinter.ir.op.Resampling.Coordinates;
import sinter.ir.op.Resampling.DepthOrder;
import sinter.ir.op.Resampling.Filter;
import sinter.ir.op.Resampling.Nearest;
import sinter.ir.op.Resampling.RoiMode;
import sinter.ir.tensor.Bytes;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;

class ImageTest {
  private static Resize resize(Aspect aspect, Long... axes) {
    return new Resize(
        Filter.LINEAR,
        Coordinates.HALF_PIXEL,
        Nearest.ROUND_PREFER_FLOOR,
        -0.75f,
        false,
        0,
        false,
        List.of(axes),
        aspect);
  }

  private static Tensor scales(double... values) {
    return Tensor.ofDoubles(DType.F32, List.of((long) values.length), values);
  }

  @Test
  void resizeByScales() {
    var op = resize(Aspect.STRETCH);
    var x = f32("N", 3, "H", 7);
    assertThat(Typed.of(op, 1, x, null, scales(1, 1, 2, 1.5)).type())
        .isEqualTo("f32[N, 3, 2*H, 10]");
    assertThat(Typed.of(op, 1, x, null, scales(1, 1, 0.5, 0.5)).type())
        .isEqualTo("f32[N, 3, floordiv(H, 2), 3]");
    assertThat(Typed.of(op, 1, x, null, scales(1, 1, 0.3, 1)).type()).isEqualTo("f32[N, 3, ?, 7]");
    assertThat(Typed.of(op, 1, x, null, scales(1, 1)).messages())
        .isEqualTo("shape-mismatch: 2 scales for 4 axes of f32[N, 3, H, 7]");
    assertThat(Typed.of(resize(Aspect.STRETCH, 2L, -1L), 1, x, null, scales(2, 2)).type())
        .isEqualTo("f32[N, 3, 2*H, 14]");
    assertThat(Typed.of(op, 1, unranked(DType.F32), null, scales(1, 2)).type()).isEqualTo("f32[*]");
  }

  @Test
  void resizeToSizes() {
    var sizes = Tensor.vector(List.of(1L, 3L, 10L, 20L));
    var x = f32(1, 3, 5, 5);
    assertThat(Typed.of(resize(Aspect.STRETCH), 1, x, null, scales(), sizes).type())
        .isEqualTo("f32[1, 3, 10, 20]");
    var two = Tensor.vector(List.of(7L, 8L));
    assertThat(
            Typed.of(resize(Aspect.NOT_LARGER, 2L, 3L), 1, f32(1, 1, 2, 4), null, null, two).type())
        .isEqualTo("f32[1, 1, 4, 8]");
    assertThat(
            Typed.of(resize(Aspect.NOT_SMALLER, 2L, 3L), 1, f32(1, 1, 2, 4), null, null, two)
                .type())
        .isEqualTo("f32[1, 1, 7, 14]");
    assertThat(Typed.of(resize(Aspect.STRETCH), 1, x, null, null, t(DType.I64, 4)).type())
        .isEqualTo("f32[?, ?, ?, ?]");
  }

  @Test
  void upsampleOfOldHasItsScalesAsAttribute() {
    var entry = Objects.requireNonNull(OpCatalog.get().named("upsample"));
    var attrs = new Attrs(List.of(new Attr("scales", new AttrValue.Reals(List.of(1f, 2f)))));
    var form = new Onnx.Form(7, attrs, List.of(true), List.of(true), null);
    var reading = Objects.requireNonNull(OnnxCodec.read(entry, form));
    assertThat(reading.op()).isEqualTo(new Upsample(Filter.NEAREST));
    var node =
        Typed.of(reading.op(), 1, f32("N", 4), reading.operands().get(Upsample.SCALES)).node();
    assertThat(node.result(0).type()).hasToString("f32[N, 8]");
    assertThat(Objects.requireNonNull(OnnxCodec.write(node.op(), 8, node)).attrs())
        .isEqualTo(attrs);
    assertThat(OnnxCodec.write(node.op(), 10, node)).isNull();
    var without = new Onnx.Form(7, Attrs.NONE, List.of(true), List.of(true), null);
    assertThat(OnnxCodec.read(entry, without)).isNull();
  }

  @Test
  void depthAndSpaceTradePlaces() {
    assertThat(Typed.of(new DepthToSpace(2, DepthOrder.DCR), 1, f32("N", 8, "H", 3)).type())
        .isEqualTo("f32[N, 2, 2*H, 6]");
    assertThat(Typed.of(new DepthToSpace(2, DepthOrder.DCR), 1, f32("N", 6, "H", 3)).messages())
        .isEqualTo("shape-mismatch: f32[N, 6, H, 3] whose channels are not a multiple of 4");
    assertThat(Typed.of(new SpaceToDepth(2), 1, f32("N", "C", "2*H", 6)).type())
        .isEqualTo("f32[N, 4*C, H, 3]");
    assertThat(Typed.of(new SpaceToDepth(2), 1, f32("N", "C", "2*H + 1", 6)).messages())
        .contains("not a multiple of 2");
  }

  @Test
  void gridSampleSpellsItsModeByVersion() {
    var entry = Objects.requireNonNull(OpCatalog.get().named("grid_sample"));
    var cubic = new Attrs(List.of(new Attr("mode", new AttrValue.Str(bytes("bicubic")))));
    var form = new Onnx.Form(16, cubic, List.of(true, true), List.of(true), null);
    var op = Objects.requireNonNull(OnnxCodec.read(entry, form)).op();
    assertThat(op).isEqualTo(new GridSample(Filter.CUBIC, Border.ZEROS, false));
    var node = Typed.of(op, 1, f32("N", 3, 8, 8), f32("N", 4, 5, 2)).node();
    assertThat(node.result(0).type()).hasToString("f32[N, 3, 4, 5]");
    assertThat(Objects.requireNonNull(OnnxCodec.write(op, 16, node)).attrs()).isEqualTo(cubic);
    assertThat(Objects.requireNonNull(OnnxCodec.write(op, 20, node)).attrs().get("mode"))
        .isEqualTo(new AttrValue.Str(bytes("cubic")));
    var plain = new Onnx.Form(16, Attrs.NONE, Collections.nCopies(2, true), List.of(true), null);
    assertThat(Objects.requireNonNull(OnnxCodec.read(entry, plain)).op())
        .isEqualTo(new GridSample(Filter.LINEAR, Border.ZEROS, false));
    assertThat(Typed.of(op, 1, f32(1, 3, 8, 8), f32(1, 4, 5, 3)).messages())
        .contains("axis 3 is 3 long, not 2");
  }

  private static Bytes bytes(String text) {
    return Bytes.utf8(text);
  }

  @Test
  void regionsAndBoxes() {
    var align = new RoiAlign(RoiMode.AVG, Coordinates.HALF_PIXEL, 2, 3, 0, 1);
    assertThat(Typed.of(align, 1, f32(1, 4, 8, 8), f32("R", 4), t(DType.I64, "R")).type())
        .isEqualTo("f32[R, 4, 2, 3]");
    assertThat(Typed.of(align, 1, f32(1, 4, 8, 8), f32(3, 4), t(DType.I64, 2)).messages())
        .contains("axis 0 is 2 long, not 3");
    assertThat(Typed.of(new NonMaxSuppression(false), 1, f32(1, "B", 4), f32(1, 2, "B")).type())
        .isEqualTo("i64[?, 3]");
    assertThat(Typed.of(new NonMaxSuppression(false), 1, f32(1, 6, 4), f32(1, 2, 5)).messages())
        .contains("axis 2 is 5 long, not 6");
  }

  @Test
  void extentsThatAreOperands() {
    var size = Tensor.vector(List.of(2L, 3L, 5L, 6L));
    assertThat(Typed.of(new AffineGrid(false), 1, f32(2, 2, 3), size).type())
        .isEqualTo("f32[2, 5, 6, 2]");
    assertThat(Typed.of(new AffineGrid(false), 1, f32(2, 3, 4), size).messages())
        .contains("axis 1 is 3 long, not 2");
    assertThat(
            Typed.of(new CenterCropPad(List.of(-1L)), 1, f32("N", 9), Tensor.vector(List.of(4L)))
                .type())
        .isEqualTo("f32[N, 4]");
    assertThat(
            Typed.of(
                    new Col2Im(List.of(), List.of(), List.of()),
                    1,
                    f32("N", 5, 5),
                    Tensor.vector(List.of(5L, 5L)),
                    Tensor.vector(List.of(1L, 5L)))
                .type())
        .isEqualTo("f32[N, 1, 5, 5]");
  }
}
