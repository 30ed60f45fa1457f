package sinter.ir.op;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.Block;
import sinter.ir.Value;
import sinter.ir.diag.Code;
import sinter.ir.tensor.Contents;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.SequenceType;
import sinter.ir.type.Type.TensorType;

/** Ops that own regions. What they infer depends on the types of the results of their regions. */
public sealed interface Control extends Op {
  /**
   * Type that parameter {@code param} of region {@code region} receives: that of the operand that feeds it, sliced where
   * the op slices; opaque when not known.
   *
   * @param carried whether the body has been typed, so that a value carried from one iteration to the next is the join of
   *     the operand's type and of what the body yields; without it, the operand's type alone
   */
  default Type paramType(Ins in, int region, int param, boolean carried) {
    return Type.OPAQUE;
  }

  private static Type resultType(Block region, int index) {
    return index < region.results().size() && region.results().get(index).value() instanceof Value v
        ? v.type()
        : Type.OPAQUE;
  }

  /** The type of a state that begins as {@code initial} and becomes {@code next}; element types never change. */
  private static Type state(Type initial, Type next) {
    var joint = Type.join(initial, next);
    var known = initial instanceof Type.Opaque ? next : initial;
    if (joint instanceof TensorType t && t.dtype() != null) {
      return joint;
    }
    return switch (known) {
      case TensorType(var dtype, _) ->
          new TensorType(dtype, joint instanceof TensorType t ? t.shape() : Shape.UNRANKED);
      case Type.Opaque _, Type.SparseType _, SequenceType _, Type.OptionalType _, Type.MapType _ ->
          joint;
    };
  }

