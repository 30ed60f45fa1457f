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

  /** No source: numbers drawn by place; see {@link Draws} for the generator. */
  sealed interface Drawn extends Recipe {
    /** Which stream of numbers; draws of one key and one distribution are the same numbers. */
    long key();
  }

  /** Uniform between {@code low} and {@code high}. */
  record Uniform(long key, double low, double high) implements Drawn {}

  /** Normal with this mean and standard deviation. */
  record Normal(long key, double mean, double std) implements Drawn {}

  /** Normal with this mean and standard deviation, of which only what lies within two deviations is drawn. */
  record TruncatedNormal(long key, double mean, double std) implements Drawn {}
}
