package sinter.ir.op;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;

/** Compositions of attention layers that ONNX has as one operator. */
public sealed interface Fused extends Op {
  /**
   * softmax(scale·q·kᵀ + mask)·v per head. Operands are [batch, heads, length, size], or [batch, length, heads·size]
   * when the numbers of heads are stated. The other results are the keys and values with their past in front, and the
   * scores.
   *
   * @param qkMatmulOutputMode at which point the scores are taken: 0 plain, 1 and 2 on the way, 3 as probabilities
   * @param scale null for 1/√size
   * @param softcap c in c·tanh(score/c); 0 for none
   * @param leftWindowSize how far back a query sees; -1 without limit
   */
  record Attention(
      boolean isCausal,
      @Nullable Long qNumHeads,
      @Nullable Long kvNumHeads,
      long qkMatmulOutputMode,
      @Nullable Float scale,
      float softcap,
      @Nullable DType softmaxPrecision,
      long leftWindowSize,
      long rightWindowSize)
      implements Fused {
    public static final int Q = 0;
    public static final int K = 1;
    public static final int V = 2;
    public static final int MASK = 3;
    public static final int PAST_KEY = 4;
    public static final int PAST_VALUE = 5;
    public static final int LENGTHS = 6;
    static final Schema SCHEMA =
        Schema.of(
            "q k v mask? past_key? past_value? lengths?",
            "y present_key? present_value? scores?",
            Onnx.named("Attention")
                .since(23, 24, 25)
                .orElse("is_causal", 0)
                .orElse("qk_matmul_output_mode", 0)
                .orElse("softcap", 0f)
                .orElse("left_window_size", -1)
                .orElse("right_window_size", -1)
                .introduced("left_window_size", 25)
                .introduced("right_window_size", 25)
                .operandSince(LENGTHS, 24));

    public Attention {
      if ((qNumHeads != null && qNumHeads < 1) || (kvNumHeads != null && kvNumHeads < 1)) {
        throw new IllegalArgumentException("the number of heads must be positive");
      }
    }

    /** The operand as [batch, heads, length, size]; null when its rank is unknown, or three without heads. */
    private static @Nullable List<Dim> heads(Shape shape, @Nullable Long heads) {
      if (shape.rank() == 4) {
        return shape.dims();
      }
      if (shape.rank() != 3 || heads == null) {
        return null;
      }
      var count = Dim.of(heads);
      return List.of(shape.dim(0), count, shape.dim(1), shape.dim(2).floorDiv(count));
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var e = new Expect(in, d);
      if (!e.sameDType(Q, K, PAST_KEY)
          || !e.sameDType(V, PAST_VALUE)
          || !e.rank(Q, 3, 4)
          || !e.rank(K, 3, 4)
          || !e.rank(V, 3, 4)
          || !e.rank(PAST_KEY, 4)
          || !e.rank(PAST_VALUE, 4)) {
        return d.unknown();
      }
      var dtype = e.dtype(Q, K, PAST_KEY);
      var values = e.dtype(V, PAST_VALUE);
      var q = heads(in.shape(Q), qNumHeads);
      var k = heads(in.shape(K), kvNumHeads);
      var v = heads(in.shape(V), kvNumHeads);
      if (q == null || k == null || v == null) {
        var four = Shape.ofRank(4);
        return List.of(
            new TensorType(dtype, q == null ? Shape.UNRANKED : Shape.ofRank(in.rank(Q))),
            new TensorType(dtype, four),
            new TensorType(values, four),
            new TensorType(dtype, four));
      }
      if (Dim.differ(k.get(2), v.get(2))) {
        return d.shapes(V, "%s is not as long as %s", in.type(V), in.type(K));
      }
      if (Dim.differ(q.get(3), k.get(3))) {
        return d.shapes(K, "%s has heads of another size than %s", in.type(K), in.type(Q));
      }
      var keys = k.get(2).plus(past(in, PAST_KEY));
      var y =
          in.rank(Q) == 4
              ? List.of(q.get(0), q.get(1), q.get(2), v.get(3))
              : List.of(q.get(0), q.get(2), q.get(1).times(v.get(3)));
      return List.of(
          new TensorType(dtype, Shape.of(y)),
          new TensorType(dtype, Shape.of(List.of(k.get(0), k.get(1), keys, k.get(3)))),
          new TensorType(
              values,
              Shape.of(List.of(v.get(0), v.get(1), v.get(2).plus(past(in, PAST_VALUE)), v.get(3)))),
          new TensorType(dtype, Shape.of(List.of(q.get(0), q.get(1), q.get(2), keys))));
    }

    private static Dim past(Ins in, int operand) {
      return in.has(operand) ? in.shape(operand).dim(2) : Dim.ZERO;
    }

    /** Both products, over every pair of a query and a key. */
    @Override
    public Cost cost(Ins in) {
      var q = heads(in.shape(Q), qNumHeads);
      var k = heads(in.shape(K), kvNumHeads);
      var v = heads(in.shape(V), kvNumHeads);
      if (q == null || k == null || v == null) {
        return new Cost(Dim.UNKNOWN);
      }
      var pairs = q.get(0).times(q.get(1)).times(q.get(2)).times(k.get(2).plus(past(in, PAST_KEY)));
      return new Cost(pairs.times(q.get(3).plus(v.get(3))));
    }
  }

  /**
   * Pairs of elements of each head turned by the angles of their position. x is [batch, heads, length, size], or [batch,
   * length, heads·size] when the number of heads is stated.
   *
   * @param interleaved whether pairs are neighbours instead of halves
   * @param rotaryEmbeddingDim elements of a head that are turned; 0 for all
   */
  record RotaryEmbedding(boolean interleaved, @Nullable Long numHeads, long rotaryEmbeddingDim)
      implements Fused {
    static final Schema SCHEMA =
        Schema.of(
            "x cos sin positions?",
            "y",
            Onnx.named("RotaryEmbedding")
                .since(23)
                .orElse("interleaved", 0)
                .orElse("rotary_embedding_dim", 0));

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var e = new Expect(in, d);
      return e.sameDType(0, 1, 2) && e.rank(0, 3, 4)
          ? List.of(in.tensor(0).withDType(e.dtype(0, 1, 2)))
          : d.unknown();
    }
  }
}
