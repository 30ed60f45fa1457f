package sinter.ir.op;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Code;
import sinter.ir.tensor.Contents;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.OptionalType;
import sinter.ir.type.Type.SequenceType;
import sinter.ir.type.Type.TensorType;

/** Sequences and optional values. */
public sealed interface Compound extends Op {

  private static Type element(Type sequence) {
    return sequence instanceof SequenceType(var element) ? element : Type.OPAQUE;
  }

  /** Reports operand 0 when it is known to be no sequence. */
  private static boolean isSequence(Ins in, Infer d) {
    if (in.type(0) instanceof SequenceType || in.type(0) instanceof Type.Opaque) {
      return true;
    }
    d.error(0, Code.DTYPE_MISMATCH, "%s where a sequence is expected", in.type(0));
    return false;
  }

  /** The sequence of the operands. */
  record SequenceConstruct() implements Compound {
    static final Schema SCHEMA = Schema.of("xs*", "y", Onnx.named("SequenceConstruct").since(11));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      Type element = in.type(0);
      for (int i = 1; i < in.inputs(); i++) {
        element = Type.join(element, in.type(i));
      }
      return List.of(new SequenceType(element));
    }
  }

  /** An empty sequence of tensors; {@code dtype} null for f32. */
  record SequenceEmpty(@Nullable DType dtype) implements Compound {
    static final Schema SCHEMA = Schema.of("", "y", Onnx.named("SequenceEmpty").since(11));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return List.of(
          new SequenceType(new TensorType(dtype == null ? DType.F32 : dtype, Shape.UNRANKED)));
    }
  }

  /** The sequence with x in front of a position; at the end without one. */
  record SequenceInsert() implements Compound {
    static final Schema SCHEMA =
        Schema.of("sequence x position?", "y", Onnx.named("SequenceInsert").since(11));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return isSequence(in, d)
          ? List.of(new SequenceType(Type.join(element(in.type(0)), in.type(1))))
          : d.unknown();
    }
  }

  /** The sequence without the element at a position; without the last when none is given. */
  record SequenceErase() implements Compound {
    static final Schema SCHEMA =
        Schema.of("sequence position?", "y", Onnx.named("SequenceErase").since(11));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return isSequence(in, d) ? List.of(in.type(0)) : d.unknown();
    }
  }

  /** The element at a position; negative ones count from the end. */
  record SequenceAt() implements Compound {
    static final Schema SCHEMA =
        Schema.of("sequence position", "y", Onnx.named("SequenceAt").since(11));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return isSequence(in, d) ? List.of(element(in.type(0))) : d.unknown();
    }
  }

  /** Number of elements. */
  record SequenceLength() implements Compound {
    static final Schema SCHEMA = Schema.of("sequence", "y", Onnx.named("SequenceLength").since(11));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return isSequence(in, d) ? List.of(new TensorType(DType.I64, Shape.SCALAR)) : d.unknown();
    }
  }

  /**
   * x cut along an axis: into pieces of given lengths, or of one given length but for the last, or of length one.
   *
   * @param keepdims whether pieces of length one, made without a split operand, keep the axis
   */
  record SplitToSequence(long axis, boolean keepdims) implements Compound {
    public static final int X = 0;
    public static final int SPLIT = 1;
    static final Schema SCHEMA =
        Schema.of(
            "x split?",
            "y",
            Onnx.named("SplitToSequence").since(11, 24).orElse("axis", 0).orElse("keepdims", 1));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var x = in.tensor(X);
      if (!new Expect(in, d).axis(X, axis, x.rank())) {
        return d.unknown();
      }
      if (x.rank() < 0) {
        return List.of(new SequenceType(x));
      }
      int at = Axes.of(axis, x.rank());
      var dims = new ArrayList<Dim>(x.shape().dims());
      if (in.has(SPLIT)) {
        dims.set(at, piece(in, dims.get(at)));
      } else if (keepdims) {
        dims.set(at, Dim.ONE);
      } else {
        dims.remove(at);
      }
      return List.of(new SequenceType(x.withShape(Shape.of(dims))));
    }

    /** The length that all pieces have, if they do. */
    private static Dim piece(Ins in, Dim whole) {
      if (!(in.contents(SPLIT) instanceof Contents c) || c.size() == 0) {
        return Dim.UNKNOWN;
      }
      var first = c.at(0);
      boolean even =
          c.scalar()
              ? whole.mod(first).isConst(0)
              : c.elements().stream().allMatch(e -> Dim.same(e, first));
      return even ? first : Dim.UNKNOWN;
    }
  }

  /** The elements joined along an axis, a new one if asked for. */
  record ConcatFromSequence(long axis, boolean newAxis) implements Compound {
    static final Schema SCHEMA =
        Schema.of(
            "sequence", "y", Onnx.named("ConcatFromSequence").since(11).orElse("new_axis", 0));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      if (!isSequence(in, d)) {
        return d.unknown();
      }
      if (!(element(in.type(0)) instanceof TensorType e)) {
        return List.of(TensorType.ANY);
      }
      int rank = e.rank() < 0 ? -1 : e.rank() + (newAxis ? 1 : 0);
      if (!new Expect(in, d).axis(0, axis, rank)) {
        return d.unknown();
      }
      if (rank < 0) {
        return List.of(e);
      }
      var dims = new ArrayList<Dim>(e.shape().dims());
      int at = Axes.of(axis, rank);
      if (newAxis) {
        dims.add(at, Dim.UNKNOWN);
      } else {
        dims.set(at, Dim.UNKNOWN);
      }
      return List.of(e.withShape(Shape.of(dims)));
    }
  }

  /** The operand as an optional value; without it, an absent value of the stated type. */
  record Optional(@Nullable Type type) implements Compound {
    static final Schema SCHEMA = Schema.of("x?", "y", Onnx.named("Optional").since(15));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return List.of(new OptionalType(in.has(0) ? in.type(0) : type == null ? Type.OPAQUE : type));
    }
  }

  /** The value of an optional; what is not optional is its own value. */
  record OptionalGetElement() implements Compound {
    static final Schema SCHEMA = Schema.unary(Onnx.named("OptionalGetElement").since(15, 18));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return List.of(in.type(0) instanceof OptionalType(var element) ? element : in.type(0));
    }
  }

  /** Whether a value is there. */
  record OptionalHasElement() implements Compound {
    static final Schema SCHEMA =
        Schema.of("x?", "y", Onnx.named("OptionalHasElement").since(15, 18).optionalSince(0, 18));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return List.of(new TensorType(DType.BOOL, Shape.SCALAR));
    }
  }
}
