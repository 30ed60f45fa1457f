package sinter.frontend.language;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.Value;
import sinter.ir.diag.Code;
import sinter.ir.diag.Loc;
import sinter.ir.op.Attr;
import sinter.ir.op.AttrValue;
import sinter.ir.type.Dim;

/**
 * Indexing of tensors: spans become one slice, single indices and index tensors a gather each, {@code new} one unsqueeze.
 */
final class Indexing {
  /** What stands between two commas. */
  sealed interface Place {
    record At(Loc.Span at, Val index) implements Place {}

    record Span(@Nullable Val start, @Nullable Val stop, @Nullable Val step) implements Place {}

    record Rest() implements Place {}

    record NewAxis() implements Place {}
  }

  private final OpCalls ops;
  private final Tensors tensors;
  private final Extents extents;

  Indexing(OpCalls ops, Tensors tensors, Extents extents) {
    this.ops = ops;
    this.tensors = tensors;
    this.extents = extents;
  }

  Val index(Loc.Span at, Value x, List<Place> places) {
    var all = expanded(at, x, places);
    var sliced = slice(at, x, all);
    var gathered = gather(at, sliced, all);
    var fresh = newAxes(all);
    return new Val.Tensor(
        fresh.isEmpty()
            ? gathered
            : ops.emit(at, "unsqueeze", List.of(gathered, extents.vector(at, fresh))));
  }

  /** The places with {@code ...} replaced by whole axes. */
  private static List<Place> expanded(Loc.Span at, Value x, List<Place> places) {
    int rank = x.tensorType().shape().rank();
    long used =
        places.stream().filter(p -> p instanceof Place.At || p instanceof Place.Span).count();
    long rests = places.stream().filter(p -> p instanceof Place.Rest).count();
    if (rests > 1) {
      throw Mistake.of(Code.BAD_ARGUMENT, at, "'...' can stand once");
    }
    if (rank >= 0 && used > rank) {
      throw Mistake.of(Code.SHAPE_MISMATCH, at, "%d indices for a tensor %s", used, x.type());
    }
    var out = new ArrayList<Place>();
    for (var p : places) {
      if (!(p instanceof Place.Rest)) {
        out.add(p);
      } else if (rank < 0 && !p.equals(places.getLast())) {
        throw Mistake.of(Code.NOT_CONSTANT, at, "'...' needs a tensor of known rank");
      } else {
        for (long i = used; i < rank; i++) {
          out.add(new Place.Span(null, null, null));
        }
      }
    }
    return out;
  }

  private Value slice(Loc.Span at, Value x, List<Place> places) {
    var starts = new ArrayList<Dim>();
    var stops = new ArrayList<Dim>();
    var axes = new ArrayList<Dim>();
    var steps = new ArrayList<Dim>();
    int axis = 0;
    for (var p : places) {
      if (p instanceof Place.Span(var start, var stop, var step)
          && (start != null || stop != null || step != null)) {
        long by = step == null ? 1 : StaticMath.integer(at, step, "a step");
        if (by == 0) {
          throw Mistake.of(Code.BAD_ARGUMENT, at, "a step of 0");
        }
        starts.add(start != null ? bound(at, start) : Dim.of(by > 0 ? 0 : Long.MAX_VALUE));
        stops.add(
            stop != null ? bound(at, stop) : Dim.of(by > 0 ? Long.MAX_VALUE : -Long.MAX_VALUE));
        axes.add(Dim.of(axis));
        steps.add(Dim.of(by));
      }
      axis += p instanceof Place.NewAxis ? 0 : 1;
    }
    if (axes.isEmpty()) {
      return x;
    }
    var operands = new ArrayList<@Nullable Value>();
    operands.add(x);
    operands.add(extents.vector(at, starts));
    operands.add(extents.vector(at, stops));
    operands.add(extents.vector(at, axes));
    if (steps.stream().anyMatch(s -> !s.isConst(1))) {
      operands.add(extents.vector(at, steps));
    }
    return ops.emit(at, "slice", operands);
  }

  private static Dim bound(Loc.Span at, Val v) {
    if (v instanceof Val.Tensor) {
      throw Mistake.notConstant(at, "a bound of a span", v.kind() + "; use slice(…) for tensors");
    }
    return StaticMath.dim(at, v);
  }

