package sinter.frontend.language.decompile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.decompile.Form.Argument;
import sinter.frontend.language.decompile.Form.Piece;
import sinter.ir.Node;
import sinter.ir.op.Indexing;
import sinter.ir.op.Slicing;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;

/** Slices and single elements of an axis as indices: {@code x[:, 1:, ::2]}, {@code x[:, 0]}. */
final class Spans {
  /** From here on an end means that of the axis, however long that is: what exporters write for it. */
  private static final long ENDLESS = Integer.MAX_VALUE;

  private final Operands operands;

  Spans(Operands operands) {
    this.operands = operands;
  }

  /** The indexing that is {@code node}; null when there is none. */
  Item.@Nullable Step of(Node node, List<Def> out) {
    var rank =
        node.op() instanceof Slicing.Slice || node.op() instanceof Indexing.Gather
            ? node.in(0).tensorType().shape().rank()
            : -1;
    if (rank < 1) {
      return null;
    }
    return switch (node.op()) {
      case Slicing.Slice _ -> slice(node, rank, out);
      case Indexing.Gather(long axis) -> element(node, axis < 0 ? axis + rank : axis, out);
      default -> null;
    };
  }

  private Item.@Nullable Step slice(Node node, int rank, List<Def> out) {
    var starts = operands.integers(node, 1);
    var ends = operands.integers(node, 2);
    if (starts == null || ends == null || starts.size() != ends.size()) {
      return null;
    }
    var axes = fixed(node, 3, starts.size());
    var steps = fixed(node, 4, starts.size());
    if (axes == null || steps == null) {
      return null;
    }
    var b = new FormBuilder();
    var from = new Argument(null, operands.operand(b, node, 0), null);
    var places = new ArrayList<List<Piece>>(Collections.nCopies(rank, List.of(text(":"))));
    int last = -1;
    for (int i = 0; i < axes.size(); i++) {
      int axis = (int) (axes.get(i) < 0 ? axes.get(i) + rank : axes.get(i));
      if (axis < 0 || axis >= rank || steps.get(i) == 0) {
        return null;
      }
      var extent = node.in(0).tensorType().shape().dim(axis);
      places.set(axis, span(b, starts.get(i), ends.get(i), steps.get(i), extent));
      last = Math.max(last, axis);
    }
    return last < 0 ? null : indexed(b, from, places.subList(0, last + 1), out);
  }

  private Item.@Nullable Step element(Node node, long axis, List<Def> out) {
    if (!(node.in(1).constant() instanceof Tensor t)
        || t.rank() != 0
        || t.dtype() != DType.I64
        || Stores.tensor(node, 0) != null) {
      return null;
    }
    var b = new FormBuilder();
    var from = new Argument(null, operands.operand(b, node, 0), null);
    var places = new ArrayList<List<Piece>>(Collections.nCopies((int) axis, List.of(text(":"))));
    places.add(List.of(b.slot(Slot.of(t.longAt(0)), "index")));
    return indexed(b, from, places, out);
  }

  private static Piece text(String text) {
    return new Piece.Text(text);
  }

  private static Item.Step indexed(
      FormBuilder b, Argument from, List<List<Piece>> places, List<Def> out) {
    var pieces = new ArrayList<Piece>();
    for (var place : places) {
      pieces.add(text(pieces.isEmpty() ? "[" : ", "));
      pieces.addAll(place);
    }
    pieces.add(text("]"));
    return b.step(new Form.Index(from, new Argument(null, pieces, null)), out);
  }

  private static List<Piece> span(FormBuilder b, Slot start, Slot end, long step, Dim extent) {
    var pieces = new ArrayList<Piece>();
    if (!isFirst(start, step, extent)) {
      pieces.add(b.slot(start, "start"));
    }
    pieces.add(text(":"));
    if (!isPast(end, step, extent)) {
      pieces.add(b.slot(end, "end"));
    }
    if (step != 1) {
      pieces.add(text(":" + step));
    }
    return pieces;
  }

  private static boolean isFirst(Slot start, long step, Dim extent) {
    return number(start) instanceof Long value
        && (step > 0 ? value == 0 : isEnd(value, extent, 1) || value == -1);
  }

  private static boolean isPast(Slot end, long step, Dim extent) {
    return number(end) instanceof Long value
        && (step > 0
            ? isEnd(value, extent, 0)
            : value <= -ENDLESS || (extent.isConst() && value < -extent.constant()));
  }

  private static @Nullable Long number(Slot slot) {
    return slot instanceof Slot.Literal literal ? literal.number() : null;
  }

  /** Whether {@code value} is within {@code margin} of the end of the axis, or beyond it. */
  private static boolean isEnd(long value, Dim extent, long margin) {
    return value >= ENDLESS || (extent.isConst() && value >= extent.constant() - margin);
  }

  /**
   * Integers of an operand that is a constant; 0, 1, 2 … for absent axes and 1 for absent steps. Null
   * otherwise.
   */
  private static @Nullable List<Long> fixed(Node node, int index, int size) {
    var v = node.inOrNull(index);
    var out = new ArrayList<Long>();
    if (v == null) {
      for (long i = 0; i < size; i++) {
        out.add(index == 3 ? i : 1);
      }
      return out;
    }
    if (!(v.constant() instanceof Tensor t) || t.rank() != 1 || t.size() != size) {
      return null;
    }
    for (long i = 0; i < size; i++) {
      out.add(t.longAt(i));
    }
    return out.stream().distinct().count() == size || index == 4 ? out : null;
  }
}
