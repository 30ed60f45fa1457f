package sinter.ir.type;

import java.util.List;
import java.util.Set;
import sinter.ir.text.Quoted;

/** Writes a dimension as text that {@link DimReader} reads back as an equal one. */
final class DimPrinter {
  private static final Set<String> WORDS = Set.of("floordiv", "ceildiv", "mod", "min", "max");

  private final StringBuilder out = new StringBuilder();

  private DimPrinter() {}

  static String print(Dim dim) {
    var printer = new DimPrinter();
    printer.dim(dim);
    return printer.out.toString();
  }

  private void dim(Dim dim) {
    if (!dim.isKnown()) {
      out.append('?');
      return;
    }
    if (dim.terms().isEmpty()) out.append('0');
    var isFirst = true;
    for (var term : dim.terms()) {
      if (!isFirst && term.coefficient() > 0) out.append('+');
      term(term);
      isFirst = false;
    }
  }

  private void term(Term term) {
    long c = term.coefficient();
    if (term.monomial().isOne()) {
      out.append(c);
      return;
    }
    if (c == -1) {
      out.append('-');
    } else if (c != 1) {
      out.append(c).append('*');
    }
    var isFirst = true;
    for (var factor : term.monomial().factors()) {
      for (var i = 0; i < factor.power(); i++) {
        if (!isFirst) out.append('*');
        atom(factor.atom());
        isFirst = false;
      }
    }
  }

  private void atom(Atom atom) {
    switch (atom) {
      case Atom.Sym(String name, _) -> name(name);
      case Atom.FloorDiv(Dim a, Dim b) -> call("floordiv", List.of(a, b));
      case Atom.Mod(Dim a, Dim b) -> call("mod", List.of(a, b));
      case Atom.Extreme(Extremum kind, List<Dim> parts) -> call(kind.word(), parts);
    }
  }

  private void call(String word, List<Dim> parts) {
    out.append(word).append('(');
    for (var i = 0; i < parts.size(); i++) {
      if (i > 0) out.append(", ");
      dim(parts.get(i));
    }
    out.append(')');
  }

  private void name(String name) {
    out.append(WORDS.contains(name) ? Quoted.of(name) : Quoted.word(name));
  }
}
