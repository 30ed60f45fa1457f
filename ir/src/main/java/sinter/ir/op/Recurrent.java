package sinter.ir.op;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Code;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;

/**
 * Recurrent layers. x is [time, batch, input] and the results [time, direction, batch, hidden] and [direction, batch,
 * hidden]; with {@code layout}, batch comes first everywhere. Weights are [direction, gates·hidden, input], recurrent
 * weights [direction, gates·hidden, hidden], biases [direction, 2·gates·hidden].
 */
public sealed interface Recurrent extends Op {
  int X = 0;
  int W = 1;
  int R = 2;
  int B = 3;

  /** Actual length of each sequence of the batch. */
  int LENGTHS = 4;

  /** Hidden state to begin with. */
  int H0 = 5;

  /** Order in which time is walked. */
  enum Direction {
    FORWARD,
    REVERSE,
    BIDIRECTIONAL;

    /** Number of independent recurrences. */
    public int count() {
      return this == BIDIRECTIONAL ? 2 : 1;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static Onnx onnx(Onnx onnx) {
    return onnx.orElse("direction", Direction.FORWARD.toString())
        .orElse("layout", 0)
        .introduced("layout", 14);
  }

  Direction direction();

  /** Size of the hidden state; null where the weights alone tell it. */
  @Nullable Long hiddenSize();

  boolean layout();

  /** Number of blocks of the size of the hidden state that the weights stack. */
  int gates();

  private Dim hidden(Ins in) {
    var stated = hiddenSize();
    return stated != null ? Dim.of(stated) : in.shape(R).dim(2);
  }

  private static List<Type> results(Recurrent op, Ins in, Infer d) {
    var e = new Expect(in, d);
    int directions = op.direction().count();
    var hidden = op.hidden(in);
    if (hidden.isConst() && hidden.constant() < 1) {
      return d.error(W, Code.BAD_ATTRIBUTE, "a hidden size of %s for %s", hidden, in.type(W));
    }
    var stacked = hidden.times(op.gates());
    boolean fits =
        e.sameDType(X, W, R, B, H0)
            && e.rank(X, 3)
            && e.rank(W, 3)
            && e.rank(R, 3)
            && e.rank(B, 2)
            && e.rank(LENGTHS, 1)
            && e.rank(H0, 3)
            && e.dim(W, 0, Dim.of(directions), X)
            && e.dim(W, 1, stacked, R)
            && e.dim(W, 2, in.shape(X).dim(2), X)
            && e.dim(R, 0, Dim.of(directions), W)
            && e.dim(R, 1, stacked, W)
            && e.dim(R, 2, hidden, W)
            && e.dim(B, 1, stacked.times(2), W);
    if (!fits) {
      return d.unknown();
    }
    var x = in.shape(X);
    var time = x.dim(op.layout() ? 1 : 0);
    var batch = x.dim(op.layout() ? 0 : 1);
    var count = Dim.of(directions);
    var dtype = e.dtype(X, W, R);
    var all =
        op.layout() ? List.of(batch, time, count, hidden) : List.of(time, count, batch, hidden);
    var last = op.layout() ? List.of(batch, count, hidden) : List.of(count, batch, hidden);
    var state = new TensorType(dtype, Shape.of(last));
    return List.of(new TensorType(dtype, Shape.of(all)), state, state);
  }

  /** Every step multiplies every sequence by both weights. */
  @Override
  default Cost cost(Ins in) {
    var x = in.shape(X);
    var weights = in.shape(W).elements().plus(in.shape(R).elements());
    return new Cost(x.dim(0).times(x.dim(1)).times(weights));
  }

  /** hₜ = f(W·xₜ + R·hₜ₋₁ + b). */
  record Rnn(
      Direction direction,
      @Nullable Long hiddenSize,
      List<String> activations,
      List<Float> activationAlpha,
      List<Float> activationBeta,
      @Nullable Float clip,
      boolean layout)
      implements Recurrent {
    static final Schema SCHEMA =
        Schema.of(
            "x w r b? lengths? h0?",
            "y? h?",
            onnx(
                Onnx.named("RNN")
                    .since(7, 14, 22)
                    .skipping(1)
                    .orElseTexts("activations", "Tanh", "Tanh")));

    public Rnn {
      activations = List.copyOf(activations);
      activationAlpha = List.copyOf(activationAlpha);
      activationBeta = List.copyOf(activationBeta);
    }

    @Override
    public int gates() {
      return 1;
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return results(this, in, d);
    }
  }

  /**
   * z, r = f(W·xₜ + R·hₜ₋₁ + b); h′ = g(W·xₜ + R·(r ⊙ hₜ₋₁) + b); hₜ = (1 − z) ⊙ h′ + z ⊙ hₜ₋₁. Gates are stacked z, r,
   * h.
   *
   * @param linearBeforeReset whether h′ applies r after R and its bias instead
   */
  record Gru(
      Direction direction,
      @Nullable Long hiddenSize,
      List<String> activations,
      List<Float> activationAlpha,
      List<Float> activationBeta,
      @Nullable Float clip,
      boolean linearBeforeReset,
      boolean layout)
      implements Recurrent {
    static final Schema SCHEMA =
        Schema.of(
            "x w r b? lengths? h0?",
            "y? h?",
            onnx(
                Onnx.named("GRU")
                    .since(7, 14, 22)
                    .skipping(1, 3)
                    .orElse("linear_before_reset", 0)));

    public Gru {
      activations = List.copyOf(activations);
      activationAlpha = List.copyOf(activationAlpha);
      activationBeta = List.copyOf(activationBeta);
    }

    @Override
    public int gates() {
      return 3;
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      return results(this, in, d);
    }
  }

  /**
   * i, o, f = f(W·xₜ + R·hₜ₋₁ + P ⊙ c + b); c′ = g(W·xₜ + R·hₜ₋₁ + b); cₜ = f ⊙ cₜ₋₁ + i ⊙ c′; hₜ = o ⊙ h(cₜ). Gates are
   * stacked i, o, f, c.
   *
   * @param inputForget whether f is 1 − i
   */
  record Lstm(
      Direction direction,
      @Nullable Long hiddenSize,
      List<String> activations,
      List<Float> activationAlpha,
      List<Float> activationBeta,
      @Nullable Float clip,
      boolean inputForget,
      boolean layout)
      implements Recurrent {
    /** Cell state to begin with. */
    public static final int C0 = 6;

    /** Peephole weights. */
    public static final int P = 7;

    static final Schema SCHEMA =
        Schema.of(
            "x w r b? lengths? h0? c0? p?",
            "y? h? c?",
            onnx(Onnx.named("LSTM").since(7, 14, 22).skipping(1).orElse("input_forget", 0)));

    public Lstm {
      activations = List.copyOf(activations);
      activationAlpha = List.copyOf(activationAlpha);
      activationBeta = List.copyOf(activationBeta);
    }

    @Override
    public int gates() {
      return 4;
    }

    @Override
    public List<Type> infer(Ins in, Infer d) {
      var e = new Expect(in, d);
      return e.sameDType(X, C0, P) && e.rank(C0, 3) && e.rank(P, 2)
          ? results(this, in, d)
          : d.unknown();
    }
  }
}
