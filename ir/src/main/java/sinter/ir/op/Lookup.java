package sinter.ir.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import sinter.ir.tensor.Elements;
import sinter.ir.tensor.Movement;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;

/** Values of ops that read and write by index. An index that is out of range has no answer. */
final class Lookup {
  private Lookup() {}

  /** The elements of a constant index operand, negative ones counted from {@code extent}; null when one is outside. */
  private static long @Nullable [] indices(@Nullable Tensor t, long extent) {
    if (t == null || t.size() > Movement.LIMIT) {
      return null;
    }
    var from = Elements.of(t);
    var out = new long[(int) t.size()];
    for (int i = 0; i < out.length; i++) {
      long k = from.getLong(i);
      out[i] = k < 0 ? k + extent : k;
      if (out[i] < 0 || out[i] >= extent) {
        return null;
      }
    }
    return out;
  }

  /** Product of the dimensions from axis {@code from} on. */
  private static long inner(List<Long> dims, int from) {
    long n = 1;
    for (long d : dims.subList(from, dims.size())) {
      n *= d;
    }
    return n;
  }

  static @Nullable List<Tensor> gather(Indexing.Gather op, Ins in) {
    var dims = Fold.dims(op, in, 0);
    if (!(in.constant(0) instanceof Tensor x) || dims == null) {
      return null;
    }
    int axis = Axes.of(op.axis(), x.rank());
    long extent = x.dims().get(axis);
    var at = indices(in.constant(1), extent);
    if (at == null) {
      return null;
    }
    long inner = inner(x.dims(), axis + 1);
    return Fold.one(
        Movement.pick(
            x,
            dims,
            i -> {
              long row = i / inner;
              long k = at[(int) (row % at.length)];
              return (row / at.length * extent + k) * inner + i % inner;
            }));
  }

  /** Index map from places of an index operand to the places in x that they address along an axis. */
  private static @Nullable LongUnaryOperator along(
      long axis, List<Long> x, @Nullable Tensor indices) {
    int a = Axes.of(axis, x.size());
    if (a < 0 || indices == null || indices.rank() != x.size()) {
      return null;
    }
    var at = indices(indices, x.get(a));
    var dims = indices.dims();
    for (int k = 0; k < dims.size(); k++) {
      if (k != a && dims.get(k) > x.get(k)) {
        return null;
      }
    }
    if (at == null) {
      return null;
    }
    return i -> {
      long place = 0;
      long stride = 1;
      long rest = i;
      for (int k = dims.size() - 1; k >= 0; k--) {
        place += (k == a ? at[(int) i] : rest % dims.get(k)) * stride;
        stride *= x.get(k);
        rest /= dims.get(k);
      }
      return place;
    };
  }

  static @Nullable List<Tensor> gatherElements(Indexing.GatherElements op, Ins in) {
    if (!(in.constant(0) instanceof Tensor x) || !(in.constant(1) instanceof Tensor indices)) {
      return null;
    }
    var from = along(op.axis(), x.dims(), indices);
    return from == null ? null : Fold.one(Movement.pick(x, indices.dims(), from));
  }

  /** Flat starts of the slices that the vectors in the last axis of an index operand address. */
  private static long @Nullable [] starts(List<Long> x, @Nullable Tensor indices) {
    if (indices == null || indices.rank() == 0 || indices.size() > Movement.LIMIT) {
      return null;
    }
    long width = indices.dims().getLast();
    if (width == 0 || width > x.size()) {
      return null;
    }
    var from = Elements.of(indices);
    var out = new long[(int) (indices.size() / width)];
    for (int i = 0; i < out.length; i++) {
      for (int k = 0; k < width; k++) {
        long c = from.getLong(i * width + k);
        c = c < 0 ? c + x.get(k) : c;
        if (c < 0 || c >= x.get(k)) {
          return null;
        }
        out[i] += c * inner(x, k + 1);
      }
    }
    return out;
  }

  static @Nullable List<Tensor> gatherNd(Indexing.GatherNd op, Ins in) {
    var dims = Fold.dims(op, in, 0);
    var indices = in.constant(1);
    if (!(in.constant(0) instanceof Tensor x) || dims == null || indices == null) {
      return null;
    }
    var at = starts(x.dims(), indices);
    if (at == null) {
      return null;
    }
    long inner = inner(x.dims(), indices.dims().getLast().intValue());
    return Fold.one(Movement.pick(x, dims, i -> at[(int) (i / inner)] + i % inner));
  }

