package sinter.compiler.compare;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.tensor.Bytes;
import sinter.ir.tensor.Elements;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;

/** Compares tensors whose elements must have the same bits. The types are equal. */
final class BitComparison {
  private BitComparison() {}

  static Difference of(Tensor reference, Tensor value) {
    if (reference instanceof Tensor.Strings(_, List<Bytes> expected)
        && value instanceof Tensor.Strings(_, List<Bytes> actual)) {
      long mismatches = 0;
      for (int i = 0; i < expected.size(); i++) {
        mismatches += expected.get(i).equals(actual.get(i)) ? 0 : 1;
      }
      return mismatches == 0
          ? Difference.NONE
          : new Difference(
              mismatches + " of " + expected.size() + " strings differ",
              Double.POSITIVE_INFINITY,
              Double.POSITIVE_INFINITY,
              Double.NEGATIVE_INFINITY,
              null,
              mismatches,
              Double.POSITIVE_INFINITY);
    }
    MemorySegment expected = reference.content();
    MemorySegment actual = value.content();
    Double agreement = agreement(reference, value);
    if (expected.mismatch(actual) < 0) {
      return new Difference(null, 0, 0, Double.POSITIVE_INFINITY, agreement, 0, 0);
    }
    return numbers(reference, value, agreement);
  }

  private static Difference numbers(Tensor reference, Tensor value, @Nullable Double agreement) {
    Elements expected = Elements.of(reference);
    Elements actual = Elements.of(value);
    long mismatches = 0;
    double largest = 0;
    double worst = 0;
    double signal = 0;
    double noise = 0;
    for (long i = 0; i < reference.size(); i++) {
      double y = expected.getDouble(i);
      double delta = Math.abs(actual.getDouble(i) - y);
      boolean same = bits(expected, i) == bits(actual, i);
      mismatches += same ? 0 : 1;
      if (!same && Double.isFinite(delta)) {
        worst = Math.max(worst, delta);
        noise += delta * delta;
      }
      if (Double.isFinite(y)) {
        largest = Math.max(largest, Math.abs(y));
        signal += y * y;
      }
    }
    if (mismatches == 0) {
      return new Difference(null, 0, 0, Double.POSITIVE_INFINITY, agreement, 0, 0);
    }
    String reason =
        "%d of %d elements of %s differ, by up to %s"
            .formatted(mismatches, reference.size(), reference.dtype(), number(worst));
    return new Difference(
        reason,
        worst,
        largest == 0 ? worst == 0 ? 0 : Double.POSITIVE_INFINITY : worst / largest,
        noise == 0 ? Double.POSITIVE_INFINITY : 10 * Math.log10(signal / noise),
        agreement,
        mismatches,
        Double.POSITIVE_INFINITY);
  }

  private static long bits(Elements elements, long index) {
    return switch (elements) {
      case Elements.Packed packed -> packed.bitsAt(index);
      case Elements.Constant constant -> constant.bits();
      case Elements.Lazy lazy -> lazy.getLong(index);
    };
  }

  private static @Nullable Double agreement(Tensor reference, Tensor value) {
    DType type = reference.dtype();
    return type.kind() == DType.Kind.BOOL || type.kind() == DType.Kind.STRING
        ? null
        : Argmax.agreement(reference, value);
  }

  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : "%.3g".formatted(value);
  }
}
