package sinter.ir.type;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Floor division and its remainder in normal form. */
final class Division {
  private Division() {}

  /** {@code dividend = quotient * divisor + rest}, no term of the rest being reducible any further. */
  private record Parts(Dim quotient, Dim rest) {}

  static Dim floorDiv(Dim a, Dim b) {
    if (!a.isKnown() || !b.isKnown() || b.isConst(0)) return Dim.UNKNOWN;
    if (b.terms().getFirst().coefficient() < 0) return floorDiv(a.negate(), b.negate());
    var parts = reduce(a, b);
    if (parts == null) return Dim.UNKNOWN;
    return parts.quotient.plus(floorDivReduced(parts.rest, b));
  }

  static Dim ceilDiv(Dim a, Dim b) {
    if (!a.isKnown() || !b.isKnown() || b.isConst(0)) return Dim.UNKNOWN;
    if (b.terms().getFirst().coefficient() < 0) return ceilDiv(a.negate(), b.negate());
    var quotient = exact(a, b);
    if (quotient != null) return quotient;
    if (isNeverNegative(b)) return floorDiv(a.plus(b).minus(Dim.ONE), b);
    return floorDiv(a.negate(), b).negate();
  }

  static Dim mod(Dim a, Dim b) {
    if (!a.isKnown() || !b.isKnown() || b.isConst(0)) return Dim.UNKNOWN;
    if (b.terms().getFirst().coefficient() < 0) return mod(a.negate(), b.negate()).negate();
    var parts = reduce(b.isConst() ? withoutInnerRemainders(a, b.constant()) : a, b);
    return parts == null ? Dim.UNKNOWN : modReduced(parts.rest, b);
  }

  /** The polynomial quotient when there is no rest, else null. */
  static @Nullable Dim exact(Dim a, Dim b) {
    if (!a.isKnown() || !b.isKnown() || b.isConst(0)) return null;
    if (b.terms().getFirst().coefficient() < 0) return exact(a.negate(), b.negate());
    var parts = reduce(a, b);
    return parts != null && parts.rest.isConst(0) ? parts.quotient : null;
  }

  /** True when the constant term is no multiple of what all other coefficients share. */
  static boolean neverZeroModulo(Dim dim) {
    long shared = coefficientGcd(dim, 0);
    return shared > 1 && dim.constantTerm() % shared != 0;
  }

  /**
   * Long division by a polynomial with positive leading coefficient, every coefficient of the divisor's
   * leading monomial brought into {@code [0, leading)}; null when it overflows or does not end in time.
   */
  private static @Nullable Parts reduce(Dim a, Dim b) {
    var lead = b.terms().getFirst();
    var quotient = Dim.ZERO;
    var rest = a;
    for (var step = 0; step < 4 * Dim.MAX_TERMS; step++) {
      var factor = factorOf(rest, lead);
      if (factor == null) return new Parts(quotient, rest);
      quotient = quotient.plus(factor);
      rest = rest.minus(factor.times(b));
      if (!quotient.isKnown() || !rest.isKnown()) return null;
    }
    return null;
  }

  /** What to subtract, times the divisor, to reduce the highest reducible term; null when none is. */
  private static @Nullable Dim factorOf(Dim rest, Term lead) {
    for (var term : rest.terms()) {
      long count = Math.floorDiv(term.coefficient(), lead.coefficient());
      if (count == 0) continue;
      var monomial = term.monomial().over(lead.monomial());
      if (monomial != null) return Dim.ofTerms(List.of(new Term(count, monomial)));
    }
    return null;
  }

  private static Dim floorDivReduced(Dim a, Dim b) {
    if (isWithin(a, b)) return Dim.ZERO;
    if (isJustBelow(a, b)) return Dim.of(-1);
    var common = commonMonomial(a, b);
    if (!common.isOne()) return floorDiv(over(a, common), over(b, common));
    if (b.isConst()) {
      long shared = coefficientGcd(a, b.constant());
      if (shared > 1) return floorDiv(scaledDown(a, shared), Dim.of(b.constant() / shared));
    } else {
      long shared =
          gcd(
              coefficientGcd(a, Math.abs(a.constantTerm())),
              coefficientGcd(b, Math.abs(b.constantTerm())));
      if (shared > 1) return floorDiv(scaledDown(a, shared), scaledDown(b, shared));
    }
    var flat = isNeverNegative(b) ? flattened(a, b) : null;
    return flat != null ? flat : Dim.of(new Atom.FloorDiv(a, b));
  }

