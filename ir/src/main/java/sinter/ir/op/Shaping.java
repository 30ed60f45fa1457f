package sinter.ir.op;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Code;
import sinter.ir.tensor.Contents;
import sinter.ir.tensor.Movement;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;

/** Ops that move or rename elements without computing on them. */
public sealed interface Shaping extends Op
    permits Slicing,
        Shaping.Identity,
        Shaping.Reshape,
        Shaping.Flatten,
        Shaping.Squeeze,
        Shaping.Unsqueeze,
        Shaping.Transpose,
        Shaping.Expand,
        Shaping.Shape,
        Shaping.Size,
        Shaping.Dropout {

  /** The operand itself. */
  record Identity() implements Shaping {
    static final Schema SCHEMA =
        Schema.unary(Onnx.named("Identity").since(1, 13, 14, 16, 19, 21, 23, 24, 25));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return List.of(in.type(0));
    }

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return in.contents(0);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.one(in.constant(0));
    }
  }

  /**
   * x under another extent with as many elements. In the extent operand one -1 stands for what remains, and 0 for the
   * operand's own dimension unless {@code allowzero}.
   */
  record Reshape(boolean allowzero) implements Shaping {
    static final Schema SCHEMA =
        Schema.of(
            "x shape",
            "y",
            Onnx.named("Reshape")
                .since(1, 5, 13, 14, 19, 21, 23, 24, 25)
                .ignoring("consumed_inputs")
                .moved("shape", 1, 5)
                .orElse("allowzero", 0)
                .introduced("allowzero", 14));

    /** Zeros copy dimensions. */
    public Reshape() {
      this(false);
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return Extents.reshape(in, allowzero, d);
    }

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return Extents.renamed(in.contents(0), Fold.type(this, in, 0));
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.reshaped(this, in);
    }
  }

  /** A matrix: the axes before {@code axis} make its rows, the others its columns. */
  record Flatten(long axis) implements Shaping {
    static final Schema SCHEMA =
        Schema.unary(Onnx.named("Flatten").since(1, 9, 11, 13, 21, 23, 24, 25).orElse("axis", 1));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var dims = in.shape(0).dimsOrNull();
      if (dims == null) {
        return Extents.of(in.tensor(0), List.of(Dim.UNKNOWN, Dim.UNKNOWN));
      }
      int at = axis == dims.size() ? dims.size() : Axes.of(axis, dims.size());
      if (at < 0) {
        return d.error(0, Code.BAD_ATTRIBUTE, "axis %d is not an axis of %s", axis, in.type(0));
      }
      var rows = Extents.product(dims.subList(0, at));
      var columns = Extents.product(dims.subList(at, dims.size()));
      return Extents.of(in.tensor(0), List.of(rows, columns));
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.reshaped(this, in);
    }
  }

  /** x without the given axes, which have extent 1; without all such axes when none are given. */
  record Squeeze() implements Shaping {
    static final Schema SCHEMA =
        Schema.of(
            "x axes?",
            "y",
            Onnx.named("Squeeze").since(1, 11, 13, 21, 23, 24, 25).moved("axes", 1, 13));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return Extents.squeeze(in, d);
    }

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return Extents.renamed(in.contents(0), Fold.type(this, in, 0));
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.reshaped(this, in);
    }
  }

  /** x with new axes of extent 1 at the given places of the result. */
  record Unsqueeze() implements Shaping {
    static final Schema SCHEMA =
        Schema.of(
            "x axes",
            "y",
            Onnx.named("Unsqueeze").since(1, 11, 13, 21, 23, 24, 25).moved("axes", 1, 13));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return Extents.unsqueeze(in, d);
    }

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return Extents.renamed(in.contents(0), Fold.type(this, in, 0));
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.reshaped(this, in);
    }
  }

  /** {@code y.dims[k] = x.dims[perm[k]]}; an empty {@code perm} reverses the axes. */
  record Transpose(List<Long> perm) implements Shaping {
    static final Schema SCHEMA = Schema.unary(Onnx.named("Transpose").since(1, 13, 21, 23, 24, 25));

    public Transpose {
      perm = List.copyOf(perm);
    }

    /** The order of axes for an operand of that rank; null when {@code perm} is no permutation of its axes. */
    public @Nullable List<Integer> order(int rank) {
      if (perm.isEmpty()) {
        var reversed = new ArrayList<Integer>();
        for (int k = rank - 1; k >= 0; k--) {
          reversed.add(k);
        }
        return reversed;
      }
      return perm.size() == rank ? Axes.of(perm, rank) : null;
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var dims = in.shape(0).dimsOrNull();
      if (dims == null) {
        return perm.isEmpty()
            ? List.of(in.tensor(0))
            : Extents.of(in.tensor(0), Collections.nCopies(perm.size(), Dim.UNKNOWN));
      }
      var order = order(dims.size());
      if (order == null) {
        return d.error(
            0, Code.BAD_ATTRIBUTE, "%s is not a permutation of the axes of %s", perm, in.type(0));
      }
      return Extents.of(in.tensor(0), order.stream().map(dims::get).toList());
    }

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return in.contents(0);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      if (!(in.constant(0) instanceof Tensor x) || !(order(x.rank()) instanceof List<Integer> o)) {
        return null;
      }
      return Fold.one(Movement.transpose(x, o));
    }
  }

  /** x broadcast, in both directions, with an extent. */
  record Expand() implements Shaping {
    static final Schema SCHEMA = Schema.of("x shape", "y", Onnx.named("Expand").since(8, 13));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return Extents.expand(in, d);
    }

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return Extents.repeated(in.contents(0), Fold.type(this, in, 0));
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      var dims = Fold.dims(this, in, 0);
      return in.constant(0) instanceof Tensor x && dims != null
          ? Fold.one(Movement.pick(x, dims, Movement.broadcast(x.dims(), dims)))
          : null;
    }
  }

  /** The dimensions of axes {@code start … end - 1} of x as int64; negative axes count from the end. */
  record Shape(long start, @Nullable Long end) implements Shaping {
    static final Schema SCHEMA =
        Schema.unary(
            Onnx.named("Shape")
                .since(1, 13, 15, 19, 21, 23, 24, 25)
                .orElse("start", 0)
                .introduced("start", 15)
                .introduced("end", 15));

    /** All dimensions. */
    public Shape() {
      this(0, null);
    }

    /** The dimensions that are asked for of an operand of known rank. */
    private List<Dim> part(List<Dim> dims) {
      int from = bound(start, dims.size());
      int to = end == null ? dims.size() : bound(end, dims.size());
      return from < to ? dims.subList(from, to) : List.of();
    }

    private static int bound(long axis, int rank) {
      return Math.clamp(axis < 0 ? axis + rank : axis, 0, rank);
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var dims = in.shape(0).dimsOrNull();
      var count = dims == null ? Dim.UNKNOWN : Dim.of(part(dims).size());
      return Extents.of(TensorType.of(DType.I64), List.of(count));
    }

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      var dims = in.shape(0).dimsOrNull();
      return dims == null || dims.size() > Contents.LIMIT ? null : Contents.vector(part(dims));
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      var known = Known.constants(contents(in, 0));
      return known == null ? null : List.of(Tensor.vector(known));
    }
  }

  /** The number of elements of x as int64. */
  record Size() implements Shaping {
    static final Schema SCHEMA = Schema.unary(Onnx.named("Size").since(1, 13, 19, 21, 23, 24, 25));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return List.of(TensorType.of(DType.I64));
    }

    @Override
    public Contents contents(Ins in, int index) {
      return Contents.scalar(in.shape(0).elements());
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      var size = in.shape(0).elements();
      return size.isConst() ? List.of(Tensor.scalar(size.constant())) : null;
    }
  }

  /**
   * The operand itself, and a mask that is true everywhere. Only inference is expressed: a node that trains, or may be
   * told to, stays uninterpreted, and so does one that asks for the mask in versions that leave its content open.
   */
  record Dropout(@Nullable Long seed) implements Shaping {
    static final Schema SCHEMA =
        Schema.of(
            "x ratio? training?",
            "y mask?",
            Onnx.named("Dropout")
                .since(7, 10, 12, 13, 22)
                .skipping(1, 6)
                .moved("ratio", 1, 12)
                .operandSince(2, 12)
                .introduced("seed", 12)
                .only(Dropout::isInference));

    private static boolean isInference(Onnx.Form form) {
      if (form.since() < 12) {
        return !form.hasOut(1);
      }
      return !form.hasIn(2)
          || (form.constant(2) instanceof Tensor t && t.size() == 1 && t.longAt(0) == 0);
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return List.of(in.tensor(0), in.tensor(0).withDType(DType.BOOL));
    }

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return index == 0 ? in.contents(0) : null;
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return in.constant(0) instanceof Tensor x
          ? List.of(x, Tensor.splat(DType.BOOL, x.dims(), 1))
          : null;
    }
  }
}
