package sinter.ir.op;

import static org.assertj.core.api.Assertions.assertThat;
import static sinter.ir.op.Typed.f32;
import static sinter.ir.op.Typed.known;
import static sinter.ir.op.Typed.t;
import static sinter.ir.op.Typed.unranked;

import java.util.List;
import org.junit.jupiter.api.Test;
import sinter.ir.op.Shaping.Expand;
import sinter.ir.op.Shaping.Flatten;
import sinter.ir.op.Shaping.Reshape;
import sinter.ir.op.Shaping.Shape;
import sinter.ir.op.Shaping.Size;
import sinter.ir.op.Shaping.Squeeze;
import sinter.ir.op.Shaping.Transpose;
import sinter.ir.op.Shaping.Unsqueeze;
import sinter.ir.op.Slicing.Concat;
import sinter.ir.op.Slicing.Pad;
import sinter.ir.op.Slicing.PadMode;
import sinter.ir.op.Slicing.Slice;
import sinter.ir.op.Slicing.Split;
import sinter.ir.op.Slicing.Tile;
import sinter.ir.op.Slicing.Trilu;
import sinter.ir.tensor.Bytes;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Type.TensorType;

class ShapingTest {
  private static Tensor vector(Long... values) {
    return Tensor.vector(List.of(values));
  }

  private static Tensor iota(DType dtype, Long... dims) {
    long n = 1;
    for (long d : dims) {
      n *= d;
    }
    var values = new long[(int) n];
    for (int i = 0; i < n; i++) {
      values[i] = i;
    }
    return Tensor.ofLongs(dtype, List.of(dims), values);
  }

  @Test
  void reshapeSolvesForTheOpenDimension() {
    var op = new Reshape();
    assertThat(Typed.of(op, 1, f32("N", 3, 4), vector(0L, -1L)).type()).isEqualTo("f32[N, 12]");
    assertThat(Typed.of(op, 1, f32("?", 3, 4), vector(0L, -1L)).type()).isEqualTo("f32[?, 12]");
    assertThat(Typed.of(op, 1, f32("N", "S", 64), known("N", -1, 4, 16)).type())
        .isEqualTo("f32[N, S, 4, 16]");
    assertThat(Typed.of(op, 1, f32("N", 6), known("?", -1)).type()).isEqualTo("f32[?, ?]");
    assertThat(Typed.of(op, 1, unranked(DType.F32), vector(2L, -1L)).type()).isEqualTo("f32[2, ?]");
    assertThat(Typed.of(op, 1, f32(2, 3), t(DType.I64, 4)).type()).isEqualTo("f32[?, ?, ?, ?]");
    assertThat(Typed.of(op, 1, f32(2, 3), vector(4L, -1L)).messages())
        .isEqualTo("shape-mismatch: f32[2, 3] has no extent [4, -1]");
    assertThat(Typed.of(op, 1, f32(2, 3), vector(-1L, -1L)).messages())
        .isEqualTo("shape-mismatch: more than one dimension of [-1, -1] is -1");
    assertThat(Typed.of(op, 1, f32(2, 3), vector(5L)).messages())
        .isEqualTo("shape-mismatch: f32[2, 3] has not as many elements as [5]");
    assertThat(Typed.of(new Reshape(true), 1, f32(0, 3), vector(3L, 0L)).type())
        .isEqualTo("f32[3, 0]");
  }

