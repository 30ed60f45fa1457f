package sinter.testsuite.reference;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Whether two runs of the reference gave the same outputs. */
public final class Agreement {
  private Agreement() {}

  /**
   * Largest error of an element of one output, relative to the largest finite element that was
   * wanted; infinite or NaN where something else was wanted than was computed.
   *
   * @throws AssertionError when types or shapes differ
   */
  public static double error(Datum.Array computed, Datum.Array wanted) {
    Closeness.form(computed, wanted)
        .ifPresent(d -> {
          throw new AssertionError(d);
        });
    var c = computed.reals();
    var w = wanted.reals();
    double largest = 0;
    double worst = 0;
    for (int i = 0; i < w.length; i++) {
      largest = Double.isFinite(w[i]) ? Math.max(largest, Math.abs(w[i])) : largest;
      worst = Math.max(worst, Double.compare(c[i], w[i]) == 0 ? 0 : Math.abs(c[i] - w[i]));
    }
    return worst == 0 ? 0 : worst / largest;
  }

  /**
   * The first output that is not the same to the last bit in double precision, in words; empty when all are. The signs of
   * zeros do not count.
   */
  public static Optional<String> inequality(
      Map<String, Datum> computed, Map<String, Datum> wanted) {
    if (!computed.keySet().equals(wanted.keySet())) {
      return Optional.of("outputs " + computed.keySet() + " instead of " + wanted.keySet());
    }
    for (var e : wanted.entrySet()) {
      var is = Objects.requireNonNull(computed.get(e.getKey()));
      boolean real = e.getValue() instanceof Datum.Array w && w.cells() instanceof Cells.Reals;
      var wrong =
          real && e.getValue() instanceof Datum.Array w && is instanceof Datum.Array c
              ? Optional.of(error(c, w)).filter(d -> d != 0).map(d -> "relative error " + d)
              : Closeness.difference(is, e.getValue(), new Closeness(0, 0));
      if (wrong.isPresent()) {
        return wrong.map(d -> e.getKey() + ": " + d);
      }
    }
    return Optional.empty();
  }

  /**
   * The first output that differs, in words; empty when all agree.
   *
   * @param relative error allowed of each real number, and absolute for those below one
   */
  public static Optional<String> difference(
      Map<String, Datum> computed, Map<String, Datum> wanted, double relative) {
    return difference(computed, wanted, relative, relative);
  }

  /** The same with an absolute error allowed beside the relative one. */
  public static Optional<String> difference(
      Map<String, Datum> computed, Map<String, Datum> wanted, double absolute, double relative) {
    if (!computed.keySet().equals(wanted.keySet())) {
      return Optional.of("outputs " + computed.keySet() + " instead of " + wanted.keySet());
    }
    var tolerance = new Closeness(relative, absolute);
    return wanted.entrySet().stream()
        .flatMap(e ->
            Closeness.difference(
                Objects.requireNonNull(computed.get(e.getKey())), e.getValue(), tolerance)
                .map(d -> e.getKey() + ": " + d)
                .stream())
        .findFirst();
  }
}
