package sinter.ir.type;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/** What a polynomial is built from. The parts of an atom are known and in normal form. */
sealed interface Atom extends Comparable<Atom> {
  /** An integer from 0 to {@code high} known by its name; {@link Long#MAX_VALUE} is no bound. */
  record Sym(String name, long high) implements Atom {}

  /** The quotient rounded towards minus infinity. */
  record FloorDiv(Dim dividend, Dim divisor) implements Atom {}

  /** The remainder of {@link FloorDiv}. */
  record Mod(Dim dividend, Dim divisor) implements Atom {}

  /** The least or the greatest of at least two distinct, sorted parts. */
  record Extreme(Extremum kind, List<Dim> parts) implements Atom {}

  /** The number of leaves, all parts included. */
  default int size() {
    return switch (this) {
      case Sym _ -> 1;
      case FloorDiv(Dim a, Dim b) -> 1 + a.size() + b.size();
      case Mod(Dim a, Dim b) -> 1 + a.size() + b.size();
      case Extreme(_, List<Dim> parts) -> 1 + parts.stream().mapToInt(Dim::size).sum();
    };
  }

  /** The value under the bindings; throws {@link ArithmeticException} when there is none. */
  default long value(Map<String, Long> bindings) {
    return switch (this) {
      case Sym(String name, _) -> {
        var value = bindings.get(name);
        if (value == null) throw new ArithmeticException("unbound symbol");
        yield value;
      }
      case FloorDiv(Dim a, Dim b) -> Math.floorDivExact(a.value(bindings), b.value(bindings));
      case Mod(Dim a, Dim b) -> Math.floorMod(a.value(bindings), b.value(bindings));
      case Extreme(Extremum kind, List<Dim> parts) -> {
        var best = parts.getFirst().value(bindings);
        for (var part : parts) best = kind.of(best, part.value(bindings));
        yield best;
      }
    };
  }

  default Dim substitute(Map<String, Dim> bindings) {
    return switch (this) {
      case Sym(String name, _) -> {
        var value = bindings.get(name);
        yield value != null ? value : Dim.of(this);
      }
      case FloorDiv(Dim a, Dim b) -> a.substitute(bindings).floorDiv(b.substitute(bindings));
      case Mod(Dim a, Dim b) -> a.substitute(bindings).mod(b.substitute(bindings));
      case Extreme(Extremum kind, List<Dim> parts) ->
          kind.of(parts.stream().map(part -> part.substitute(bindings)).toList());
    };
  }

  default void collectSymbols(SortedSet<String> names) {
    switch (this) {
      case Sym(String name, _) -> names.add(name);
      case FloorDiv(Dim a, Dim b) -> {
        a.collectSymbols(names);
        b.collectSymbols(names);
      }
      case Mod(Dim a, Dim b) -> {
        a.collectSymbols(names);
        b.collectSymbols(names);
      }
      case Extreme(_, List<Dim> parts) -> parts.forEach(part -> part.collectSymbols(names));
    }
  }

  private int rank() {
    return switch (this) {
      case Sym _ -> 0;
      case FloorDiv _ -> 1;
      case Mod _ -> 2;
      case Extreme(Extremum kind, _) -> kind == Extremum.MIN ? 3 : 4;
    };
  }

  private List<Dim> parts() {
    return switch (this) {
      case Sym _ -> List.of();
      case FloorDiv(Dim a, Dim b) -> List.of(a, b);
      case Mod(Dim a, Dim b) -> List.of(a, b);
      case Extreme(_, List<Dim> parts) -> parts;
    };
  }

  /** Symbols by name, then divisions, remainders, minima and maxima by their parts. */
  @Override
  default int compareTo(Atom other) {
    if (this instanceof Sym(String mine, long bound)
        && other instanceof Sym(String theirs, long limit)) {
      int order = mine.compareTo(theirs);
      return order != 0 ? order : Long.compare(bound, limit);
    }
    if (rank() != other.rank()) return Integer.compare(rank(), other.rank());
    var mine = parts();
    var theirs = other.parts();
    for (var i = 0; i < Math.min(mine.size(), theirs.size()); i++) {
      int order = mine.get(i).compareTo(theirs.get(i));
      if (order != 0) return order;
    }
    return Integer.compare(mine.size(), theirs.size());
  }
}
