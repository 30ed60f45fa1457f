package sinter.testsuite.reference;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Whether two runs of the reference gave the same outputs. */
public final class Agreement {
  private Agreement() {}

  /**
   * The first output that differs, in words; empty when all agree.
   *
   * @param relative error allowed of each real number, and absolute for those below one
   */
  public static Optional<String> difference(
      Map<String, Datum> computed, Map<String, Datum> wanted, double relative) {
    if (!computed.keySet().equals(wanted.keySet())) {
      return Optional.of("outputs " + computed.keySet() + " instead of " + wanted.keySet());
    }
    var tolerance = new Closeness(relative, relative);
    return wanted.entrySet().stream()
        .flatMap(e ->
            Closeness.difference(
                Objects.requireNonNull(computed.get(e.getKey())), e.getValue(), tolerance)
                .map(d -> e.getKey() + ": " + d)
                .stream())
        .findFirst();
  }
}
