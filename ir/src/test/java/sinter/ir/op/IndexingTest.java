package sinter.ir.op;

import static org.assertj.core.api.Assertions.assertThat;
import static sinter.ir.op.Typed.f32;
import static sinter.ir.op.Typed.known;
import static sinter.ir.op.Typed.t;
import static sinter.ir.op.Typed.unranked;

import java.util.List;
import org.junit.jupiter.api.Test;
import sinter.ir.op.Generate.ConstantOfShape;
import sinter.ir.op.Generate.EyeLike;
import sinter.ir.op.Generate.Range;
import sinter.ir.op.Indexing.Gather;
import sinter.ir.op.Indexing.GatherElements;
import sinter.ir.op.Indexing.GatherNd;
import sinter.ir.op.Indexing.Reduction;
import sinter.ir.op.Indexing.ScatterElements;
import sinter.ir.op.Indexing.ScatterNd;
import sinter.ir.op.RandomSource.RandomNormal;
import sinter.ir.op.Reduce.ArgMax;
import sinter.ir.op.Reduce.ReduceMax;
import sinter.ir.op.Reduce.ReduceMean;
import sinter.ir.op.Reduce.ReduceProd;
import sinter.ir.op.Reduce.ReduceSum;
import sinter.ir.op.Selection.Compress;
import sinter.ir.op.Selection.CumSum;
import sinter.ir.op.Selection.NonZero;
import sinter.ir.op.Selection.OneHot;
import sinter.ir.op.Selection.TopK;
import sinter.ir.op.Selection.Unique;
import sinter.ir.tensor.Contents;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;

class IndexingTest {
  private static Tensor ints(List<Long> dims, long... values) {
    return Tensor.ofLongs(DType.I64, dims, values);
  }

  private static Tensor vector(Long... values) {
    return Tensor.vector(List.of(values));
  }

  @Test
  void gatherPutsIndexAxesInPlaceOfOne() {
    assertThat(Typed.of(new Gather(1), 1, f32("N", 9, 4), t(DType.I64, "S", 2)).type())
        .isEqualTo("f32[N, S, 2, 4]");
    assertThat(Typed.of(new Gather(-1), 1, f32("N", 9), Tensor.scalar(0)).type())
        .isEqualTo("f32[N]");
    assertThat(Typed.of(new Gather(2), 1, f32("N", 9), Tensor.scalar(0)).messages())
        .isEqualTo("bad-attribute: axis 2 is not an axis of f32[N, 9]");
    assertThat(Typed.of(new Gather(0), 1, known("N", 3, "H"), vector(-1L, 0L)).contents())
        .isEqualTo("[H, N]");
    assertThat(Typed.of(new Gather(0), 1, known("N", 3), Tensor.scalar(1)).contents())
        .isEqualTo("3");
    var x = ints(List.of(2L, 3L), 0, 1, 2, 3, 4, 5);
    assertThat(Typed.of(new Gather(1), 1, x, vector(2L, -3L)).value().longs())
        .containsExactly(2L, 0L, 5L, 3L);
    assertThat(Typed.of(new Gather(1), 1, x, vector(3L)).hasValue()).isFalse();
  }

  @Test
  void elementsAreReadAndWrittenAlongAnAxis() {
    var x = ints(List.of(2L, 3L), 0, 1, 2, 3, 4, 5);
    var at = ints(List.of(2L, 1L), 2, 0);
    assertThat(Typed.of(new GatherElements(1), 1, x, at).value().longs()).containsExactly(2L, 3L);
    var set = new ScatterElements(1, Reduction.NONE);
    assertThat(Typed.of(set, 1, x, at, ints(List.of(2L, 1L), 7, 8)).value().longs())
        .containsExactly(0L, 1L, 7L, 8L, 4L, 5L);
    var twice = ints(List.of(1L, 2L), 1, 1);
    assertThat(Typed.of(set, 1, x, twice, ints(List.of(1L, 2L), 7, 8)).hasValue()).isFalse();
    assertThat(Typed.of(new GatherElements(0), 1, f32("N", 3), t(DType.I64, 2, 3)).type())
        .isEqualTo("f32[2, 3]");
  }