  static @Nullable List<Tensor> scatterElements(long axis, Ins in) {
    if (!(in.constant(0) instanceof Tensor x)
        || !(in.constant(1) instanceof Tensor indices)
        || !(in.constant(2) instanceof Tensor updates)
        || !updates.dims().equals(indices.dims())) {
      return null;
    }
    var to = along(axis, x.dims(), indices);
    return to == null ? null : Fold.one(written(x, updates, to));
  }

  static @Nullable List<Tensor> scatterNd(Ins in) {
    if (!(in.constant(0) instanceof Tensor x)
        || !(in.constant(1) instanceof Tensor indices)
        || !(in.constant(2) instanceof Tensor updates)) {
      return null;
    }
    var at = starts(x.dims(), indices);
    if (at == null) {
      return null;
    }
    long inner = inner(x.dims(), indices.dims().getLast().intValue());
    return updates.size() == at.length * inner
        ? Fold.one(written(x, updates, i -> at[(int) (i / inner)] + i % inner))
        : null;
  }

  /** x with update {@code i} at {@code to(i)}; null when two updates meet, whose order is left open. */
  private static @Nullable Tensor written(Tensor x, Tensor updates, LongUnaryOperator to) {
    if (x.size() > Movement.LIMIT || updates.size() > Movement.LIMIT) {
      return null;
    }
    var from = new long[(int) x.size()];
    Arrays.setAll(from, i -> i);
    for (long i = 0; i < updates.size(); i++) {
      int at = (int) to.applyAsLong(i);
      if (from[at] >= x.size()) {
        return null;
      }
      from[at] = x.size() + i;
    }
    return Movement.pick(List.of(x, updates), x.dims(), i -> from[(int) i]);
  }

  static @Nullable List<Tensor> oneHot(Selection.OneHot op, Ins in) {
    var dims = Fold.dims(op, in, 0);
    if (!(in.constant(0) instanceof Tensor hot)
        || !(in.constant(2) instanceof Tensor values)
        || values.size() != 2
        || dims == null
        || hot.size() > Movement.LIMIT) {
      return null;
    }
    int axis = Axes.of(op.axis(), dims.size());
    long depth = dims.get(axis);
    long inner = inner(dims, axis + 1);
    var at = Elements.of(hot);
    return Fold.one(
        Movement.pick(
            values,
            dims,
            i -> {
              long k = at.getLong(i / inner / depth * inner + i % inner);
              return (k < 0 ? k + depth : k) == i / inner % depth ? 1 : 0;
            }));
  }

  /** How many elements of a small constant operand are not zero. */
  static Dim hits(Ins in, int operand) {
    if (!(in.constant(operand) instanceof Tensor t)
        || t.dtype() == DType.STRING
        || t.dtype().kind() == DType.Kind.COMPLEX
        || t.size() > 1 << 16) {
      return Dim.UNKNOWN;
    }
    var from = Elements.of(t);
    return Dim.of(LongStream.range(0, t.size()).filter(i -> from.getDouble(i) != 0).count());
  }

  static @Nullable List<Tensor> nonZero(Ins in) {
    if (!(in.constant(0) instanceof Tensor x)
        || x.rank() == 0
        || x.dtype() == DType.STRING
        || x.dtype().kind() == DType.Kind.COMPLEX
        || x.size() > Movement.LIMIT) {
      return null;
    }
    var from = Elements.of(x);
    var hits = LongStream.range(0, x.size()).filter(i -> from.getDouble(i) != 0).toArray();
    var out = new long[x.rank() * hits.length];
    long stride = 1;
    for (int k = x.rank() - 1; k >= 0; k--) {
      for (int i = 0; i < hits.length; i++) {
        out[k * hits.length + i] = hits[i] / stride % x.dims().get(k);
      }
      stride *= x.dims().get(k);
    }
    return List.of(Tensor.ofLongs(DType.I64, List.of((long) x.rank(), (long) hits.length), out));
  }

