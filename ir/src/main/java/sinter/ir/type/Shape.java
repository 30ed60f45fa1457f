package sinter.ir.type;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Extent of a tensor: of unknown rank, or one {@link Dim} per axis. */
public sealed interface Shape {
  /** Rank unknown. */
  Shape UNRANKED = new Unranked();

  Shape SCALAR = new Ranked(List.of());

  /** Rank and dimensions unknown. */
  record Unranked() implements Shape {
    @Override
    public String toString() {
      return "*";
    }
  }

  /** Rank known; each dimension constant, symbolic or unknown. */
  record Ranked(List<Dim> dims) implements Shape {
    public Ranked {
      dims = List.copyOf(dims);
    }

    @Override
    public String toString() {
      return dims.stream().map(Dim::toString).collect(Collectors.joining(", "));
    }
  }

  static Shape of(long... dims) {
    var list = new ArrayList<Dim>(dims.length);
    for (long d : dims) {
      list.add(Dim.of(d));
    }
    return new Ranked(list);
  }

  static Shape of(List<Dim> dims) {
    return dims.isEmpty() ? SCALAR : new Ranked(dims);
  }

  static Shape ofLongs(List<Long> dims) {
    return of(dims.stream().mapToLong(Long::longValue).toArray());
  }

  /** {@code rank} unknown dimensions. */
  static Shape ofRank(int rank) {
    var list = new ArrayList<Dim>(rank);
    for (int i = 0; i < rank; i++) {
      list.add(Dim.UNKNOWN);
    }
    return of(list);
  }

  default boolean isRanked() {
    return this instanceof Ranked;
  }

  /** Number of axes; -1 when unknown. */
  default int rank() {
    return switch (this) {
      case Unranked _ -> -1;
      case Ranked(var dims) -> dims.size();
    };
  }

  /** The dimensions, or null when the rank is unknown. */
  default @Nullable List<Dim> dimsOrNull() {
    return switch (this) {
      case Unranked _ -> null;
      case Ranked(var dims) -> dims;
    };
  }

  /** The dimensions. @throws IllegalStateException when the rank is unknown */
  default List<Dim> dims() {
    return switch (this) {
      case Unranked _ -> throw new IllegalStateException("rank is unknown");
      case Ranked(var dims) -> dims;
    };
  }

  /** Dimension of {@code axis} (negative counts from the end); {@link Dim#UNKNOWN} when not known. */
  default Dim dim(int axis) {
    int rank = rank();
    int at = axis < 0 ? axis + rank : axis;
    return rank < 0 || at < 0 || at >= rank ? Dim.UNKNOWN : dims().get(at);
  }

  /** True when rank and every dimension are constants. */
  default boolean isStatic() {
    return this instanceof Ranked(var dims) && dims.stream().allMatch(Dim::isConst);
  }

  /** Constant dimensions. @throws IllegalStateException unless {@link #isStatic()} */
  default List<Long> longs() {
    return dims().stream().map(Dim::constant).toList();
  }

  /** Product of the dimensions; {@link Dim#UNKNOWN} when the rank is unknown. */
  default Dim elements() {
    if (!(this instanceof Ranked(var dims))) {
      return Dim.UNKNOWN;
    }
    Dim product = Dim.of(1);
    for (var d : dims) {
      product = product.times(d);
    }
    return product;
  }

  /**
   * What is known when both descriptions hold; for each axis the constant wins, then {@code this} over {@code other}.
   * Null when they contradict each other.
   */
  default @Nullable Shape meet(Shape other) {
    if (!(this instanceof Ranked(var mine))) {
      return other;
    }
    if (!(other instanceof Ranked(var theirs))) {
      return this;
    }
    if (mine.size() != theirs.size()) {
      return null;
    }
    var dims = new ArrayList<Dim>(mine.size());
    for (int i = 0; i < mine.size(); i++) {
      var a = mine.get(i);
      var b = theirs.get(i);
      if (Dim.differ(a, b)) {
        return null;
      }
      dims.add(a.isConst() ? a : b.isConst() || !a.isKnown() ? b : a);
    }
    return of(dims);
  }

  /** What holds of both: equal dimensions stay, others become unknown. */
  default Shape join(Shape other) {
    if (!(this instanceof Ranked(var mine))
        || !(other instanceof Ranked(var theirs))
        || mine.size() != theirs.size()) {
      return UNRANKED;
    }
    var dims = new ArrayList<Dim>(mine.size());
    for (int i = 0; i < mine.size(); i++) {
      dims.add(Dim.same(mine.get(i), theirs.get(i)) ? mine.get(i) : Dim.UNKNOWN);
    }
    return of(dims);
  }

  /** True when no binding of the symbols can make the two the same extent. */
  static boolean differ(Shape a, Shape b) {
    return a.meet(b) == null;
  }

  /** True when the two are the same extent for every binding of the symbols. */
  static boolean same(Shape a, Shape b) {
    if (!(a instanceof Ranked(var x)) || !(b instanceof Ranked(var y)) || x.size() != y.size()) {
      return false;
    }
    for (int i = 0; i < x.size(); i++) {
      if (!Dim.same(x.get(i), y.get(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Extent of an element-wise result under multidirectional broadcasting; null when the two cannot broadcast. Two
   * different symbols give {@link Dim#UNKNOWN}, since either may be 1, unless one provably lies between the other and 1.
   */
  static @Nullable Shape broadcast(Shape a, Shape b) {
    if (!(a instanceof Ranked(var x)) || !(b instanceof Ranked(var y))) {
      return UNRANKED;
    }
    int rank = Math.max(x.size(), y.size());
    var dims = new ArrayList<Dim>(rank);
    for (int i = 0; i < rank; i++) {
      var p = i < rank - x.size() ? Dim.of(1) : x.get(i - rank + x.size());
      var q = i < rank - y.size() ? Dim.of(1) : y.get(i - rank + y.size());
      var d = broadcast(p, q);
      if (d == null) {
        return null;
      }
      dims.add(d);
    }
    return of(dims);
  }

  private static @Nullable Dim broadcast(Dim p, Dim q) {
    if (Dim.same(p, q)) {
      return p;
    }
    if (p.isConst() && p.constant() == 1) {
      return q;
    }
    if (q.isConst() && q.constant() == 1) {
      return p;
    }
    if (p.isConst() && q.isConst()) {
      return null;
    }
    if (p.isConst()) {
      return p;
    }
    if (q.isConst()) {
      return q;
    }
    return covers(p, q) ? p : covers(q, p) ? q : Dim.UNKNOWN;
  }

  /** True when min(p, 1) ≤ q ≤ p: wherever the two broadcast, the result is p. */
  private static boolean covers(Dim p, Dim q) {
    var least = p.min(Dim.ONE);
    return Dim.same(p.min(q), q) && Dim.same(least.min(q), least);
  }
}