  @Test
  void axesComeAndGo() {
    assertThat(Typed.of(new Squeeze(), 1, f32("N", 1, 1), vector(-1L)).type())
        .isEqualTo("f32[N, 1]");
    assertThat(Typed.of(new Squeeze(), 1, f32(3, 1, 1)).type()).isEqualTo("f32[3]");
    assertThat(Typed.of(new Squeeze(), 1, f32("N", 1)).type()).isEqualTo("f32[*]");
    assertThat(Typed.of(new Squeeze(), 1, f32(3, 2), vector(1L)).messages())
        .isEqualTo("shape-mismatch: axis 1 of f32[3, 2] has not extent 1");
    assertThat(Typed.of(new Unsqueeze(), 1, f32("N", 3), vector(0L, -1L)).type())
        .isEqualTo("f32[1, N, 3, 1]");
    assertThat(Typed.of(new Unsqueeze(), 1, f32("N", 3), t(DType.I64, 1)).type())
        .isEqualTo("f32[?, ?, ?]");
    assertThat(Typed.of(new Flatten(2), 1, f32("N", 3, 4, 5)).type()).isEqualTo("f32[3*N, 20]");
    assertThat(Typed.of(new Flatten(0), 1, f32(3)).type()).isEqualTo("f32[1, 3]");
    assertThat(Typed.of(new Transpose(List.of(2L, 0L, 1L)), 1, f32("N", 3, 4)).type())
        .isEqualTo("f32[4, N, 3]");
    assertThat(Typed.of(new Transpose(List.of()), 1, f32("N", 3)).type()).isEqualTo("f32[3, N]");
    assertThat(Typed.of(new Transpose(List.of(0L, 0L)), 1, f32(2, 3)).messages())
        .isEqualTo("bad-attribute: [0, 0] is not a permutation of the axes of f32[2, 3]");
  }

  @Test
  void shapesAreKnownElements() {
    assertThat(Typed.of(new Shape(), 1, f32("N", "?", 3)).contents()).isEqualTo("[N, ?, 3]");
    assertThat(Typed.of(new Shape(-2, null), 1, f32("N", 4, 3)).contents()).isEqualTo("[4, 3]");
    assertThat(Typed.of(new Shape(0, -1L), 1, f32("N", 4, 3)).type()).isEqualTo("i64[2]");
    assertThat(Typed.of(new Shape(), 1, unranked(DType.F32)).type()).isEqualTo("i64[?]");
    assertThat(Typed.of(new Size(), 1, f32("N", 4)).contents()).isEqualTo("4*N");
  }

  @Test
  void knownElementsAreFollowedThroughMovement() {
    assertThat(Typed.of(new Concat(0), 1, known("N"), vector(-1L), t(DType.I64, 2)).contents())
        .isEqualTo("[N, -1, ?, ?]");
    assertThat(
            Typed.of(
                    new Slice(),
                    1,
                    known("N", 3, "H", 5),
                    vector(-1L),
                    vector(0L),
                    null,
                    vector(-2L))
                .contents())
        .isEqualTo("[5, 3]");
    assertThat(Typed.of(new Unsqueeze(), 1, Tensor.scalar(4), vector(0L)).contents())
        .isEqualTo("[4]");
    assertThat(Typed.of(new Squeeze(), 1, known("N"), vector(0L)).contents()).isEqualTo("N");
    assertThat(Typed.of(new Reshape(), 1, known("N"), Tensor.vector(List.of())).contents())
        .isEqualTo("N");
    assertThat(Typed.of(new Expand(), 1, known("N"), vector(3L)).contents()).isEqualTo("[N, N, N]");
    assertThat(Typed.of(new Tile(), 1, known("N", 2), vector(2L)).contents())
        .isEqualTo("[N, 2, N, 2]");
    assertThat(Typed.of(new Split(0), 2, known("N", 2, 3), vector(1L, 2L)).contents())
        .isEqualTo("[N]");
  }

  @Test
  void sliceTakesOneBoundPerAxis() {
    var op = new Slice();
    var x = f32(4, 4);
    var two = vector(0L, 1L);
    assertThat(Typed.of(op, 1, x, two, two, two, vector(1L)).messages())
        .isEqualTo("shape-mismatch: 1 bounds for 2 axes of f32[4, 4]");
    assertThat(Typed.of(op, 1, x, two, vector(1L), two).messages())
        .isEqualTo("shape-mismatch: 1 bounds for 2 axes of f32[4, 4]");
    assertThat(Typed.of(op, 1, x, two, two, vector(0L)).messages())
        .isEqualTo("shape-mismatch: 2 bounds for 1 axes of f32[4, 4]");
  }

