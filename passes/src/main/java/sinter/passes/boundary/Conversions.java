package sinter.passes.boundary;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sinter.ir.Builder;
import sinter.ir.Model;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.diag.Diagnostics;
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

/**
 * Ops that one version of the default domain has and another has not, in terms of those that it has. Exact: the same
 * values, element by element.
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
          case Upsample(var mode) when to >= 11 -> upsample(n, mode);
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

  private Value upsample(Node n, Resampling.Filter mode) {
    var resize =
        new Resize(
            mode,
            Resampling.Coordinates.ASYMMETRIC,
            Resampling.Nearest.FLOOR,
            -0.75f,
            false,
            0,
            false,
            List.of(),
            Resampling.Aspect.STRETCH);
    return in(n).emit(resize, n.in(0), null, n.in(Upsample.SCALES));
  }
}
