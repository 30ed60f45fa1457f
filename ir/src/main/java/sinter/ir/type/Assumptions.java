package sinter.ir.type;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is known of symbols beyond their being non-negative: {@code N<=64, W%8==0, 1<=B<=32}.
 *
 * @param facts by symbol name; a symbol without an entry is any non-negative integer
 */
public record Assumptions(SortedMap<String, Fact> facts) {
  public static final Assumptions NONE = new Assumptions(new TreeMap<>());

  public Assumptions {
    var constraints = new TreeMap<>(facts);
    constraints.values().removeIf(Fact.NATURAL::equals);
    facts = Collections.unmodifiableSortedMap(constraints);
  }

  /**
   * One symbol: {@code low <= x <= high} and {@code x % modulus == residue}; both bounds are values the
   * symbol can take, except that {@link Long#MAX_VALUE} as {@code high} is no bound.
   */
  public record Fact(long low, long high, long modulus, long residue) {
    static final Fact NATURAL = new Fact(0, Long.MAX_VALUE, 1, 0);

    public Fact {
      if (low < 0 || high < low)
        throw new IllegalArgumentException("empty range " + low + " to " + high);
      if (modulus < 1 || residue < 0 || residue >= modulus)
        throw new IllegalArgumentException("no remainder: " + residue + " modulo " + modulus);
      if (low % modulus != residue || (high != Long.MAX_VALUE && high % modulus != residue))
        throw new IllegalArgumentException(
            "bounds without remainder " + residue + " modulo " + modulus);
    }

    /** The fact that both hold, or null when they contradict each other. */
    @Nullable Fact and(Fact other) {
      var mine = BigInteger.valueOf(modulus);
      var theirs = BigInteger.valueOf(other.modulus);
      var shared = mine.gcd(theirs);
      var gap = BigInteger.valueOf(other.residue).subtract(BigInteger.valueOf(residue));
      if (gap.mod(shared).signum() != 0) return null;
      var period = theirs.divide(shared);
      var steps = gap.divide(shared).multiply(mine.divide(shared).modInverse(period)).mod(period);
      var both = mine.multiply(period);
      if (both.bitLength() > 63) return null;
      long rest = mine.multiply(steps).longValue() + residue;
      return tightened(
          Math.max(low, other.low), Math.min(high, other.high), both.longValue(), rest);
    }

    /** Bounds moved inwards to values that have the remainder; null when none is left. */
    static @Nullable Fact tightened(long low, long high, long modulus, long residue) {
      long up = Math.floorMod(residue - low % modulus, modulus);
      if (low > Long.MAX_VALUE - up) return null;
      long down = high == Long.MAX_VALUE ? 0 : Math.floorMod(high % modulus - residue, modulus);
      long first = low + up;
      long last = high - down;
      if (first > last) return null;
      return first == last ? new Fact(first, first, 1, 0) : new Fact(first, last, modulus, residue);
    }

    /** True when there is nothing but an upper bound. */
    boolean isBoundOnly() {
      return low == 0 && modulus == 1;
    }

    private String text(String name) {
      var clauses = new ArrayList<String>();
      if (low == high) {
        clauses.add(name + "==" + low);
      } else {
        if (low > 0) clauses.add(name + ">=" + low);
        if (high < Long.MAX_VALUE) clauses.add(name + "<=" + high);
        if (modulus > 1) clauses.add(name + "%" + modulus + "==" + residue);
      }
      return String.join(", ", clauses);
    }
  }

  /**
   * Reads comma-separated clauses: comparisons of a symbol with a number, in either order or chained, and
   * {@code symbol % number == number}.
   *
   * @throws DimSyntaxException when a clause cannot be read or contradicts the ones before it
   */
  public static Assumptions parse(String text) {
    return new AssumptionReader(text).read();
  }

  Interval range(String symbol) {
    var fact = facts.get(symbol);
    return fact == null ? Interval.NATURAL : new Interval(fact.low, fact.high);
  }

  /**
   * The dimension with every constrained symbol {@code x} replaced by {@code low + modulus*x}: laws of the
   * result for all non-negative x are laws of the dimension where the assumptions hold.
   */
  Dim refine(Dim dim) {
    if (facts.isEmpty()) return dim;
    var bindings = new HashMap<String, Dim>();
    facts.forEach((name, fact) -> {
      var step = fact.low == fact.high ? Dim.ZERO : Dim.sym(name).times(fact.modulus);
      bindings.put(name, step.plus(Dim.of(fact.low)));
    });
    return dim.substitute(bindings);
  }

  /**
   * Every constrained symbol as an expression of a free one that takes all values from 0 to a bound: {@code low +
   * modulus*x}. With these in the place of the symbols, laws and ranges of dims are those under the assumptions.
   *
   * @param name gives the free symbol of a constrained one a name; not asked for one that has an upper bound only
   */
  public Map<String, Dim> substitution(UnaryOperator<String> name) {
    var all = new TreeMap<String, Dim>();
    facts.forEach((symbol, fact) -> {
      if (fact.low == fact.high) {
        all.put(symbol, Dim.of(fact.low));
        return;
      }
      long steps = fact.high == Long.MAX_VALUE ? fact.high : (fact.high - fact.low) / fact.modulus;
      var free = fact.isBoundOnly() ? symbol : name.apply(symbol);
      all.put(symbol, Dim.sym(free, steps).times(fact.modulus).plus(Dim.of(fact.low)));
    });
    return all;
  }

  /** The way back from {@link #substitution}: the free symbols as expressions of the constrained ones. */
  public Map<String, Dim> restoration(UnaryOperator<String> name) {
    var all = new TreeMap<String, Dim>();
    facts.forEach((symbol, fact) -> {
      if (fact.low != fact.high) {
        var free = fact.isBoundOnly() ? symbol : name.apply(symbol);
        all.put(free, Dim.sym(symbol).minus(Dim.of(fact.low)).floorDiv(Dim.of(fact.modulus)));
      }
    });
    return all;
  }

  /** The symbols that can take one value only, with that value. */
  public Map<String, Long> fixed() {
    var all = new TreeMap<String, Long>();
    facts.forEach((symbol, fact) -> {
      if (fact.low == fact.high) all.put(symbol, fact.low);
    });
    return all;
  }

  /** The value nearest to {@code value} that {@code symbol} can take, the lower one of two. */
  public long nearest(String symbol, long value) {
    var fact = facts.get(symbol);
    if (fact == null) return Math.max(0, value);
    long within = Math.clamp(value, fact.low, fact.high);
    long below = within - (within - fact.low) % fact.modulus;
    boolean up = fact.high - below >= fact.modulus && within - below > fact.modulus / 2;
    return up ? below + fact.modulus : below;
  }

  /** Clauses that {@link #parse} reads back as equal assumptions, by symbol. */
  @Override
  public String toString() {
    return facts.entrySet().stream()
        .map(entry -> entry.getValue().text(Dim.sym(entry.getKey()).toString()))
        .collect(Collectors.joining(", "));
  }

  /** The comparison words, longest first. */
  static final List<String> COMPARISONS = List.of("<=", ">=", "==", "<", ">", "=");
}
