package sinter.ir.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import sinter.ir.tensor.Contents;
import sinter.ir.tensor.Elements;
import sinter.ir.tensor.Movement;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;

/** Types and values of reductions. */
final class Totals {
  private Totals() {}

  /** The axes that are reduced; null when unknown, and none for an operand that is left alone. */
  private static @Nullable List<Integer> axes(Reduce.Over op, Ins in, int rank) {
    var given = in.has(1) ? in.longs(1) : List.<Long>of();
    if (given == null) {
      return null;
    }
    if (given.isEmpty()) {
      return op.noopWithEmptyAxes() ? List.of() : IntStream.range(0, rank).boxed().toList();
    }
    return Axes.of(given, rank);
  }

  /** The dimensions without those of {@code axes}, or with 1 in their places. */
  static List<Dim> without(List<Dim> dims, List<Integer> axes, boolean keepdims) {
    var out = new ArrayList<Dim>();
    for (int k = 0; k < dims.size(); k++) {
      if (!axes.contains(k)) {
        out.add(dims.get(k));
      } else if (keepdims) {
        out.add(Dim.ONE);
      }
    }
    return out;
  }

  static List<Type> infer(Reduce.Over op, Ins in, Infer d) {
    var x = in.tensor(0);
    var dims = x.shape().dimsOrNull();
    boolean orders = op instanceof Reduce.ReduceMax || op instanceof Reduce.ReduceMin;
    if (!orders && !new Expect(in, d).numbers(0)) {
      return d.unknown();
    }
    if (dims == null) {
      boolean all = !in.has(1) && !op.noopWithEmptyAxes() && !op.keepdims();
      return List.of(x.withShape(all ? Shape.SCALAR : Shape.UNRANKED));
    }
    var axes = axes(op, in, dims.size());
    if (axes != null) {
      return Extents.of(x, without(dims, axes, op.keepdims()));
    }
    if (in.longs(1) instanceof List<Long> given) {
      return d.shapes(1, "%s are not axes of %s", given, x);
    }
    int n = Extents.length(in, 1);
    if (op.keepdims()) {
      return List.of(x.withShape(Shape.ofRank(dims.size())));
    }
    return List.of(
        x.withShape(n <= 0 || n > dims.size() ? Shape.UNRANKED : Shape.ofRank(dims.size() - n)));
  }

  /**
   * The total of a vector whose elements are known; {@code start} is that of an empty one, null when it has
   * none.
   */
  static @Nullable Contents contents(
      Reduce.Over op, Ins in, @Nullable Dim start, BinaryOperator<Dim> plus) {
    var c = in.contents(0);
    var axes = c == null || c.scalar() ? null : axes(op, in, 1);
    if (c == null || axes == null) {
      return null;
    }
    if (axes.isEmpty()) {
      return c;
    }
    var total = start;
    for (var e : c.elements()) {
      total = total == null ? e : plus.apply(total, e);
    }
    if (total == null) {
      return null;
    }
    return Known.in(
        in.tensor(0).dtype(),
        op.keepdims() ? Contents.vector(List.of(total)) : Contents.scalar(total));
  }

  /** Takes element {@code from} of the operand into place {@code to} of the result. */
  private interface Step {
    void accept(int to, long from, boolean first);
  }

  /** Visits every element; the extent of the result, or null when nothing can be said. */
  private static @Nullable List<Long> visit(
      Op op, List<Integer> axes, Tensor x, Ins in, Step step) {
    var dims = Fold.dims(op, in, 0);
    if (dims == null || x.size() > Movement.LIMIT || x.size() == 0) {
      return null;
    }
    var steps = new long[x.rank()];
    long stride = 1;
    for (int k = x.rank() - 1; k >= 0; k--) {
      if (!axes.contains(k)) {
        steps[k] = stride;
        stride *= x.dims().get(k);
      }
    }
    var to = Movement.strided(x.dims(), 0, steps);
    var seen = new boolean[(int) stride];
    for (long i = 0; i < x.size(); i++) {
      int at = (int) to.applyAsLong(i);
      step.accept(at, i, !seen[at]);
      seen[at] = true;
    }
    return dims;
  }

