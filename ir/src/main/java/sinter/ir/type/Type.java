package sinter.ir.type;

import org.jspecify.annotations.Nullable;

/** What a value is. Every part may be unknown; {@link Opaque} says nothing at all. */
public sealed interface Type {
  Type OPAQUE = new Opaque();

  /** Nothing is known. */
  record Opaque() implements Type {
    @Override
    public String toString() {
      return "?";
    }
  }

  /** A dense tensor; {@code dtype} is null when unknown. */
  record TensorType(@Nullable DType dtype, Shape shape) implements Type {
    /** Element type and extent unknown. */
    public static final TensorType ANY = new TensorType(null, Shape.UNRANKED);

    public static TensorType of(DType dtype, long... dims) {
      return new TensorType(dtype, Shape.of(dims));
    }

    public static TensorType of(@Nullable DType dtype, Shape shape) {
      return new TensorType(dtype, shape);
    }

    public TensorType withShape(Shape other) {
      return new TensorType(dtype, other);
    }

    public TensorType withDType(@Nullable DType other) {
      return new TensorType(other, shape);
    }

    /** Element type and every dimension are known constants. */
    public boolean isStatic() {
      return dtype != null && shape.isStatic();
    }

    public int rank() {
      return shape.rank();
    }

    @Override
    public String toString() {
      return (dtype == null ? "?" : dtype.text()) + "[" + shape + "]";
    }
  }

  /** A sparse tensor in coordinate form. */
  record SparseType(@Nullable DType dtype, Shape shape) implements Type {
    @Override
    public String toString() {
      return "sparse " + (dtype == null ? "?" : dtype.text()) + "[" + shape + "]";
    }
  }

  /** A list of values of one type. */
  record SequenceType(Type element) implements Type {
    @Override
    public String toString() {
      return "seq(" + element + ")";
    }
  }

  /** A value that may be absent. */
  record OptionalType(Type element) implements Type {
    @Override
    public String toString() {
      return "optional(" + element + ")";
    }
  }

  /** A dictionary with scalar keys. */
  record MapType(DType key, Type value) implements Type {
    @Override
    public String toString() {
      return "map(" + key + ", " + value + ")";
    }
  }

  /** The same kind of value with the same element types, of unknown extent. */
  default Type withoutExtent() {
    return switch (this) {
      case Opaque _ -> this;
      case TensorType(var dtype, _) -> new TensorType(dtype, Shape.UNRANKED);
      case SparseType(var dtype, _) -> new SparseType(dtype, Shape.UNRANKED);
      case SequenceType(var element) -> new SequenceType(element.withoutExtent());
      case OptionalType(var element) -> new OptionalType(element.withoutExtent());
      case MapType(var key, var value) -> new MapType(key, value.withoutExtent());
    };
  }

  /**
   * Whether a value of this type is of type {@code claim}, as far as this type is known: false when element types, ranks
   * or dims differ, or when the claim fixes a dim that depends on symbols.
   */
  default boolean allows(Type claim) {
    return switch (this) {
      case Opaque _ -> true;
      case TensorType(var d, var s) ->
          claim instanceof Opaque
              || (claim instanceof TensorType(var e, var t) && allows(d, s, e, t));
      case SparseType(var d, var s) ->
          claim instanceof Opaque
              || (claim instanceof SparseType(var e, var t) && allows(d, s, e, t));
      case SequenceType(var x) ->
          claim instanceof Opaque || (claim instanceof SequenceType(var y) && x.allows(y));
      case OptionalType(var x) ->
          claim instanceof Opaque || (claim instanceof OptionalType(var y) && x.allows(y));
      case MapType(var k, var x) ->
          claim instanceof Opaque
              || (claim instanceof MapType(var l, var y) && k == l && x.allows(y));
    };
  }

  private static boolean allows(@Nullable DType d, Shape s, @Nullable DType e, Shape t) {
    if (d != null && e != null && d != e) {
      return false;
    }
    if (!(s instanceof Shape.Ranked(var known)) || !(t instanceof Shape.Ranked(var claimed))) {
      return true;
    }
    if (known.size() != claimed.size()) {
      return false;
    }
    for (int i = 0; i < known.size(); i++) {
      var dim = known.get(i);
      if (dim.isKnown() && claimed.get(i).isConst() && !Dim.same(dim, claimed.get(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * What is known when both hold, {@code a}'s names winning; null when they contradict each other.
   */
  static @Nullable Type meet(Type a, Type b) {
    if (a instanceof Opaque) {
      return b;
    }
    if (b instanceof Opaque) {
      return a;
    }
    return switch (a) {
      case Opaque _ -> b;
      case TensorType(var d, var s) ->
          b instanceof TensorType(var e, var t) ? tensor(d, s, e, t, false) : null;
      case SparseType(var d, var s) ->
          b instanceof SparseType(var e, var t) ? tensor(d, s, e, t, true) : null;
      case SequenceType(var x) ->
          b instanceof SequenceType(var y) && meet(x, y) instanceof Type m
              ? new SequenceType(m)
              : null;
      case OptionalType(var x) ->
          b instanceof OptionalType(var y) && meet(x, y) instanceof Type m
              ? new OptionalType(m)
              : null;
      case MapType(var k, var x) ->
          b instanceof MapType(var l, var y) && k == l && meet(x, y) instanceof Type m
              ? new MapType(k, m)
              : null;
    };
  }

  private static @Nullable Type tensor(
      @Nullable DType d, Shape s, @Nullable DType e, Shape t, boolean sparse) {
    var shape = s.meet(t);
    if (shape == null || (d != null && e != null && d != e)) {
      return null;
    }
    var dtype = d != null ? d : e;
    return sparse ? new SparseType(dtype, shape) : new TensorType(dtype, shape);
  }

  /** What holds of both, for example of the two branches of a conditional. */
  static Type join(Type a, Type b) {
    if (a.equals(b)) {
      return a;
    }
    return switch (a) {
      case Opaque _ -> OPAQUE;
      case TensorType(var d, var s) ->
          b instanceof TensorType(var e, var t)
              ? new TensorType(d == e ? d : null, s.join(t))
              : OPAQUE;
      case SparseType(var d, var s) ->
          b instanceof SparseType(var e, var t)
              ? new SparseType(d == e ? d : null, s.join(t))
              : OPAQUE;
      case SequenceType(var x) ->
          b instanceof SequenceType(var y) ? new SequenceType(join(x, y)) : OPAQUE;
      case OptionalType(var x) ->
          b instanceof OptionalType(var y) ? new OptionalType(join(x, y)) : OPAQUE;
      case MapType(var k, var x) ->
          b instanceof MapType(var l, var y) && k == l ? new MapType(k, join(x, y)) : OPAQUE;
    };
  }
}
