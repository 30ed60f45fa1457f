package sinter.testsuite.reference;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;

/** Linear quantization, and products of quantized arrays. */
final class Quantization {
  private Quantization() {}

  static Map<String, Operation> operations() {
    return Map.ofEntries(
        entry("QuantizeLinear", Operation.one(Quantization::quantize)),
        entry("DequantizeLinear", Operation.one(Quantization::dequantize)),
        entry("DynamicQuantizeLinear", Quantization::quantizeByRange),
        entry("MatMulInteger", Operation.one(Quantization::matMulInteger)),
        entry("QLinearMatMul", Operation.one(Quantization::matMul)),
        entry("ConvInteger", Operation.one(Quantization::convInteger)),
        entry("QLinearConv", Operation.one(Quantization::conv)),
        entry("com.microsoft:QLinearAdd", Operation.one(c -> combine(c, Double::sum))),
        entry("com.microsoft:QLinearMul", Operation.one(c -> combine(c, (a, b) -> a * b))));
  }

  /** Spreads a scale or zero point over an array: one for all, one per slice, or one per block. */
  private static double[] spread(Call call, Datum.Array parameter, Datum.Array x) {
    var out = new double[x.count()];
    long block = call.integer("block_size", 0);
    if (parameter.count() == 1 && block == 0) {
      Arrays.fill(out, parameter.reals()[0]);
      return out;
    }
    var values = parameter.reals();
    int axis = x.axis(call.integer("axis", 1));
    for (int i = 0; i < out.length; i++) {
      var at = Grid.at(i, x.shape());
      if (block > 0) {
        at[axis] = (int) (at[axis] / block);
        out[i] = values[Grid.index(at, parameter.shape())];
      } else {
        out[i] = values[at[axis]];
      }
    }
    return out;
  }

  private static Datum quantize(Call call) {
    var x = call.array(0);
    var scale = spread(call, call.array(1), x);
    var zero = call.maybe(2);
    var type =
        zero != null
            ? zero.type()
            : DataType.of(call.integer("output_dtype", 0) == 0 ? 2 : call.integer("output_dtype"));
    var shift = zero == null ? new double[x.count()] : spread(call, zero, x);
    boolean saturate = call.integer("saturate", 1) != 0;
    var in = x.reals();
    var out = new double[x.count()];
    if (type.isReal()) {
      Arrays.setAll(out, i -> type.round(in[i] / scale[i] + shift[i], saturate));
      return Datum.Array.reals(type, x.shape(), out);
    }
    Arrays.setAll(out, i -> in[i] / scale[i]);
    return saturated(out, shift, type, x.shape());
  }

  /**
   * Adds the zero point and keeps within the range of the type: to integers rounded to even before,
   * to floats rounded after.
   */
  private static Datum.Array saturated(
      double[] values, double[] zero, DataType type, long[] shape) {
    if (type.isReal()) {
      var rounded = new double[values.length];
      Arrays.setAll(rounded, i -> type.round(values[i] + zero[zero.length == 1 ? 0 : i], true));
      return Datum.Array.reals(type, shape, rounded);
    }
    var out = new long[values.length];
    for (int i = 0; i < out.length; i++) {
      double shifted = Math.rint(values[i]) + zero[zero.length == 1 ? 0 : i];
      out[i] = (long) Activations.clamp(shifted, type.lowest(), type.highest());
    }
    return Datum.Array.integers(type, shape, out);
  }

  private static Datum dequantize(Call call) {
    var x = call.array(0);
    var scale = spread(call, call.array(1), x);
    var shift = call.has(2) ? spread(call, call.array(2), x) : new double[x.count()];
    var in = x.reals();
    var out = new double[x.count()];
    Arrays.setAll(out, i -> (in[i] - shift[i]) * scale[i]);
    long asked = call.integer("output_dtype", 0);
    var type = asked == 0 ? call.array(1).type() : DataType.of(asked);
    return Datum.Array.reals(type, x.shape(), out);
  }

