package sinter.ir.op;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Code;
import sinter.ir.tensor.Contents;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Dim;
import sinter.ir.type.Type;

/** Joining, cutting, padding and repeating along axes. */
public sealed interface Slicing extends Shaping {

  /** The operands one after another along an axis. */
  record Concat(long axis) implements Slicing {
    static final Schema SCHEMA =
        Schema.of("xs*", "y", Onnx.named("Concat").since(4, 11, 13).skipping(1));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return Cuts.concat(axis, in, d);
    }

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      var out = new ArrayList<Dim>();
      boolean any = false;
      for (int i = 0; i < in.inputs(); i++) {
        var c = in.contents(i);
        int n = c != null ? c.size() : Extents.length(in, i);
        if (n < 0 || out.size() + n > Contents.LIMIT || (c != null && c.scalar())) {
          return null;
        }
        any |= c != null;
        out.addAll(c != null ? c.elements() : Collections.nCopies(n, Dim.UNKNOWN));
      }
      return any ? Contents.vector(out) : null;
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Cuts.joined(this, in);
    }
  }

  /**
   * Consecutive pieces of an axis: of the lengths given, or as many equal ones as there are results, the last one
   * shorter where {@code numOutputs} is given.
   */
  record Split(long axis, @Nullable Long numOutputs) implements Slicing {
    static final Schema SCHEMA =
        Schema.of(
            "x lengths?",
            "ys*",
            Onnx.named("Split")
                .since(2, 11, 13, 18)
                .skipping(1)
                .orElse("axis", 0)
                .moved("split", 1, 13)
                .introduced("num_outputs", 18)
                .only(f -> f.since() < 18 || f.hasIn(1) != f.attrs().has("num_outputs"))
                .writable(
                    w -> w.since() < 18 || w.in().has(1) != (((Split) w.op()).numOutputs != null)));

    /** Pieces of given lengths, or equal ones in versions that need no number. */
    public Split(long axis) {
      this(axis, null);
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return Cuts.split(axis, numOutputs, in, d);
    }

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      var c = in.contents(0);
      var piece = Fold.type(this, in, index).shape();
      if (c == null || c.scalar() || !piece.isStatic()) {
        return null;
      }
      long from = 0;
      for (int i = 0; i < index; i++) {
        var before = Fold.type(this, in, i).shape();
        if (!before.isStatic()) {
          return null;
        }
        from += before.longs().getFirst();
      }
      long to = from + piece.longs().getFirst();
      return to > c.size() ? null : Contents.vector(c.elements().subList((int) from, (int) to));
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Cuts.pieces(this, axis, in);
    }
  }

  /** Every {@code steps[k]}-th element from {@code starts[k]} up to but not including {@code ends[k]} of some axes. */
  record Slice() implements Slicing {
    static final Schema SCHEMA =
        Schema.of(
            "x starts ends axes? steps?",
            "y",
            Onnx.named("Slice")
                .since(1, 10, 11, 13)
                .moved("starts", 1, 10)
                .moved("ends", 2, 10)
                .moved("axes", 3, 10)
                .operandSince(4, 10));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return Cuts.slice(in, d);
    }

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      var c = in.contents(0);
      var cuts = c == null || c.scalar() ? null : Cuts.constant(in, List.of((long) c.size()));
      if (c == null || cuts == null) {
        return null;
      }
      var cut = cuts.getFirst();
      var out = new ArrayList<Dim>();
      for (long i = 0; i < cut.length(); i++) {
        out.add(c.at((int) (cut.start() + i * cut.step())));
      }
      return Contents.vector(out);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Cuts.sliced(in);
    }
  }

  /** What surrounds the operand in {@link Pad}. */
  enum PadMode {
    CONSTANT("constant"),
    REFLECT("reflect"),
    EDGE("edge"),
    WRAP("wrap");

    private final String text;

    PadMode(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * x with {@code pads} = (before each axis …, after each axis …) more elements along the given axes, or all; negative
   * numbers take elements away. They are the value operand, or 0, or taken from x.
   */
  record Pad(PadMode mode) implements Slicing {
    static final Schema SCHEMA =
        Schema.of(
            "x pads value? axes?",
            "y",
            Onnx.named("Pad")
                .since(2, 11, 13, 18, 19, 21, 23, 24, 25)
                .skipping(1)
                .orElse("mode", "constant")
                .valueSince("mode", "wrap", 19)
                .moved("pads", 1, 11)
                .moved("value", 2, 11, Onnx.Fit.LIKE_FIRST)
                .operandSince(3, 18));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return Cuts.pad(mode, in, d);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Padding.eval(this, in);
    }
  }

  /** x repeated {@code repeats[k]} times along axis k. */
  record Tile() implements Slicing {
    static final Schema SCHEMA =
        Schema.of("x repeats", "y", Onnx.named("Tile").since(6, 13).skipping(1));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return Cuts.tile(in, d);
    }

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return Extents.repeated(in.contents(0), Fold.type(this, in, 0));
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Padding.tiled(this, in);
    }
  }

  /** The upper or lower triangle of the matrices in the last two axes, from diagonal k on; zeros elsewhere. */
  record Trilu(boolean upper) implements Slicing {
    static final Schema SCHEMA =
        Schema.of("x k?", "y", Onnx.named("Trilu").since(14).orElse("upper", 1));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      int rank = in.rank(0);
      return rank >= 0 && rank < 2
          ? d.shapes(0, "%s holds no matrices", in.type(0))
          : List.of(in.tensor(0));
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Padding.triangle(upper, in);
    }
  }

  /** The first {@code lengths[b]} elements of each row b of the time axis in reverse order. */
  record ReverseSequence(long batchAxis, long timeAxis) implements Slicing {
    static final Schema SCHEMA =
        Schema.of(
            "x lengths",
            "y",
            Onnx.named("ReverseSequence").since(10).orElse("batch_axis", 1).orElse("time_axis", 0));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      int rank = in.rank(0);
      return rank >= 0 && (rank < 2 || batchAxis == timeAxis)
          ? d.error(0, Code.BAD_ATTRIBUTE, "%s has no batch axis beside its time axis", in.type(0))
          : List.of(in.tensor(0));
    }
  }
}
