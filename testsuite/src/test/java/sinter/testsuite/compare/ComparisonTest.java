package sinter.testsuite.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import sinter.compiler.compare.Comparison;
import sinter.compiler.compare.Difference;
import sinter.compiler.compare.Tolerance;
import sinter.ir.tensor.Bytes;
import sinter.ir.tensor.Datum;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Type.TensorType;

/** The definition of equal values, limit by limit. */
class ComparisonTest {
  private static final Comparison SINGLE = new Comparison(Tolerance.SINGLE);

  private static Tensor floats(List<Long> dims, double... values) {
    return Tensor.ofDoubles(DType.F32, dims, values);
  }

  private static Difference compare(Datum reference, Datum value) {
    return SINGLE.of(reference, value);
  }

  @Test
  void theLargestErrorIsRelativeToTheLargestElement() {
    Tensor reference = floats(List.of(1L, 2L), 100, 100);
    assertThat(compare(reference, floats(List.of(1L, 2L), 100.009, 100)).isEqual()).isTrue();
    Difference off = compare(reference, floats(List.of(1L, 2L), 100.02, 100));
    assertThat(off.reason()).contains("max |Δ|");
    assertThat(off.maxAbsError()).isBetween(0.019, 0.021);
    assertThat(off.maxRelError()).isBetween(0.00019, 0.00021);
    assertThat(off.sqnrDb()).isBetween(70.0, 80.0);
  }

  @Test
  void smallOutputsHaveAnAbsoluteFloor() {
    Tensor reference = floats(List.of(4L), 3e-7, 3e-7, 0, 0);
    assertThat(compare(reference, floats(List.of(4L), 0, 0, 0, 0)).reason()).isNotNull();
    Tensor tiny = floats(List.of(4L), 3e-10, 3e-10, 0, 0);
    assertThat(compare(tiny, floats(List.of(4L), 0, 0, 0, 0)).reason()).isNull();
  }

  @Test
  void aWrongColumnDoesNotHideBehindALargeOne() {
    Tensor reference = floats(List.of(2L, 3L), 1000, 1, 1, 1000, 1, 1);
    assertThat(compare(reference, floats(List.of(2L, 3L), 1000, 1, 1.05, 1000, 1, 1)).reason())
        .contains("index 2 of axis 1");
  }

  @Test
  void aWrongChannelDoesNotHideBehindALargeOne() {
    double[] values = new double[2 * 2 * 4];
    Arrays.fill(values, 0, 4, 1000);
    Arrays.fill(values, 4, 8, 1);
    Arrays.fill(values, 8, 12, 1000);
    Arrays.fill(values, 12, 16, 1);
    Tensor reference = floats(List.of(2L, 2L, 4L), values);
    double[] changed = values.clone();
    changed[13] = 1.05;
    assertThat(compare(reference, floats(List.of(2L, 2L, 4L), changed)).reason())
        .contains("index 1 of axis 1");
  }

  @Test
  void nanAndInfinityStayWhereTheyAre() {
    Tensor reference = floats(List.of(4L), Double.NaN, Double.POSITIVE_INFINITY, 1, 2);
    assertThat(
            compare(
                    reference,
                    floats(List.of(4L), Double.NaN, Double.POSITIVE_INFINITY, 1.00001, 2))
                .isEqual())
        .isTrue();
    assertThat(compare(reference, floats(List.of(4L), 0, Double.POSITIVE_INFINITY, 1, 2)).reason())
        .contains("NaN or infinite");
    assertThat(
            compare(reference, floats(List.of(4L), Double.NaN, Double.NEGATIVE_INFINITY, 1, 2))
                .isEqual())
        .isFalse();
    assertThat(SINGLE.canFail(floats(List.of(2L), Double.NaN, 0))).isTrue();
  }

