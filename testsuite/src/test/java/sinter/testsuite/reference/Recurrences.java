package sinter.testsuite.reference;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/** Recurrent layers, one step of one sequence at a time. */
final class Recurrences {
  private Recurrences() {}

  static Map<String, Operation> operations() {
    return Map.ofEntries(
        entry("RNN", call -> run(call, List.of("Tanh"), Recurrences::rnn)),
        entry("GRU", call -> run(call, List.of("Sigmoid", "Tanh"), Recurrences::gru)),
        entry("LSTM", call -> run(call, List.of("Sigmoid", "Tanh", "Tanh"), Recurrences::lstm)));
  }

  /** Advances hidden and cell state in place by one input. */
  private interface Step {
    void advance(Cell cell, double[] x, double[] hidden, double[] state);
  }

  /** The parameters of one direction. */
  private record Cell(
      Call call, int direction, int size, List<DoubleUnaryOperator> functions, double clip) {

    /** Row {@code gate * size + unit} of the input weights times x, and of the input bias. */
    double input(int gate, int unit, double[] x) {
      return product(1, gate, unit, x) + bias(gate, unit);
    }

    double recurrent(int gate, int unit, double[] hidden) {
      return product(2, gate, unit, hidden) + bias(gates() + gate, unit);
    }

    private int gates() {
      return call.array(1).size(1) / size;
    }

    private double product(int operand, int gate, int unit, double[] x) {
      var w = call.array(operand).reals();
      int start = ((direction * gates() + gate) * size + unit) * x.length;
      double sum = 0;
      for (int i = 0; i < x.length; i++) {
        sum += w[start + i] * x[i];
      }
      return sum;
    }

    private double bias(int row, int unit) {
      return call.has(3) ? call.array(3).reals()[(direction * 2 * gates() + row) * size + unit] : 0;
    }

    double peephole(int gate, int unit, double state) {
      return call.has(7) ? call.array(7).reals()[(direction * 3 + gate) * size + unit] * state : 0;
    }

    double activate(int function, double x) {
      double clipped = clip > 0 ? Activations.clamp(x, -clip, clip) : x;
      return functions.get(function).applyAsDouble(clipped);
    }
  }

  private static void rnn(Cell cell, double[] x, double[] hidden, double[] state) {
    var old = hidden.clone();
    for (int u = 0; u < hidden.length; u++) {
      hidden[u] = cell.activate(0, cell.input(0, u, x) + cell.recurrent(0, u, old));
    }
  }

  private static void gru(Cell cell, double[] x, double[] hidden, double[] state) {
    int n = hidden.length;
    boolean linearFirst = cell.call.flag("linear_before_reset");
    var old = hidden.clone();
    var reset = new double[n];
    var kept = new double[n];
    for (int u = 0; u < n; u++) {
      reset[u] = cell.activate(0, cell.input(1, u, x) + cell.recurrent(1, u, old));
      kept[u] = reset[u] * old[u];
    }
    for (int u = 0; u < n; u++) {
      double update = cell.activate(0, cell.input(0, u, x) + cell.recurrent(0, u, old));
      double through =
          linearFirst ? reset[u] * cell.recurrent(2, u, old) : cell.recurrent(2, u, kept);
      double candidate = cell.activate(1, cell.input(2, u, x) + through);
      hidden[u] = (1 - update) * candidate + update * old[u];
    }
  }

  private static void lstm(Cell cell, double[] x, double[] hidden, double[] state) {
    var old = hidden.clone();
    for (int u = 0; u < hidden.length; u++) {
      double in = gate(cell, 0, u, x, old) + cell.peephole(0, u, state[u]);
      double input = cell.activate(0, in);
      double forget =
          cell.call.flag("input_forget")
              ? 1 - input
              : cell.activate(0, gate(cell, 2, u, x, old) + cell.peephole(2, u, state[u]));
      state[u] = forget * state[u] + input * cell.activate(1, gate(cell, 3, u, x, old));
      double output = cell.activate(0, gate(cell, 1, u, x, old) + cell.peephole(1, u, state[u]));
      hidden[u] = output * cell.functions.get(2).applyAsDouble(state[u]);
    }
  }

  private static double gate(Cell cell, int gate, int unit, double[] x, double[] hidden) {
    return cell.input(gate, unit, x) + cell.recurrent(gate, unit, hidden);
  }

