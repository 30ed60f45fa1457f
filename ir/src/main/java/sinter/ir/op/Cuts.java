package sinter.ir.op;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Code;
import sinter.ir.tensor.Contents;
import sinter.ir.tensor.Movement;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;

/** Types and values of pieces of axes and of their concatenation. */
final class Cuts {
  private Cuts() {}

  static List<Type> concat(long axis, Ins in, Infer d) {
    var dtype = in.tensor(0).dtype();
    @Nullable List<Dim> dims = null;
    boolean complete = true;
    for (int i = 0; i < in.inputs(); i++) {
      var x = in.tensor(i);
      if (dtype != null && x.dtype() != null && x.dtype() != dtype) {
        return d.error(
            i, Code.DTYPE_MISMATCH, "element type of %s is not that of %s", x, in.type(0));
      }
      dtype = dtype == null ? x.dtype() : dtype;
      var next = x.shape().dimsOrNull();
      if (next == null) {
        complete = false;
        continue;
      }
      int at = Axes.of(axis, next.size());
      if (at < 0) {
        return d.error(i, Code.BAD_ATTRIBUTE, "axis %d is not an axis of %s", axis, x);
      }
      if (dims == null) {
        dims = next;
        continue;
      }
      var sum = next.size() == dims.size() ? dims.get(at).plus(next.get(at)) : Dim.UNKNOWN;
      var met =
          Shape.of(dims)
              .meet(
                  Shape.of(
                      next.size() != dims.size() ? next : Extents.with(next, at, dims.get(at))));
      if (met == null) {
        return d.shapes(i, "%s does not join with %s along axis %d", x, in.type(0), axis);
      }
      dims = Extents.with(met.dims(), at, sum);
    }
    if (dims == null) {
      return List.of(in.tensor(0).withDType(dtype).withShape(Shape.UNRANKED));
    }
    if (!complete) {
      dims = Extents.with(dims, Axes.of(axis, dims.size()), Dim.UNKNOWN);
    }
    return Extents.of(in.tensor(0).withDType(dtype), dims);
  }

  /** All operands are constant: their elements in the order of the result. */
  static @Nullable List<Tensor> joined(Slicing.Concat op, Ins in) {
    var parts = new ArrayList<Tensor>();
    for (int i = 0; i < in.inputs(); i++) {
      if (!(in.constant(i) instanceof Tensor t)) {
        return null;
      }
      parts.add(t);
    }
    var dims = Fold.dims(op, in, 0);
    if (dims == null || parts.isEmpty()) {
      return null;
    }
    int axis = Axes.of(op.axis(), dims.size());
    long inner = 1;
    for (long n : dims.subList(axis + 1, dims.size())) {
      inner *= n;
    }
    var width = new long[parts.size()];
    var base = new long[parts.size()];
    for (int k = 0; k < width.length; k++) {
      width[k] = parts.get(k).dims().get(axis) * inner;
      base[k] = k == 0 ? 0 : base[k - 1] + parts.get(k - 1).size();
    }
    long row = dims.get(axis) * inner;
    return Fold.one(
        Movement.pick(
            parts,
            dims,
            i -> {
              long at = i % row;
              int k = 0;
              while (at >= width[k]) {
                at -= width[k++];
              }
              return base[k] + i / row * width[k] + at;
            }));
  }

  static List<Type> split(long axis, @Nullable Long count, Ins in, Infer d) {
    var x = in.tensor(0);
    var dims = x.shape().dimsOrNull();
    int n = in.outputs();
    if (dims == null) {
      return Collections.nCopies(Math.max(1, n), x);
    }
    if (Extents.axis(axis, in, d) instanceof List<Type> complaint) {
      return complaint;
    }
    int at = Axes.of(axis, dims.size());
    var extent = dims.get(at);
    var lengths = in.has(1) ? given(in, n) : equal(extent, count, n);
    var sum = Dim.ZERO;
    var out = new ArrayList<Type>();
    for (var length : lengths) {
      sum = sum.plus(length);
      if (length.isConst() && length.constant() < 0) {
        return d.shapes(0, "axis %d of %s has no %d pieces", axis, x, n);
      }
      out.add(x.withShape(Shape.of(Extents.with(dims, at, length))));
    }
    if (Dim.differ(sum, extent)) {
      return d.shapes(0, "axis %d of %s is not cut into %s", axis, x, lengths);
    }
    return out;
  }

