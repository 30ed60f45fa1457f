package sinter.ir.type;

/** A monomial with its coefficient. */
record Term(long coefficient, Monomial monomial) implements Comparable<Term> {
  /** Throws {@link ArithmeticException} on overflow. */
  Term times(long factor) {
    return new Term(Math.multiplyExact(coefficient, factor), monomial);
  }

  @Override
  public int compareTo(Term other) {
    int order = monomial.compareTo(other.monomial);
    return order != 0 ? order : Long.compare(coefficient, other.coefficient);
  }
}
