package sinter.ir.op;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Code;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Assumptions;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;

/** Ops whose result depends on where elements stand or how they compare, and running totals. */
public sealed interface Selection extends Indexing {

  /** The k greatest (or least) elements along an axis, and their indices. */
  record TopK(long axis, boolean largest, boolean sorted) implements Selection {
    static final Schema SCHEMA =
        Schema.of(
            "x k",
            "values indices",
            Onnx.named("TopK")
                .since(1, 10, 11, 24)
                .orElse("axis", -1)
                .orElse("largest", 1)
                .introduced("largest", 11)
                .orElse("sorted", 1)
                .introduced("sorted", 11)
                .moved("k", 1, 10, Onnx.Fit.VECTOR));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      if (Extents.axis(axis, in, d) instanceof List<Type> complaint) {
        return complaint;
      }
      var x = in.tensor(0);
      var dims = x.shape().dimsOrNull();
      var k = Known.single(in.contents(1));
      if (dims != null) {
        var more = k.minus(dims.get(Axes.of(axis, dims.size())));
        if (more.isKnown() && more.lowerBound(Assumptions.NONE) > 0) {
          return d.shapes(1, "the first %s of axis %d of %s", k, axis, x);
        }
      }
      var shape =
          dims == null
              ? Shape.UNRANKED
              : Shape.of(Extents.with(dims, Axes.of(axis, dims.size()), k));
      return List.of(x.withShape(shape), Indexing.indices(shape));
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Lookup.topK(this, in);
    }
  }

  /** The coordinates of the elements that are not zero: one row per axis, in row-major order. */
  record NonZero() implements Selection {
    static final Schema SCHEMA = Schema.unary(Onnx.named("NonZero").since(9, 13));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var rank = in.rank(0) <= 0 ? Dim.UNKNOWN : Dim.of(in.rank(0));
      return Extents.of(Indexing.indices(Shape.SCALAR), List.of(rank, Lookup.hits(in, 0)));
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Lookup.nonZero(in);
    }
  }

  /** A new axis of extent depth: values[1] where the index says so, values[0] elsewhere. */
  record OneHot(long axis) implements Selection {
    static final Schema SCHEMA =
        Schema.of(
            "indices depth values", "y", Onnx.named("OneHot").since(9, 11).orElse("axis", -1));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var y = in.tensor(2);
      if (!(in.shape(0) instanceof Shape.Ranked(var dims))) {
        return List.of(y.withShape(Shape.UNRANKED));
      }
      int at = Axes.of(axis, dims.size() + 1);
      if (at < 0) {
        return d.error(
            0, Code.BAD_ATTRIBUTE, "axis %d is no place for an axis in %s", axis, in.type(0));
      }
      if (in.rank(2) >= 0 && Dim.differ(in.shape(2).elements(), Dim.of(2))) {
        return d.shapes(2, "%s where the values off and on are expected", in.type(2));
      }
      var out = new ArrayList<>(dims);
      out.add(at, depth(in));
      return Extents.of(y, out);
    }

    private static Dim depth(Ins in) {
      if (in.constant(1) instanceof Tensor t && t.size() == 1 && t.dtype().isFloat()) {
        return Dim.of(t.longAt(0));
      }
      return Known.single(in.contents(1));
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Lookup.oneHot(this, in);
    }
  }

  /** The slices of an axis, or the elements of x laid flat, whose condition holds. */
  record Compress(@Nullable Long axis) implements Selection {
    static final Schema SCHEMA = Schema.of("x condition", "y", Onnx.named("Compress").since(9, 11));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var x = in.tensor(0);
      if (axis == null) {
        return Extents.of(x, List.of(Lookup.hits(in, 1)));
      }
      var dims = x.shape().dimsOrNull();
      if (dims == null) {
        return List.of(x);
      }
      return Extents.axis(axis, in, d) instanceof List<Type> complaint
          ? complaint
          : Extents.of(x, Extents.with(dims, Axes.of(axis, dims.size()), Lookup.hits(in, 1)));
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Lookup.compress(this, in);
    }
  }

  /** The distinct elements, or slices of an axis; first places, places of all in them, and counts. */
  record Unique(@Nullable Long axis, boolean sorted) implements Selection {
    static final Schema SCHEMA =
        Schema.of(
            "x", "y first? inverse? counts?", Onnx.named("Unique").since(11).orElse("sorted", 1));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var x = in.tensor(0);
      var dims = x.shape().dimsOrNull();
      var list = Indexing.indices(Shape.ofRank(1));
      if (axis == null) {
        var all = Indexing.indices(Shape.of(List.of(x.shape().elements())));
        return List.of(x.withShape(Shape.ofRank(1)), list, all, list);
      }
      if (dims == null) {
        return List.of(x, list, list, list);
      }
      if (Extents.axis(axis, in, d) instanceof List<Type> complaint) {
        return complaint;
      }
      int at = Axes.of(axis, dims.size());
      var y = x.withShape(Shape.of(Extents.with(dims, at, Dim.UNKNOWN)));
      return List.of(y, list, Indexing.indices(Shape.of(List.of(dims.get(at)))), list);
    }
  }

  /** Running sums along an axis: without the element itself when {@code exclusive}, from the end when {@code reverse}. */
  record CumSum(boolean exclusive, boolean reverse) implements Selection {
    static final Schema SCHEMA = Schema.of("x axis", "y", running("CumSum").since(11, 14));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return runningType(in, d);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Lookup.running(in, exclusive, reverse, 0, (a, b) -> a + b);
    }
  }

  /** Running products along an axis; see {@link CumSum}. */
  record CumProd(boolean exclusive, boolean reverse) implements Selection {
    static final Schema SCHEMA = Schema.of("x axis", "y", running("CumProd").since(26));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return runningType(in, d);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Lookup.running(in, exclusive, reverse, 1, (a, b) -> a * b);
    }
  }

  private static List<Type> runningType(Ins in, Infer d) {
    var axis = Known.single(in.contents(1));
    return axis.isConst() && Extents.axis(axis.constant(), in, d) instanceof List<Type> complaint
        ? complaint
        : List.of(in.tensor(0));
  }

  private static Onnx running(String name) {
    return Onnx.named(name).orElse("exclusive", 0).orElse("reverse", 0);
  }
}