  private static List<Datum> quantizeByRange(Call call) {
    var x = call.array(0);
    double low = Math.min(0, Arrays.stream(x.reals()).min().orElse(0));
    double high = Math.max(0, Arrays.stream(x.reals()).max().orElse(0));
    double scale = (high - low) / 255;
    double zero = scale == 0 ? 0 : Activations.clamp(Math.rint(-low / scale), 0, 255);
    var out = Arrays.stream(x.reals()).map(v -> scale == 0 ? 0 : v / scale).toArray();
    return List.of(
        saturated(out, new double[] {zero}, DataType.UINT8, x.shape()),
        Datum.Array.scalar(DataType.FLOAT, scale),
        Datum.Array.scalar(DataType.UINT8, zero));
  }

  /** The operand minus its zero point, as real numbers, which hold these integers exactly. */
  private static Datum.Array centred(Datum.Array x, Datum.@Nullable Array zero, int axis) {
    var out = x.reals().clone();
    if (zero != null) {
      var shift = aligned(zero, x.rank(), axis).broadcast(x.shape()).reals();
      Arrays.setAll(out, i -> out[i] - shift[i]);
    }
    return Datum.Array.reals(DataType.DOUBLE, x.shape(), out);
  }

  /** A list of parameters along one axis, shaped to broadcast. */
  private static Datum.Array aligned(Datum.Array parameter, int rank, int axis) {
    if (parameter.rank() != 1) {
      return parameter;
    }
    return parameter.reshaped(Grid.replaced(Window.filled(rank, 1), axis, parameter.count()));
  }

  private static Datum.Array int32(Datum.Array x) {
    return Casting.cast(x, DataType.INT32, true);
  }

  private static int rows(Datum.Array a) {
    return Math.max(0, a.rank() - 2);
  }

  private static Datum matMulInteger(Call call) {
    var a = call.array(0);
    var b = call.array(1);
    return int32(
        Products.multiply(
            centred(a, call.maybe(2), rows(a)), centred(b, call.maybe(3), b.rank() - 1)));
  }

  private static Datum matMul(Call call) {
    var a = call.array(0);
    var b = call.array(3);
    var product =
        Products.multiply(
            centred(a, call.array(2), rows(a)), centred(b, call.array(5), b.rank() - 1));
    int rank = product.rank();
    var left =
        aligned(call.array(1), rank, Math.max(0, rank - 2)).broadcast(product.shape()).reals();
    var right = aligned(call.array(4), rank, rank - 1).broadcast(product.shape()).reals();
    var scale =
        aligned(call.array(6), rank, Math.max(0, rank - 2)).broadcast(product.shape()).reals();
    var zero =
        aligned(call.array(7), rank, Math.max(0, rank - 2)).broadcast(product.shape()).reals();
    var out = new double[product.count()];
    Arrays.setAll(out, i -> product.reals()[i] * left[i] * right[i] / scale[i]);
    return saturated(out, zero, call.array(7).type(), product.shape());
  }

  /** Operands are a, its scale and zero point, b, its scale and zero point, and those of the result. */
  private static Datum combine(Call call, DoubleBinaryOperator f) {
    var sum = Arithmetic.combine(real(call, 0), real(call, 3), f, (a, b) -> a);
    double scale = call.array(6).real();
    var zero = call.has(7) ? call.array(7).reals() : new double[1];
    var scaled = Arrays.stream(sum.reals()).map(v -> v / scale).toArray();
    return saturated(scaled, zero, call.array(0).type(), sum.shape());
  }

  private static Datum.Array real(Call call, int operand) {
    double scale = call.array(operand + 1).real();
    return Elementary.map(centred(call.array(operand), call.maybe(operand + 2), 0), v -> v * scale);
  }

  private static Datum convInteger(Call call) {
    return int32(
        Convolutions.convolve(
            call,
            centred(call.array(0), call.maybe(2), 1),
            centred(call.array(1), call.maybe(3), 0),
            null));
  }

  private static Datum conv(Call call) {
    var sums =
        Convolutions.convolve(
            call,
            centred(call.array(0), call.array(2), 1),
            centred(call.array(3), call.array(5), 0),
            call.maybe(8));
    var weightScale = aligned(call.array(4), sums.rank(), 1).broadcast(sums.shape()).reals();
    double factor = call.array(1).reals()[0] / call.array(6).reals()[0];
    var out = new double[sums.count()];
    Arrays.setAll(out, i -> sums.reals()[i] * weightScale[i] * factor);
    return saturated(out, call.array(7).reals(), call.array(7).type(), sums.shape());
  }
}
