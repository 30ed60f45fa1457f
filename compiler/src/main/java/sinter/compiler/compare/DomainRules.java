package sinter.compiler.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;

/** What an operator demands of the numbers in one of its operands. */
final class DomainRules {
  private static final Set<String> REDUCTIONS =
      Set.of(
          "ReduceL1",
          "ReduceL2",
          "ReduceLogSum",
          "ReduceLogSumExp",
          "ReduceMax",
          "ReduceMean",
          "ReduceMin",
          "ReduceProd",
          "ReduceSum",
          "ReduceSumSquare",
          "Squeeze",
          "Unsqueeze",
          "CumSum");

  private DomainRules() {}

  /** The demand of operand {@code index}, or null when any number will do. */
  static @Nullable Domain of(Node node, int index) {
    String op = Operators.name(node);
    if (REDUCTIONS.contains(op)) {
      return index == 1 ? new Domain.Counting() : null;
    }
    return switch (op) {
      case "Gather", "GatherElements", "ScatterElements", "Scatter" ->
          index == 1 ? below(axis(node, 0)) : null;
      case "GatherND", "ScatterND" -> index == 1 ? below(smallest(node.shape(0))) : null;
      case "com.microsoft::EmbedLayerNormalization" ->
          index < 2 ? below(node.shape(index + 2).dim(0)) : null;
      case "com.microsoft::GatherBlockQuantized" -> index == 1 ? below(node.shape(0).dim(0)) : null;
      case "OneHot" ->
          switch (index) {
            case 0 -> below(depth(node));
            case 1 -> Domain.Range.of(4, 9);
            default -> null;
          };
      case "RNN", "GRU", "LSTM" ->
          index == 4 ? lengths(node.shape(0).dim(sequenceAxis(node))) : null;
      case "ReverseSequence" ->
          index == 1
              ? lengths(node.shape(0).dim((int) Operators.integer(node, "time_axis", 0)))
              : null;
      case "Range" ->
          switch (index) {
            case 0 -> Domain.Range.of(0, 1);
            case 1 -> Domain.Range.of(2, 9);
            default -> Domain.Range.of(1, 2);
          };
      case "Reshape" -> index == 1 ? new Domain.Flattening() : null;
      case "ConstantOfShape", "RandomNormal" -> Domain.Range.of(1, 5);
      case "Expand", "Tile" -> index == 1 ? Domain.Range.of(1, 3) : null;
      case "Slice" -> index == 0 ? null : slice(index);
      case "TopK", "Split" -> index == 1 ? Domain.Range.of(1, 2) : null;
      case "Pad" -> index == 1 ? Domain.Range.of(0, 2) : null;
      case "Resize" ->
          switch (index) {
            case 2 -> new Domain.Interval(1, 2);
            case 3 -> Domain.Range.of(2, 9);
            default -> null;
          };
      case "Upsample" -> index == 1 ? new Domain.Interval(1, 2) : null;
      case "Loop" -> index == 0 ? Domain.Range.of(1, 4) : index == 1 ? Domain.Range.of(1, 2) : null;
      case "Trilu" -> index == 1 ? Domain.Range.of(-1, 2) : null;
      case "NonMaxSuppression" ->
          switch (index) {
            case 2 -> Domain.Range.of(1, 5);
            case 3, 4 -> new Domain.Interval(0, 1);
            default -> null;
          };
      case "RoiAlign" -> index == 2 ? below(node.shape(0).dim(0)) : null;
      case "Dropout" ->
          switch (index) {
            case 1 -> new Domain.Interval(0, 0.9);
            case 2 -> Domain.Range.of(0, 1);
            default -> null;
          };
      case "BitShift" -> index == 1 ? Domain.Range.of(0, 4) : null;
      case "Div", "Mod" -> index == 1 && isInteger(node, 1) ? Domain.Range.of(1, 8) : null;
      case "Pow" -> index == 1 ? Domain.Range.of(0, 4) : null;
      case "Equal" -> choice(node.constant(1 - index));
      default -> null;
    };
  }

  /** Operators whose result holds the elements of this operand, only elsewhere or in another type. */
  static boolean passesOn(Node node, int index) {
    return switch (Operators.name(node)) {
      case "Identity",
          "Cast",
          "Reshape",
          "Unsqueeze",
          "Squeeze",
          "Transpose",
          "Flatten",
          "Expand",
          "Slice",
          "Split",
          "Gather",
          "GatherND",
          "Tile",
          "Clip",
          "Pad" ->
          index == 0;
      case "Concat" -> true;
      case "Where" -> index > 0;
      default -> false;
    };
  }

  private static @Nullable Domain slice(int index) {
    return switch (index) {
      case 1 -> Domain.Range.of(0, 1);
      case 2 -> Domain.Range.of(2, 6);
      case 3 -> new Domain.Counting();
      default -> Domain.Range.of(1, 2);
    };
  }

  private static int sequenceAxis(Node node) {
    return (int) Operators.integer(node, "layout", 0);
  }

  private static Dim axis(Node node, int operand) {
    return node.shape(operand).dim((int) Operators.integer(node, "axis", 0));
  }

  private static Dim smallest(Shape shape) {
    List<Dim> dims = shape.dimsOrNull();
    Dim smallest = Dim.UNKNOWN;
    for (Dim dim : dims == null ? List.<Dim>of() : dims) {
      smallest = !smallest.isKnown() ? dim : dim.isKnown() ? smallest.min(dim) : smallest;
    }
    return smallest;
  }

  private static Dim depth(Node node) {
    Tensor depth = node.constant(1);
    return depth == null ? Dim.UNKNOWN : Dim.of(depth.longAt(0));
  }

  /** An unknown table holds at least one row. */
  private static Domain below(Dim limit) {
    return new Domain.Range(Dim.ZERO, limit.isKnown() ? limit : Dim.ONE);
  }

  private static Domain lengths(Dim limit) {
    return limit.isKnown() ? new Domain.Range(Dim.ONE, limit.plus(Dim.ONE)) : Domain.Range.of(1, 2);
  }

  private static boolean isInteger(Node node, int index) {
    DType type = node.tensor(index).dtype();
    return type != null && type.isInteger();
  }

  /** Comparisons with 0 and 1 are about masks and flags, where both sides of the question matter. */
  private static @Nullable Domain choice(@Nullable Tensor constant) {
    if (constant == null
        || constant instanceof Tensor.Strings
        || constant.dtype().kind() == DType.Kind.COMPLEX
        || constant.size() > 16) {
      return null;
    }
    List<Double> values = new ArrayList<>();
    for (double value : constant.doubles()) {
      values.add(value);
    }
    boolean telling = values.stream().anyMatch(value -> Math.abs(value) > 1);
    return telling ? new Domain.Choice(values) : null;
  }
}
