package sinter.ir.type;

import java.util.ArrayList;
import java.util.List;

/** The outermost operation of a dimension, for those who compute it when a model runs. */
public sealed interface DimStructure {
  /** Nothing is known. */
  record Unknown() implements DimStructure {}

  record Constant(long value) implements DimStructure {}

  record Symbol(String name) implements DimStructure {}

  /** The sum of at least two parts. */
  record Sum(List<Dim> parts) implements DimStructure {}

  /** The product of at least two parts. */
  record Product(List<Dim> parts) implements DimStructure {}

  /** Rounded towards minus infinity. */
  record Quotient(Dim dividend, Dim divisor) implements DimStructure {}

  /** Of the {@link Quotient}. */
  record Remainder(Dim dividend, Dim divisor) implements DimStructure {}

  /** Of at least two parts. */
  record Least(List<Dim> parts) implements DimStructure {}

  /** Of at least two parts. */
  record Greatest(List<Dim> parts) implements DimStructure {}

  static DimStructure of(Dim dim) {
    if (!dim.isKnown()) {
      return new Unknown();
    }
    if (dim.isConst()) {
      return new Constant(dim.constant());
    }
    var terms = dim.terms();
    if (terms.size() > 1) {
      return new Sum(terms.stream().map(t -> Dim.ofTerms(List.of(t))).toList());
    }
    var term = terms.getFirst();
    var atom = term.monomial().atom();
    if (term.coefficient() == 1 && atom != null) {
      return of(atom);
    }
    var parts = new ArrayList<Dim>();
    if (term.coefficient() != 1) {
      parts.add(Dim.of(term.coefficient()));
    }
    for (var factor : term.monomial().factors()) {
      for (int i = 0; i < factor.power(); i++) {
        parts.add(Dim.of(factor.atom()));
      }
    }
    return new Product(parts);
  }

  private static DimStructure of(Atom atom) {
    return switch (atom) {
      case Atom.Sym(String name, _) -> new Symbol(name);
      case Atom.FloorDiv(Dim a, Dim b) -> new Quotient(a, b);
      case Atom.Mod(Dim a, Dim b) -> new Remainder(a, b);
      case Atom.Extreme(Extremum kind, List<Dim> parts) ->
          switch (kind) {
            case MIN -> new Least(parts);
            case MAX -> new Greatest(parts);
          };
    };
  }
}
