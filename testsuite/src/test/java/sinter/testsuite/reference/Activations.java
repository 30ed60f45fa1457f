package sinter.testsuite.reference;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/** Activation functions of neural networks. */
final class Activations {
  private Activations() {}

  static Map<String, Operation> operations() {
    return Map.ofEntries(
        entry("Relu", Operation.one(Activations::relu)),
        entry("Sigmoid", Elementary.real(Activations::sigmoid)),
        entry("Softplus", Elementary.real(Activations::softplus)),
        entry("Softsign", Elementary.real(x -> x / (1 + Math.abs(x)))),
        entry("Mish", Elementary.real(x -> x * Math.tanh(softplus(x)))),
        entry("HardSwish", Elementary.real(x -> x * clamp(x / 6 + 0.5, 0, 1))),
        entry("LeakyRelu", of(c -> leakyRelu(c.real("alpha", 0.01f)))),
        entry("Elu", of(c -> elu(c.real("alpha", 1)))),
        entry("Celu", of(c -> celu(c.real("alpha", 1)))),
        entry("Selu", of(Activations::selu)),
        entry("ThresholdedRelu", of(c -> thresholdedRelu(c.real("alpha", 1)))),
        entry("HardSigmoid", of(c -> hardSigmoid(c.real("alpha", 0.2f), c.real("beta", 0.5)))),
        entry("Swish", of(c -> swish(c.real("alpha", 1)))),
        entry("Gelu", of(Activations::gelu)),
        entry("Shrink", of(Activations::shrink)),
        entry("PRelu", Operation.one(Activations::prelu)),
        entry("SwiGLU", Operation.one(Activations::swiglu)),
        entry("Clip", Operation.one(Activations::clip)),
        entry("Dropout", Activations::dropout));
  }

  /** A function whose parameters come from the node's attributes. */
  private interface Parametric {
    DoubleUnaryOperator of(Call call);
  }

  private static Operation of(Parametric f) {
    return Operation.one(call -> {
      var x = call.array(0);
      return x.type().isReal()
          ? Elementary.map(x, f.of(call))
          : Elementary.mapIntegers(x, v -> (long) f.of(call).applyAsDouble((double) v));
    });
  }

  static double clamp(double x, double low, double high) {
    return Math.min(Math.max(x, low), high);
  }

  static double sigmoid(double x) {
    return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
  }

  static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  static DoubleUnaryOperator leakyRelu(double alpha) {
    return x -> x < 0 ? alpha * x : x;
  }

  static DoubleUnaryOperator elu(double alpha) {
    return x -> x < 0 ? alpha * Math.expm1(x) : x;
  }

  private static DoubleUnaryOperator celu(double alpha) {
    return x -> Math.max(0, x) + Math.min(0, alpha * Math.expm1(x / alpha));
  }

  static DoubleUnaryOperator thresholdedRelu(double alpha) {
    return x -> x > alpha ? x : 0;
  }

  static DoubleUnaryOperator hardSigmoid(double alpha, double beta) {
    return x -> clamp(alpha * x + beta, 0, 1);
  }

  static DoubleUnaryOperator swish(double alpha) {
    return x -> x * sigmoid(alpha * x);
  }

  private static DoubleUnaryOperator selu(Call call) {
    boolean first = call.version() < 6;
    double alpha = call.real("alpha", first ? 1.6732f : 1.6732632f);
    double gamma = call.real("gamma", first ? 1.0507f : 1.050701f);
    return x -> gamma * (x > 0 ? x : alpha * Math.expm1(x));
  }

  private static DoubleUnaryOperator gelu(Call call) {
    if (call.text("approximate", "none").equals("tanh")) {
      double c = Math.sqrt(2 / Math.PI);
      return x -> 0.5 * x * (1 + Math.tanh(c * (x + 0.044715 * x * x * x)));
    }
    return x -> 0.5 * x * (1 + Elementary.erf(x / Math.sqrt(2)));
  }

  private static DoubleUnaryOperator shrink(Call call) {
    double lambda = call.real("lambd", 0.5);
    double bias = call.real("bias", 0);
    return x -> x < -lambda ? x + bias : x > lambda ? x - bias : 0;
  }

  private static Datum relu(Call call) {
    var x = call.array(0);
    return x.type().isReal()
        ? Elementary.map(x, v -> Math.max(v, 0))
        : Elementary.mapIntegers(x, v -> Math.max(v, 0));
  }

  private static Datum prelu(Call call) {
    var x = call.array(0);
    var slope = call.array(1);
    if (call.version() < 7 && slope.count() > 1) {
      var perChannel = new long[x.rank() - 1];
      Arrays.fill(perChannel, 1);
      perChannel[0] = slope.count();
      slope = slope.reshaped(perChannel);
    }
    return Arithmetic.combine(
        x, slope.broadcast(x.shape()), (v, s) -> v < 0 ? v * s : v, (v, s) -> v < 0 ? v * s : v);
  }

  private static Datum swiglu(Call call) {
    double alpha = call.real("alpha", 1);
    return Arithmetic.combine(
        call.array(0), call.array(1), (a, b) -> swish(alpha).applyAsDouble(a) * b, (a, b) -> a * b);
  }

  private static Datum clip(Call call) {
    var x = call.array(0);
    if (call.version() < 11) {
      double low = call.real("min", -Float.MAX_VALUE);
      double high = call.real("max", Float.MAX_VALUE);
      return Elementary.map(x, v -> clamp(v, low, high));
    }
    var low = call.maybe(1);
    var high = call.maybe(2);
    if (low != null) {
      x = Arithmetic.max(x, low);
    }
    return high == null ? x : Arithmetic.min(x, high);
  }

  /** In inference the input, and a mask of ones (before opset 12 of zeros, as in runtimes). */
  private static List<Datum> dropout(Call call) {
    var x = call.array(0);
    boolean training = call.version() >= 12 && call.has(2) && call.array(2).truth();
    double ratio = call.has(1) ? call.array(1).real() : 0.5;
    if (training && ratio != 0) {
      return Draws.dropout(call, x, ratio);
    }
    var type = call.version() < 10 ? x.type() : DataType.BOOL;
    var mask = Datum.Array.scalar(type, call.version() < 12 ? 0 : 1).broadcast(x.shape());
    return List.of(x, mask);
  }
}