  /** One of two regions without parameters, chosen by a boolean scalar. */
  record If() implements Control {
    public static final int CONDITION = 0;
    public static final int THEN = 0;
    public static final int ELSE = 1;
    static final Schema SCHEMA =
        Schema.of(
            "condition",
            "ys*",
            Onnx.named("If")
                .since(1, 11, 13, 16, 19, 21, 23, 24, 25)
                .regions("then_branch", "else_branch"));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      if (in.regions().size() != 2) {
        return d.unknown();
      }
      var types = new ArrayList<Type>();
      for (int i = 0; i < Math.max(1, in.outputs()); i++) {
        var a = resultType(in.regions().get(THEN), i);
        var b = resultType(in.regions().get(ELSE), i);
        if (a instanceof TensorType(DType s, _) && b instanceof TensorType(DType t, _) && s != t) {
          return d.error(
              CONDITION, Code.DTYPE_MISMATCH, "branches that give %s and %s as result %d", a, b, i);
        }
        types.add(Type.join(a, b));
      }
      return types;
    }
  }

  /**
   * Runs its region until the trip count is reached or the condition is false. The region takes the iteration number,
   * the condition and the states, and gives the next condition, the next states, and one slice of each scan result,
   * which are stacked along a new first axis.
   */
  record Loop() implements Control {
    public static final int MAX_TRIPS = 0;
    public static final int CONDITION = 1;

    /** First of the states. */
    public static final int INITIAL = 2;

    static final Schema SCHEMA =
        Schema.of(
            "max_trips? condition? initial*",
            "ys*",
            Onnx.named("Loop").since(1, 11, 13, 16, 19, 21, 23, 24, 25).regions("body"));

    @Override
    public Type paramType(Ins in, int region, int param, boolean carried) {
      if (param == 0) {
        return new TensorType(DType.I64, Shape.SCALAR);
      }
      if (param == 1) {
        return new TensorType(DType.BOOL, Shape.SCALAR);
      }
      if (param >= in.inputs() || in.regions().size() != 1) {
        return Type.OPAQUE;
      }
      if (!carried) {
        return in.type(param);
      }
      var body = in.regions().getFirst();
      boolean constant =
          param < body.params().size()
              && param - 1 < body.results().size()
              && body.results().get(param - 1).value() == body.params().get(param);
      return constant ? in.type(param) : state(in.type(param), resultType(body, param - 1));
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      if (in.regions().size() != 1) {
        return d.unknown();
      }
      var body = in.regions().getFirst();
      int states = Math.max(0, in.inputs() - INITIAL);
      if (body.results().size() != in.outputs() + 1 || in.outputs() < states) {
        return d.error(
            MAX_TRIPS,
            Code.BROKEN_MODEL,
            "a body with %d results for %d states and %d results",
            body.results().size(),
            states,
            in.outputs());
      }
      var types = new ArrayList<Type>();
      for (int i = 0; i < states; i++) {
        types.add(paramType(in, 0, i + INITIAL, true));
      }
      var trips = trips(in, body);
      for (int i = states; i < in.outputs(); i++) {
        types.add(stacked(resultType(body, i + 1), trips, 0));
      }
      return types;
    }

    /** Number of iterations: the trip count, when the condition stays true. */
    private static Dim trips(Ins in, Block body) {
      boolean begins = !in.has(CONDITION) || isTrue(in.contents(CONDITION));
      var next = body.results().getFirst().value();
      boolean passed = body.params().size() > 1 && next == body.params().get(1);
      boolean stays = passed || isTrue(next == null ? null : known(next));
      return begins && stays && in.contents(MAX_TRIPS) instanceof Contents c && c.size() == 1
          ? c.at(0).max(Dim.ZERO)
          : Dim.UNKNOWN;
    }

    private static @Nullable Contents known(Value v) {
      if (v.op() instanceof Shaping.Identity && v.def() != null && v.def().inOrNull(0) != null) {
        return known(v.def().inOrNull(0));
      }
      var t = v.constant();
      return t != null ? Contents.of(t) : v.contents();
    }

    private static boolean isTrue(@Nullable Contents c) {
      return c != null && c.size() == 1 && c.at(0).isConst(1);
    }
  }

  /** The type of slices of type {@code slice} along a new axis of extent {@code count}. */
  private static Type stacked(Type slice, Dim count, long axis) {
    if (!(slice instanceof TensorType(var dtype, var shape))) {
      return Type.OPAQUE;
    }
    if (!(shape instanceof Shape.Ranked(var all))) {
      return new TensorType(dtype, Shape.UNRANKED);
    }
    int rank = all.size() + 1;
    if (axis < -rank || axis >= rank) {
      return Type.OPAQUE;
    }
    var dims = new ArrayList<Dim>(all);
    dims.add(Axes.of(axis, rank), count);
    return new TensorType(dtype, Shape.of(dims));
  }

  /**
   * Runs its region once per slice of the scan inputs, which are the last operands; the others are states. The region
   * takes the states and one slice of each scan input, and gives the next states and one slice of each scan result.
   * Empty lists stand for zeros: axis 0, forward.
   */
  record Scan(
      long numScanInputs,
      List<Long> scanInputAxes,
      List<Long> scanInputDirections,
      List<Long> scanOutputAxes,
      List<Long> scanOutputDirections)
      implements Control {
    static final Schema SCHEMA =
        Schema.of(
            "xs*",
            "ys*",
            Onnx.named("Scan").since(9, 11, 16, 19, 21, 23, 24, 25).skipping(8).regions("body"));

    public Scan {
      scanInputAxes = List.copyOf(scanInputAxes);
      scanInputDirections = List.copyOf(scanInputDirections);
      scanOutputAxes = List.copyOf(scanOutputAxes);
      scanOutputDirections = List.copyOf(scanOutputDirections);
      if (numScanInputs < 1) {
        throw new IllegalArgumentException("number of scan inputs: " + numScanInputs);
      }
    }

    /** Number of states. */
    public int states(Ins in) {
      return Math.toIntExact(Math.max(0, in.inputs() - numScanInputs));
    }

    private static long at(List<Long> list, int index) {
      return index < list.size() ? list.get(index) : 0;
    }

    /** A state keeps its extent in every iteration. */
    @Override
    public Type paramType(Ins in, int region, int param, boolean carried) {
      if (param >= in.inputs()) {
        return Type.OPAQUE;
      }
      int scanned = param - states(in);
      if (scanned < 0) {
        return in.type(param);
      }
      var x = in.tensor(param);
      long axis = at(scanInputAxes, scanned);
      if (x.rank() < 0 || Axes.of(axis, x.rank()) < 0) {
        return x.withShape(Shape.UNRANKED);
      }
      var dims = new ArrayList<Dim>(x.shape().dims());
      dims.remove(Axes.of(axis, dims.size()));
      return x.withShape(Shape.of(dims));
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var e = new Expect(in, d);
      if (in.regions().size() != 1) {
        return d.unknown();
      }
      var body = in.regions().getFirst();
      int states = states(in);
      Dim length = Dim.UNKNOWN;
      int first = states;
      for (int i = states; i < in.inputs(); i++) {
        long axis = at(scanInputAxes, i - states);
        if (!e.axis(i, axis, in.rank(i))) {
          return d.unknown();
        }
        var dim = in.rank(i) < 0 ? Dim.UNKNOWN : in.shape(i).dim((int) axis);
        if (Dim.differ(length, dim)) {
          return d.shapes(i, "%s is not as long as %s", in.type(i), in.type(first));
        }
        boolean better = !length.isKnown() || (dim.isConst() && !length.isConst());
        first = better ? i : first;
        length = better ? dim : length;
      }
      var types = new ArrayList<Type>();
      for (int i = 0; i < Math.max(1, in.outputs()); i++) {
        var given = resultType(body, i);
        types.add(
            i < states
                ? met(in.type(i), given)
                : stacked(given, length, at(scanOutputAxes, i - states)));
      }
      return types;
    }

    private static Type met(Type initial, Type given) {
      var both = Type.meet(initial, given);
      return both == null ? initial : both;
    }
  }

  /** Applies its region to the elements of a sequence, and of further sequences in step, or to a value as it is. */
  record SequenceMap() implements Control {
    static final Schema SCHEMA =
        Schema.of("sequence xs*", "ys*", Onnx.named("SequenceMap").since(17).regions("body"));

    @Override
    public Type paramType(Ins in, int region, int param, boolean carried) {
      if (param >= in.inputs()) {
        return Type.OPAQUE;
      }
      return in.type(param) instanceof SequenceType(var element) ? element : in.type(param);
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      if (in.regions().size() != 1) {
        return d.unknown();
      }
      var types = new ArrayList<Type>();
      for (int i = 0; i < Math.max(1, in.outputs()); i++) {
        types.add(new SequenceType(resultType(in.regions().getFirst(), i)));
      }
      return types;
    }
  }
}