  @Test
  void vectorsAddressSlices() {
    assertThat(Typed.of(new GatherNd(0), 1, f32(4, 5, 6), t(DType.I64, "N", 2)).type())
        .isEqualTo("f32[N, 6]");
    assertThat(Typed.of(new GatherNd(1), 1, f32("B", 5, 6), t(DType.I64, "B", 7, 1)).type())
        .isEqualTo("f32[B, 7, 6]");
    assertThat(Typed.of(new GatherNd(0), 1, f32(4), t(DType.I64, "N", 2)).messages())
        .isEqualTo("shape-mismatch: vectors of i64[N, 2] address no slices of f32[4]");
    var x = ints(List.of(2L, 2L), 0, 1, 2, 3);
    assertThat(Typed.of(new GatherNd(0), 1, x, ints(List.of(1L, 1L), -1)).value().longs())
        .containsExactly(2L, 3L);
    var set = new ScatterNd(Reduction.NONE);
    assertThat(Typed.of(set, 1, x, ints(List.of(1L, 2L), 0, 1), vector(9L)).value().longs())
        .containsExactly(0L, 9L, 2L, 3L);
  }

  @Test
  void selectionDependsOnValues() {
    assertThat(Typed.of(new TopK(1, true, true), 2, f32("N", 9), known("K")).types())
        .containsExactly("f32[N, K]", "i64[N, K]");
    var x = ints(List.of(2L, 3L), 4, 6, 6, 0, 2, 1);
    var top = Typed.of(new TopK(-1, true, true), 2, x, vector(2L));
    assertThat(top.value(0).longs()).containsExactly(6L, 6L, 2L, 1L);
    assertThat(top.value(1).longs()).containsExactly(1L, 2L, 1L, 2L);
    assertThat(Typed.of(new NonZero(), 1, f32("N", 3)).type()).isEqualTo("i64[2, ?]");
    assertThat(Typed.of(new NonZero(), 1, x).value().longs())
        .containsExactly(0L, 0L, 0L, 1L, 1L, 0L, 1L, 2L, 1L, 2L);
    assertThat(Typed.of(new OneHot(-1), 1, t(DType.I64, "N"), Tensor.scalar(5), f32(2)).type())
        .isEqualTo("f32[N, 5]");
    assertThat(
            Typed.of(new OneHot(0), 1, vector(1L, -1L), Tensor.scalar(3), vector(0L, 1L))
                .value()
                .longs())
        .containsExactly(0L, 0L, 1L, 0L, 0L, 1L);
    var kept = Tensor.ofLongs(DType.BOOL, List.of(2L), 0, 1);
    assertThat(Typed.of(new Compress(0L), 1, x, kept).value().longs()).containsExactly(0L, 2L, 1L);
    assertThat(Typed.of(new Compress(null), 1, x, kept).value().longs()).containsExactly(6L);
    assertThat(Typed.of(new Unique(1L, true), 4, f32("N", 3)).types())
        .containsExactly("f32[N, ?]", "i64[?]", "i64[3]", "i64[?]");
    assertThat(Typed.of(new CumSum(false, true), 1, x, Tensor.scalar(1)).value().longs())
        .containsExactly(16L, 12L, 6L, 3L, 3L, 1L);
    assertThat(Typed.of(new CumSum(true, false), 1, x, Tensor.scalar(0)).value().longs())
        .containsExactly(0L, 0L, 0L, 4L, 6L, 6L);
  }

  @Test
  void rangesCountTheirElements() {
    var op = new Range();
    assertThat(Typed.of(op, 1, Tensor.scalar(0), scalar("N"), Tensor.scalar(2)).type())
        .isEqualTo("i64[floordiv(N+1, 2)]");
    var down = Typed.of(op, 1, Tensor.scalar(5), Tensor.scalar(0), Tensor.scalar(-2));
    assertThat(down.contents()).isEqualTo("[5, 3, 1]");
    assertThat(down.value().longs()).containsExactly(5L, 3L, 1L);
    assertThat(Typed.of(op, 1, Tensor.scalar(5), Tensor.scalar(0), Tensor.scalar(2)).type())
        .isEqualTo("i64[0]");
    var tenth = Tensor.scalar(DType.F32, 0.1);
    var steps = Typed.of(op, 1, Tensor.scalar(DType.F32, 0), Tensor.scalar(DType.F32, 1), tenth);
    assertThat(steps.type()).isEqualTo("f32[10]");
    assertThat(steps.hasValue()).isFalse();
  }

  private static Contents scalar(String dim) {
    return Contents.scalar(Dim.parse(dim));
  }

