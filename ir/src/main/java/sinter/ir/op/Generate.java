package sinter.ir.op;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.tensor.Contents;
import sinter.ir.tensor.Movement;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;

/** Ops that make tensors out of little. */
public sealed interface Generate extends Op
    permits RandomSource,
        Generate.Range,
        Generate.ConstantOfShape,
        Generate.EyeLike,
        Generate.HannWindow,
        Generate.HammingWindow,
        Generate.BlackmanWindow {

  /** start, start + step, … below limit (above it for a negative step). */
  record Range(long stashType) implements Generate {
    static final Schema SCHEMA =
        Schema.of(
            "start limit step",
            "y",
            Onnx.named("Range").since(11, 27).orElse("stash_type", 1).introduced("stash_type", 27));

    /** Computed in single precision where the element type is narrower. */
    public Range() {
      this(1);
    }

    private static Dim count(Ins in) {
      if (in.constant(0) instanceof Tensor a
          && in.constant(1) instanceof Tensor b
          && in.constant(2) instanceof Tensor c
          && a.dtype().isFloat()
          && a.size() == 1
          && b.size() == 1
          && c.size() == 1) {
        double n = Math.ceil((b.doubleAt(0) - a.doubleAt(0)) / c.doubleAt(0));
        return n < 0x1p62 ? Dim.of(Math.max(0, (long) n)) : Dim.UNKNOWN;
      }
      var start = Known.single(in.contents(0));
      var limit = Known.single(in.contents(1));
      var step = Known.single(in.contents(2));
      if (!step.isConst() || step.isConst(0)) {
        return Dim.UNKNOWN;
      }
      boolean up = step.constant() > 0;
      var distance = up ? limit.minus(start) : start.minus(limit);
      return distance.max(Dim.ZERO).ceilDiv(up ? step : step.negate());
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var e = new Expect(in, d);
      return e.single(0) && e.single(1) && e.single(2)
          ? Extents.of(in.tensor(0), List.of(count(in)))
          : d.unknown();
    }

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      var count = count(in);
      if (!count.isConst() || count.constant() > Contents.LIMIT) {
        return null;
      }
      var start = Known.single(in.contents(0));
      var step = Known.single(in.contents(2));
      var out = new ArrayList<Dim>();
      for (long i = 0; i < count.constant(); i++) {
        out.add(start.plus(step.times(i)));
      }
      return Known.in(in.tensor(0).dtype(), Contents.vector(out));
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      var n = count(in);
      if (!(in.constant(0) instanceof Tensor start)
          || !(in.constant(2) instanceof Tensor step)
          || !n.isConst()
          || n.constant() > Movement.LIMIT) {
        return null;
      }
      var dims = List.of(n.constant());
      if (start.dtype().isInteger()) {
        var out = new long[(int) n.constant()];
        for (int i = 0; i < out.length; i++) {
          out[i] = start.longAt(0) + i * step.longAt(0);
        }
        return List.of(Tensor.ofLongs(start.dtype(), dims, out));
      }
      double from = start.doubleAt(0);
      double by = step.doubleAt(0);
      double last = from + by * n.constant();
      boolean exact =
          from == Math.rint(from)
              && by == Math.rint(by)
              && Math.max(Math.abs(from), Math.abs(last)) <= 0x1p24;
      if (!exact || (start.dtype() != DType.F32 && start.dtype() != DType.F64)) {
        return null;
      }
      var out = new double[(int) n.constant()];
      for (int i = 0; i < out.length; i++) {
        out[i] = from + i * by;
      }
      return List.of(Tensor.ofDoubles(start.dtype(), dims, out));
    }
  }

  /** One value, 0.0 unless given, in every place of an extent. */
  record ConstantOfShape(@Nullable Tensor value) implements Generate {
    static final Schema SCHEMA =
        Schema.of("shape", "y", Onnx.named("ConstantOfShape").since(9, 20, 21, 23, 24, 25));

    private Tensor filling() {
      return value != null ? value : Tensor.scalar(DType.F32, 0);
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return List.of(TensorType.of(filling().dtype(), Extents.of(in, 0)));
    }

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      var one = filling().size() == 1 ? Contents.of(filling()) : null;
      return Extents.repeated(one, Fold.type(this, in, 0));
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      var dims = Fold.dims(this, in, 0);
      return dims == null || filling().size() != 1
          ? null
          : Fold.one(Movement.pick(filling(), dims, _ -> 0));
    }
  }

  /** Ones on diagonal k of a matrix with the operand's extent, zeros elsewhere. */
  record EyeLike(@Nullable DType dtype, long k) implements Generate {
    static final Schema SCHEMA = Schema.unary(Onnx.named("EyeLike").since(9, 22).orElse("k", 0));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var x = in.tensor(0);
      return new Expect(in, d).rank(0, 2)
          ? List.of(dtype == null ? x : x.withDType(dtype))
          : d.unknown();
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      var type = Fold.type(this, in, 0);
      var zero = type.dtype() == null ? null : Padding.zero(type.dtype());
      if (zero == null || !type.isStatic() || type.rank() != 2) {
        return null;
      }
      var dims = type.shape().longs();
      long columns = dims.getLast();
      var values = List.of(zero, Tensor.scalar(zero.dtype(), 1));
      return Fold.one(Movement.pick(values, dims, i -> i % columns - i / columns == k ? 1 : 0));
    }
  }

  private static Onnx window(String name) {
    return Onnx.named(name).since(17).orElse("output_datatype", 1).orElse("periodic", 1);
  }

  private static List<Type> window(DType dtype, Ins in) {
    return List.of(TensorType.of(dtype, Shape.of(List.of(Known.single(in.contents(0))))));
  }

  /** sin²(π·i / n) for i below the size. */
  record HannWindow(DType outputDatatype, boolean periodic) implements Generate {
    static final Schema SCHEMA = Schema.of("size", "y", window("HannWindow"));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return window(outputDatatype, in);
    }
  }

  /** 25/46 - 21/46·cos(2π·i / n) for i below the size. */
  record HammingWindow(DType outputDatatype, boolean periodic) implements Generate {
    static final Schema SCHEMA = Schema.of("size", "y", window("HammingWindow"));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return window(outputDatatype, in);
    }
  }

  /** 0.42 - 0.5·cos(2π·i / n) + 0.08·cos(4π·i / n) for i below the size. */
  record BlackmanWindow(DType outputDatatype, boolean periodic) implements Generate {
    static final Schema SCHEMA = Schema.of("size", "y", window("BlackmanWindow"));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return window(outputDatatype, in);
    }
  }
}
