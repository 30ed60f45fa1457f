package sinter.ir.tensor;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Evaluates recipes in double precision. */
final class DerivedElements {
  private DerivedElements() {}

  static Elements of(Tensor.Derived d) {
    return switch (d.recipe()) {
      case Recipe.Reshape _, Recipe.Cast _ -> source(d, 0);
      case Recipe.Pointwise op ->
          new Binary(op, source(d, 0), stride(d, 0), source(d, 1), stride(d, 1));
      case Recipe.ScaleAxis(int axis) -> scale(d, source(d, 0), axis);
      case Recipe.Permute(var order) -> permute(d, source(d, 0), order);
      case Recipe.Drawn drawn -> new Draws(drawn);
    };
  }

  private static Elements source(Tensor.Derived d, int index) {
    return Elements.of(d.sources().get(index));
  }

  private static long stride(Tensor.Derived d, int source) {
    return d.sources().get(source).size() == 1 ? 0 : 1;
  }

  private static Elements scale(Tensor.Derived d, Elements weight, int axis) {
    var dims = d.dims();
    return new Scale(
        weight, Elements.of(d.sources().get(1)), Elements.strides(dims)[axis], dims.get(axis));
  }

  private static Elements permute(Tensor.Derived d, Elements source, List<Integer> order) {
    var from = Elements.strides(d.sources().getFirst().dims());
    var step = new long[order.size()];
    for (int k = 0; k < step.length; k++) {
      step[k] = from[order.get(k)];
    }
    return new Permuted(source, Elements.strides(d.dims()), step);
  }

  private record Binary(Recipe.Pointwise op, Elements a, long strideA, Elements b, long strideB)
      implements Elements.Lazy {
    @Override
    public double getDouble(long i) {
      return of(a.getDouble(i * strideA), b.getDouble(i * strideB));
    }

    private double of(double x, double y) {
      return switch (op) {
        case ADD -> x + y;
        case SUB -> x - y;
        case MUL -> x * y;
        case DIV -> x / y;
      };
    }

    @Override
    public void read(long from, double[] into, int count) {
      var ys = new double[count];
      run(a, strideA, from, into, count);
      run(b, strideB, from, ys, count);
      for (int i = 0; i < count; i++) {
        into[i] = of(into[i], ys[i]);
      }
    }

    private static void run(Elements elements, long stride, long from, double[] into, int count) {
      if (stride == 0) {
        Arrays.fill(into, 0, count, elements.getDouble(0));
      } else {
        elements.read(from, into, count);
      }
    }
  }

  private static final class Scale implements Elements.Lazy {
    private static final int MAX_FACTORS = 1 << 20;

    private final Elements weight;
    private final Elements factor;
    private final long inner;
    private final long extent;

    /** All factors, from the first run of elements on. */
    private double @Nullable [] factors;

    Scale(Elements weight, Elements factor, long inner, long extent) {
      this.weight = weight;
      this.factor = factor;
      this.inner = inner;
      this.extent = extent;
    }

    @Override
    public double getDouble(long i) {
      return weight.getDouble(i) * factor.getDouble(i / inner % extent);
    }

    @Override
    public void read(long from, double[] into, int count) {
      if (extent > MAX_FACTORS) {
        Elements.Lazy.super.read(from, into, count);
        return;
      }
      weight.read(from, into, count);
      var all = factors;
      if (all == null) {
        all = new double[(int) extent];
        factor.read(0, all, all.length);
        factors = all;
      }
      int at = (int) (from / inner % extent);
      long left = inner - from % inner;
      for (int i = 0; i < count; ) {
        int end = (int) Math.min(count, i + left);
        double by = all[at];
        for (; i < end; i++) {
          into[i] *= by;
        }
        left = inner;
        at = at + 1 == extent ? 0 : at + 1;
      }
    }
  }

  private static final class Permuted implements Elements.Lazy {
    private final Elements source;
    private final long[] strides;
    private final long[] step;

    Permuted(Elements source, long[] strides, long[] step) {
      this.source = source;
      this.strides = strides;
      this.step = step;
    }

    @Override
    public double getDouble(long i) {
      return source.getDouble(place(i));
    }

    @Override
    public long getLong(long i) {
      return source.getLong(place(i));
    }

    private long place(long i) {
      long at = 0;
      for (int k = 0; k < strides.length; k++) {
        at += i / strides[k] * step[k];
        i %= strides[k];
      }
      return at;
    }
  }
}
