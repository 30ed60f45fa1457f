package sinter.testsuite.reference;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a computed value agrees with a stored one: types, shapes, integers and strings are equal, and
 * {@code |computed - stored| <= absolute + relative * |stored|} for reals, the computed ones rounded
 * to their type first; NaN and infinities only agree with themselves.
 */
record Closeness(double relative, double absolute) {
  /** Tolerance for stored outputs of a type, which were computed in that type or in float. */
  static Closeness of(DataType type) {
    return switch (type) {
      case DOUBLE -> new Closeness(1e-7, 1e-7);
      case FLOAT -> new Closeness(1e-5, 1e-6);
      case FLOAT16 -> new Closeness(2e-3, 1e-4);
      case BFLOAT16 -> new Closeness(2e-2, 1e-3);
      default -> new Closeness(0, 0);
    };
  }

  /** Tolerance for stored outputs that somebody typed with four decimals. */
  static final Closeness TYPED = new Closeness(0, 1e-4);

  /** Tolerance for what float kernels compute, whose order of summation depends on the processor. */
  static final Closeness FLOAT_KERNELS = new Closeness(1e-4, 1e-5);

  /**
   * The first difference, in words, or empty if the values agree.
   *
   * @param given tolerance for every type, or null for that of each type
   */
  static Optional<String> difference(Datum computed, Datum stored, @Nullable Closeness given) {
    return switch (stored) {
      case Datum.Array s when computed instanceof Datum.Array c -> arrays(c, s, given);
      case Datum.Option s when computed instanceof Datum.Option c ->
          s.value() == null || c.value() == null
              ? differ(s.value() == null && c.value() == null, "presence of the optional value")
              : difference(c.value(), s.value(), given);
      case Datum.Option s when s.value() != null -> difference(computed, s.value(), given);
      case Datum.Sequence s when computed instanceof Datum.Sequence c -> sequences(c, s, given);
      case Datum.Array _, Datum.Option _, Datum.Sequence _ ->
          Optional.of("kinds of value differ: " + computed + " and " + stored);
    };
  }

  private static Optional<String> differ(boolean equal, String what) {
    return equal ? Optional.empty() : Optional.of(what);
  }

  private static Optional<String> sequences(
      Datum.Sequence c, Datum.Sequence s, @Nullable Closeness given) {
    if (c.items().size() != s.items().size()) {
      return Optional.of("lengths %d and %d".formatted(c.items().size(), s.items().size()));
    }
    for (int i = 0; i < s.items().size(); i++) {
      var d = difference(c.items().get(i), s.items().get(i), given);
      if (d.isPresent()) {
        return d;
      }
    }
    return Optional.empty();
  }

  /** The difference in type or shape, in words, whatever the elements are. */
  static Optional<String> form(Datum.Array c, Datum.Array s) {
    return differ(
        c.type() == s.type() && Arrays.equals(c.shape(), s.shape()),
        "%s%s computed, %s%s stored"
            .formatted(c.type(), Arrays.toString(c.shape()), s.type(), Arrays.toString(s.shape())));
  }

  private static Optional<String> arrays(Datum.Array c, Datum.Array s, @Nullable Closeness given) {
    var form = form(c, s);
    if (form.isPresent()) {
      return form;
    }
    var close = given == null ? of(s.type()) : given;
    for (int i = 0; i < s.count(); i++) {
      boolean agree =
          switch (s.cells()) {
            case Cells.Reals r -> close.agree(c.type().round(c.reals()[i]), r.at()[i]);
            case Cells.Integers n -> c.integers()[i] == n.at()[i];
            case Cells.Texts t -> Objects.equals(c.texts()[i], t.at()[i]);
          };
      if (!agree) {
        return Optional.of(
            "element %d of %s%s: %s computed, %s stored"
                .formatted(i, s.type(), Arrays.toString(s.shape()), show(c, i), show(s, i)));
      }
    }
    return Optional.empty();
  }

  private static String show(Datum.Array a, int i) {
    return switch (a.cells()) {
      case Cells.Reals r -> Double.toString(r.at()[i]);
      case Cells.Integers n -> Long.toString(n.at()[i]);
      case Cells.Texts t -> '"' + t.at()[i] + '"';
    };
  }

  private boolean agree(double c, double s) {
    if (Double.isNaN(s) || Double.isInfinite(s)) {
      return Double.compare(c, s) == 0 || (Double.isNaN(c) && Double.isNaN(s));
    }
    return Math.abs(c - s) <= absolute + relative * Math.abs(s);
  }
}
