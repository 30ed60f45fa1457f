package sinter.ir.type;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An integer expression of one dimension: a polynomial over symbols, floor divisions, remainders,
 * minima and maxima, kept in normal form, so that equal normal forms are equal objects.
 *
 * <p>Symbols are non-negative integers. A law that holds wherever both sides are defined is applied
 * without asking whether a divisor could be zero: {@code floordiv(N*M, M)} is {@code N}.
 *
 * <p>An expression that outgrows its bounds (64 terms, degree 16, 512 leaves, 64-bit coefficients)
 * becomes {@link #UNKNOWN}; no operation fails.
 */
public final class Dim implements Comparable<Dim> {
  static final int MAX_TERMS = 64;
  static final int MAX_DEGREE = 16;
  static final int MAX_SIZE = 512;

  /** Nothing is known. Equal to itself as an object, never {@linkplain #same the same} as anything. */
  public static final Dim UNKNOWN = new Dim(null);

  public static final Dim ZERO = new Dim(List.of());
  public static final Dim ONE = of(1);

  /** Non-zero terms in descending monomial order, or null for the unknown. */
  private final @Nullable List<Term> terms;

  private final int size;
  private final int hash;

  private Dim(@Nullable List<Term> terms) {
    this.terms = terms;
    this.size = terms == null ? 1 : leaves(terms);
    this.hash = terms == null ? 1 : terms.hashCode();
  }

  private static int leaves(List<Term> terms) {
    var sum = 1;
    for (var term : terms) sum += 1 + term.monomial().size();
    return sum;
  }

  public static Dim of(long value) {
    return value == 0 ? ZERO : new Dim(List.of(new Term(value, Monomial.ONE)));
  }

  /** The symbol of that name; any string is a name. */
  public static Dim sym(String name) {
    return sym(name, Long.MAX_VALUE);
  }

  /** The symbol of that name, which is never greater than {@code high}: not the same as the one without a bound. */
  static Dim sym(String name, long high) {
    return of(new Atom.Sym(name, high));
  }

  static Dim of(Atom atom) {
    return ofTerms(List.of(new Term(1, Monomial.of(atom))));
  }

  /**
   * Reads what {@link #toString} prints.
   *
   * @throws DimSyntaxException when the text is not a dimension
   */
  public static Dim parse(String text) {
    return DimReader.read(text);
  }

  /** The dimension of terms that are sorted, distinct and non-zero; unknown when they are too many. */
  static Dim ofTerms(List<Term> terms) {
    if (terms.isEmpty()) return ZERO;
    if (terms.size() > MAX_TERMS || terms.getFirst().monomial().degree() > MAX_DEGREE)
      return UNKNOWN;
    var dim = new Dim(List.copyOf(terms));
    return dim.size > MAX_SIZE ? UNKNOWN : dim;
  }

  /** The terms, highest monomial first. */
  List<Term> terms() {
    if (terms == null) throw new IllegalStateException("an unknown dimension has no terms");
    return terms;
  }

  int size() {
    return size;
  }

  public boolean isKnown() {
    return terms != null;
  }

  public boolean isConst() {
    return terms != null && (terms.isEmpty() || terms.getFirst().monomial().isOne());
  }

  public boolean isConst(long value) {
    return isConst() && constant() == value;
  }

  /**
   * The value of a constant dimension.
   *
   * @throws IllegalStateException when the dimension is not constant
   */
  public long constant() {
    if (!isConst()) throw new IllegalStateException("not a constant dimension: " + this);
    return constantTerm();
  }

  /** The coefficient of the monomial one. */
  long constantTerm() {
    var all = terms();
    if (all.isEmpty() || !all.getLast().monomial().isOne()) return 0;
    return all.getLast().coefficient();
  }

  /** The only atom of a dimension that is one atom with coefficient one, else null. */
  @Nullable Atom atom() {
    if (terms == null || terms.size() != 1 || terms.getFirst().coefficient() != 1) return null;
    return terms.getFirst().monomial().atom();
  }

  public Dim plus(Dim other) {
    return addScaled(other, 1);
  }

  public Dim minus(Dim other) {
    return addScaled(other, -1);
  }

  private Dim addScaled(Dim other, long factor) {
    if (terms == null || other.terms == null) return UNKNOWN;
    var a = terms;
    var b = other.terms;
    var sum = new ArrayList<Term>(a.size() + b.size());
    try {
      int i = 0;
      int j = 0;
      while (i < a.size() || j < b.size()) {
        int order =
            i == a.size()
                ? -1
                : j == b.size() ? 1 : a.get(i).monomial().compareTo(b.get(j).monomial());
        if (order > 0) {
          sum.add(a.get(i++));
        } else if (order < 0) {
          sum.add(b.get(j++).times(factor));
        } else {
          long c =
              Math.addExact(
                  a.get(i).coefficient(), Math.multiplyExact(factor, b.get(j).coefficient()));
          if (c != 0) sum.add(new Term(c, a.get(i).monomial()));
          i++;
          j++;
        }
      }
    } catch (ArithmeticException overflow) {
      return UNKNOWN;
    }
    return ofTerms(sum);
  }

  public Dim negate() {
    return times(-1);
  }

  /** The product with a constant. */
  public Dim times(long factor) {
    if (factor == 0) return ZERO;
    if (terms == null || factor == 1) return this;
    var scaled = new ArrayList<Term>(terms.size());
    try {
      for (var term : terms) scaled.add(term.times(factor));
    } catch (ArithmeticException overflow) {
      return UNKNOWN;
    }
    return ofTerms(scaled);
  }

  /** The product; zero times the unknown is zero. */
  public Dim times(Dim other) {
    if (isConst()) return other.times(constant());
    if (other.isConst()) return times(other.constant());
    if (terms == null || other.terms == null) return UNKNOWN;
    var sums = new HashMap<Monomial, Long>();
    try {
      for (var a : terms) {
        for (var b : other.terms) {
          long c = Math.multiplyExact(a.coefficient(), b.coefficient());
          sums.merge(a.monomial().times(b.monomial()), c, Math::addExact);
        }
      }
    } catch (ArithmeticException overflow) {
      return UNKNOWN;
    }
    var product = new ArrayList<Term>(sums.size());
    sums.forEach((monomial, c) -> {
      if (c != 0) product.add(new Term(c, monomial));
    });
    product.sort(Collections.reverseOrder());
    return ofTerms(product);
  }

  /** The quotient rounded towards minus infinity; unknown when the divisor is zero. */
  public Dim floorDiv(Dim divisor) {
    return Division.floorDiv(this, divisor);
  }

  /** The quotient rounded towards plus infinity; unknown when the divisor is zero. */
  public Dim ceilDiv(Dim divisor) {
    return Division.ceilDiv(this, divisor);
  }

  /** What {@link #floorDiv} leaves: it has the sign of the divisor. */
  public Dim mod(Dim divisor) {
    return Division.mod(this, divisor);
  }

  public Dim min(Dim other) {
    return Extremum.MIN.of(List.of(this, other));
  }

  public Dim max(Dim other) {
    return Extremum.MAX.of(List.of(this, other));
  }

  /**
   * The polynomial that, times the divisor, is this one, or null when there is none. A divisor that is
   * zero only for some values of its symbols is taken to be non-zero.
   */
  public @Nullable Dim divideExactly(Dim divisor) {
    var quotient = Division.exact(this, divisor);
    return quotient != null ? quotient : Division.exact(withoutRemainders(), divisor);
  }

  /** True when both have the same value for all values of the symbols; false when that is not proven. */
  public static boolean same(Dim a, Dim b) {
    return same(a, b, Assumptions.NONE);
  }

  /** True when both have the same value wherever the assumptions hold; false when that is not proven. */
  public static boolean same(Dim a, Dim b, Assumptions assumptions) {
    if (!a.isKnown() || !b.isKnown()) return false;
    if (a.equals(b)) return true;
    return assumptions.refine(a.minus(b)).withoutRemainders().isConst(0);
  }

  /** True when the values differ for all values of the symbols; false when that is not proven. */
  public static boolean differ(Dim a, Dim b) {
    return differ(a, b, Assumptions.NONE);
  }

  /** True when the values differ wherever the assumptions hold; false when that is not proven. */
  public static boolean differ(Dim a, Dim b, Assumptions assumptions) {
    var gap = a.minus(b);
    if (!gap.isKnown()) return false;
    if (gap.isConst()) return gap.constant() != 0;
    var range = Interval.of(gap, assumptions);
    if (range.low() > 0 || range.high() < 0) return true;
    var exact = assumptions.refine(gap).withoutRemainders();
    return exact.isKnown() && Division.neverZeroModulo(exact);
  }

  /** True when the value is a multiple of {@code factor} wherever the assumptions hold. */
  public boolean isMultipleOf(long factor, Assumptions assumptions) {
    return factor > 0 && assumptions.refine(this).mod(of(factor)).isConst(0);
  }

  /**
   * The value under the bindings, or null when a symbol is unbound, a divisor is zero, a 64-bit integer
   * overflows or the dimension is unknown.
   */
  public @Nullable Long evaluate(Map<String, Long> bindings) {
    if (terms == null) return null;
    try {
      return value(bindings);
    } catch (ArithmeticException undefined) {
      return null;
    }
  }

  long value(Map<String, Long> bindings) {
    var sum = 0L;
    for (var term : terms()) {
      sum =
          Math.addExact(
              sum, Math.multiplyExact(term.coefficient(), term.monomial().value(bindings)));
    }
    return sum;
  }

  /** Replaces symbols, all at once; symbols without a binding stay. */
  public Dim substitute(Map<String, Dim> bindings) {
    if (terms == null || isConst() || bindings.isEmpty()) return this;
    var sum = ZERO;
    for (var term : terms) {
      var product = of(term.coefficient());
      for (var factor : term.monomial().factors()) {
        var value = factor.atom().substitute(bindings);
        for (var i = 0; i < factor.power(); i++) product = product.times(value);
      }
      sum = sum.plus(product);
    }
    return sum;
  }

  /** The same value with every remainder written as {@code a - b*floordiv(a, b)}. */
  Dim withoutRemainders() {
    if (terms == null || isConst()) return this;
    var sum = ZERO;
    for (var term : terms) {
      var product = of(term.coefficient());
      for (var factor : term.monomial().factors()) {
        var value =
            factor.atom() instanceof Atom.Mod(Dim a, Dim b)
                ? a.minus(b.times(a.floorDiv(b)))
                : of(factor.atom());
        for (var i = 0; i < factor.power(); i++) product = product.times(value);
      }
      sum = sum.plus(product);
    }
    return sum;
  }

  /** The names of the symbols that occur, sorted. */
  public SortedSet<String> symbols() {
    var names = new TreeSet<String>();
    collectSymbols(names);
    return Collections.unmodifiableSortedSet(names);
  }

  void collectSymbols(SortedSet<String> names) {
    if (terms == null) return;
    for (var term : terms) {
      for (var factor : term.monomial().factors()) factor.atom().collectSymbols(names);
    }
  }

  /** A value that the dimension never falls below; {@link Long#MIN_VALUE} when there is none. */
  public long lowerBound(Assumptions assumptions) {
    return Interval.of(this, assumptions).low();
  }

  /** A value that the dimension never exceeds; {@link Long#MAX_VALUE} when there is none. */
  public long upperBound(Assumptions assumptions) {
    return Interval.of(this, assumptions).high();
  }

  /** A total order of normal forms that says nothing about values; the unknown comes last. */
  @Override
  public int compareTo(Dim other) {
    if (terms == null || other.terms == null)
      return Boolean.compare(terms == null, other.terms == null);
    for (var i = 0; i < Math.min(terms.size(), other.terms.size()); i++) {
      int order = other.terms.get(i).compareTo(terms.get(i));
      if (order != 0) return order;
    }
    return Integer.compare(terms.size(), other.terms.size());
  }

  @Override
  public boolean equals(@Nullable Object object) {
    if (this == object) return true;
    if (!(object instanceof Dim other) || hash != other.hash) return false;
    return terms == null ? other.terms == null : terms.equals(other.terms);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return DimPrinter.print(this);
  }
}
