package sinter.ir.op;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Code;
import sinter.ir.tensor.Contents;
import sinter.ir.type.Assumptions;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;

/** Extents of the results of ops that rename, cut and join axes. */
final class Extents {
  /** Ranks beyond this are taken for nonsense. */
  static final int MAX_RANK = 64;

  private Extents() {}

  /** {@code x} with other dimensions. */
  static List<Type> of(TensorType x, List<Dim> dims) {
    return List.of(x.withShape(Shape.of(dims)));
  }

  static Dim product(List<Dim> dims) {
    return Shape.of(dims).elements();
  }

  /** The extent that a vector operand spells; as much of it as is known. */
  static Shape of(Ins in, int operand) {
    var c = in.contents(operand);
    if (c != null && !c.scalar()) {
      return Shape.of(c.elements());
    }
    int length = length(in, operand);
    return length < 0 ? Shape.UNRANKED : Shape.ofRank(length);
  }

  /** Number of elements of a vector operand; -1 when unknown. */
  static int length(Ins in, int operand) {
    var n = in.rank(operand) == 1 ? in.shape(operand).dim(0) : Dim.UNKNOWN;
    return n.isConst() && n.constant() <= MAX_RANK ? (int) n.constant() : -1;
  }

  /** The same elements as a scalar or a vector, whichever {@code type} is. */
  static @Nullable Contents renamed(@Nullable Contents c, TensorType type) {
    if (c == null || type.rank() < 0 || type.rank() > 1) {
      return null;
    }
    return type.rank() == 1
        ? Contents.vector(c.elements())
        : c.size() == 1 ? Contents.scalar(c.at(0)) : null;
  }

  /** The elements repeated until they fill {@code type}. */
  static @Nullable Contents repeated(@Nullable Contents c, TensorType type) {
    if (c == null || c.size() == 0 || !type.shape().isStatic() || type.rank() > 1) {
      return null;
    }
    if (type.rank() == 0) {
      return c;
    }
    long n = type.shape().longs().getFirst();
    if (n > Contents.LIMIT) {
      return null;
    }
    var out = new ArrayList<Dim>();
    for (int i = 0; i < n; i++) {
      out.add(c.at(i % c.size()));
    }
    return Contents.vector(out);
  }

  static List<Type> reshape(Ins in, boolean allowzero, Infer d) {
    var x = in.tensor(0);
    if (!(of(in, 1) instanceof Shape.Ranked(var target))) {
      return List.of(x.withShape(Shape.UNRANKED));
    }
    var from = x.shape().dimsOrNull();
    var out = new ArrayList<Dim>(target);
    int open = -1;
    boolean vague = false;
    var left = from == null ? null : new ArrayList<>(from);
    Dim rest = Dim.ONE;
    for (int k = 0; k < target.size(); k++) {
      var t = target.get(k);
      if (t.isConst(-1)) {
        if (open >= 0) {
          return d.shapes(1, "more than one dimension of [%s] is -1", Shape.of(target));
        }
        open = k;
      } else if (t.isConst(0) && !allowzero) {
        if (from != null && k >= from.size()) {
          return d.shapes(1, "0 in place %d has no dimension of %s to copy", k, x);
        }
        out.set(k, from == null ? Dim.UNKNOWN : from.get(k));
        if (left != null) {
          left.set(k, Dim.ONE);
        } else {
          vague = true;
        }
      } else {
        vague |= !t.isKnown();
        rest = rest.times(t);
      }
    }
    var total = left == null ? Dim.UNKNOWN : Shape.of(left).elements();
    if (open >= 0) {
      var quotient = vague || !total.isKnown() ? null : quotient(total, rest);
      out.set(open, quotient == null ? Dim.UNKNOWN : quotient);
      boolean isWrong = total.isConst() && rest.isConst() && quotient == null;
      if (!vague && (isWrong || (left != null && Dim.differ(remainder(left, target), Dim.ZERO)))) {
        return d.shapes(1, "%s has no extent [%s]", x, Shape.of(target));
      }
    } else if (!vague && left != null && Dim.differ(total, rest, filled(total.minus(rest)))) {
      return d.shapes(1, "%s has not as many elements as [%s]", x, Shape.of(out));
    }
    return List.of(x.withShape(Shape.of(out)));
  }

  /** No symbol of {@code d} is 0: what agrees only for tensors without elements does not agree. */
  private static Assumptions filled(Dim d) {
    var facts = new TreeMap<String, Assumptions.Fact>();
    for (var symbol : d.symbols()) {
      facts.put(symbol, new Assumptions.Fact(1, Long.MAX_VALUE, 1, 0));
    }
    return new Assumptions(facts);
  }

  /** The remainder of {@code total / rest} where that is known when what both have in common is left out. */
  private static Dim remainder(List<Dim> left, List<Dim> target) {
    var total = new ArrayList<>(left);
    var rest = Dim.ONE;
    for (var t : target) {
      if (!total.remove(t) && !t.isConst(-1) && !t.isConst(0)) {
        rest = rest.times(t);
      }
    }
    var product = Shape.of(total).elements();
    return product.isConst() && rest.isConst() && !rest.isConst(0)
        ? Dim.of(product.constant() % rest.constant())
        : Dim.UNKNOWN;
  }

  /** {@code total / rest}, or null when that is not known to be a whole number. */
  private static @Nullable Dim quotient(Dim total, Dim rest) {
    if (total.isConst() && rest.isConst()) {
      long r = rest.constant();
      return r != 0 && total.constant() % r == 0 ? Dim.of(total.constant() / r) : null;
    }
    var exact = total.divideExactly(rest);
    if (exact != null) {
      return exact;
    }
    var floor = total.floorDiv(rest);
    return floor.isKnown() ? floor : null;
  }

