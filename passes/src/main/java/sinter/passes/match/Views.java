package sinter.passes.match;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.Value;
import sinter.ir.op.Op;
import sinter.ir.op.Shaping.Flatten;
import sinter.ir.op.Shaping.Reshape;
import sinter.ir.op.Shaping.Squeeze;
import sinter.ir.op.Shaping.Unsqueeze;
import sinter.ir.rewrite.Rewriter;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Assumptions;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;

/** Ops that give a tensor another extent and leave its elements in their order. */
public final class Views {
  private Views() {}

  public static boolean isView(@Nullable Op op) {
    return op instanceof Reshape
        || op instanceof Flatten
        || op instanceof Squeeze
        || op instanceof Unsqueeze;
  }

  /**
   * The elements of {@code x} under the extent {@code to}, which has as many: {@code x} itself, or one new node; null
   * when the extent cannot be spelled as a constant.
   */
  public static @Nullable Value of(Value x, Shape to, Rewriter rw) {
    var from = x.tensorType().shape();
    if (Shape.same(from, to)) {
      return x;
    }
    var spelled = spell(from, to);
    if (spelled != null) {
      return rw.emit(new Reshape(), x, rw.constant(Tensor.vector(spelled)));
    }
    var added = inserted(from, to);
    if (added != null) {
      return rw.emit(new Unsqueeze(), x, rw.constant(Tensor.vector(added)));
    }
    var removed = inserted(to, from);
    return removed == null ? null : rw.emit(new Squeeze(), x, rw.constant(Tensor.vector(removed)));
  }

  /**
   * The extent {@code to} of something with as many elements as {@code from}, as the constant operand of a Reshape in
   * which 0 copies a dimension and one -1 stands for what remains; null when it cannot be said so. What remains beside a
   * copied dimension that is 0 cannot be inferred, so the two go together only where that dimension is never 0.
   */
  public static @Nullable List<Long> spell(Shape from, Shape to) {
    if (!(to instanceof Shape.Ranked(var dims)) || dims.stream().anyMatch(d -> d.isConst(0))) {
      return null;
    }
    long open = dims.stream().filter(d -> !d.isConst()).count();
    var out = new ArrayList<Long>(dims.size());
    boolean inferred = false;
    boolean mayBeEmpty = false;
    for (int k = 0; k < dims.size(); k++) {
      var d = dims.get(k);
      if (d.isConst()) {
        if (d.constant() < 0) {
          return null;
        }
        out.add(d.constant());
      } else if (open > 1 && k < from.rank() && Dim.same(d, from.dim(k))) {
        out.add(0L);
        mayBeEmpty |= d.lowerBound(Assumptions.NONE) < 1;
      } else if (!inferred) {
        inferred = true;
        out.add(-1L);
      } else {
        return null;
      }
    }
    return inferred && mayBeEmpty ? null : out;
  }

  /** The places at which {@code to} has a 1 more than {@code from}; null when the two differ otherwise. */
  private static @Nullable List<Long> inserted(Shape from, Shape to) {
    if (!(from instanceof Shape.Ranked(var few)) || !(to instanceof Shape.Ranked(var many))) {
      return null;
    }
    var at = new ArrayList<Long>();
    int next = 0;
    for (int k = 0; k < many.size(); k++) {
      if (next < few.size() && Dim.same(few.get(next), many.get(k))) {
        next++;
      } else if (many.get(k).isConst(1)) {
        at.add((long) k);
      } else {
        return null;
      }
    }
    return next == few.size() && !at.isEmpty() ? at : null;
  }

  /**
   * True when a Reshape of {@code from} to the constant extent {@code spelled} does nothing: every entry copies or states
   * the dimension in its place, but for one that is inferred.
   */
  public static boolean isIdentity(Shape from, List<Long> spelled, boolean allowzero) {
    if (from.rank() != spelled.size()) {
      return false;
    }
    boolean inferred = false;
    for (int k = 0; k < spelled.size(); k++) {
      long s = spelled.get(k);
      if (s == -1) {
        if (inferred) {
          return false;
        }
        inferred = true;
      } else if (s == 0 ? allowzero : !from.dim(k).isConst(s)) {
        return false;
      }
    }
    return !inferred || spelled.stream().noneMatch(s -> s == 0 && allowzero);
  }
}
