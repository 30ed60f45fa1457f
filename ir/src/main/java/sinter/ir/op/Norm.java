package sinter.ir.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sinter.ir.op.Onnx.Form;
import sinter.ir.op.Onnx.Reading;
import sinter.ir.op.Onnx.Writing;
import sinter.ir.op.Onnx.Written;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;

/** Normalizations. All keep the extent of x. */
public sealed interface Norm extends Op {
  /** The operand that is normalized. */
  int X = 0;

  private static void checkEpsilon(float epsilon) {
    if (Float.isNaN(epsilon) || epsilon < 0) {
      throw new IllegalArgumentException("epsilon must not be negative: " + epsilon);
    }
  }

  /** One number per channel in operand {@code operand}. */
  private static boolean perChannel(Expect e, int operand) {
    return e.rank(operand, 1) && e.dim(operand, 0, e.in().shape(X).dim(1), X);
  }

  /**
   * (x − mean)·scale/√(var + ε) + bias per channel, axis 1, with given statistics: inference only. Training forms stay
   * uninterpreted.
   */
  record BatchNorm(float epsilon) implements Norm {
    public static final int SCALE = 1;
    public static final int BIAS = 2;
    public static final int MEAN = 3;
    public static final int VAR = 4;
    static final Schema SCHEMA =
        Schema.of(
            "x scale bias mean var",
            "y",
            Onnx.named("BatchNormalization")
                .since(1, 6, 7, 9, 14, 15)
                .orElse("epsilon", 1e-5f)
                .codec(BatchNorm::read, BatchNorm::write));

    public BatchNorm {
      checkEpsilon(epsilon);
    }

    /** Before version 7 an attribute selects inference, from 14 on one selects training; between, the results do. */
    private static @Nullable Reading read(Form form) {
      var attrs = form.attrs();
      boolean inference =
          form.since() < 7
              ? attrs.intOr("is_test", 0) == 1
              : form.since() < 14 || attrs.intOr("training_mode", 0) == 0;
      boolean spatial = form.since() >= 9 || attrs.intOr("spatial", 1) == 1;
      for (var a : attrs.all()) {
        boolean known =
            switch (a.name()) {
              case "epsilon" -> a.value() instanceof AttrValue.Real;
              case "momentum" -> true;
              case "spatial" -> form.since() < 9;
              case "is_test" -> form.since() < 7;
              case "consumed_inputs" -> form.since() < 6;
              case "training_mode" -> form.since() >= 14;
              default -> false;
            };
        if (!known) {
          return null;
        }
      }
      float epsilon = attrs.get("epsilon") instanceof AttrValue.Real(float v) ? v : 1e-5f;
      return inference && spatial ? Reading.of(new BatchNorm(epsilon)) : null;
    }

    private static @Nullable Writing write(Written written) {
      if (!(written.op() instanceof BatchNorm(float epsilon))) {
        return null;
      }
      var attrs = new ArrayList<Attr>();
      if (epsilon != 1e-5f) {
        attrs.add(new Attr("epsilon", new AttrValue.Real(epsilon)));
      }
      if (written.since() < 7) {
        attrs.add(new Attr("is_test", new AttrValue.Int(1)));
      }
      if (written.since() < 6) {
        attrs.add(new Attr("consumed_inputs", new AttrValue.Ints(List.of(0L, 0L, 0L, 1L, 1L))));
      }
      return new Writing(new Attrs(attrs), Set.of());
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var e = new Expect(in, d);
      if (!e.rank(X, 1, Integer.MAX_VALUE)) {
        return d.unknown();
      }
      var channels = in.rank(X) == 1 ? Dim.ONE : in.shape(X).dim(1);
      for (int i = SCALE; i <= VAR; i++) {
        if (!e.rank(i, 1) || !e.dim(i, 0, channels, X)) {
          return d.unknown();
        }
      }
      return List.of(in.tensor(X));
    }
  }

  /** (x − μ)·scale/√(σ² + ε) + bias, the moments over space per sample and channel. */
  record InstanceNorm(float epsilon) implements Norm {
    public static final int SCALE = 1;
    public static final int BIAS = 2;
    static final Schema SCHEMA =
        Schema.of(
            "x scale bias",
            "y",
            Onnx.named("InstanceNormalization")
                .since(1, 6, 22)
                .orElse("epsilon", 1e-5f)
                .ignoring("consumed_inputs"));

    public InstanceNorm {
      checkEpsilon(epsilon);
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var e = new Expect(in, d);
      return e.rank(X, 2, Integer.MAX_VALUE)
              && e.sameDType(X, SCALE, BIAS)
              && perChannel(e, SCALE)
              && perChannel(e, BIAS)
          ? List.of(in.tensor(X).withDType(e.dtype(X, SCALE, BIAS)))
          : d.unknown();
    }
  }

  /** (x − μ)·scale/√(σ² + ε) + bias, the moments over space and the channels of a group. */
  record GroupNorm(long numGroups, float epsilon, DType stashType) implements Norm {
    public static final int SCALE = 1;
    public static final int BIAS = 2;
    static final Schema SCHEMA =
        Schema.of(
            "x scale bias",
            "y",
            Onnx.named("GroupNormalization")
                .since(21)
                .skipping(18)
                .orElse("epsilon", 1e-5f)
                .orElse("stash_type", 1));

