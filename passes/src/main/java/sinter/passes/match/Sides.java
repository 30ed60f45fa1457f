package sinter.passes.match;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Shape;

/**
 * A node with two operands of which one is constant.
 *
 * @param at index of the constant operand
 */
public record Sides(Value other, Tensor constant, int at) {
  /** The sides of {@code n}; null when none or both of its operands are constant. */
  public static @Nullable Sides of(Node n) {
    if (n.inputs() != 2 || n.inOrNull(0) == null || n.inOrNull(1) == null) {
      return null;
    }
    var left = n.constantIn(0);
    var right = n.constantIn(1);
    if ((left == null) == (right == null)) {
      return null;
    }
    return left != null ? new Sides(n.in(1), left, 0) : new Sides(n.in(0), right, 1);
  }

  /** True when the constant is the right operand. */
  public boolean isRight() {
    return at == 1;
  }

  /** True when combining the two by broadcasting gives the extent of the other operand for every binding. */
  public boolean keepsExtent() {
    return keepsExtent(other.tensorType().shape(), constant.dims());
  }

  /** True when an operand of extent {@code dims} never widens one of extent {@code shape} by broadcasting. */
  public static boolean keepsExtent(Shape shape, List<Long> dims) {
    if (dims.isEmpty()) {
      return true;
    }
    int lead = shape.rank() - dims.size();
    if (lead < 0) {
      return false;
    }
    for (int k = 0; k < dims.size(); k++) {
      if (dims.get(k) != 1 && !shape.dim(lead + k).isConst(dims.get(k))) {
        return false;
      }
    }
    return true;
  }

  /** The single value of the constant, or null when it has several. */
  public @Nullable Double uniform() {
    return constant.uniform();
  }

  /** True when the constant is {@code value} everywhere. */
  public boolean is(double value) {
    var u = constant.dtype().isFloat() || constant.dtype().isInteger() ? uniform() : null;
    return u != null && u == value;
  }
}