  @Test
  void slicesClampTheirBounds() {
    var op = new Slice();
    assertThat(Typed.of(op, 1, f32("N", 10), vector(1L, 2L), vector(Long.MAX_VALUE, -1L)).type())
        .isEqualTo("f32[max(0, N-1), 7]");
    assertThat(
            Typed.of(op, 1, f32("N", 10), vector(0L), vector(5L), vector(-1L), vector(2L)).type())
        .isEqualTo("f32[N, 3]");
    assertThat(Typed.of(op, 1, f32("N"), vector(-3L), vector(Long.MAX_VALUE)).type())
        .isEqualTo("f32[min(N, 3)]");
    assertThat(Typed.of(op, 1, f32("N"), vector(2L), vector(-3L)).type())
        .isEqualTo("f32[max(0, max(0, N-3)-2)]");
    assertThat(Typed.of(op, 1, f32("N", 10), vector(0L), known("S"), vector(0L)).type())
        .isEqualTo("f32[min(N, S), 10]");
    assertThat(
            Typed.of(op, 1, f32(10), vector(-1L), vector(Long.MIN_VALUE), vector(0L), vector(-3L))
                .type())
        .isEqualTo("f32[4]");
    assertThat(
            Typed.of(op, 1, f32("N"), vector(-1L), vector(Long.MIN_VALUE), vector(0L), vector(-1L))
                .type())
        .isEqualTo("f32[N]");
    assertThat(Typed.of(op, 1, f32("N", 3), t(DType.I64, 1), t(DType.I64, 1), vector(1L)).type())
        .isEqualTo("f32[N, ?]");
    assertThat(Typed.of(op, 1, f32("N", 3), t(DType.I64, "?"), t(DType.I64, "?")).type())
        .isEqualTo("f32[?, ?]");
  }

  @Test
  void joinsAddAndCutsShareAnAxis() {
    assertThat(Typed.of(new Concat(1), 1, f32("N", 3), f32("N", "C"), f32("?", 1)).type())
        .isEqualTo("f32[N, C+4]");
    assertThat(Typed.of(new Concat(-1), 1, f32(2, 3), unranked(DType.F32)).type())
        .isEqualTo("f32[2, ?]");
    assertThat(Typed.of(new Concat(1), 1, f32(2, 3), f32(4, 3)).messages())
        .isEqualTo("shape-mismatch: f32[4, 3] does not join with f32[2, 3] along axis 1");
    assertThat(Typed.of(new Split(1), 3, f32("N", 9)).types())
        .containsExactly("f32[N, 3]", "f32[N, 3]", "f32[N, 3]");
    assertThat(Typed.of(new Split(0, 3L), 3, f32(7)).types())
        .containsExactly("f32[3]", "f32[3]", "f32[1]");
    assertThat(Typed.of(new Split(0), 2, f32(5), vector(2L, 2L)).messages())
        .isEqualTo("shape-mismatch: axis 0 of f32[5] is not cut into [2, 2]");
  }

  @Test
  void paddingAndTilingStretchAxes() {
    var op = new Pad(PadMode.CONSTANT);
    assertThat(Typed.of(op, 1, f32("N", 3), vector(0L, 1L, 0L, 2L)).type()).isEqualTo("f32[N, 6]");
    assertThat(Typed.of(op, 1, f32("N", 3), vector(-1L, 2L), null, vector(1L)).type())
        .isEqualTo("f32[N, 4]");
    assertThat(Typed.of(op, 1, f32("N", 3), t(DType.I64, 4)).type()).isEqualTo("f32[?, ?]");
    assertThat(Typed.of(op, 1, f32("N", 3), vector(1L)).messages())
        .isEqualTo("shape-mismatch: 1 pads for 2 axes of f32[N, 3]");
    assertThat(Typed.of(new Tile(), 1, f32("N", 3), known(2, "R")).type())
        .isEqualTo("f32[2*N, 3*R]");
    assertThat(Typed.of(new Expand(), 1, f32(3, 1), known("N", 1, 4)).type())
        .isEqualTo("f32[N, 3, 4]");
  }

