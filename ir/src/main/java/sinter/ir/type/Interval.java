package sinter.ir.type;

/**
 * Integers from {@code low} to {@code high}; {@link Long#MIN_VALUE} as low and {@link Long#MAX_VALUE} as
 * high mean unbounded. Operations are sound under overflow: a bound moves outwards, never inwards.
 */
record Interval(long low, long high) {
  static final Interval ALL = new Interval(Long.MIN_VALUE, Long.MAX_VALUE);
  static final Interval NATURAL = new Interval(0, Long.MAX_VALUE);

  private static Interval of(long value) {
    return new Interval(value, value);
  }

  /** What the dimension can be. */
  static Interval of(Dim dim, Assumptions assumptions) {
    if (!dim.isKnown()) return ALL;
    var sum = of(0);
    for (var term : dim.terms()) {
      var product = of(term.coefficient());
      for (var factor : term.monomial().factors()) {
        product = product.times(of(factor.atom(), assumptions).power(factor.power()));
      }
      sum = sum.plus(product);
    }
    return sum;
  }

  private static Interval of(Atom atom, Assumptions assumptions) {
    return switch (atom) {
      case Atom.Sym(String name, long high) -> {
        var range = assumptions.range(name);
        yield new Interval(range.low, Math.min(range.high, high));
      }
      case Atom.FloorDiv(Dim a, Dim b) -> of(a, assumptions).floorDiv(of(b, assumptions));
      case Atom.Mod(Dim a, Dim b) -> of(a, assumptions).mod(of(b, assumptions));
      case Atom.Extreme(Extremum kind, var parts) -> {
        var all = of(parts.getFirst(), assumptions);
        for (var part : parts) {
          var range = of(part, assumptions);
          all = new Interval(kind.of(all.low, range.low), kind.of(all.high, range.high));
        }
        yield all;
      }
    };
  }

  private static Interval outward(long low, long high) {
    return new Interval(
        low == Long.MAX_VALUE ? low - 1 : low, high == Long.MIN_VALUE ? high + 1 : high);
  }

  private Interval plus(Interval other) {
    long lower =
        low == Long.MIN_VALUE || other.low == Long.MIN_VALUE
            ? Long.MIN_VALUE
            : saturatedSum(low, other.low);
    long upper =
        high == Long.MAX_VALUE || other.high == Long.MAX_VALUE
            ? Long.MAX_VALUE
            : saturatedSum(high, other.high);
    return outward(lower, upper);
  }

  private static long saturatedSum(long a, long b) {
    long sum = a + b;
    boolean overflow = ((a ^ sum) & (b ^ sum)) < 0;
    return overflow ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
  }

  private Interval times(Interval other) {
    long a = saturatedProduct(low, other.low);
    long b = saturatedProduct(low, other.high);
    long c = saturatedProduct(high, other.low);
    long d = saturatedProduct(high, other.high);
    return outward(
        Math.min(Math.min(a, b), Math.min(c, d)), Math.max(Math.max(a, b), Math.max(c, d)));
  }

  /** The extreme values of 64 bits count as infinite. */
  private static long saturatedProduct(long a, long b) {
    if (a == 0 || b == 0) return 0;
    boolean infinite = isInfinite(a) || isInfinite(b);
    if (!infinite && Math.multiplyHigh(a, b) == (a * b) >> 63) return a * b;
    return (a < 0) == (b < 0) ? Long.MAX_VALUE : Long.MIN_VALUE;
  }

  private static boolean isInfinite(long bound) {
    return bound == Long.MIN_VALUE || bound == Long.MAX_VALUE;
  }

  private Interval power(int exponent) {
    var product = this;
    for (var i = 1; i < exponent; i++) product = product.times(this);
    boolean isSquare = exponent % 2 == 0;
    return isSquare && product.low < 0 ? new Interval(0, product.high) : product;
  }

  private Interval floorDiv(Interval divisor) {
    if (divisor.high < 0) return times(of(-1)).floorDiv(divisor.times(of(-1)));
    if (divisor.low < 0) return magnitude();
    long least = Math.max(divisor.low, 1);
    long greatest = Math.max(divisor.high, 1);
    long lower = low == Long.MIN_VALUE ? low : quotient(low, low >= 0 ? greatest : least);
    long upper = high == Long.MAX_VALUE ? high : quotient(high, high >= 0 ? least : greatest);
    return new Interval(lower, upper);
  }

  private static long quotient(long a, long divisor) {
    if (divisor == Long.MAX_VALUE) return a < 0 ? -1 : 0;
    return Math.floorDiv(a, divisor);
  }

  /** A quotient by an integer other than zero is no larger in magnitude than its dividend. */
  private Interval magnitude() {
    long bound = Math.max(negated(low), high);
    return new Interval(bound == Long.MAX_VALUE ? Long.MIN_VALUE : -bound, bound);
  }

  private static long negated(long bound) {
    return bound == Long.MIN_VALUE ? Long.MAX_VALUE : -bound;
  }

  private Interval mod(Interval divisor) {
    if (divisor.low >= 0) {
      if (low >= 0 && high < divisor.low) return this;
      long most = divisor.high == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(divisor.high - 1, 0);
      return new Interval(0, low >= 0 ? Math.min(most, high) : most);
    }
    long lower = divisor.low == Long.MIN_VALUE ? Long.MIN_VALUE : divisor.low + 1;
    long upper = divisor.high == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(divisor.high - 1, 0);
    return new Interval(lower, upper);
  }
}
