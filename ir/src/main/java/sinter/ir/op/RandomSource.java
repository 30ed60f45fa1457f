package sinter.ir.op;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;

/** Random numbers. Two draws differ even when everything about them is equal, so none is ever merged or folded. */
public sealed interface RandomSource extends Generate {
  @Override
  default boolean isPure() {
    return false;
  }

  /** An empty extent, which an absent attribute would stand for, cannot be written. */
  private static boolean hasExtent(Onnx.Form form) {
    return form.attrs().get("shape") instanceof AttrValue.Ints(var dims) && !dims.isEmpty();
  }

  private static List<Type> like(@Nullable DType dtype, Ins in) {
    return List.of(dtype == null ? in.tensor(0) : in.tensor(0).withDType(dtype));
  }

  /** Normally distributed numbers. */
  record RandomNormal(DType dtype, float mean, float scale, @Nullable Float seed, List<Long> shape)
      implements RandomSource {
    static final Schema SCHEMA =
        Schema.of(
            "",
            "y",
            Onnx.named("RandomNormal")
                .since(1, 22)
                .orElse("dtype", 1)
                .orElse("mean", 0f)
                .orElse("scale", 1f)
                .only(RandomSource::hasExtent));

    public RandomNormal {
      shape = List.copyOf(shape);
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return List.of(TensorType.of(dtype, Shape.ofLongs(shape)));
    }
  }

  /** Numbers between {@code low} and {@code high}. */
  record RandomUniform(DType dtype, float low, float high, @Nullable Float seed, List<Long> shape)
      implements RandomSource {
    static final Schema SCHEMA =
        Schema.of(
            "",
            "y",
            Onnx.named("RandomUniform")
                .since(1, 22)
                .orElse("dtype", 1)
                .orElse("low", 0f)
                .orElse("high", 1f)
                .only(RandomSource::hasExtent));

    public RandomUniform {
      shape = List.copyOf(shape);
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return List.of(TensorType.of(dtype, Shape.ofLongs(shape)));
    }
  }

  /** Normally distributed numbers in the operand's extent. */
  record RandomNormalLike(@Nullable DType dtype, float mean, float scale, @Nullable Float seed)
      implements RandomSource {
    static final Schema SCHEMA =
        Schema.unary(
            Onnx.named("RandomNormalLike").since(1, 22).orElse("mean", 0f).orElse("scale", 1f));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return like(dtype, in);
    }
  }

  /** Numbers between {@code low} and {@code high} in the operand's extent. */
  record RandomUniformLike(@Nullable DType dtype, float low, float high, @Nullable Float seed)
      implements RandomSource {
    static final Schema SCHEMA =
        Schema.unary(
            Onnx.named("RandomUniformLike").since(1, 22).orElse("low", 0f).orElse("high", 1f));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return like(dtype, in);
    }
  }

  /** 1 with the probability that the operand gives, else 0. */
  record Bernoulli(@Nullable DType dtype, @Nullable Float seed) implements RandomSource {
    static final Schema SCHEMA = Schema.unary(Onnx.named("Bernoulli").since(15, 22));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return like(dtype, in);
    }
  }

  /** Draws of a class from each row of unnormalized log probabilities. */
  record Multinomial(DType dtype, long sampleSize, @Nullable Float seed) implements RandomSource {
    static final Schema SCHEMA =
        Schema.unary(
            Onnx.named("Multinomial").since(7, 22).orElse("dtype", 6).orElse("sample_size", 1));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var rows = in.shape(0).dim(0);
      return List.of(TensorType.of(dtype, Shape.of(List.of(rows, Dim.of(sampleSize)))));
    }
  }
}