  /**
   * An exact reduction of integers; null when a total on the way leaves the element type, where runtimes
   * differ.
   *
   * @param plus throws {@link ArithmeticException} when its result is no long
   */
  static @Nullable List<Tensor> whole(Reduce.Over op, Ins in, LongBinaryOperator plus) {
    if (!(in.constant(0) instanceof Tensor x) || !x.dtype().isInteger()) {
      return null;
    }
    var axes = axes(op, in, x.rank());
    if (axes == null) {
      return null;
    }
    var from = Elements.of(x);
    var out = new long[(int) Math.min(x.size(), Movement.LIMIT)];
    try {
      var dims =
          visit(
              op,
              axes,
              x,
              in,
              (to, i, first) -> {
                long next = from.getLong(i);
                out[to] = within(x.dtype(), first ? next : plus.applyAsLong(out[to], next));
              });
      return dims == null ? null : List.of(Tensor.ofLongs(x.dtype(), dims, head(out, dims)));
    } catch (ArithmeticException overflow) {
      return null;
    }
  }

  private static long within(DType dtype, long value) {
    boolean unsigned = dtype.kind() == DType.Kind.UNSIGNED;
    if (dtype.bits() == 64 ? unsigned && value < 0 : Elements.integer(dtype, value) != value) {
      throw new ArithmeticException("no number of " + dtype.text());
    }
    return value;
  }

  private static long[] head(long[] all, List<Long> dims) {
    long n = 1;
    for (long d : dims) {
      n *= d;
    }
    return Arrays.copyOf(all, (int) n);
  }

  /** The greatest (sign 1) or least (sign -1) elements. */
  static @Nullable List<Tensor> ordered(Reduce.Over op, Ins in, int sign) {
    var x = in.constant(0);
    var axes = x == null ? null : axes(op, in, x.rank());
    if (x == null || axes == null) {
      return null;
    }
    var places = best(op, axes, x, in, sign, false);
    var dims = Fold.dims(op, in, 0);
    return places == null || dims == null
        ? null
        : Fold.one(Movement.pick(x, dims, i -> places[(int) i]));
  }

  static @Nullable List<Tensor> index(Reduce op, Ins in, long axis, int sign, boolean last) {
    var x = in.constant(0);
    int at = x == null ? -1 : Axes.of(axis, x.rank());
    if (x == null || at < 0) {
      return null;
    }
    var places = best(op, List.of(at), x, in, sign, last);
    var dims = Fold.dims(op, in, 0);
    if (places == null || dims == null) {
      return null;
    }
    long inner = 1;
    for (long d : x.dims().subList(at + 1, x.rank())) {
      inner *= d;
    }
    var out = head(places, dims);
    for (int i = 0; i < out.length; i++) {
      out[i] = out[i] / inner % x.dims().get(at);
    }
    return List.of(Tensor.ofLongs(DType.I64, dims, out));
  }

  /** Places of the greatest or least elements; null for NaN and for types without an order. */
  private static long @Nullable [] best(
      Op op, List<Integer> axes, Tensor x, Ins in, int sign, boolean last) {
    if (!x.dtype().isInteger() && !x.dtype().isFloat()) {
      return null;
    }
    var from = Elements.of(x);
    var out = new long[(int) Math.min(x.size(), Movement.LIMIT)];
    var unordered = new boolean[1];
    var dims =
        visit(
            op,
            axes,
            x,
            in,
            (to, i, first) -> {
              unordered[0] |= x.dtype().isFloat() && Double.isNaN(from.getDouble(i));
              int order = first ? sign : compare(x.dtype(), from, i, out[to]);
              if (order * sign > 0 || (last && order == 0)) {
                out[to] = i;
              }
            });
    return dims == null || unordered[0] ? null : out;
  }

  private static int compare(DType dtype, Elements from, long a, long b) {
    if (dtype.isFloat()) {
      double x = from.getDouble(a);
      double y = from.getDouble(b);
      return x == y ? 0 : Double.compare(x, y);
    }
    return dtype == DType.U64
        ? Long.compareUnsigned(from.getLong(a), from.getLong(b))
        : Long.compare(from.getLong(a), from.getLong(b));
  }
}
