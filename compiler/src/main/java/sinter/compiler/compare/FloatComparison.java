package sinter.compiler.compare;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sinter.ir.tensor.Elements;
import sinter.ir.tensor.Tensor;

/**
 * Compares tensors of 16-, 32- or 64-bit floats of the same type.
 *
 * <p>With tolerance t and reference y: NaN and infinities stand in the same places; max|Δ| ≤ t·max|y| +
 * t/100 over the finite elements; and over each slice along axis 1 and along the last axis max|Δ| ≤
 * 10t·max|y of the slice| + t/100·max(1e-3, max|y|), for at most {@link #MAX_SLICES} slices of an axis.
 */
final class FloatComparison {
  static final int MAX_SLICES = 4096;

  private static final double SLICE_FACTOR = 10;
  private static final double FLOOR = 1e-2;
  private static final double LEAST_MAGNITUDE = 1e-3;
  private static final int RUN = 4096;

  private final double tolerance;
  private final Tensor reference;
  private final Tensor value;
  private final List<Long> dims;

  private double largest;
  private double worst;
  private double signal;
  private double noise;
  private long misplaced;
  private double strain;
  private @Nullable String reason;

  FloatComparison(double tolerance, Tensor reference, Tensor value) {
    this.tolerance = tolerance;
    this.reference = reference;
    this.value = value;
    this.dims = reference.dims();
  }

  Difference result() {
    Slices[] slices = axes().stream().map(this::slices).toArray(Slices[]::new);
    scan(slices);
    judge(slices);
    double relative = largest == 0 ? worst == 0 ? 0 : Double.POSITIVE_INFINITY : worst / largest;
    return new Difference(
        reason,
        worst,
        relative,
        noise == 0 ? Double.POSITIVE_INFINITY : 10 * Math.log10(signal / noise),
        Argmax.agreement(reference, value),
        misplaced,
        strain);
  }

  private Set<Integer> axes() {
    Set<Integer> axes = new LinkedHashSet<>();
    if (dims.size() > 1) {
      axes.add(1);
    }
    if (!dims.isEmpty()) {
      axes.add(dims.size() - 1);
    }
    return axes;
  }

  /** Largest magnitudes and errors of the slices along one axis. */
  private static final class Slices {
    final int axis;
    final long stride;
    final long length;
    final double[] largest;
    final double[] worst;
    private long slice;
    private long within;

    Slices(int axis, long stride, long length) {
      int kept = (int) Math.min(MAX_SLICES, length);
      this.axis = axis;
      this.stride = stride;
      this.length = length;
      this.largest = new double[kept];
      this.worst = new double[kept];
    }

    /** Notes elements in their order; each call goes on where the last one ended. */
    void note(double[] magnitudes, double[] deltas, int count) {
      for (int i = 0; i < count; i++) {
        if (slice < largest.length) {
          int at = (int) slice;
          largest[at] = Math.max(largest[at], magnitudes[i]);
          worst[at] = Math.max(worst[at], deltas[i]);
        }
        if (++within == stride) {
          within = 0;
          slice = slice + 1 == length ? 0 : slice + 1;
        }
      }
    }
  }

  private Slices slices(int axis) {
    long stride = 1;
    for (int i = axis + 1; i < dims.size(); i++) {
      stride *= dims.get(i);
    }
    return new Slices(axis, stride, dims.get(axis));
  }

  private void scan(Slices[] slices) {
    Elements expected = Elements.of(reference);
    Elements actual = Elements.of(value);
    double[] ys = new double[RUN];
    double[] vs = new double[RUN];
    double[] magnitudes = new double[RUN];
    double[] deltas = new double[RUN];
    long size = reference.size();
    for (long from = 0; from < size; from += RUN) {
      int count = (int) Math.min(RUN, size - from);
      expected.read(from, ys, count);
      actual.read(from, vs, count);
      for (int i = 0; i < count; i++) {
        double y = ys[i];
        double v = vs[i];
        if (!Double.isFinite(y) || !Double.isFinite(v)) {
          misplaced += Double.compare(y, v) == 0 ? 0 : 1;
          magnitudes[i] = 0;
          deltas[i] = 0;
          continue;
        }
        double delta = Math.abs(v - y);
        double magnitude = Math.abs(y);
        largest = Math.max(largest, magnitude);
        worst = Math.max(worst, delta);
        signal += y * y;
        noise += delta * delta;
        magnitudes[i] = magnitude;
        deltas[i] = delta;
      }
      for (Slices axis : slices) {
        axis.note(magnitudes, deltas, count);
      }
    }
  }

  private void judge(Slices[] slices) {
    if (misplaced > 0) {
      strain = Double.POSITIVE_INFINITY;
      reason = misplaced + " NaN or infinite elements are not in the same places";
      return;
    }
    double allowed = tolerance * largest + tolerance * FLOOR;
    strain = worst / allowed;
    if (worst > allowed) {
      reason = "max |Δ| is %.3g, allowed is %.3g".formatted(worst, allowed);
    }
    double floor = tolerance * FLOOR * Math.max(LEAST_MAGNITUDE, largest);
    for (Slices axis : slices) {
      for (int i = 0; i < axis.worst.length; i++) {
        double sliceAllowed = SLICE_FACTOR * tolerance * axis.largest[i] + floor;
        strain = Math.max(strain, axis.worst[i] / sliceAllowed);
        if (axis.worst[i] > sliceAllowed && reason == null) {
          reason =
              "max |Δ| is %.3g at index %d of axis %d, allowed is %.3g"
                  .formatted(axis.worst[i], i, axis.axis, sliceAllowed);
        }
      }
    }
  }
}
