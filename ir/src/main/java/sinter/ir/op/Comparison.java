package sinter.ir.op;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Code;
import sinter.ir.tensor.Contents;
import sinter.ir.tensor.Movement;
import sinter.ir.tensor.Pointwise;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;

/** Relations and tests, which give booleans, and the choice by one. */
public sealed interface Comparison extends Elementwise {
  @Override
  default List<Type> infer(Ins in, Infer d) {
    if (!(this instanceof Equal) && !new Expect(in, d).numbers(0)) {
      return d.unknown();
    }
    var type = Elementwise.broadcast(in, d).getFirst();
    return List.of(type instanceof TensorType t ? t.withDType(DType.BOOL) : type);
  }

  /** a = b; strings too. */
  record Equal() implements Comparison {
    static final Schema SCHEMA =
        Schema.binary(Onnx.named("Equal").since(7, 11, 13, 19).skipping(1));

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return Known.combine(in.contents(0), in.contents(1), Known::equal);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.relation(in, order -> order == 0);
    }
  }

  /** Whether a is less than b. */
  record Less() implements Comparison {
    static final Schema SCHEMA = Schema.binary(Onnx.named("Less").since(7, 9, 13).skipping(1));

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return Known.combine(in.contents(0), in.contents(1), Known::less);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.relation(in, order -> order < 0);
    }
  }

  /** a ≤ b. */
  record LessOrEqual() implements Comparison {
    static final Schema SCHEMA = Schema.binary(Onnx.named("LessOrEqual").since(12, 16));

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return Known.combine(in.contents(0), in.contents(1), (a, b) -> Known.not(Known.less(b, a)));
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.relation(in, order -> order <= 0);
    }
  }

  /** a &gt; b. */
  record Greater() implements Comparison {
    static final Schema SCHEMA = Schema.binary(Onnx.named("Greater").since(7, 9, 13).skipping(1));

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return Known.combine(in.contents(0), in.contents(1), (a, b) -> Known.less(b, a));
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.relation(in, order -> order > 0);
    }
  }

  /** a ≥ b. */
  record GreaterOrEqual() implements Comparison {
    static final Schema SCHEMA = Schema.binary(Onnx.named("GreaterOrEqual").since(12, 16));

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return Known.combine(in.contents(0), in.contents(1), (a, b) -> Known.not(Known.less(a, b)));
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.relation(in, order -> order >= 0);
    }
  }

  /** x where the condition holds, else y. */
  record Where() implements Comparison {
    static final Schema SCHEMA = Schema.of("condition x y", "z", Onnx.named("Where").since(9, 16));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      if (!new Expect(in, d).bools(0)) {
        return d.unknown();
      }
      var x = in.tensor(1).dtype();
      var y = in.tensor(2).dtype();
      if (x != null && y != null && x != y) {
        return d.error(
            2, Code.DTYPE_MISMATCH, "element type of %s is not that of %s", in.type(2), in.type(1));
      }
      return Elementwise.broadcastTo(x != null ? x : y, in, d);
    }

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return Known.where(in.contents(0), in.contents(1), in.contents(2));
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      if (!(in.constant(0) instanceof Tensor c)
          || !(in.constant(1) instanceof Tensor x)
          || !(in.constant(2) instanceof Tensor y)) {
        return null;
      }
      var both = Pointwise.broadcast(x.dims(), y.dims());
      var dims = both == null ? null : Pointwise.broadcast(c.dims(), both);
      if (dims == null) {
        return null;
      }
      if (c.uniform() instanceof Double chosen) {
        var from = chosen != 0 ? x : y;
        return Fold.one(Movement.pick(from, dims, Movement.broadcast(from.dims(), dims)));
      }
      if (c.size() > Movement.LIMIT) {
        return null;
      }
      var atC = Movement.broadcast(c.dims(), dims);
      var atX = Movement.broadcast(x.dims(), dims);
      var atY = Movement.broadcast(y.dims(), dims);
      return Fold.one(
          Movement.pick(
              List.of(x, y),
              dims,
              i ->
                  c.longAt(atC.applyAsLong(i)) != 0
                      ? atX.applyAsLong(i)
                      : x.size() + atY.applyAsLong(i)));
    }
  }

  /** Whether x is not a number. */
  record IsNan() implements Comparison {
    static final Schema SCHEMA = Schema.unary(Onnx.named("IsNaN").since(9, 13, 20));

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.test(in, Double::isNaN);
    }
  }

  /** Whether x is an infinity of a sign that is asked for. */
  record IsInf(boolean detectNegative, boolean detectPositive) implements Comparison {
    static final Schema SCHEMA =
        Schema.unary(
            Onnx.named("IsInf")
                .since(10, 20)
                .orElse("detect_negative", 1)
                .orElse("detect_positive", 1));

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return Fold.test(in, v -> Double.isInfinite(v) && (v > 0 ? detectPositive : detectNegative));
    }
  }
}
