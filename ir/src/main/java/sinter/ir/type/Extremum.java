package sinter.ir.type;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The least or the greatest of several dimensions. */
enum Extremum {
  MIN,
  MAX;

  private static final int MAX_PARTS = 16;

  long of(long a, long b) {
    return this == MIN ? Math.min(a, b) : Math.max(a, b);
  }

  /**
   * The extremum in normal form: nested ones of the same kind are flattened, parts are sorted and
   * distinct, and a part that another one provably beats is dropped.
   */
  Dim of(List<Dim> dims) {
    var parts = new TreeSet<Dim>();
    for (var dim : dims) {
      if (!dim.isKnown()) return Dim.UNKNOWN;
      if (dim.atom() instanceof Atom.Extreme(Extremum kind, List<Dim> inner) && kind == this) {
        parts.addAll(inner);
      } else {
        parts.add(dim);
      }
    }
    if (parts.size() > MAX_PARTS) return Dim.UNKNOWN;
    var kept = new ArrayList<>(parts);
    for (var i = kept.size() - 1; i >= 0; i--) {
      if (isBeaten(kept, i)) kept.remove(i);
    }
    return kept.size() == 1 ? kept.getFirst() : Dim.of(new Atom.Extreme(this, List.copyOf(kept)));
  }

  private boolean isBeaten(List<Dim> parts, int index) {
    for (var i = 0; i < parts.size(); i++) {
      if (i != index && beats(parts.get(i), parts.get(index))) return true;
    }
    return false;
  }

  private boolean beats(Dim a, Dim b) {
    var gap = this == MIN ? b.minus(a) : a.minus(b);
    return gap.isKnown() && gap.lowerBound(Assumptions.NONE) >= 0;
  }

  String word() {
    return this == MIN ? "min" : "max";
  }
}
