package sinter.ir.op;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.tensor.Contents;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;

/** Reading and writing elements by index. */
public sealed interface Indexing extends Op
    permits Selection,
        Indexing.Gather,
        Indexing.GatherElements,
        Indexing.GatherNd,
        Indexing.ScatterElements,
        Indexing.ScatterNd,
        Indexing.Scatter,
        Indexing.TensorScatter {

  /** The index operand's dimensions in place of {@code axis}: {@code y[…, i…, …] = x[…, indices[i…], …]}. */
  record Gather(long axis) implements Indexing {
    static final Schema SCHEMA =
        Schema.of("x indices", "y", Onnx.named("Gather").since(1, 11, 13).orElse("axis", 0));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var x = in.tensor(0);
      if (Extents.axis(axis, in, d) instanceof List<Type> complaint) {
        return complaint;
      }
      if (!(x.shape() instanceof Shape.Ranked(var dims))
          || !(in.shape(1) instanceof Shape.Ranked(var indices))) {
        return List.of(x.withShape(Shape.UNRANKED));
      }
      int at = Axes.of(axis, dims.size());
      if (!new Expect(in, d).integers(1) || !new Expect(in, d).indices(1, 0, at)) {
        return d.unknown();
      }
      var out = new ArrayList<>(dims.subList(0, at));
      out.addAll(indices);
      out.addAll(dims.subList(at + 1, dims.size()));
      return Extents.of(x, out);
    }

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      var x = in.contents(0);
      var at = in.contents(1);
      if (x == null || x.scalar() || at == null) {
        return null;
      }
      var out = new ArrayList<Dim>();
      for (var i : at.elements()) {
        long k = i.isConst() ? i.constant() : Long.MIN_VALUE;
        k = k < 0 ? k + x.size() : k;
        out.add(k >= 0 && k < x.size() ? x.at((int) k) : Dim.UNKNOWN);
      }
      return new Contents(at.scalar(), out);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Lookup.gather(this, in);
    }
  }

  /** {@code y[…, i, …] = x[…, indices[…, i, …], …]} along an axis, for every place of the index operand. */
  record GatherElements(long axis) implements Indexing {
    static final Schema SCHEMA =
        Schema.of("x indices", "y", Onnx.named("GatherElements").since(11, 13).orElse("axis", 0));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return Extents.axis(axis, in, d) instanceof List<Type> complaint
          ? complaint
          : Indexing.elements(axis, in, d)
              ? List.of(in.tensor(0).withShape(in.shape(1)))
              : d.unknown();
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Lookup.gatherElements(this, in);
    }
  }

  /** Slices of x addressed by the vectors in the index operand's last axis, after {@code batchDims} shared axes. */
  record GatherNd(long batchDims) implements Indexing {
    static final Schema SCHEMA =
        Schema.of(
            "x indices",
            "y",
            Onnx.named("GatherND")
                .since(11, 12, 13)
                .orElse("batch_dims", 0)
                .introduced("batch_dims", 12));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var x = in.tensor(0);
      if (!(x.shape() instanceof Shape.Ranked(var dims))
          || !(in.shape(1) instanceof Shape.Ranked(var indices))
          || indices.isEmpty()
          || !indices.getLast().isConst()) {
        return List.of(x.withShape(Shape.UNRANKED));
      }
      long used = batchDims + indices.getLast().constant();
      if (used < 0 || used > dims.size() || batchDims >= indices.size()) {
        return d.shapes(1, "vectors of %s address no slices of %s", in.type(1), x);
      }
      if (batchDims == 0 && !Indexing.vectors(in, d)) {
        return d.unknown();
      }
      var out = new ArrayList<>(indices.subList(0, indices.size() - 1));
      out.addAll(dims.subList((int) used, dims.size()));
      return Extents.of(x, out);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return batchDims == 0 ? Lookup.gatherNd(this, in) : null;
    }
  }

  /** How {@link ScatterElements} and {@link ScatterNd} combine an update with what is there. */
  enum Reduction {
    NONE("none"),
    ADD("add"),
    MUL("mul"),
    MAX("max"),
    MIN("min");

    private final String text;

    Reduction(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static Onnx reducing(String name) {
    return Onnx.named(name)
        .since(11, 13, 16, 18)
        .orElse("reduction", "none")
        .introduced("reduction", 16)
        .valueSince("reduction", "max", 18)
        .valueSince("reduction", "min", 18);
  }

  /** x with {@code x[…, indices[…, i, …], …]} combined with {@code updates[…, i, …]} along an axis. */
  record ScatterElements(long axis, Reduction reduction) implements Indexing {
    static final Schema SCHEMA =
        Schema.of("x indices updates", "y", reducing("ScatterElements").orElse("axis", 0));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return Indexing.scattered(axis, in, d);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return reduction == Reduction.NONE ? Lookup.scatterElements(axis, in) : null;
    }
  }

  /** x with the slices addressed by the vectors in the index operand's last axis combined with the updates. */
  record ScatterNd(Reduction reduction) implements Indexing {
    static final Schema SCHEMA = Schema.of("x indices updates", "y", reducing("ScatterND"));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      if (!(in.shape(0) instanceof Shape.Ranked(var dims))
          || !(in.shape(1) instanceof Shape.Ranked(var indices))
          || indices.isEmpty()
          || !indices.getLast().isConst()) {
        return List.of(in.tensor(0));
      }
      long used = indices.getLast().constant();
      if (used < 0 || used > dims.size()) {
        return d.shapes(1, "vectors of %s address no slices of %s", in.type(1), in.type(0));
      }
      var slices = new ArrayList<>(indices.subList(0, indices.size() - 1));
      slices.addAll(dims.subList((int) used, dims.size()));
      var wanted = Shape.of(slices);
      if (Shape.differ(in.shape(2), wanted)) {
        return d.shapes(2, "%s as updates where [%s] is expected", in.type(2), wanted);
      }
      return Indexing.vectors(in, d) ? List.of(in.tensor(0)) : d.unknown();
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return reduction == Reduction.NONE ? Lookup.scatterNd(in) : null;
    }
  }

  /** The name that {@link ScatterElements} had before it could combine. */
  record Scatter(long axis) implements Indexing {
    static final Schema SCHEMA =
        Schema.of(
            "x indices updates",
            "y",
            Onnx.named("Scatter").since(9).skipping(11).orElse("axis", 0));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return Indexing.scattered(axis, in, d);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Lookup.scatterElements(axis, in);
    }
  }

  /** A cache with the update written from each batch's write index on, around its end when circular. */
  record TensorScatter(long axis, Mode mode) implements Indexing {
    static final Schema SCHEMA =
        Schema.of(
            "cache update indices?",
            "y",
            Onnx.named("TensorScatter").since(24).orElse("axis", -2).orElse("mode", "linear"));

    /** What happens at the end of the cache. */
    public enum Mode {
      LINEAR("linear"),
      CIRCULAR("circular");

      private final String text;

      Mode(String text) {
        this.text = text;
      }

      @Override
      public String toString() {
        return text;
      }
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return List.of(in.tensor(0));
    }
  }

  /** The index operand has the rank of x and, as far as is known, no index beyond the axis. */
  private static boolean elements(long axis, Ins in, Infer d) {
    var e = new Expect(in, d);
    int rank = in.rank(0);
    return e.integers(1) && e.sameRank(0, 1) && (rank < 0 || e.indices(1, 0, Axes.of(axis, rank)));
  }

  /** x, whose elements are replaced one by one. */
  private static List<Type> scattered(long axis, Ins in, Infer d) {
    if (Extents.axis(axis, in, d) instanceof List<Type> complaint) {
      return complaint;
    }
    if (Shape.differ(in.shape(1), in.shape(2))) {
      return d.shapes(2, "%s does not have the extent of %s", in.type(2), in.type(1));
    }
    return elements(axis, in, d) ? List.of(in.tensor(0)) : d.unknown();
  }

  /** No known component of the vectors in the index operand is beyond its axis of x. */
  private static boolean vectors(Ins in, Infer d) {
    var e = new Expect(in, d);
    var last = in.shape(1).dim(-1);
    if (!e.integers(1)) {
      return false;
    }
    var known = e.known(1);
    for (int i = 0; last.isConst() && i < known.size(); i++) {
      int axis = (int) (i % last.constant());
      if (Expect.isOutside(known.get(i), in.shape(0).dim(axis))) {
        d.shapes(
            1,
            "index %s is outside of axis %d of %s, which is %s long",
            known.get(i),
            axis,
            in.type(0),
            in.shape(0).dim(axis));
        return false;
      }
    }
    return true;
  }

  /** An int64 tensor of that extent. */
  static TensorType indices(Shape shape) {
    return TensorType.of(DType.I64, shape);
  }
}