  @Test
  void fillingStaysASplat() {
    var one = new ConstantOfShape(ints(List.of(1L), 7));
    assertThat(Typed.of(one, 1, known("N", 3)).type()).isEqualTo("i64[N, 3]");
    assertThat(Typed.of(one, 1, vector(2L)).contents()).isEqualTo("[7, 7]");
    assertThat(Typed.of(new ConstantOfShape(null), 1, vector(1L << 30, 64L)).value())
        .isEqualTo(Tensor.splat(DType.F32, List.of(1L << 30, 64L), 0));
    assertThat(Typed.of(new EyeLike(DType.I8, 1), 1, f32(2, 3)).value().longs())
        .containsExactly(0L, 1L, 0L, 0L, 0L, 1L);
  }

  @Test
  void drawsAreNotFunctions() {
    var op = new RandomNormal(DType.F32, 0, 1, null, List.of(2L));
    assertThat(op.isPure()).isFalse();
    assertThat(Typed.of(op, 1).type()).isEqualTo("f32[2]");
  }

  @Test
  void reductionsDropOrKeepTheirAxes() {
    var mean = new ReduceMean(true, false);
    assertThat(Typed.of(mean, 1, f32("N", 3, "H"), vector(-1L)).type()).isEqualTo("f32[N, 3, 1]");
    assertThat(Typed.of(mean, 1, f32("N", 3), t(DType.I64, 1)).type()).isEqualTo("f32[?, ?]");
    var sum = new ReduceSum(false, false);
    assertThat(Typed.of(sum, 1, f32("N", 3, "H"), vector(0L, 2L)).type()).isEqualTo("f32[3]");
    assertThat(Typed.of(sum, 1, unranked(DType.F32)).type()).isEqualTo("f32[]");
    assertThat(Typed.of(sum, 1, f32("N", 3), t(DType.I64, 1)).type()).isEqualTo("f32[?]");
    assertThat(Typed.of(new ReduceSum(true, true), 1, f32("N", 3)).type()).isEqualTo("f32[N, 3]");
    assertThat(Typed.of(sum, 1, f32("N", 3), vector(2L)).messages())
        .isEqualTo("shape-mismatch: [2] are not axes of f32[N, 3]");
    assertThat(Typed.of(new ReduceProd(false, false), 1, known("N", 3, "H")).contents())
        .isEqualTo("3*H*N");
    assertThat(Typed.of(new ReduceMax(true, false), 1, known("N", 0), vector(0L)).contents())
        .isEqualTo("[N]");
  }

  @Test
  void onlyExactReductionsHaveValues() {
    var x = ints(List.of(2L, 3L), 4, 6, 6, 0, 2, 1);
    assertThat(Typed.of(new ReduceSum(false, false), 1, x, vector(0L)).value().longs())
        .containsExactly(4L, 8L, 7L);
    assertThat(Typed.of(new ReduceMax(false, false), 1, x, vector(1L)).value().longs())
        .containsExactly(6L, 2L);
    var f = Tensor.ofDoubles(DType.F32, List.of(2L), 0.1, 0.2);
    assertThat(Typed.of(new ReduceSum(false, false), 1, f).hasValue()).isFalse();
    assertThat(Typed.of(new ArgMax(1, false, false), 1, x).value().longs()).containsExactly(1L, 1L);
    assertThat(Typed.of(new ArgMax(1, true, true), 1, x).value().longs()).containsExactly(2L, 1L);
    assertThat(Typed.of(new ArgMax(1, true, true), 1, f32("N", 3)).type()).isEqualTo("i64[N, 1]");
  }

  @Test
  void totalsBeyondTheElementTypeHaveNoValue() {
    var sum = new ReduceSum(false, false);
    var product = new ReduceProd(false, false);
    for (var dtype : List.of(DType.I32, DType.I64)) {
      long most = dtype == DType.I32 ? Integer.MAX_VALUE : Long.MAX_VALUE;
      var x = Tensor.ofLongs(dtype, List.of(2L), most, 2);
      assertThat(Typed.of(sum, 1, x).hasValue()).isFalse();
      assertThat(Typed.of(product, 1, x).hasValue()).isFalse();
      var y = Tensor.ofLongs(dtype, List.of(2L), most, -1);
      assertThat(Typed.of(sum, 1, y).value().longs()).containsExactly(most - 1);
      assertThat(Typed.of(product, 1, y).value().longs()).containsExactly(-most);
    }
    var unsigned = Tensor.ofLongs(DType.U64, List.of(2L), -1, 0);
    assertThat(Typed.of(sum, 1, unsigned).hasValue()).isFalse();
  }
}