  private Value gather(Loc.Span at, Value x, List<Place> places) {
    var value = x;
    int axis = (int) places.stream().filter(p -> !(p instanceof Place.NewAxis)).count();
    int spread = 0;
    for (var p : places.reversed()) {
      if (p instanceof Place.NewAxis) {
        continue;
      }
      axis--;
      if (p instanceof Place.At(var where, var index)) {
        checkRange(where, value, axis, index);
        var indices = tensors.tensor(where, index, null);
        spread += indices.tensorType().shape().rank() == 0 ? 0 : 1;
        if (spread > 1) {
          throw Mistake.of(
              Code.BAD_ARGUMENT, where, "two index tensors; use gather_nd or gather_elements");
        }
        value =
            ops.emit(
                at, "gather", List.of(value, indices), new Attr("axis", new AttrValue.Int(axis)));
      }
    }
    return value;
  }

  private static void checkRange(Loc.Span at, Value x, int axis, Val index) {
    var shape = x.tensorType().shape();
    var extent = shape.isRanked() ? shape.dim(axis) : Dim.UNKNOWN;
    if (index instanceof Val.Int(Dim i) && i.isConst() && extent.isConst()) {
      long size = extent.constant();
      if (i.constant() >= size || i.constant() < -size) {
        throw Mistake.of(
            Code.BAD_ARGUMENT,
            at,
            "index %d of axis %d of %s, which is %d long",
            i.constant(),
            axis,
            x.type(),
            size);
      }
    }
  }

  /** Positions of new axes in the result. */
  private static List<Dim> newAxes(List<Place> places) {
    var out = new ArrayList<Dim>();
    var left = places.subList(0, places.lastIndexOf(new Place.NewAxis()) + 1);
    int axis = 0;
    for (var p : left) {
      if (p instanceof Place.NewAxis) {
        out.add(Dim.of(axis));
      }
      axis += p instanceof Place.At(var at, var index) ? rank(at, index) : 1;
    }
    return out;
  }

  /** How many axes an index leaves in the place of its one. */
  private static int rank(Loc.Span at, Val index) {
    return switch (index) {
      case Val.Tensor(var t) -> {
        if (!t.tensorType().shape().isRanked()) {
          throw Mistake.notConstant(at, "the rank of an index before 'new'", t.type());
        }
        yield t.tensorType().shape().rank();
      }
      case Val.ListOf(var elements) -> elements.isEmpty() ? 1 : 1 + rank(at, elements.getFirst());
      case Val.Int _,
          Val.Wide _,
          Val.Real _,
          Val.Bool _,
          Val.Text _,
          Val.ElementType _,
          Val.None _,
          Val.Unknown _,
          Val.Callee _ ->
          0;
    };
  }

  /** Indexing of a list. */
  static Val index(Loc.Span at, List<Val> list, List<Place> places) {
    if (places.size() != 1) {
      throw Mistake.of(Code.BAD_ARGUMENT, at, "a list has one axis");
    }
    return switch (places.getFirst()) {
      case Place.At(var where, var index) -> element(where, list, index);
      case Place.Span(var start, var stop, var step) -> span(at, list, start, stop, step);
      case Place.Rest _, Place.NewAxis _ ->
          throw Mistake.of(Code.BAD_ARGUMENT, at, "a list is indexed by integers");
    };
  }

  private static Val element(Loc.Span at, List<Val> list, Val index) {
    long i = StaticMath.integer(at, index, "the index of a list");
    long from = i < 0 ? i + list.size() : i;
    if (from < 0 || from >= list.size()) {
      throw Mistake.of(Code.BAD_ARGUMENT, at, "index %d of a list of %d", i, list.size());
    }
    return list.get((int) from);
  }

  private static Val span(
      Loc.Span at, List<Val> list, @Nullable Val start, @Nullable Val stop, @Nullable Val step) {
    long by = step == null ? 1 : StaticMath.integer(at, step, "a step");
    if (by != 1) {
      throw Mistake.of(Code.BAD_ARGUMENT, at, "lists have no steps; reverse(list) turns one round");
    }
    int from = clamp(start == null ? 0 : StaticMath.integer(at, start, "a bound"), list.size());
    int to =
        clamp(stop == null ? list.size() : StaticMath.integer(at, stop, "a bound"), list.size());
    return new Val.ListOf(list.subList(from, Math.max(from, to)));
  }

  private static int clamp(long i, int size) {
    return Math.clamp(i < 0 ? i + size : i, 0, size);
  }
}