  static List<Type> expand(Ins in, Infer d) {
    var target = of(in, 1);
    var shape = Shape.broadcast(in.shape(0), target);
    return shape == null
        ? d.shapes(1, "%s does not broadcast with the extent [%s]", in.type(0), target)
        : List.of(in.tensor(0).withShape(shape));
  }

  static List<Type> squeeze(Ins in, Infer d) {
    var x = in.tensor(0);
    var dims = x.shape().dimsOrNull();
    var given = in.longs(1);
    if (dims == null) {
      return List.of(x);
    }
    if (!in.has(1)) {
      boolean clear = dims.stream().allMatch(Dim::isConst);
      return List.of(
          x.withShape(
              clear
                  ? Shape.of(dims.stream().filter(k -> !k.isConst(1)).toList())
                  : Shape.UNRANKED));
    }
    if (given == null) {
      int n = length(in, 1);
      return List.of(
          x.withShape(n < 0 || n > dims.size() ? Shape.UNRANKED : Shape.ofRank(dims.size() - n)));
    }
    var axes = Axes.of(given, dims.size());
    if (axes == null) {
      return d.shapes(1, "%s are not axes of %s", given, x);
    }
    var out = new ArrayList<Dim>();
    for (int k = 0; k < dims.size(); k++) {
      if (!axes.contains(k)) {
        out.add(dims.get(k));
      } else if (Dim.differ(dims.get(k), Dim.ONE)) {
        return d.shapes(0, "axis %d of %s has not extent 1", k, x);
      }
    }
    return List.of(x.withShape(Shape.of(out)));
  }

  static List<Type> unsqueeze(Ins in, Infer d) {
    var x = in.tensor(0);
    var dims = x.shape().dimsOrNull();
    var given = in.longs(1);
    int n = given != null ? given.size() : length(in, 1);
    if (dims == null || n < 0) {
      return List.of(x.withShape(Shape.UNRANKED));
    }
    if (given == null) {
      return List.of(x.withShape(Shape.ofRank(dims.size() + n)));
    }
    var axes = Axes.of(given, dims.size() + n);
    if (axes == null) {
      return d.shapes(1, "%s are not axes of %s with %d more axes", given, x, n);
    }
    var out = new ArrayList<>(Collections.nCopies(dims.size() + n, Dim.ONE));
    var next = dims.iterator();
    for (int k = 0; k < out.size(); k++) {
      if (!axes.contains(k)) {
        out.set(k, next.next());
      }
    }
    return List.of(x.withShape(Shape.of(out)));
  }

  private static boolean isNegative(Dim d) {
    return d.isKnown() && d.upperBound(Assumptions.NONE) < 0;
  }

  /** Elements that a slice of an axis of extent {@code extent} has; unknown when its sense depends on symbols. */
  static Dim sliced(Dim extent, Dim start, Dim end, long step) {
    if (extent.isConst() && start.isConst() && end.isConst()) {
      return Dim.of(Slice.of(extent.constant(), start.constant(), end.constant(), step).length());
    }
    if (step < 0) {
      boolean whole =
          start.isConst()
              && (start.constant() == -1 || start.constant() >= Integer.MAX_VALUE)
              && end.isConst()
              && end.constant() <= Integer.MIN_VALUE;
      return whole ? extent.ceilDiv(Dim.of(-step)) : Dim.UNKNOWN;
    }
    var to = place(extent, end);
    if (isNegative(start) && to.equals(extent)) {
      return start.negate().min(extent).ceilDiv(Dim.of(step));
    }
    // A start beyond the axis needs no clamp: it is beyond the end, too.
    var length = to.minus(Known.isNatural(start) ? start : place(extent, start));
    return length.max(Dim.ZERO).ceilDiv(Dim.of(step));
  }

  /** A bound of a forward slice, moved into the axis. */
  private static Dim place(Dim extent, Dim bound) {
    if (bound.isConst(0)) {
      return Dim.ZERO;
    }
    if (bound.isConst() && bound.constant() >= Integer.MAX_VALUE) {
      return extent;
    }
    if (bound.isConst() && bound.constant() <= Integer.MIN_VALUE) {
      return Dim.ZERO;
    }
    if (Known.isNatural(bound)) {
      return bound.min(extent);
    }
    return isNegative(bound) ? extent.plus(bound).max(Dim.ZERO) : Dim.UNKNOWN;
  }

  /** A slice of a constant extent: index of its first element, distance of the next and their number. */
  record Slice(long start, long step, long length) {
    static Slice of(long extent, long start, long end, long step) {
      long s = start < 0 ? start + extent : start;
      long e = end < 0 ? (end < -extent ? -1 : end + extent) : end;
      if (step > 0) {
        s = Math.clamp(s, 0, extent);
        e = Math.clamp(e, 0, extent);
        return new Slice(s, step, e <= s ? 0 : (e - s - 1) / step + 1);
      }
      s = Math.clamp(s, -1, extent - 1);
      e = Math.clamp(e, -1, extent - 1);
      return new Slice(s, step, s <= e ? 0 : step == Long.MIN_VALUE ? 1 : (s - e - 1) / -step + 1);
    }
  }

  /** The dimensions with {@code value} at {@code at}. */
  static List<Dim> with(List<Dim> dims, int at, Dim value) {
    var out = new ArrayList<>(dims);
    out.set(at, value);
    return out;
  }

  /** The complaint when {@code axis} is not an axis of operand 0, else null. */
  static @Nullable List<Type> axis(long axis, Ins in, Infer d) {
    return in.rank(0) >= 0 && Axes.of(axis, in.rank(0)) < 0
        ? d.error(0, Code.BAD_ATTRIBUTE, "axis %d is not an axis of %s", axis, in.type(0))
        : null;
  }
}
