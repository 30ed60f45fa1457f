package sinter.compiler.compare;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import sinter.ir.tensor.Datum;

/**
 * One input of the reference and what it makes of it.
 *
 * @param telling outputs of which all-zero values would be noticed
 */
record Sample(
    Binding binding,
    Flavour flavour,
    long seed,
    Map<String, Datum> feeds,
    Map<String, Datum> outputs,
    Set<String> telling) {
  /** Whether all-zero outputs would be noticed. */
  boolean canFail() {
    return !telling.isEmpty();
  }

  /** The same input without the outputs {@code names}. */
  Sample without(Set<String> names) {
    var others = new LinkedHashMap<>(outputs);
    others.keySet().removeAll(names);
    var left = new LinkedHashSet<>(telling);
    left.removeAll(names);
    return new Sample(binding, flavour, seed, feeds, others, left);
  }
}
