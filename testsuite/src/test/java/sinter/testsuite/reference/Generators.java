package sinter.testsuite.reference;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.Map;

/** Arrays made from little or nothing. */
final class Generators {
  private Generators() {}

  static Map<String, Operation> operations() {
    return Map.ofEntries(
        entry("Constant", Operation.one(Generators::constant)),
        entry("ConstantOfShape", Operation.one(Generators::constantOfShape)),
        entry("Range", Operation.one(Generators::range)),
        entry("EyeLike", Operation.one(Generators::eyeLike)),
        entry("HannWindow", Operation.one(call -> window(call, 0.5, 0.5, 0))),
        entry("HammingWindow", Operation.one(call -> window(call, 25.0 / 46, 21.0 / 46, 0))),
        entry("BlackmanWindow", Operation.one(call -> window(call, 0.42, 0.5, 0.08))),
        entry("MelWeightMatrix", Operation.one(Generators::melWeightMatrix)));
  }

  private static Datum constant(Call call) {
    if (call.hasAttribute("value")) {
      return call.tensor("value");
    }
    if (call.hasAttribute("sparse_value")) {
      return call.sparseTensor("sparse_value");
    }
    if (call.hasAttribute("value_int")) {
      return Datum.Array.integers(DataType.INT64, new long[0], call.integer("value_int"));
    }
    if (call.hasAttribute("value_float")) {
      return Datum.Array.scalar(DataType.FLOAT, call.real("value_float", 0));
    }
    if (call.hasAttribute("value_string")) {
      return Datum.Array.texts(new long[0], call.text("value_string", ""));
    }
    var integers = call.integers("value_ints");
    if (integers != null) {
      return Datum.Array.list(integers);
    }
    if (call.hasAttribute("value_floats")) {
      var reals = call.reals("value_floats");
      return Datum.Array.reals(DataType.FLOAT, new long[] {reals.length}, reals);
    }
    var texts = call.texts("value_strings");
    return Datum.Array.texts(new long[] {texts.size()}, texts.toArray(String[]::new));
  }

  private static Datum constantOfShape(Call call) {
    var value =
        call.hasAttribute("value") ? call.tensor("value") : Datum.Array.scalar(DataType.FLOAT, 0);
    return value.reshaped().broadcast(call.array(0).integers());
  }

  private static Datum range(Call call) {
    var start = call.array(0);
    var limit = call.array(1);
    var delta = call.array(2);
    var type = start.type();
    if (type.isReal()) {
      double from = start.real();
      double step = delta.real();
      var out = new double[(int) Math.max(0, Math.ceil((limit.real() - from) / step))];
      Arrays.setAll(out, i -> from + i * step);
      return Datum.Array.reals(type, new long[] {out.length}, out);
    }
    long from = start.integer();
    long step = delta.integer();
    long n = Math.max(0, Math.ceilDiv(limit.integer() - from, step));
    var out = new long[Math.toIntExact(n)];
    Arrays.setAll(out, i -> from + i * step);
    return Datum.Array.integers(type, new long[] {n}, out);
  }

  private static Datum eyeLike(Call call) {
    var x = call.array(0);
    var type = DataType.of(call.integer("dtype", x.type().number));
    long k = call.integer("k", 0);
    var from = new int[x.count()];
    for (int i = 0; i < from.length; i++) {
      from[i] = i % x.shape()[1] - i / x.shape()[1] == k ? 0 : -1;
    }
    return Datum.Array.scalar(type, 1).pick(x.shape(), from, Datum.Array.scalar(type, 0));
  }

  /** The window {@code a - b cos(2 pi n / N) + c cos(4 pi n / N)}. */
  private static Datum window(Call call, double a, double b, double c) {
    int size = Math.toIntExact(call.array(0).integer());
    int period = call.integer("periodic", 1) != 0 ? size : size - 1;
    var out = new double[size];
    for (int n = 0; n < size; n++) {
      double angle = 2 * Math.PI * n / period;
      out[n] = a - b * Math.cos(angle) + c * Math.cos(2 * angle);
    }
    var type = DataType.of(call.integer("output_datatype", 1));
    return Casting.cast(Datum.Array.reals(DataType.DOUBLE, new long[] {size}, out), type, true);
  }

  private static Datum melWeightMatrix(Call call) {
    int bins = Math.toIntExact(call.array(0).integer());
    long length = call.array(1).integer();
    double rate = call.array(2).reals()[0];
    double low = mel(call.array(3).reals()[0]);
    double high = mel(call.array(4).reals()[0]);
    int rows = Math.toIntExact(length / 2 + 1);
    var edges = new int[bins + 2];
    for (int i = 0; i < edges.length; i++) {
      double hertz = 700 * (Math.pow(10, (low + i * (high - low) / edges.length) / 2595) - 1);
      edges[i] = (int) Math.floor((length + 1) * hertz / rate);
    }
    var out = new double[rows * bins];
    for (int b = 0; b < bins; b++) {
      int centre = edges[b + 1];
      if (edges[b] == centre) {
        out[centre * bins + b] = 1;
      }
      for (int f = edges[b] + 1; f <= centre; f++) {
        out[f * bins + b] = (double) (f - edges[b]) / (centre - edges[b]);
      }
      for (int f = centre; f < edges[b + 2]; f++) {
        out[f * bins + b] = (double) (edges[b + 2] - f) / (edges[b + 2] - centre);
      }
    }
    var type = DataType.of(call.integer("output_datatype", 1));
    return Datum.Array.reals(type, new long[] {rows, bins}, out);
  }

  private static double mel(double hertz) {
    return 2595 * Math.log10(1 + hertz / 700);
  }
}
