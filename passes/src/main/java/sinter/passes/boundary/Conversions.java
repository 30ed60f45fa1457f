package sinter.passes.boundary;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sinter.ir.Builder;
import sinter.ir.Model;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.diag.Diagnostics;
import sinter.ir.op.AttrValue;
import sinter.ir.op.Domain;
import sinter.ir.op.Foreign;
import sinter.ir.op.Image;
import sinter.ir.op.Image.Resize;
import sinter.ir.op.Image.Upsample;
import sinter.ir.op.Indexing;
import sinter.ir.op.Indexing.Scatter;
import sinter.ir.op.Indexing.ScatterElements;
import sinter.ir.op.Normalizer;
import sinter.ir.op.Op;
import sinter.ir.op.Resampling;
import sinter.ir.op.Shaping.Flatten;
import sinter.ir.op.Shaping.Reshape;
import sinter.ir.op.Shaping.Shape;
import sinter.ir.op.Slicing.Split;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Assumptions;
import sinter.ir.type.DType;
import sinter.passes.match.Axis;

/**
 * Ops that one version of the default domain has and another has not, in terms of those that it has. Exact:
 * the same values, element by element.
 */
final class Conversions {
  private final Model model;
  private final long to;

  Conversions(Model model, long to) {
    this.model = model;
    this.to = to;
  }

  /** Says {@code n} in terms of the new version, where it is one of these ops and there is a way. */
  void apply(Node n) {
    var by =
        switch (n.op()) {
          case Normalizer normalizer -> normalizer(n, normalizer);
          case Scatter(long axis) when to >= 11 ->
              in(n)
                  .emit(
                      new ScatterElements(axis, Indexing.Reduction.NONE),
                      n.in(0),
                      n.in(1),
                      n.in(2));
          case Upsample(var mode) when to >= 11 ->
              resample(n, mode, Resampling.Nearest.FLOOR, n.in(Upsample.SCALES));
          case Resize op when to == 11 || to == 12 -> complete(n, op);
          case Foreign f when to >= 11 -> simpleResize(n, f);
          case Split(long axis, var count) -> {
            split(n, axis, count);
            yield null;
          }
          default -> null;
        };
    if (by != null) {
      replace(n, by);
    }
  }

  private Builder in(Node n) {
    return new Builder(model, Objects.requireNonNull(n.block()), n, new Diagnostics()).at(n.loc());
  }

  private static void replace(Node n, Value by) {
    n.result().replaceBy(by, Value.Naming.OTHER);
    n.erase();
  }

  /** Rows of one axis are that axis; others are laid out as a matrix and back. */
  private @Nullable Value normalizer(Node n, Normalizer op) {
    int rank = n.rank(0);
    if (rank < 1) {
      return null;
    }
    long axis = op.axis() < 0 ? op.axis() + rank : op.axis();
    if (to < 13) {
      var rows = axis == rank - 1 ? rows(op, axis) : null;
      return rows == null ? null : in(n).emit(rows, n.in(0));
    }
    var along = along(op);
    if (along == null) {
      return null;
    }
    var b = in(n);
    if (axis == rank - 1) {
      return b.emit(along, n.in(0));
    }
    var matrix = b.emit(new Flatten(axis), n.in(0));
    var extent = b.emit(new Shape(0, null), n.in(0));
    return b.emit(new Reshape(false), b.emit(along, matrix), extent);
  }

  private static @Nullable Op along(Normalizer op) {
    return switch (op) {
      case Normalizer.SoftmaxRows _ -> new Normalizer.Softmax(-1);
      case Normalizer.LogSoftmaxRows _ -> new Normalizer.LogSoftmax(-1);
      case Normalizer.HardmaxRows _ -> new Normalizer.Hardmax(-1);
      case Normalizer.Softmax _, Normalizer.LogSoftmax _, Normalizer.Hardmax _ -> null;
    };
  }

  private static @Nullable Op rows(Normalizer op, long axis) {
    return switch (op) {
      case Normalizer.Softmax _ -> new Normalizer.SoftmaxRows(axis);
      case Normalizer.LogSoftmax _ -> new Normalizer.LogSoftmaxRows(axis);
      case Normalizer.Hardmax _ -> new Normalizer.HardmaxRows(axis);
      case Normalizer.SoftmaxRows _, Normalizer.LogSoftmaxRows _, Normalizer.HardmaxRows _ -> null;
    };
  }

  /** Equal pieces: their number is said from version 18 on, and not before. */
  private void split(Node n, long axis, @Nullable Long count) {
    int pieces = n.outputs();
    int at = Axis.of(axis, n.rank(0));
    if (n.has(1) || at < 0 || (count == null) == (to < 18)) {
      return;
    }
    var extent = n.shape(0).dim(at);
    boolean equal = extent.isMultipleOf(pieces, Assumptions.NONE);
    if (count == null && (equal || !extent.isConst())) {
      n.setOp(new Split(axis, (long) pieces));
    } else if (count != null && equal && count == pieces) {
      n.setOp(new Split(axis));
    }
  }

  /** Before version 13 a region and scales are always there; an empty vector says nothing. */
  private @Nullable Value complete(Node n, Resize op) {
    if (n.has(Resize.ROI) && n.has(Resize.SCALES)) {
      return null;
    }
    var b = in(n);
    var none = b.constant(Tensor.ofDoubles(DType.F32, List.of(0L)));
    var roi = n.inOrNull(Resize.ROI);
    var scales = n.inOrNull(Resize.SCALES);
    var operands = n.inputValues().subList(0, 1);
    operands.add(roi == null ? none : roi);
    operands.add(scales == null ? none : scales);
    if (n.has(Resize.SIZES)) {
      operands.add(n.in(Resize.SIZES));
    }
    return b.node(op, operands, 1).result();
  }

  /**
   * A Resize of version 10 has asymmetric coordinates. The nearest element is the one before where an axis
   * grows, and the one behind where it shrinks.
   */
  private @Nullable Value simpleResize(Node n, Foreign f) {
    boolean simple =
        f.name().equals("Resize")
            && Domain.isDefault(f.domain())
            && f.opset() == 10
            && n.inputs() == 2
            && f.attrs().all().stream().allMatch(a -> a.name().equals("mode"));
    if (!simple) {
      return null;
    }
    var mode = f.attrs().get("mode") instanceof AttrValue.Str(var name) ? name.text() : "nearest";
    if (mode.equals("linear")) {
      return resample(n, Resampling.Filter.LINEAR, Resampling.Nearest.FLOOR, n.in(1));
    }
    if (!mode.equals("nearest") || !(n.constant(1) instanceof Tensor scales)) {
      return null;
    }
    boolean grows = Arrays.stream(scales.doubles()).allMatch(s -> s >= 1);
    boolean shrinks = Arrays.stream(scales.doubles()).allMatch(s -> s <= 1);
    var nearest = grows ? Resampling.Nearest.FLOOR : Resampling.Nearest.CEIL;
    return grows || shrinks ? resample(n, Resampling.Filter.NEAREST, nearest, n.in(1)) : null;
  }

  private Value resample(Node n, Resampling.Filter mode, Resampling.Nearest nearest, Value scales) {
    var resize =
        new Resize(
            mode,
            Resampling.Coordinates.ASYMMETRIC,
            nearest,
            -0.75f,
            false,
            0,
            false,
            List.of(),
            Resampling.Aspect.STRETCH);
    var b = in(n);
    var none = to < 13 ? b.constant(Tensor.ofDoubles(DType.F32, List.of(0L))) : null;
    return b.emit(resize, n.in(Image.X), none, scales);
  }
}
