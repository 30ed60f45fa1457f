package sinter.ir.op;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.tensor.Contents;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;

/** Reductions along axes. */
public sealed interface Reduce extends Op
    permits Reduce.Over, Reduce.ArgMax, Reduce.ArgMin, Reduce.Det {

  /**
   * A reduction over the axes that operand 1 names. Without any axes it is over all of them, or leaves the
   * operand alone when {@link #noopWithEmptyAxes}.
   */
  sealed interface Over extends Reduce {
    /** Whether the reduced axes stay, with extent 1. */
    boolean keepdims();

    boolean noopWithEmptyAxes();

    @Override
    default List<Type> infer(Ins in, Infer d) {
      return Totals.infer(this, in, d);
    }
  }

  /** Without axes there is no reduction over none before the axes became an operand. */
  private static Schema over(String name, int axes, Integer... since) {
    return Schema.of(
        "x axes?",
        "y",
        Onnx.named(name)
            .since(since)
            .orElse("keepdims", 1)
            .orElse("noop_with_empty_axes", 0)
            .introduced("noop_with_empty_axes", axes)
            .moved("axes", 1, axes));
  }

  /** The sum. */
  record ReduceSum(boolean keepdims, boolean noopWithEmptyAxes) implements Over {
    static final Schema SCHEMA = over("ReduceSum", 13, 1, 11, 13);

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return Totals.contents(this, in, Dim.ZERO, Dim::plus);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Totals.whole(this, in, Math::addExact);
    }
  }

  /** The product. */
  record ReduceProd(boolean keepdims, boolean noopWithEmptyAxes) implements Over {
    static final Schema SCHEMA = over("ReduceProd", 18, 1, 11, 13, 18);

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return Totals.contents(this, in, Dim.ONE, Dim::times);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Totals.whole(this, in, Math::multiplyExact);
    }
  }

  /** The greatest element. */
  record ReduceMax(boolean keepdims, boolean noopWithEmptyAxes) implements Over {
    static final Schema SCHEMA = over("ReduceMax", 18, 1, 11, 12, 13, 18, 20);

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return Totals.contents(this, in, null, Dim::max);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Totals.ordered(this, in, 1);
    }
  }

  /** The least element. */
  record ReduceMin(boolean keepdims, boolean noopWithEmptyAxes) implements Over {
    static final Schema SCHEMA = over("ReduceMin", 18, 1, 11, 12, 13, 18, 20);

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return Totals.contents(this, in, null, Dim::min);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Totals.ordered(this, in, -1);
    }
  }

  /** The arithmetic mean. */
  record ReduceMean(boolean keepdims, boolean noopWithEmptyAxes) implements Over {
    static final Schema SCHEMA = over("ReduceMean", 18, 1, 11, 13, 18);
  }

  /** The sum of absolute values. */
  record ReduceL1(boolean keepdims, boolean noopWithEmptyAxes) implements Over {
    static final Schema SCHEMA = over("ReduceL1", 18, 1, 11, 13, 18);
  }

  /** The square root of the sum of squares. */
  record ReduceL2(boolean keepdims, boolean noopWithEmptyAxes) implements Over {
    static final Schema SCHEMA = over("ReduceL2", 18, 1, 11, 13, 18);
  }

  /** The sum of squares. */
  record ReduceSumSquare(boolean keepdims, boolean noopWithEmptyAxes) implements Over {
    static final Schema SCHEMA = over("ReduceSumSquare", 18, 1, 11, 13, 18);
  }

  /** The logarithm of the sum. */
  record ReduceLogSum(boolean keepdims, boolean noopWithEmptyAxes) implements Over {
    static final Schema SCHEMA = over("ReduceLogSum", 18, 1, 11, 13, 18);
  }

  /** The logarithm of the sum of exponentials. */
  record ReduceLogSumExp(boolean keepdims, boolean noopWithEmptyAxes) implements Over {
    static final Schema SCHEMA = over("ReduceLogSumExp", 18, 1, 11, 13, 18);
  }

  private static Schema index(String name) {
    return Schema.of(
        "x",
        "y",
        Onnx.named(name)
            .since(1, 11, 12, 13)
            .orElse("axis", 0)
            .orElse("keepdims", 1)
            .orElse("select_last_index", 0)
            .introduced("select_last_index", 12));
  }

  /** Type of an index along an axis. */
  private static List<Type> indexType(long axis, boolean keepdims, Ins in, Infer d) {
    if (Extents.axis(axis, in, d) instanceof List<Type> complaint) {
      return complaint;
    }
    var dims = in.shape(0).dimsOrNull();
    return List.of(
        Indexing.indices(
            dims == null
                ? Shape.UNRANKED
                : Shape.of(Totals.without(dims, List.of(Axes.of(axis, dims.size())), keepdims))));
  }

  /** Index of the greatest element along an axis, the first or the last of equal ones. */
  record ArgMax(long axis, boolean keepdims, boolean selectLastIndex) implements Reduce {
    static final Schema SCHEMA = index("ArgMax");

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return indexType(axis, keepdims, in, d);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Totals.index(this, in, axis, 1, selectLastIndex);
    }
  }

  /** Index of the least element along an axis, the first or the last of equal ones. */
  record ArgMin(long axis, boolean keepdims, boolean selectLastIndex) implements Reduce {
    static final Schema SCHEMA = index("ArgMin");

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return indexType(axis, keepdims, in, d);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Totals.index(this, in, axis, -1, selectLastIndex);
    }
  }

  /** The determinants of the matrices in the last two axes. */
  record Det() implements Reduce {
    static final Schema SCHEMA = Schema.unary(Onnx.named("Det").since(11, 22));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var x = in.tensor(0);
      var dims = x.shape().dimsOrNull();
      if (dims == null) {
        return List.of(x);
      }
      int rank = dims.size();
      if (rank < 2 || Dim.differ(dims.get(rank - 2), dims.get(rank - 1))) {
        return d.shapes(0, "%s holds no square matrices", x);
      }
      return Extents.of(x, dims.subList(0, rank - 2));
    }
  }
}
