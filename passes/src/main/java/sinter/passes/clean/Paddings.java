package sinter.passes.clean;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Linear.Conv;
import sinter.ir.op.Pool.AveragePool;
import sinter.ir.op.Pool.MaxPool;
import sinter.ir.op.Slicing.Pad;
import sinter.ir.op.Slicing.PadMode;
import sinter.ir.op.Window;
import sinter.ir.rewrite.Rewriter;
import sinter.ir.rewrite.Rule;
import sinter.ir.tensor.Tensor;
import sinter.passes.match.Axis;

/**
 * Padding that the window behind it can do. Convolutions pad with zeros; an average that counts its padding
 * does, too; a maximum ignores its padding, as it ignores -∞.
 */
final class Paddings {
  static final List<Rule> RULES =
      List.of(
          Rule.on(Pad.class, "merge-pads", Paddings::merge),
          Rule.on(Conv.class, "pad-into-conv", Paddings::intoConv),
          Rule.on(AveragePool.class, "pad-into-average-pool", Paddings::intoAverage),
          Rule.on(MaxPool.class, "pad-into-max-pool", Paddings::intoMax));

  private Paddings() {}

  /** What a constant Pad adds before and after every axis, and with what. */
  private record Frame(List<Long> pads, double value) {
    static @Nullable Frame of(@Nullable Node n) {
      if (n == null || !(n.op() instanceof Pad(PadMode mode)) || mode != PadMode.CONSTANT) {
        return null;
      }
      var dtype = n.tensor(0).dtype();
      var given = n.longs(1);
      int rank = n.rank(0);
      if (dtype == null || !dtype.isFloat() || given == null || rank < 0) {
        return null;
      }
      var axes = n.has(3) ? Axis.of(n.longs(3), rank) : Axis.all(rank);
      if (axes == null || given.size() != 2 * axes.size()) {
        return null;
      }
      var pads = new ArrayList<Long>();
      for (int k = 0; k < 2 * rank; k++) {
        int at = axes.indexOf(k % rank);
        pads.add(at < 0 ? 0L : given.get(k < rank ? at : axes.size() + at));
      }
      if (!n.has(2)) {
        return new Frame(pads, 0);
      }
      return n.constant(2) instanceof Tensor t ? new Frame(pads, t.doubleAt(0)) : null;
    }

    boolean isNatural() {
      return pads.stream().allMatch(p -> p >= 0);
    }

    /** The pads of the axes after the first two, when those two have none. */
    @Nullable List<Long> spatial() {
      int rank = pads.size() / 2;
      if (rank < 3 || !isNatural()) {
        return null;
      }
      for (int k : new int[] {0, 1, rank, rank + 1}) {
        if (pads.get(k) != 0) {
          return null;
        }
      }
      var out = new ArrayList<>(pads.subList(2, rank));
      out.addAll(pads.subList(rank + 2, 2 * rank));
      return out;
    }
  }

  private static @Nullable Value merge(Pad op, Node n, Rewriter rw) {
    var d = n.defIn(0);
    var inner = Frame.of(d);
    var outer = Frame.of(n);
    if (d == null || inner == null || outer == null) {
      return rw.miss(n, "there are no two constant paddings in a row");
    }
    if (!inner.isNatural() || !outer.isNatural() || inner.value != outer.value) {
      return rw.miss(n, "the paddings cut, or differ in value");
    }
    var sum = new ArrayList<Long>();
    for (int k = 0; k < inner.pads.size(); k++) {
      sum.add(inner.pads.get(k) + outer.pads.get(k));
    }
    return rw.emit(op, d.in(0), rw.constant(Tensor.vector(sum)), n.inOrNull(2));
  }

  /** The window with the pads added; null when its own are automatic. */
  private static @Nullable Window padded(Window w, List<Long> by) {
    if (w.autoPad() == Window.AutoPad.SAME_LOWER || w.autoPad() == Window.AutoPad.SAME_UPPER) {
      return null;
    }
    var sum = new ArrayList<Long>();
    int rank = by.size() / 2;
    for (int k = 0; k < by.size(); k++) {
      sum.add(by.get(k) + (k < rank ? w.padBegin(k) : w.padEnd(k - rank)));
    }
    return w.withPads(sum);
  }

  private static @Nullable Value intoConv(Conv op, Node n, Rewriter rw) {
    var d = n.defIn(Conv.X);
    var frame = Frame.of(d);
    if (d == null || frame == null) {
      return rw.miss(n, "the operand is not padded with a constant");
    }
    var pads = frame.spatial();
    if (pads == null || frame.value != 0) {
      return rw.miss(n, "the padding is not one of zeros around the image");
    }
    var window = padded(op.window(), pads);
    return window == null
        ? rw.miss(n, "the window pads by itself")
        : rw.emit(new Conv(window, op.group()), d.in(0), n.in(Conv.W), n.inOrNull(Conv.B));
  }

  private static @Nullable Value intoAverage(AveragePool op, Node n, Rewriter rw) {
    var d = n.defIn(0);
    var frame = Frame.of(d);
    var pads = frame == null ? null : frame.spatial();
    if (d == null || frame == null || pads == null || frame.value != 0) {
      return rw.miss(n, "the operand is not padded with zeros around the image");
    }
    if (op.ceilMode() || (!op.countIncludePad() && !op.window().isUnpadded())) {
      return rw.miss(n, "the average does not count its own padding");
    }
    var window = padded(op.window(), pads);
    if (window == null || !isShort(window)) {
      return rw.miss(n, "the window pads by itself, or is smaller than the padding");
    }
    var pool = new AveragePool(window, false, true);
    return rw.canWrite(pool, d.in(0))
        ? rw.emit(pool, d.in(0))
        : rw.miss(n, "the opset has no such average");
  }

  private static @Nullable Value intoMax(MaxPool op, Node n, Rewriter rw) {
    var d = n.defIn(0);
    var frame = Frame.of(d);
    var pads = frame == null ? null : frame.spatial();
    if (d == null || frame == null || pads == null) {
      return rw.miss(n, "the operand is not padded around the image");
    }
    if (frame.value != Double.NEGATIVE_INFINITY || n.outputs() > 1 || op.ceilMode()) {
      return rw.miss(n, "the padding may win, or is counted");
    }
    var window = padded(op.window(), pads);
    return window == null || !isShort(window)
        ? rw.miss(n, "the window pads by itself, or is smaller than the padding")
        : rw.emit(new MaxPool(window, false, op.storageOrder()), d.in(0));
  }

  /**
   * Every place of the window sees the image. Runtimes refuse pools that pad as much as their kernel is long,
   * and one that skips elements may have those it takes all in the padding.
   */
  private static boolean isShort(Window w) {
    int rank = w.kernelShape().size();
    if (w.dilations().stream().anyMatch(step -> step != 1)) {
      return false;
    }
    for (int k = 0; k < w.pads().size(); k++) {
      if (w.pads().get(k) >= w.kernelShape().get(k % rank)) {
        return false;
      }
    }
    return true;
  }
}
