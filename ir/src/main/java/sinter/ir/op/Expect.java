package sinter.ir.op;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Code;
import sinter.ir.tensor.Contents;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Assumptions;
import sinter.ir.type.DType;
import sinter.ir.type.DType.Kind;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type.TensorType;

/** What an op expects of its operands. Each check passes what is not known, and reports and returns false otherwise. */
record Expect(Ins in, Infer d) {
  /** Longer operands of indices are left to the run. */
  private static final int MOST_INDICES = 4096;

  /** All these operands have one element type. */
  boolean sameDType(int... operands) {
    int first = -1;
    for (int i : operands) {
      if (in.tensor(i).dtype() == null) {
        continue;
      }
      if (first < 0) {
        first = i;
      } else if (in.tensor(i).dtype() != in.tensor(first).dtype()) {
        d.error(
            i,
            Code.DTYPE_MISMATCH,
            "%s does not have the element type of %s",
            in.type(i),
            in.type(first));
        return false;
      }
    }
    return true;
  }

  /** The element type of the first operand that has a known one, or null. */
  @Nullable DType dtype(int... operands) {
    for (int i : operands) {
      if (in.tensor(i).dtype() instanceof DType known) {
        return known;
      }
    }
    return null;
  }

  /** The elements of {@code operand} are floats. */
  boolean floats(int operand) {
    return elements(operand, "floats are", DType::isFloat);
  }

  /** The elements of {@code operand} are floats or integers. */
  boolean numbers(int operand) {
    return elements(operand, "numbers are", t -> t.kind() != Kind.BOOL && t.kind() != Kind.STRING);
  }

  /** The elements of {@code operand} are integers. */
  boolean integers(int operand) {
    return elements(operand, "integers are", DType::isInteger);
  }

  /** The elements of {@code operand} are bool. */
  boolean bools(int operand) {
    return elements(operand, "bool is", t -> t == DType.BOOL);
  }

  private boolean elements(int operand, String wanted, Predicate<DType> fits) {
    if (in.tensor(operand).dtype() instanceof DType found && !fits.test(found)) {
      d.error(operand, Code.DTYPE_MISMATCH, "%s where %s expected", in.type(operand), wanted);
      return false;
    }
    return true;
  }

  /** The operand, where it is given, is one number. */
  boolean single(int operand) {
    if (!in.shape(operand).isRanked() || !Dim.differ(in.shape(operand).elements(), Dim.ONE)) {
      return true;
    }
    d.shapes(operand, "%s where a single number is expected", in.type(operand));
    return false;
  }

  /** No known element of {@code operand} is outside of axis {@code axis} of operand {@code of}, from either end. */
  boolean indices(int operand, int of, int axis) {
    var extent = in.shape(of).dim(axis);
    for (var i : known(operand)) {
      if (isOutside(i, extent)) {
        d.shapes(
            operand,
            "index %s is outside of axis %d of %s, which is %s long",
            i,
            axis,
            in.type(of),
            extent);
        return false;
      }
    }
    return true;
  }

  /** What is known of the elements of a small operand, in their order. */
  List<Dim> known(int operand) {
    if (in.contents(operand) instanceof Contents c) {
      return c.elements();
    }
    boolean isSmall =
        in.constant(operand) instanceof Tensor t
            && t.dtype().isInteger()
            && t.size() <= MOST_INDICES;
    return isSmall && in.constant(operand) instanceof Tensor t
        ? t.longs().stream().map(Dim::of).toList()
        : List.of();
  }

  /** Whether it is proven that {@code index} reaches beyond {@code extent} elements, counted from either end. */
  static boolean isOutside(Dim index, Dim extent) {
    var beyond = index.minus(extent);
    var before = index.plus(extent);
    return (beyond.isKnown() && beyond.lowerBound(Assumptions.NONE) >= 0)
        || (before.isKnown() && before.upperBound(Assumptions.NONE) < 0);
  }

  boolean rank(int operand, int rank) {
    return rank(operand, rank, rank);
  }

  boolean rank(int operand, int least, int most) {
    int rank = in.rank(operand);
    if (rank < 0 || (rank >= least && rank <= most)) {
      return true;
    }
    var expected =
        least == most
            ? "rank " + least
            : most == Integer.MAX_VALUE
                ? "rank " + least + " or more"
                : "rank " + least + " to " + most;
    d.shapes(operand, "%s where a tensor of %s is expected", in.type(operand), expected);
    return false;
  }

  boolean sameRank(int a, int b) {
    if (in.rank(a) < 0 || in.rank(b) < 0 || in.rank(a) == in.rank(b)) {
      return true;
    }
    d.shapes(b, "%s does not have the rank of %s", in.type(b), in.type(a));
    return false;
  }

  /** Axis {@code axis} of {@code operand} is {@code extent} long, as {@code other} demands. */
  boolean dim(int operand, int axis, Dim extent, int other) {
    if (!Dim.differ(in.shape(operand).dim(axis), extent)) {
      return true;
    }
    d.shapes(
        operand,
        "%s does not fit %s: axis %d is %s long, not %s",
        in.type(operand),
        in.type(other),
        axis,
        in.shape(operand).dim(axis),
        extent);
    return false;
  }

  /** {@code operand} broadcasts to {@code shape}, an extent that {@code other} demands, without widening it. */
  boolean broadcastsTo(int operand, Shape shape, int other) {
    var joint = Shape.broadcast(in.shape(operand), shape);
    if (joint != null && !Shape.differ(joint, shape)) {
      return true;
    }
    d.shapes(
        operand,
        "%s does not broadcast to [%s], which follows from %s",
        in.type(operand),
        shape,
        in.type(other));
    return false;
  }

  /** {@code axis} is one of an operand of this rank. */
  boolean axis(int operand, long axis, int rank) {
    if (rank < 0 || (axis >= -rank && axis < rank)) {
      return true;
    }
    d.error(operand, Code.BAD_ATTRIBUTE, "axis %d where %s is given", axis, in.type(operand));
    return false;
  }

  TensorType tensor(int operand) {
    return in.tensor(operand);
  }
}