  @Test
  void movementKeepsEveryElementType() {
    var words = new Tensor.Strings(TensorType.of(DType.STRING, 3), words("a", "b", "c"));
    var cut = Typed.of(new Slice(), 1, words, vector(2L), vector(-4L), vector(0L), vector(-2L));
    assertThat(((Tensor.Strings) cut.value()).values()).isEqualTo(words("c", "a"));
    var nibbles = iota(DType.I4, 2L, 3L);
    assertThat(Typed.of(new Transpose(List.of()), 1, nibbles).value().longs())
        .containsExactly(0L, 3L, 1L, 4L, 2L, 5L);
    assertThat(
            Typed.of(new Concat(1), 1, iota(DType.U2, 2L, 1L), iota(DType.U2, 2L, 2L))
                .value()
                .longs())
        .containsExactly(0L, 0L, 1L, 1L, 2L, 3L);
    var pieces = Typed.of(new Split(1), 2, iota(DType.BF16, 2L, 3L), vector(1L, 2L));
    assertThat(pieces.value(1).doubles()).containsExactly(1, 2, 4, 5);
    assertThat(Typed.of(new Tile(), 1, iota(DType.I16, 1L, 2L), vector(2L, 2L)).value().longs())
        .containsExactly(0L, 1L, 0L, 1L, 0L, 1L, 0L, 1L);
    assertThat(
            Typed.of(new Trilu(false), 1, iota(DType.F32, 2L, 2L), Tensor.scalar(0))
                .value()
                .doubles())
        .containsExactly(0, 0, 2, 3);
  }

  private static List<Bytes> words(String... texts) {
    return List.of(texts).stream().map(Bytes::utf8).toList();
  }

  @Test
  void padsComeFromWhereTheModeSays() {
    var x = iota(DType.I32, 3L);
    var pads = vector(2L, 1L);
    assertThat(
            Typed.of(new Pad(PadMode.CONSTANT), 1, x, pads, Tensor.ofLongs(DType.I32, List.of(), 9))
                .value()
                .longs())
        .containsExactly(9L, 9L, 0L, 1L, 2L, 9L);
    assertThat(Typed.of(new Pad(PadMode.REFLECT), 1, x, pads).value().longs())
        .containsExactly(2L, 1L, 0L, 1L, 2L, 1L);
    assertThat(Typed.of(new Pad(PadMode.EDGE), 1, x, pads).value().longs())
        .containsExactly(0L, 0L, 0L, 1L, 2L, 2L);
    assertThat(Typed.of(new Pad(PadMode.WRAP), 1, x, pads).value().longs())
        .containsExactly(1L, 2L, 0L, 1L, 2L, 0L);
    assertThat(Typed.of(new Pad(PadMode.REFLECT), 1, x, vector(3L, 0L)).hasValue()).isFalse();
  }

  @Test
  void splatsStaySplats() {
    var dims = List.of(64L, 1L << 20, 1L << 20);
    var x = Tensor.splat(DType.F32, dims, 3);
    assertThat(Typed.of(new Transpose(List.of(2L, 0L, 1L)), 1, x).value())
        .isEqualTo(Tensor.splat(DType.F32, List.of(1L << 20, 64L, 1L << 20), 3));
    assertThat(Typed.of(new Reshape(), 1, x, vector(-1L, 64L)).value())
        .isEqualTo(Tensor.splat(DType.F32, List.of(1L << 40, 64L), 3));
    assertThat(Typed.of(new Slice(), 1, x, vector(1L), vector(3L)).value())
        .isEqualTo(Tensor.splat(DType.F32, List.of(2L, 1L << 20, 1L << 20), 3));
    assertThat(Typed.of(new Expand(), 1, Tensor.scalar(DType.F32, 3), Tensor.vector(dims)).value())
        .isEqualTo(x);
    assertThat(Typed.of(new Concat(0), 1, x, x).value())
        .isEqualTo(Tensor.splat(DType.F32, List.of(128L, 1L << 20, 1L << 20), 3));
  }

  @Test
  void extentsThatNoMemoryHoldsHaveNoValue() {
    var huge = vector(1L << 40, 1L << 40);
    assertThat(Typed.of(new Expand(), 1, iota(DType.F32, 2L, 1L, 1L), huge).hasValue()).isFalse();
    assertThat(Typed.of(new Expand(), 1, Tensor.scalar(DType.F32, 3), huge).hasValue()).isFalse();
  }
}
