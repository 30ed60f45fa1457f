package sinter.testsuite.reference;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/**
 * Operators whose results are drawn. Only type, shape and distribution are defined; every run draws
 * the same, from the node's seed or the name of its first output.
 */
final class Draws {
  private Draws() {}

  static Map<String, Operation> operations() {
    return Map.ofEntries(
        entry("RandomNormal", Operation.one(call -> normal(call, shape(call), DataType.FLOAT))),
        entry("RandomUniform", Operation.one(call -> uniform(call, shape(call), DataType.FLOAT))),
        entry("RandomNormalLike", Operation.one(call -> normal(call, like(call), type(call)))),
        entry("RandomUniformLike", Operation.one(call -> uniform(call, like(call), type(call)))),
        entry("Bernoulli", Operation.one(Draws::bernoulli)),
        entry("Multinomial", Operation.one(Draws::multinomial)));
  }

  private static long[] shape(Call call) {
    return call.integers("shape", new long[0]);
  }

  private static long[] like(Call call) {
    return call.array(0).shape();
  }

  private static DataType type(Call call) {
    return call.array(0).type();
  }

  private static SplittableRandom generator(Call call) {
    return new SplittableRandom(
        call.hasAttribute("seed")
            ? Double.doubleToLongBits(call.real("seed", 0))
            : call.output(0).hashCode());
  }

  private static Datum normal(Call call, long[] shape, DataType otherwise) {
    var random = generator(call);
    double mean = call.real("mean", 0);
    double scale = call.real("scale", 1);
    return drawn(call, shape, otherwise, () -> mean + scale * random.nextGaussian());
  }

  private static Datum uniform(Call call, long[] shape, DataType otherwise) {
    var random = generator(call);
    double low = call.real("low", 0);
    double high = call.real("high", 1);
    return drawn(call, shape, otherwise, () -> low + (high - low) * random.nextDouble());
  }

  private static Datum drawn(Call call, long[] shape, DataType otherwise, DoubleSupplier next) {
    var out = new double[Grid.count(shape)];
    Arrays.setAll(out, i -> next.getAsDouble());
    var type = DataType.of(call.integer("dtype", otherwise.number));
    return Casting.cast(Datum.Array.reals(DataType.DOUBLE, shape, out), type, true);
  }

  private static Datum bernoulli(Call call) {
    var x = call.array(0);
    var random = generator(call);
    var out = Arrays.stream(x.reals()).map(p -> random.nextDouble() < p ? 1 : 0).toArray();
    var type = DataType.of(call.integer("dtype", x.type().number));
    return Casting.cast(Datum.Array.reals(DataType.DOUBLE, x.shape(), out), type, true);
  }

  /** Classes with probabilities in proportion to the exponentials of each row. */
  private static Datum multinomial(Call call) {
    var x = call.array(0);
    var random = generator(call);
    int classes = x.size(1);
    int draws = Math.toIntExact(call.integer("sample_size", 1));
    var out = new long[x.size(0) * draws];
    for (int i = 0; i < out.length; i++) {
      int row = i / draws * classes;
      out[i] = pick(Arrays.copyOfRange(x.reals(), row, row + classes), random.nextDouble());
    }
    var type = DataType.of(call.integer("dtype", DataType.INT32.number));
    return Datum.Array.integers(type, new long[] {x.shape()[0], draws}, out);
  }

  private static int pick(double[] logarithms, double place) {
    var weights = Softmaxes.softmax(logarithms);
    double sum = 0;
    for (int c = 0; c < weights.length; c++) {
      sum += weights[c];
      if (place < sum) {
        return c;
      }
    }
    return weights.length - 1;
  }

  /** Elements kept with probability {@code 1 - ratio} and scaled to the same mean, and which ones. */
  static List<Datum> dropout(Call call, Datum.Array x, double ratio) {
    var random = generator(call);
    var kept = new long[x.count()];
    Arrays.setAll(kept, i -> random.nextDouble() < ratio ? 0 : 1);
    var out = x.reals().clone();
    Arrays.setAll(out, i -> kept[i] == 0 ? 0 : out[i] / (1 - ratio));
    return List.of(x.with(out), Datum.Array.integers(DataType.BOOL, x.shape(), kept));
  }
}
