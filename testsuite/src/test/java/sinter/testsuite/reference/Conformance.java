package sinter.testsuite.reference;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Holds the interpreter against stored cases, each in the way that the lists of cases say. */
final class Conformance {
  private final Map<String, String> excluded = Listed.of("reference-excluded.txt");
  private final Map<String, String> typed = Listed.of("reference-typed.txt");
  private final Map<String, String> random = Listed.of("reference-random.txt");
  private final TreeSet<String> unseen = new TreeSet<>();

  Conformance() {
    unseen.addAll(excluded.keySet());
    unseen.addAll(typed.keySet());
    unseen.addAll(random.keySet());
  }

  /** Listed cases that nothing was asked about. */
  Set<String> unseen() {
    return unseen;
  }

  /** Whether the interpreter is held to the case. */
  boolean counts(ConformanceCase c) {
    unseen.remove(c.id());
    return c.uncovered().isEmpty() && !excluded.containsKey(c.id());
  }

  /** Whether the stored outputs are drawn, so that only their types and shapes mean anything. */
  boolean isRandom(ConformanceCase c) {
    return random.containsKey(c.id());
  }

  /** The first difference from the stored outputs, in words. */
  Optional<String> difference(ConformanceCase c) {
    Map<String, Datum> computed;
    try {
      computed = Reference.run(c.model(), c.inputs());
    } catch (IllegalArgumentException e) {
      return Optional.of(Objects.toString(e.getMessage()));
    }
    for (var stored : c.outputs().entrySet()) {
      var own = computed.get(stored.getKey());
      var difference =
          own == null ? Optional.of("not computed") : difference(c, own, stored.getValue());
      if (difference.isPresent()) {
        return Optional.of(stored.getKey() + ": " + difference.get());
      }
    }
    return Optional.empty();
  }

  private Optional<String> difference(ConformanceCase c, Datum computed, Datum stored) {
    return isRandom(c)
        ? Closeness.form((Datum.Array) computed, (Datum.Array) stored)
        : Closeness.difference(
            computed, stored, typed.containsKey(c.id()) ? Closeness.TYPED : null);
  }
}