    public GroupNorm {
      checkEpsilon(epsilon);
      if (numGroups < 1) {
        throw new IllegalArgumentException("number of groups must be positive: " + numGroups);
      }
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var e = new Expect(in, d);
      if (!e.rank(X, 2, Integer.MAX_VALUE)
          || !e.sameDType(X, SCALE, BIAS)
          || !perChannel(e, SCALE)
          || !perChannel(e, BIAS)) {
        return d.unknown();
      }
      var channels = in.shape(X).dim(1);
      if (channels.isConst() && channels.constant() % numGroups != 0) {
        return d.shapes(X, "%s whose channels do not make %d groups", in.type(X), numGroups);
      }
      return List.of(in.tensor(X).withDType(e.dtype(X, SCALE, BIAS)));
    }
  }

  /**
   * (x − μ)·scale/√(σ² + ε) + bias, the moments over the axes from {@code axis} on. The other results are μ and
   * 1/√(σ² + ε), in {@code stashType}.
   */
  record LayerNorm(long axis, float epsilon, DType stashType) implements Norm {
    public static final int SCALE = 1;
    public static final int BIAS = 2;
    static final Schema SCHEMA =
        Schema.of(
            "x scale bias?",
            "y mean? inv_std_dev?",
            Onnx.named("LayerNormalization")
                .since(17)
                .orElse("axis", -1)
                .orElse("epsilon", 1e-5f)
                .orElse("stash_type", 1));

    public LayerNorm {
      checkEpsilon(epsilon);
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var e = new Expect(in, d);
      var x = in.tensor(X);
      if (!e.sameDType(X, SCALE, BIAS)
          || !e.axis(X, axis, x.rank())
          || !e.broadcastsTo(SCALE, x.shape(), X)
          || !e.broadcastsTo(BIAS, x.shape(), X)) {
        return d.unknown();
      }
      var moments = new TensorType(stashType, kept(x.shape()));
      return List.of(x.withDType(e.dtype(X, SCALE, BIAS)), moments, moments);
    }

    private Shape kept(Shape shape) {
      if (!(shape instanceof Shape.Ranked(var all))) {
        return Shape.UNRANKED;
      }
      var dims = new ArrayList<Dim>(all.subList(0, Axes.of(axis, all.size())));
      while (dims.size() < all.size()) {
        dims.add(Dim.ONE);
      }
      return Shape.of(dims);
    }
  }

  /** x·scale/√(mean(x²) + ε), the mean over the axes from {@code axis} on. */
  record RmsNorm(long axis, float epsilon, DType stashType) implements Norm {
    public static final int SCALE = 1;
    static final Schema SCHEMA =
        Schema.of(
            "x scale",
            "y",
            Onnx.named("RMSNormalization")
                .since(23)
                .orElse("axis", -1)
                .orElse("epsilon", 1e-5f)
                .orElse("stash_type", 1));

    public RmsNorm {
      checkEpsilon(epsilon);
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var e = new Expect(in, d);
      var x = in.tensor(X);
      return e.axis(X, axis, x.rank()) && e.broadcastsTo(SCALE, x.shape(), X)
          ? List.of(x.withDType(in.tensor(SCALE).dtype()))
          : d.unknown();
    }
  }

  /** x/(Σ |x|ᵖ)^(1/p) along one axis; zero where the norm is. */
  record LpNormalization(long axis, long p) implements Norm {
    static final Schema SCHEMA =
        Schema.unary(Onnx.named("LpNormalization").since(1, 22).orElse("axis", -1).orElse("p", 2));

    public LpNormalization {
      if (p != 1 && p != 2) {
        throw new IllegalArgumentException("the norm's order is 1 or 2, not " + p);
      }
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return new Expect(in, d).axis(X, axis, in.rank(X)) ? List.of(in.tensor(X)) : d.unknown();
    }
  }

  /** (x − E x)/√(E (x − E x)²) over the given axes. */
  record MeanVarianceNormalization(List<Long> axes) implements Norm {
    static final Schema SCHEMA =
        Schema.unary(
            Onnx.named("MeanVarianceNormalization")
                .since(9, 13)
                .orElse("axes", List.of(0L, 2L, 3L)));

    public MeanVarianceNormalization {
      axes = List.copyOf(axes);
      if (axes.isEmpty()) {
        throw new IllegalArgumentException("no axes");
      }
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var e = new Expect(in, d);
      return axes.stream().allMatch(a -> e.axis(X, a, in.rank(X)))
          ? List.of(in.tensor(X))
          : d.unknown();
    }
  }

  /** x/(bias + alpha/size·Σ x²)^beta, the sum over the {@code size} channels around each. */
  record Lrn(long size, float alpha, float beta, float bias) implements Norm {
    static final Schema SCHEMA =
        Schema.unary(
            Onnx.named("LRN")
                .since(1, 13)
                .orElse("alpha", 1e-4f)
                .orElse("beta", 0.75f)
                .orElse("bias", 1f));

    public Lrn {
      if (size < 1) {
        throw new IllegalArgumentException("size must be positive: " + size);
      }
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return new Expect(in, d).rank(X, 2, Integer.MAX_VALUE) ? List.of(in.tensor(X)) : d.unknown();
    }
  }
}
