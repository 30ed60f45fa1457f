package sinter.ir.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sinter.ir.type.DType;
import sinter.ir.type.Type.TensorType;

/** Packing, small floats and recipes against brute force. */
class ElementsTest {

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F16", "BF16", "F8E4M3FN", "F8E4M3FNUZ", "F8E5M2", "F8E5M2FNUZ", "F4E2M1", "F8E8M0"})
  void everyCodeOfASmallFloatRoundTripsAndNeighboursRoundToNearest(DType dtype) {
    int codes = 1 << dtype.bits();
    for (int c = 0; c < codes; c++) {
      double v = Elements.value(dtype, c);
      if (!Double.isNaN(v)) {
        assertThat(Elements.value(dtype, Elements.bits(dtype, v)))
            .as("%s code %d", dtype, c)
            .isEqualTo(v);
      }
    }
    long seed = 7;
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (int i = 0; i < 2000; i++) {
      double v = random.nextGaussian() * Math.scalb(1.0, random.nextInt(-8, 8));
      double got = Elements.value(dtype, Elements.bits(dtype, v));
      if (dtype == DType.F8E8M0 && v < 0) {
        assertThat(got).isNaN();
        continue;
      }
      if (dtype.bits() == 16 && i > 200) {
        break;
      }
      double best = Double.POSITIVE_INFINITY;
      for (int c = 0; c < codes; c++) {
        double candidate = Elements.value(dtype, c);
        if (Double.isFinite(candidate)) {
          best = Math.min(best, distance(dtype, candidate, v));
        }
      }
      assertThat(distance(dtype, got, v)).as("%s of %s, seed %d", dtype, v, seed).isEqualTo(best);
    }
  }

  /** E8M0 has no zero and rounds in the exponent's own scale: distance is measured linearly all the same. */
  private static double distance(DType dtype, double a, double b) {
    return dtype == DType.F8E8M0 && b == 0 ? 0 : Math.abs(a - b);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"U2", "I2", "U4", "I4", "U8", "I8", "U16", "I16", "U32", "I32", "I64"})
  void packedIntegersKeepTheirNeighbours(DType dtype) {
    long seed = 11;
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    int n = 37;
    try (var arena = Arena.ofConfined()) {
      var packed = new Elements.Packed(dtype, arena.allocate(dtype.bytes(n)));
      var expected = new long[n];
      for (int k = 0; k < 500; k++) {
        int i = random.nextInt(n);
        long v = Elements.integer(dtype, random.nextLong());
        packed.setLong(i, v);
        expected[i] = v;
      }
      for (int i = 0; i < n; i++) {
        assertThat(packed.getLong(i)).as("%s[%d], seed %d", dtype, i, seed).isEqualTo(expected[i]);
      }
    }
  }

  @Test
  void aRecipeIsRoundedOnce() {
    var w = Tensor.ofDoubles(DType.F32, List.of(2L, 3L), 1.1, -2.7, 3.3, 0.1, 5.5, -6.6);
    var s = Tensor.ofDoubles(DType.F64, List.of(2L), 1.0 / 3, 3.0);
    var t = new Tensor.Derived(w.type(), new Recipe.ScaleAxis(0), List.of(w, s));
    var twice = new Tensor.Derived(w.type(), new Recipe.ScaleAxis(0), List.of(t, s));

    var out = new Elements.Packed(DType.F32, twice.content());
    for (int i = 0; i < 6; i++) {
      double factor = s.doubleAt(i / 3);
      assertThat(out.getDouble(i)).isEqualTo((double) (float) (w.doubleAt(i) * factor * factor));
    }
  }

  @Test
  void aPermutationMovesElementsAsTransposeDoes() {
    var x = Tensor.ofLongs(DType.I32, List.of(2L, 3L, 2L), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    var t =
        new Tensor.Derived(
            TensorType.of(DType.I32, 3, 2, 2), new Recipe.Permute(List.of(1, 2, 0)), List.of(x));

    assertThat(t.longs()).containsExactly(0L, 6L, 1L, 7L, 2L, 8L, 3L, 9L, 4L, 10L, 5L, 11L);
    assertThat(new Elements.Packed(DType.I32, t.content()).getLong(1)).isEqualTo(6);
  }

  @Test
  void aSplatStreamsAsManyBytesAsItHas() throws Exception {
    var splat = Tensor.splat(DType.I4, List.of(100_003L), -3);
    var length = new long[1];
    Tiles.forEach(splat, piece -> length[0] += piece.byteSize());

    assertThat(length[0]).isEqualTo(50_002);
    assertThat(splat.longAt(99_999)).isEqualTo(-3);
    assertThat(splat.uniform()).isEqualTo(-3.0);
  }
}