  static @Nullable List<Tensor> compress(Selection.Compress op, Ins in) {
    if (!(in.constant(0) instanceof Tensor x)
        || !(in.constant(1) instanceof Tensor condition)
        || condition.size() > Movement.LIMIT) {
      return null;
    }
    var axis = op.axis();
    int at = axis == null ? 0 : Axes.of(axis, x.rank());
    var dims = axis == null ? List.of(x.size()) : x.dims();
    if (at < 0 || condition.size() > dims.get(at)) {
      return null;
    }
    var kept =
        LongStream.range(0, condition.size()).filter(i -> condition.longAt(i) != 0).toArray();
    var out = new ArrayList<>(dims);
    out.set(at, (long) kept.length);
    long inner = inner(dims, at + 1);
    long extent = dims.get(at);
    return Fold.one(
        Movement.pick(
            x,
            out,
            i ->
                (i / inner / kept.length * extent + kept[(int) (i / inner % kept.length)]) * inner
                    + i % inner));
  }

  static @Nullable List<Tensor> topK(Selection.TopK op, Ins in) {
    var dims = Fold.dims(op, in, 0);
    if (!(in.constant(0) instanceof Tensor x)
        || dims == null
        || x.size() > Movement.LIMIT
        || !(x.dtype().isInteger() || x.dtype().isFloat())) {
      return null;
    }
    int axis = Axes.of(op.axis(), x.rank());
    int k = Math.toIntExact(dims.get(axis));
    int extent = Math.toIntExact(x.dims().get(axis));
    if (k < 0 || k > extent || !op.sorted()) {
      return null;
    }
    long inner = inner(dims, axis + 1);
    var from = Elements.of(x);
    var order = order(x.dtype(), from, op.largest());
    var places = new long[(int) (x.size() / Math.max(1, extent)) * k];
    var indices = new long[places.length];
    for (long row = 0; row < places.length / Math.max(1, k); row++) {
      long base = row / inner * extent * inner + row % inner;
      var sorted =
          LongStream.range(0, extent).mapToObj(i -> base + i * inner).sorted(order).toList();
      for (int j = 0; j < k; j++) {
        int to = (int) (row / inner * k * inner + j * inner + row % inner);
        places[to] = sorted.get(j);
        indices[to] = (sorted.get(j) - base) / inner;
      }
    }
    for (long p : places) {
      if (Double.isNaN(from.getDouble(p))) {
        return null;
      }
    }
    var values = Movement.pick(x, dims, i -> places[(int) i]);
    return values == null ? null : List.of(values, Tensor.ofLongs(DType.I64, dims, indices));
  }

  /** Places by their elements, equal ones by index. */
  private static Comparator<Long> order(DType dtype, Elements from, boolean largest) {
    Comparator<Long> byValue =
        dtype.isFloat()
            ? (p, q) -> {
              double a = from.getDouble(p);
              double b = from.getDouble(q);
              return a == b ? 0 : Double.compare(a, b);
            }
            : dtype == DType.U64
                ? (p, q) -> Long.compareUnsigned(from.getLong(p), from.getLong(q))
                : (p, q) -> Long.compare(from.getLong(p), from.getLong(q));
    return (largest ? byValue.reversed() : byValue).thenComparing(Comparator.naturalOrder());
  }

  /** Running totals of integers along a constant axis. */
  static @Nullable List<Tensor> running(
      Ins in, boolean exclusive, boolean reverse, long start, LongBinaryOperator plus) {
    var axes = in.longs(1);
    if (!(in.constant(0) instanceof Tensor x)
        || !x.dtype().isInteger()
        || x.size() > Movement.LIMIT
        || axes == null
        || axes.size() != 1
        || Axes.of(axes.getFirst(), x.rank()) < 0) {
      return null;
    }
    int axis = Axes.of(axes.getFirst(), x.rank());
    int extent = Math.toIntExact(x.dims().get(axis));
    int inner = Math.toIntExact(inner(x.dims(), axis + 1));
    var out = new long[(int) x.size()];
    var from = Elements.of(x);
    for (int row = 0; extent > 0 && row < out.length / extent; row++) {
      long total = start;
      for (int j = 0; j < extent; j++) {
        int k = reverse ? extent - 1 - j : j;
        int at = row / inner * extent * inner + k * inner + row % inner;
        long next = plus.applyAsLong(total, from.getLong(at));
        out[at] = exclusive ? total : next;
        total = next;
      }
    }
    return List.of(Tensor.ofLongs(x.dtype(), x.dims(), out));
  }
}