  private static List<Dim> given(Ins in, int n) {
    var c = in.contents(1);
    return c != null && c.size() == n ? c.elements() : Collections.nCopies(n, Dim.UNKNOWN);
  }

  private static List<Dim> equal(Dim extent, @Nullable Long count, int n) {
    if (count == null) {
      boolean odd = extent.isConst() && extent.constant() % Math.max(1, n) != 0;
      return odd
          ? Collections.nCopies(n, Dim.UNKNOWN)
          : Collections.nCopies(n, extent.floorDiv(Dim.of(Math.max(1, n))));
    }
    if (count != n) {
      return Collections.nCopies(n, Dim.UNKNOWN);
    }
    var chunk = extent.ceilDiv(Dim.of(count));
    var out = new ArrayList<>(Collections.nCopies(n, chunk));
    out.set(n - 1, extent.minus(chunk.times(n - 1L)));
    return out;
  }

  static @Nullable List<Tensor> pieces(Slicing.Split op, long axis, Ins in) {
    if (!(in.constant(0) instanceof Tensor x) || Axes.of(axis, x.rank()) < 0) {
      return null;
    }
    int at = Axes.of(axis, x.rank());
    var out = new ArrayList<Tensor>();
    long from = 0;
    for (int i = 0; i < in.outputs(); i++) {
      var dims = Fold.dims(op, in, i);
      var cuts = new ArrayList<Extents.Slice>();
      for (long n : x.dims()) {
        cuts.add(new Extents.Slice(0, 1, n));
      }
      if (dims == null || from + dims.get(at) > x.dims().get(at)) {
        return null;
      }
      cuts.set(at, new Extents.Slice(from, 1, dims.get(at)));
      if (!(take(x, cuts) instanceof Tensor piece)) {
        return null;
      }
      out.add(piece);
      from += dims.get(at);
    }
    return out;
  }

  static List<Type> slice(Ins in, Infer d) {
    var x = in.tensor(0);
    var dims = x.shape().dimsOrNull();
    if (dims == null) {
      return List.of(x);
    }
    var starts = in.contents(1);
    var ends = in.contents(2);
    int n = starts != null ? starts.size() : ends != null ? ends.size() : Extents.length(in, 1);
    var given = in.has(3) ? in.longs(3) : n < 0 ? null : upTo(Math.min(n, dims.size()));
    if (given == null) {
      return Extents.of(x, Collections.nCopies(dims.size(), Dim.UNKNOWN));
    }
    var axes = Axes.of(given, dims.size());
    if (axes == null) {
      return d.shapes(3, "%s are not axes of %s", given, x);
    }
    for (int operand : new int[] {1, 2, 4}) {
      var c = in.contents(operand);
      if (c != null && c.size() != axes.size()) {
        return d.shapes(operand, "%d bounds for %d axes of %s", c.size(), axes.size(), x);
      }
    }
    var steps = in.has(4) ? in.longs(4) : Collections.nCopies(axes.size(), 1L);
    if (steps != null && steps.contains(0L)) {
      return d.shapes(4, "steps %s of a slice of %s; none can be 0", steps, x);
    }
    var out = new ArrayList<>(dims);
    for (int k = 0; k < axes.size(); k++) {
      int at = axes.get(k);
      var start = at(starts, k);
      var end = at(ends, k);
      long step = steps == null || k >= steps.size() ? 0 : steps.get(k);
      out.set(at, step == 0 ? Dim.UNKNOWN : Extents.sliced(dims.get(at), start, end, step));
    }
    return Extents.of(x, out);
  }

  private static Dim at(@Nullable Contents c, int index) {
    return c != null && index < c.size() ? c.at(index) : Dim.UNKNOWN;
  }

  private static List<Long> upTo(int n) {
    var out = new ArrayList<Long>();
    for (long k = 0; k < n; k++) {
      out.add(k);
    }
    return out;
  }