  @Test
  void everythingThatIsNoWideFloatIsComparedByBits() {
    for (DType type : DType.values()) {
      if (type == DType.STRING || type.kind() == DType.Kind.COMPLEX || type == DType.F8E8M0) {
        continue;
      }
      boolean wide = EnumSet.of(DType.F16, DType.BF16, DType.F32, DType.F64).contains(type);
      Tensor reference = Tensor.ofDoubles(type, List.of(3L), 1, 1, 0);
      Tensor same = Tensor.ofDoubles(type, List.of(3L), 1, 1, 0);
      assertThat(compare(reference, same)).as(type.text()).matches(Difference::isEqual);
      Difference off = compare(reference, Tensor.ofDoubles(type, List.of(3L), 0, 1, 0));
      assertThat(off.reason()).as(type.text()).isNotNull();
      assertThat(off.mismatches()).as(type.text()).isEqualTo(wide ? 0 : 1);
    }
  }

  @Test
  void stringsSequencesAndOptionals() {
    TensorType two = TensorType.of(DType.STRING, 2);
    Tensor words = new Tensor.Strings(two, List.of(Bytes.utf8("a"), Bytes.utf8("b")));
    Tensor others = new Tensor.Strings(two, List.of(Bytes.utf8("a"), Bytes.utf8("c")));
    assertThat(compare(words, words).isEqual()).isTrue();
    assertThat(compare(words, others).reason()).contains("1 of 2");
    Datum one = new Datum.Sequence(List.of(words));
    assertThat(compare(one, new Datum.Sequence(List.of(words))).isEqual()).isTrue();
    assertThat(compare(one, new Datum.Sequence(List.of(words, words))).isEqual()).isFalse();
    assertThat(compare(one, new Datum.Sequence(List.of(others))).isEqual()).isFalse();
    assertThat(compare(one, words).isEqual()).isFalse();
    Datum empty = new Datum.Maybe(null);
    assertThat(compare(empty, new Datum.Maybe(null)).isEqual()).isTrue();
    assertThat(compare(empty, new Datum.Maybe(words)).isEqual()).isFalse();
  }

  @Test
  void shapesAndTypes() {
    Tensor reference = floats(List.of(2L), 1, 2);
    assertThat(compare(reference, floats(List.of(1L, 2L), 1, 2)).reason()).contains("f32[1, 2]");
    assertThat(compare(reference, Tensor.ofDoubles(DType.F64, List.of(2L), 1, 2)).reason())
        .contains("f64[2], expected f32[2]");
    Comparison shapes = new Comparison(Tolerance.SHAPE_ONLY);
    assertThat(shapes.of(reference, floats(List.of(2L), 5, 6)).isEqual()).isTrue();
    assertThat(shapes.of(reference, floats(List.of(3L), 5, 6, 7)).isEqual()).isFalse();
    assertThat(shapes.canFail(reference)).isFalse();
  }

  @Test
  void complexNumbersAreComparedPartByPart() {
    TensorType type = TensorType.of(DType.C64, 1);
    Tensor reference =
        new Tensor.Dense(type, MemorySegment.ofArray(new float[] {1, -1}).asReadOnly());
    Tensor close = new Tensor.Dense(type, MemorySegment.ofArray(new float[] {1, -1.00001f}));
    Tensor off = new Tensor.Dense(type, MemorySegment.ofArray(new float[] {1, 1}));
    assertThat(compare(reference, close).isEqual()).isTrue();
    assertThat(compare(reference, off).isEqual()).isFalse();
  }

  @Test
  void theLeastPreciseTypeOnThePathCounts() {
    assertThat(Tolerance.of(EnumSet.of(DType.F32, DType.I64))).isEqualTo(Tolerance.SINGLE);
    assertThat(Tolerance.of(EnumSet.of(DType.F64))).isEqualTo(Tolerance.DOUBLE);
    assertThat(Tolerance.of(EnumSet.of(DType.F64, DType.F32))).isEqualTo(Tolerance.SINGLE);
    assertThat(Tolerance.of(EnumSet.of(DType.F32, DType.BF16))).isEqualTo(Tolerance.HALF);
    assertThat(Tolerance.of(EnumSet.noneOf(DType.class))).isEqualTo(Tolerance.SINGLE);
  }

  @Test
  void theLargestElementOfEachRow() {
    Tensor reference = floats(List.of(2L, 2L), 1, 2, 4, 3);
    assertThat(compare(reference, floats(List.of(2L, 2L), 1, 2, 3, 4)).argmaxAgreement())
        .isEqualTo(0.5);
    assertThat(compare(floats(List.of(1L), 1), floats(List.of(1L), 1)).argmaxAgreement()).isNull();
  }
}
