package sinter.ir.tensor;

import java.util.List;

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
      double x = a.getDouble(i * strideA);
      double y = b.getDouble(i * strideB);
      return switch (op) {
        case ADD -> x + y;
        case SUB -> x - y;
        case MUL -> x * y;
        case DIV -> x / y;
      };
    }
  }

  private record Scale(Elements weight, Elements factor, long inner, long extent)
      implements Elements.Lazy {
    @Override
    public double getDouble(long i) {
      return weight.getDouble(i) * factor.getDouble(i / inner % extent);
    }

    @Override
    public void read(long from, double[] into, int count) {
      weight.read(from, into, count);
      for (int i = 0; i < count; ) {
        long at = from + i;
        double by = factor.getDouble(at / inner % extent);
        int end = (int) Math.min(count, i + inner - at % inner);
        for (; i < end; i++) {
          into[i] *= by;
        }
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
