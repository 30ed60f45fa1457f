package sinter.ir.op;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.tensor.Contents;
import sinter.ir.tensor.Pointwise;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Type;

/** Changes of element type, and limits to a range. */
public sealed interface Conversion extends Elementwise {
  /** Rounding of values that an 8-bit power-of-two scale cannot hold. */
  enum RoundMode {
    UP("up"),
    DOWN("down"),
    NEAREST("nearest");

    private final String text;

    RoundMode(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static @Nullable Contents cast(@Nullable Contents c, @Nullable DType to) {
    if (c == null || to != DType.BOOL) {
      return Known.in(to, c);
    }
    return Known.combine(
        c, Contents.scalar(Known.FALSE), (x, zero) -> Known.not(Known.equal(x, zero)));
  }

  /** x with elements of type {@code to}; {@code saturate} and {@code roundMode} concern 8-bit floats. */
  record Cast(DType to, boolean saturate, RoundMode roundMode) implements Conversion {
    static final Schema SCHEMA =
        Schema.unary(
            Onnx.named("Cast")
                .since(6, 9, 13, 19, 21, 23, 24, 25)
                .skipping(1)
                .orElse("saturate", 1)
                .introduced("saturate", 19)
                .orElse("round_mode", "up")
                .introduced("round_mode", 24));

    /** A cast that does not end in an 8-bit float. */
    public Cast(DType to) {
      this(to, true, RoundMode.UP);
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return List.of(in.tensor(0).withDType(to));
    }

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return cast(in.contents(0), to);
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return in.constant(0) instanceof Tensor x ? Fold.one(Pointwise.cast(x, to)) : null;
    }
  }

  /** x with the element type of another operand. */
  record CastLike(boolean saturate, RoundMode roundMode) implements Conversion {
    static final Schema SCHEMA =
        Schema.of(
            "x like",
            "y",
            Onnx.named("CastLike")
                .since(15, 19, 21, 23, 24, 25)
                .orElse("saturate", 1)
                .introduced("saturate", 19)
                .orElse("round_mode", "up")
                .introduced("round_mode", 24));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return List.of(in.tensor(0).withDType(in.tensor(1).dtype()));
    }

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      return cast(in.contents(0), in.tensor(1).dtype());
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return in.constant(0) instanceof Tensor x && in.tensor(1).dtype() instanceof DType to
          ? Fold.one(Pointwise.cast(x, to))
          : null;
    }
  }

  /** The bits of x read as elements of another type of the same width. */
  record BitCast(DType to) implements Conversion {
    static final Schema SCHEMA = Schema.unary(Onnx.named("BitCast").since(26));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return List.of(in.tensor(0).withDType(to));
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      return in.constant(0) instanceof Tensor x && x.dtype().bits() == to.bits() && to.bits() > 0
          ? List.of(new Tensor.Dense(x.type().withDType(to), x.content()))
          : null;
    }
  }

  /** min(max(x, least), greatest); both limits are scalars and may be absent. */
  record Clip() implements Conversion {
    static final Schema SCHEMA =
        Schema.of(
            "x least? greatest?",
            "y",
            Onnx.named("Clip")
                .since(6, 11, 12, 13)
                .skipping(1)
                .orElse("min", -Float.MAX_VALUE)
                .orElse("max", Float.MAX_VALUE)
                .moved("min", 1, 11, Onnx.Fit.LIKE_FIRST)
                .moved("max", 2, 11, Onnx.Fit.LIKE_FIRST));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var e = new Expect(in, d);
      return e.numbers(0) && e.single(1) && e.single(2) ? List.of(in.tensor(0)) : d.unknown();
    }

    @Override
    public @Nullable Contents contents(Ins in, int index) {
      var c = in.contents(0);
      if (in.has(1)) {
        c = Known.combine(c, in.contents(1), (x, least) -> x.max(least));
      }
      return in.has(2) ? Known.combine(c, in.contents(2), (x, most) -> x.min(most)) : c;
    }

    @Override
    public @Nullable List<Tensor> eval(Ins in) {
      var y = in.constant(0);
      if (y != null && in.has(1)) {
        y =
            in.constant(1) instanceof Tensor least
                ? Pointwise.binary(
                    y.dtype(),
                    y,
                    least,
                    (a, b) -> Math.max(Fold.number(a), Fold.number(b)),
                    (a, b) -> Fold.compare(in, a, b) > 0 ? a : b)
                : null;
      }
      if (y != null && in.has(2)) {
        y =
            in.constant(2) instanceof Tensor most
                ? Pointwise.binary(
                    y.dtype(),
                    y,
                    most,
                    (a, b) -> Math.min(Fold.number(a), Fold.number(b)),
                    (a, b) -> Fold.compare(in, a, b) < 0 ? a : b)
                : null;
      }
      return Fold.one(y);
    }
  }
}