  /** {@code floordiv(floordiv(x, y) + z, b)} as {@code floordiv(x + y*z, y*b)}, for a positive b. */
  private static @Nullable Dim flattened(Dim a, Dim b) {
    Atom.FloorDiv inner = null;
    for (var term : a.terms()) {
      if (!(term.monomial().atom() instanceof Atom.FloorDiv division)) continue;
      if (inner != null || term.coefficient() != 1) return null;
      inner = division;
    }
    if (inner == null) return null;
    var outside = a.minus(Dim.of(inner));
    var dividend = inner.dividend().plus(inner.divisor().times(outside));
    var divisor = inner.divisor().times(b);
    return dividend.isKnown() && divisor.isKnown() ? floorDiv(dividend, divisor) : null;
  }

  private static Dim modReduced(Dim a, Dim b) {
    if (isWithin(a, b)) return a;
    if (isJustBelow(a, b)) return a.plus(b);
    var common = commonMonomial(a, b);
    if (!common.isOne()) {
      return Dim.ofTerms(List.of(new Term(1, common))).times(mod(over(a, common), over(b, common)));
    }
    if (b.isConst()) {
      long shared = coefficientGcd(a, b.constant());
      if (shared > 1) {
        var inner = mod(scaledDown(a, shared), Dim.of(b.constant() / shared));
        return inner.times(shared).plus(Dim.of(Math.floorMod(a.constantTerm(), shared)));
      }
    } else {
      long shared =
          gcd(
              coefficientGcd(a, Math.abs(a.constantTerm())),
              coefficientGcd(b, Math.abs(b.constantTerm())));
      if (shared > 1) return mod(scaledDown(a, shared), scaledDown(b, shared)).times(shared);
    }
    return Dim.of(new Atom.Mod(a, b));
  }

  /** Modulo {@code modulus}, {@code c*mod(x, y)} is {@code c*x} when the modulus divides {@code c*y}. */
  private static Dim withoutInnerRemainders(Dim a, long modulus) {
    var sum = a;
    for (var term : a.terms()) {
      if (!(term.monomial().atom() instanceof Atom.Mod(Dim x, Dim y))) continue;
      if (!y.times(term.coefficient()).mod(Dim.of(modulus)).isConst(0)) continue;
      var replaced = sum.minus(Dim.ofTerms(List.of(term))).plus(x.times(term.coefficient()));
      if (replaced.isKnown()) sum = replaced;
    }
    return sum.equals(a) ? a : withoutInnerRemainders(sum, modulus);
  }

  /** True when {@code 0 <= a < b} is proven, b being non-zero. */
  private static boolean isWithin(Dim a, Dim b) {
    if (a.isConst(0)) return true;
    var gap = b.minus(a);
    return gap.isKnown() && isNeverNegative(a) && gap.lowerBound(Assumptions.NONE) >= 1;
  }

  /** True when {@code -b <= a < 0} is proven, b being non-zero. */
  private static boolean isJustBelow(Dim a, Dim b) {
    if (!isNeverNegative(b) || a.upperBound(Assumptions.NONE) >= 0) return false;
    var sum = a.plus(b);
    return a.isConst(-1) || (sum.isKnown() && isNeverNegative(sum));
  }

  private static boolean isNeverNegative(Dim a) {
    return a.lowerBound(Assumptions.NONE) >= 0;
  }

  private static Monomial commonMonomial(Dim a, Dim b) {
    Monomial common = null;
    for (var dim : List.of(a, b)) {
      for (var term : dim.terms()) {
        common = common == null ? term.monomial() : common.gcd(term.monomial());
      }
    }
    return common == null ? Monomial.ONE : common;
  }

  private static Dim over(Dim a, Monomial common) {
    var terms = new ArrayList<Term>();
    for (var term : a.terms()) {
      var quotient = term.monomial().over(common);
      if (quotient == null) return Dim.UNKNOWN;
      terms.add(new Term(term.coefficient(), quotient));
    }
    return Dim.ofTerms(terms);
  }

  /** The greatest common divisor of {@code start} and all coefficients but the constant term's. */
  private static long coefficientGcd(Dim a, long start) {
    long shared = start;
    for (var term : a.terms()) {
      if (!term.monomial().isOne()) shared = gcd(shared, term.coefficient());
    }
    return shared;
  }

  /** All coefficients divided, the constant term rounded down. */
  private static Dim scaledDown(Dim a, long divisor) {
    var terms = new ArrayList<Term>();
    for (var term : a.terms()) {
      long c = Math.floorDiv(term.coefficient(), divisor);
      if (c != 0) terms.add(new Term(c, term.monomial()));
    }
    return Dim.ofTerms(terms);
  }

  /** Negative only when it is 2 to the 63rd, which callers take for "nothing shared". */
  private static long gcd(long a, long b) {
    long x = a;
    long y = b;
    while (y != 0) {
      long rest = x % y;
      x = y;
      y = rest;
    }
    return Math.abs(x);
  }
}
