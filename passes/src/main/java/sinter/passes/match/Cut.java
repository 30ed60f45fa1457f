package sinter.passes.match;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Slicing.Slice;
import sinter.ir.rewrite.Rewriter;
import sinter.ir.tensor.Contents;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Assumptions;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;

/**
 * What a Slice with constant bounds does to one axis: every {@code step}-th element from {@code start} up to
 * but not including {@code end}.
 */
public record Cut(int axis, long start, long end, long step) {

  /** The cuts of a Slice node, one per axis it names; null when they are not all constant. */
  public static @Nullable List<Cut> of(@Nullable Node n) {
    if (n == null || !(n.op() instanceof Slice)) {
      return null;
    }
    var starts = n.longs(1);
    var ends = n.longs(2);
    int rank = n.rank(0);
    if (starts == null || ends == null || rank < 0 || starts.size() != ends.size()) {
      return null;
    }
    var axes = n.has(3) ? Axis.of(n.longs(3), rank) : Axis.all(starts.size());
    var steps = n.has(4) ? n.longs(4) : null;
    if (axes == null || axes.size() != starts.size() || (n.has(4) && steps == null)) {
      return null;
    }
    if (steps != null && steps.size() != axes.size()) {
      return null;
    }
    var cuts = new ArrayList<Cut>();
    for (int k = 0; k < axes.size(); k++) {
      long step = steps == null ? 1 : steps.get(k);
      cuts.add(new Cut(axes.get(k), starts.get(k), ends.get(k), step));
    }
    return cuts;
  }

  /** True when axis {@code k} of Slice node {@code n} keeps all elements in their order. */
  public static boolean takesAll(Node n, int k) {
    var starts = n.contents(1);
    var ends = n.contents(2);
    var axes = n.has(3) ? n.longs(3) : null;
    if (starts == null || ends == null || (n.has(3) && axes == null)) {
      return false;
    }
    if (axes != null && k >= axes.size()) {
      return false;
    }
    int axis = Axis.of(axes == null ? k : axes.get(k), n.rank(0));
    var steps = n.has(4) ? n.longs(4) : null;
    boolean forward = !n.has(4) || (steps != null && k < steps.size() && steps.get(k) == 1);
    return axis >= 0 && forward && takesAll(n.shape(0).dim(axis), starts, ends, k);
  }

  private static boolean takesAll(Dim extent, Contents starts, Contents ends, int k) {
    if (k >= starts.size() || k >= ends.size()) {
      return false;
    }
    var from = starts.at(k);
    var to = ends.at(k);
    boolean begins =
        from.isConst(0)
            || (from.isConst()
                && from.constant() < 0
                && extent.isConst()
                && from.constant() <= -extent.constant());
    boolean open = to.isConst() && to.constant() >= Integer.MAX_VALUE;
    var over = to.minus(extent);
    boolean reaches = over.isKnown() && over.lowerBound(Assumptions.NONE) >= 0;
    return begins && (open || reaches);
  }

  /**
   * The elements {@code [from, to)} of an axis of constant extent that this cut takes one after another, or
   * null.
   */
  public @Nullable Range range(long extent) {
    if (step != 1) {
      return null;
    }
    long from = Math.clamp(start < 0 ? start + extent : start, 0, extent);
    long to = Math.clamp(end < 0 ? end + extent : end, 0, extent);
    return from <= to ? new Range(from, to) : null;
  }

  /**
   * This cut and then {@code next} of the same axis; null when either steps, or the extent is not constant.
   */
  public @Nullable Cut then(Cut next, Dim extent) {
    var first = extent.isConst() ? range(extent.constant()) : null;
    var second = first == null ? null : next.range(first.length());
    return first == null || second == null
        ? null
        : new Cut(axis, first.from + second.from, first.from + second.to, 1);
  }

  /** Positions {@code from … to - 1} of an axis. */
  public record Range(long from, long to) {
    public long length() {
      return to - from;
    }
  }

  /** A Slice of {@code x}; {@code x} itself when there is nothing to cut. */
  public static Value slice(Value x, List<Cut> cuts, Rewriter rw) {
    if (cuts.isEmpty()) {
      return x;
    }
    boolean plain = cuts.stream().allMatch(c -> c.step == 1);
    return rw.emit(
        new Slice(),
        x,
        vector(cuts.stream().map(Cut::start).toList(), rw),
        vector(cuts.stream().map(Cut::end).toList(), rw),
        vector(cuts.stream().map(c -> (long) c.axis).toList(), rw),
        plain ? null : vector(cuts.stream().map(Cut::step).toList(), rw));
  }

  private static Value vector(List<Long> values, Rewriter rw) {
    return rw.constant(Tensor.vector(values));
  }

  /** The elements of {@code range} along {@code axis}. */
  public static Cut of(int axis, Range range) {
    return new Cut(axis, range.from, range.to, 1);
  }

  /** The extents along {@code axis} of the operands of {@code n}; null when one is not constant. */
  public static @Nullable List<Long> extents(Node n, int axis) {
    var out = new ArrayList<Long>();
    for (int i = 0; i < n.inputs(); i++) {
      Shape s = n.shape(i);
      if (!s.dim(axis).isConst()) {
        return null;
      }
      out.add(s.dim(axis).constant());
    }
    return out;
  }
}