  /**
   * One cut per axis of an operand 0 of extent {@code dims}; null when some bound of the slice is not
   * constant.
   */
  static @Nullable List<Extents.Slice> constant(Ins in, List<Long> dims) {
    var starts = in.longs(1);
    var ends = in.longs(2);
    if (starts == null || ends == null || starts.size() != ends.size()) {
      return null;
    }
    var given = in.has(3) ? in.longs(3) : upTo(starts.size());
    var steps = in.has(4) ? in.longs(4) : Collections.nCopies(starts.size(), 1L);
    var axes = given == null ? null : Axes.of(given, dims.size());
    if (axes == null
        || steps == null
        || steps.contains(0L)
        || axes.size() != starts.size()
        || steps.size() != starts.size()) {
      return null;
    }
    var cuts = new ArrayList<Extents.Slice>();
    for (long n : dims) {
      cuts.add(new Extents.Slice(0, 1, n));
    }
    for (int k = 0; k < axes.size(); k++) {
      int at = axes.get(k);
      cuts.set(at, Extents.Slice.of(dims.get(at), starts.get(k), ends.get(k), steps.get(k)));
    }
    return cuts;
  }

  static @Nullable List<Tensor> sliced(Ins in) {
    if (!(in.constant(0) instanceof Tensor x)) {
      return null;
    }
    var cuts = constant(in, x.dims());
    return cuts == null ? null : Fold.one(take(x, cuts));
  }

  private static @Nullable Tensor take(Tensor x, List<Extents.Slice> cuts) {
    var dims = cuts.stream().map(Extents.Slice::length).toList();
    if (dims.equals(x.dims()) && cuts.stream().allMatch(c -> c.step() == 1)) {
      return x;
    }
    if (dims.contains(0L)) {
      return Movement.pick(x, dims, i -> i);
    }
    var steps = new long[cuts.size()];
    long offset = 0;
    long stride = 1;
    for (int k = cuts.size() - 1; k >= 0; k--) {
      steps[k] = stride * cuts.get(k).step();
      offset += stride * cuts.get(k).start();
      stride *= x.dims().get(k);
    }
    return Movement.pick(x, dims, Movement.strided(dims, offset, steps));
  }

  static List<Type> pad(Slicing.PadMode mode, Ins in, Infer d) {
    var x = in.tensor(0);
    var dims = x.shape().dimsOrNull();
    if (dims == null) {
      return List.of(x);
    }
    var pads = in.contents(1);
    var given = in.has(3) ? in.longs(3) : upTo(dims.size());
    var axes = given == null ? null : Axes.of(given, dims.size());
    if (given != null && axes == null) {
      return d.shapes(3, "%s are not axes of %s", given, x);
    }
    if (axes == null) {
      return Extents.of(x, Collections.nCopies(dims.size(), Dim.UNKNOWN));
    }
    if (pads != null && pads.size() != 2 * axes.size()) {
      return d.shapes(1, "%d pads for %d axes of %s", pads.size(), axes.size(), x);
    }
    var out = new ArrayList<>(dims);
    for (int k = 0; k < axes.size(); k++) {
      int at = axes.get(k);
      if (mode == Slicing.PadMode.REFLECT
          && pads != null
          && !isReflected(pads.at(k), pads.at(k + axes.size()), dims.get(at))) {
        return d.shapes(1, "%s reflects fewer elements than the pads of axis %d", x, at);
      }
      var more = pads == null ? Dim.UNKNOWN : pads.at(k).plus(pads.at(k + axes.size()));
      var length = dims.get(at).plus(more);
      if (length.isConst() && length.constant() < 0) {
        return d.shapes(1, "%s is too short for the pads of axis %d", x, at);
      }
      out.set(at, length);
    }
    return Extents.of(x, out);
  }

  /** Whether an axis may be long enough: the element at its edge is not repeated. */
  private static boolean isReflected(Dim before, Dim after, Dim extent) {
    long most = extent.isConst() ? Math.max(0, extent.constant() - 1) : Long.MAX_VALUE;
    return !(before.isConst() && before.constant() > most)
        && !(after.isConst() && after.constant() > most);
  }

  static List<Type> tile(Ins in, Infer d) {
    var x = in.tensor(0);
    var dims = x.shape().dimsOrNull();
    if (dims == null) {
      int rank = Extents.length(in, 1);
      return List.of(x.withShape(rank < 0 ? Shape.UNRANKED : Shape.ofRank(rank)));
    }
    var repeats = in.contents(1);
    if (repeats != null && repeats.size() != dims.size()) {
      return d.shapes(1, "%d repeats for the axes of %s", repeats.size(), x);
    }
    var out = new ArrayList<Dim>();
    for (int k = 0; k < dims.size(); k++) {
      out.add(repeats == null ? Dim.UNKNOWN : dims.get(k).times(repeats.at(k)));
    }
    return Extents.of(x, out);
  }
}