  private static List<Datum> run(Call call, List<String> defaults, Step step) {
    boolean batchFirst = call.flag("layout");
    var x = batchFirst ? call.array(0).transposed(1, 0, 2) : call.array(0);
    int steps = x.size(0);
    int batch = x.size(1);
    int width = x.size(2);
    int size = call.array(2).size(2);
    int directions = call.array(1).size(0);
    boolean reverse = call.text("direction", "forward").equals("reverse");
    var all = new double[steps * directions * batch * size];
    var lastHidden = initial(call, 5, batchFirst, directions * batch * size);
    var lastState = initial(call, 6, batchFirst, directions * batch * size);
    for (int d = 0; d < directions; d++) {
      var cell = new Cell(call, d, size, functions(call, d, defaults), call.real("clip", 0));
      for (int b = 0; b < batch; b++) {
        int at = (d * batch + b) * size;
        var hidden = Arrays.copyOfRange(lastHidden, at, at + size);
        var state = Arrays.copyOfRange(lastState, at, at + size);
        int length = call.has(4) ? Math.toIntExact(call.array(4).integers()[b]) : steps;
        for (int k = 0; k < length; k++) {
          int t = reverse || d == 1 ? length - 1 - k : k;
          int from = (t * batch + b) * width;
          step.advance(cell, Arrays.copyOfRange(x.reals(), from, from + width), hidden, state);
          System.arraycopy(hidden, 0, all, ((t * directions + d) * batch + b) * size, size);
        }
        System.arraycopy(hidden, 0, lastHidden, at, size);
        System.arraycopy(state, 0, lastState, at, size);
      }
    }
    var y = Datum.Array.reals(x.type(), new long[] {steps, directions, batch, size}, all);
    var shape = new long[] {directions, batch, size};
    var hidden = Datum.Array.reals(x.type(), shape, lastHidden);
    var state = Datum.Array.reals(x.type(), shape, lastState);
    return batchFirst
        ? List.of(y.transposed(2, 0, 1, 3), hidden.transposed(1, 0, 2), state.transposed(1, 0, 2))
        : List.of(y, hidden, state);
  }

  /** A copy of the initial state, directions first, or zeros. */
  private static double[] initial(Call call, int operand, boolean batchFirst, int size) {
    if (!call.has(operand)) {
      return new double[size];
    }
    var given = call.array(operand);
    return (batchFirst ? given.transposed(1, 0, 2) : given).reals().clone();
  }

  private static List<DoubleUnaryOperator> functions(
      Call call, int direction, List<String> defaults) {
    var names = call.texts("activations");
    var alphas = new ArrayList<Double>();
    var betas = new ArrayList<Double>();
    for (double a : call.reals("activation_alpha")) {
      alphas.add(a);
    }
    for (double b : call.reals("activation_beta")) {
      betas.add(b);
    }
    var out = new ArrayList<DoubleUnaryOperator>();
    int count =
        defaults.size() * (names.isEmpty() ? direction + 1 : names.size() / defaults.size());
    for (int i = 0; i < count; i++) {
      out.add(
          function(
              names.isEmpty() ? defaults.get(i % defaults.size()) : names.get(i), alphas, betas));
    }
    int from = direction * defaults.size();
    return out.subList(from, from + defaults.size());
  }

  /** An activation by name; those with parameters take the next ones from the lists. */
  private static DoubleUnaryOperator function(
      String name, List<Double> alphas, List<Double> betas) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "relu" -> x -> Math.max(0, x);
      case "tanh" -> Math::tanh;
      case "sigmoid" -> Activations::sigmoid;
      case "softsign" -> x -> x / (1 + Math.abs(x));
      case "softplus" -> Activations::softplus;
      case "leakyrelu" -> Activations.leakyRelu(next(alphas, 0.01f));
      case "thresholdedrelu" -> Activations.thresholdedRelu(next(alphas, 1));
      case "elu" -> Activations.elu(next(alphas, 1));
      case "hardsigmoid" -> Activations.hardSigmoid(next(alphas, 0.2f), next(betas, 0.5));
      case "affine" -> {
        double a = next(alphas, 1);
        double b = next(betas, 0);
        yield x -> a * x + b;
      }
      case "scaledtanh" -> {
        double a = next(alphas, 1);
        double b = next(betas, 1);
        yield x -> a * Math.tanh(b * x);
      }
      default -> throw new IllegalArgumentException("activation " + name);
    };
  }

  private static double next(List<Double> values, double otherwise) {
    return values.isEmpty() ? otherwise : values.removeFirst();
  }
}
