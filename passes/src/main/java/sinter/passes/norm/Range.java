package sinter.passes.norm;

import java.util.List;
import sinter.ir.tensor.Elements;
import sinter.ir.tensor.Recipe;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.passes.match.Normal;

/**
 * Sizes between which all numbers of a set lie but for zeros; NaN when one of them is.
 *
 * @param least infinite when there is none
 * @param most zero when there is none
 */
record Range(double least, double most) {
  private static final Range NONE = new Range(Double.POSITIVE_INFINITY, 0);

  /** Elements that are looked at in one go. */
  private static final int RUN = 1 << 14;

  /** Draws take 2^53 values: at most one of them is this much smaller than the largest, or less. */
  private static final double SMALLEST_DRAW = 0x1p-64;

  /** Standard deviations from the mean that no draw of 2^53 reaches. */
  private static final double DEVIATIONS = 9;

  static Range of(double[] values, int count) {
    double least = NONE.least;
    double most = NONE.most;
    for (int i = 0; i < count; i++) {
      double size = Math.abs(values[i]);
      if (size != 0) {
        least = Math.min(least, size);
        most = Math.max(most, size);
      }
    }
    return new Range(least, most);
  }

  /** Of the elements of a tensor; drawn ones, of which there may be any number, are not looked at. */
  static Range of(Tensor t) {
    if (t instanceof Tensor.Splat && t.size() > 0) {
      return of(new double[] {t.doubleAt(0)}, 1);
    }
    if (t instanceof Tensor.Derived(_, var recipe, var sources)) {
      switch (recipe) {
        case Recipe.Drawn drawn -> {
          return of(drawn);
        }
        case Recipe.Reshape _, Recipe.Permute _, Recipe.Cast _ -> {
          return of(sources.getFirst());
        }
        case Recipe.ScaleAxis _ -> {
          return product(sources);
        }
        case Recipe.Pointwise op -> {
          if (op == Recipe.Pointwise.MUL) {
            return product(sources);
          }
        }
      }
    }
    return read(t);
  }

  private static Range read(Tensor t) {
    var run = new double[(int) Math.min(t.size(), RUN)];
    var elements = Elements.of(t);
    var range = NONE;
    for (long at = 0; at < t.size(); at += run.length) {
      int count = (int) Math.min(run.length, t.size() - at);
      elements.read(at, run, count);
      range = range.with(of(run, count));
    }
    return range;
  }

  private static Range of(Recipe.Drawn drawn) {
    double most =
        switch (drawn) {
          case Recipe.Uniform(_, double low, double high) ->
              Math.max(Math.abs(low), Math.abs(high));
          case Recipe.Normal(_, double mean, double std) -> Math.abs(mean) + DEVIATIONS * std;
          case Recipe.TruncatedNormal(_, double mean, double std) ->
              Math.abs(mean) + DEVIATIONS * std;
        };
    return most == 0 ? NONE : new Range(most * SMALLEST_DRAW, most);
  }

  private static Range product(List<Tensor> sources) {
    return of(sources.get(0)).times(of(sources.get(1)));
  }

  private Range with(Range other) {
    return new Range(Math.min(least, other.least), Math.max(most, other.most));
  }

  /** Of the products of these numbers and the others. */
  Range times(Range other) {
    return most == 0 || other.most == 0 ? NONE : new Range(least * other.least, most * other.most);
  }

  /** Whether {@code dtype} represents all to its full relative precision. */
  boolean isNormalIn(DType dtype) {
    return most == 0 || (Normal.holds(dtype, least) && Normal.holds(dtype, most));
  }
}
