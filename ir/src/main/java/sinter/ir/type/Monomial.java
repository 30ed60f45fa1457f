package sinter.ir.type;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A product of powers of distinct atoms, sorted. The order of monomials is by total degree, then
 * lexicographic; products respect it, which division by a polynomial relies on.
 */
record Monomial(List<Factor> factors) implements Comparable<Monomial> {
  static final Monomial ONE = new Monomial(List.of());

  /** A positive power of an atom. */
  record Factor(Atom atom, int power) {}

  static Monomial of(Atom atom) {
    return new Monomial(List.of(new Factor(atom, 1)));
  }

  boolean isOne() {
    return factors.isEmpty();
  }

  int degree() {
    var degree = 0;
    for (var factor : factors) degree += factor.power;
    return degree;
  }

  int size() {
    var size = 0;
    for (var factor : factors) size += factor.atom.size();
    return size;
  }

  /** The atom when this is one atom to the first power, else null. */
  @Nullable Atom atom() {
    return factors.size() == 1 && factors.getFirst().power == 1 ? factors.getFirst().atom : null;
  }

  Monomial times(Monomial other) {
    if (isOne()) return other;
    if (other.isOne()) return this;
    return merge(other, 1);
  }

  /** The quotient, or null when the other does not divide this one. */
  @Nullable Monomial over(Monomial other) {
    if (other.isOne()) return this;
    for (var factor : other.factors) {
      if (power(factor.atom) < factor.power) return null;
    }
    return merge(other, -1);
  }

  /** The greatest monomial that divides both. */
  Monomial gcd(Monomial other) {
    var common = new ArrayList<Factor>();
    for (var factor : factors) {
      int power = Math.min(factor.power, other.power(factor.atom));
      if (power > 0) common.add(new Factor(factor.atom, power));
    }
    return common.isEmpty() ? ONE : new Monomial(List.copyOf(common));
  }

  private int power(Atom atom) {
    for (var factor : factors) {
      if (factor.atom.equals(atom)) return factor.power;
    }
    return 0;
  }

  private Monomial merge(Monomial other, int sign) {
    var merged = new ArrayList<Factor>(factors.size() + other.factors.size());
    int i = 0;
    int j = 0;
    while (i < factors.size() || j < other.factors.size()) {
      int order =
          i == factors.size()
              ? 1
              : j == other.factors.size()
                  ? -1
                  : factors.get(i).atom.compareTo(other.factors.get(j).atom);
      if (order < 0) {
        merged.add(factors.get(i++));
      } else if (order > 0) {
        var factor = other.factors.get(j++);
        merged.add(new Factor(factor.atom, sign * factor.power));
      } else {
        int power = factors.get(i).power + sign * other.factors.get(j).power;
        if (power != 0) merged.add(new Factor(factors.get(i).atom, power));
        i++;
        j++;
      }
    }
    return merged.isEmpty() ? ONE : new Monomial(List.copyOf(merged));
  }

  /** The value under the bindings; throws {@link ArithmeticException} when there is none. */
  long value(Map<String, Long> bindings) {
    var product = 1L;
    for (var factor : factors) {
      long value = factor.atom.value(bindings);
      for (var i = 0; i < factor.power; i++) product = Math.multiplyExact(product, value);
    }
    return product;
  }

  @Override
  public int compareTo(Monomial other) {
    int byDegree = Integer.compare(degree(), other.degree());
    if (byDegree != 0) return byDegree;
    for (var i = 0; i < Math.min(factors.size(), other.factors.size()); i++) {
      var mine = factors.get(i);
      var theirs = other.factors.get(i);
      int byAtom = theirs.atom.compareTo(mine.atom);
      if (byAtom != 0) return byAtom;
      int byPower = Integer.compare(mine.power, theirs.power);
      if (byPower != 0) return byPower;
    }
    return Integer.compare(factors.size(), other.factors.size());
  }
}
