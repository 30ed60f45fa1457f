package sinter.passes.fuse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Image.SpaceToDepth;
import sinter.ir.op.Indexing.Gather;
import sinter.ir.op.Linear.Conv;
import sinter.ir.op.Slicing.Concat;
import sinter.ir.rewrite.Rewriter;
import sinter.ir.rewrite.Rule;
import sinter.ir.tensor.Movement;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Assumptions;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.passes.match.Axis;
import sinter.passes.match.Cut;

/** Pixels moved into channels, and channels picked in another order. */
final class Pixels {
  static final List<Rule> RULES =
      List.of(
          Rule.on(Concat.class, "slices-to-space-to-depth", Pixels::spaceToDepth),
          Rule.rounding(Conv.class, "gather-into-conv", Pixels::intoConv));

  private static final int MAX_STEP = 64;

  private Pixels() {}

  /** Where a slice of an image begins, and the distance of the pixels it takes, the same along both axes. */
  private record Phase(int row, int column, int step) {
    static @Nullable Phase of(@Nullable Node slice) {
      var cuts = Cut.of(slice);
      if (slice == null || cuts == null || cuts.size() != 2 || slice.rank(0) != 4) {
        return null;
      }
      var starts = new long[2];
      long step = cuts.getFirst().step();
      for (var cut : cuts) {
        int k = cut.axis() - 2;
        var extent = slice.shape(0).dim(cut.axis());
        boolean open =
            cut.end() >= Integer.MAX_VALUE || (extent.isConst() && cut.end() >= extent.constant());
        if (k < 0 || !open || cut.step() != step || cut.start() < 0 || cut.start() >= step) {
          return null;
        }
        starts[k] = cut.start();
      }
      return step > 1 && step <= MAX_STEP
          ? new Phase((int) starts[0], (int) starts[1], (int) step)
          : null;
    }

    int index() {
      return row * step + column;
    }
  }

  /**
   * The b·b interleaved images of x, joined along the channels, are SpaceToDepth(b) with its blocks in some
   * order.
   */
  private static @Nullable Value spaceToDepth(Concat op, Node n, Rewriter rw) {
    var first = n.defIn(0);
    var phase = Phase.of(first);
    if (first == null || phase == null || Axis.of(op.axis(), 4) != 1) {
      return rw.miss(n, "the operands are not interleaved pixels of an image");
    }
    var x = first.in(0);
    int b = phase.step;
    if (n.inputs() != b * b) {
      return rw.miss(n, "there are %d operands instead of %d", n.inputs(), b * b);
    }
    var order = new ArrayList<Integer>();
    for (int i = 0; i < n.inputs(); i++) {
      var d = n.defIn(i);
      var p = Phase.of(d);
      boolean fits = d != null && p != null && d.in(0) == x && p.step == b && n.in(i).hasOneUse();
      if (!fits || p == null || order.contains(p.index())) {
        return rw.miss(n, "operand %d is not another phase of the same image, used once", i);
      }
      order.add(p.index());
    }
    var shape = x.tensorType().shape();
    Dim channels = shape.dim(1);
    var dtype = x.tensorType().dtype();
    if (dtype != DType.F32 && dtype != DType.F64) {
      return rw.miss(n, "runtimes do not move pixels of %s", x.type());
    }
    boolean whole =
        shape.dim(2).isMultipleOf(b, Assumptions.NONE)
            && shape.dim(3).isMultipleOf(b, Assumptions.NONE);
    if (!whole || !channels.isConst()) {
      return rw.miss(n, "%s is not known to divide into blocks of %d", x.type(), b);
    }
    var moved = rw.emit(new SpaceToDepth(b), x);
    if (order.equals(Axis.all(b * b))) {
      return moved;
    }
    var picked = new ArrayList<Long>();
    for (int block : order) {
      for (long c = 0; c < channels.constant(); c++) {
        picked.add(block * channels.constant() + c);
      }
    }
    return rw.emit(new Gather(1), moved, rw.constant(Tensor.vector(picked)));
  }

  /**
   * A convolution of channels in another order is one of the channels as they are, with its weight in that
   * order.
   */
  private static @Nullable Value intoConv(Conv op, Node n, Rewriter rw) {
    var d = n.defIn(Conv.X);
    if (d == null || !(d.op() instanceof Gather(long along)) || Axis.of(along, d.rank(0)) != 1) {
      return rw.miss(n, "the operand is not gathered along the channels");
    }
    if (!(d.constantIn(1) instanceof Tensor index) || index.rank() != 1) {
      return rw.miss(n, "the channels are not picked by a constant vector");
    }
    if (op.group() != 1 || !(n.constantIn(Conv.W) instanceof Tensor w) || w.size() == 0) {
      return rw.miss(n, "the weight is grouped, empty or not constant");
    }
    var from = inverse(index, d.shape(0).dim(1));
    if (from == null || !n.in(Conv.X).hasOneUse() || !n.in(Conv.W).hasOneUse()) {
      return rw.miss(n, "channels are left out or doubled, or there are other users");
    }
    long channels = w.dims().get(1);
    long area = w.size() / (w.dims().get(0) * channels);
    var by =
        Movement.pick(
            w,
            w.dims(),
            i -> {
              long c = i / area % channels;
              return i + (from[(int) c] - c) * area;
            });
    return by == null
        ? rw.miss(n, "the weight is too large to be reordered")
        : rw.emit(op, d.in(0), rw.constant(by), n.inOrNull(Conv.B));
  }

  /** For each channel the place at which it is picked; null when that is not once for each. */
  private static long @Nullable [] inverse(Tensor index, Dim channels) {
    if (!channels.isConst(index.size())) {
      return null;
    }
    var from = new long[Math.toIntExact(index.size())];
    Arrays.fill(from, -1);
    for (int k = 0; k < from.length; k++) {
      int c = Axis.of(index.longAt(k), from.length);
      if (c < 0 || from[c] >= 0) {
        return null;
      }
      from[c] = k;
    }
    return from;
  }
}
