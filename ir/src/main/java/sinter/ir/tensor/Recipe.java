package sinter.ir.tensor;

import java.util.List;
import sinter.ir.type.DType;

/** How a {@link Tensor.Derived} follows from its sources. Data, never a lambda: a recipe prints, hashes and replays. */
public sealed interface Recipe {
  /** The source under another shape. */
  enum Reshape implements Recipe {
    INSTANCE
  }

  /** Element-wise arithmetic of two sources of the same shape, or of which one has a single element. */
  enum Pointwise implements Recipe {
    ADD,
    SUB,
    MUL,
    DIV
  }

  /** {@code out[…, i, …] = w[…, i, …] · s[i]} with {@code i} along {@code axis}; sources {@code w, s}. */
  record ScaleAxis(int axis) implements Recipe {}

  /** Axes reordered as ONNX Transpose does: {@code out.dims[k] = in.dims[order[k]]}. */
  record Permute(List<Integer> order) implements Recipe {
    public Permute {
      order = List.copyOf(order);
    }
  }

  /** Values converted to another float type. */
  record Cast(DType to) implements Recipe {}
}
