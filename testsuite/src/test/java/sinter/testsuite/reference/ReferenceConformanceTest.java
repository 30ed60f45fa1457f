package sinter.testsuite.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import sinter.testsuite.onnx.Corpus;

/** Runs the interpreter on every stored case whose operators it covers. */
class ReferenceConformanceTest {
  private final List<String> failures = new ArrayList<>();
  private final TreeSet<String> uncovered = new TreeSet<>();
  private final Map<String, String> excluded = Listed.of("reference-excluded.txt");
  private final Map<String, String> typed = Listed.of("reference-typed.txt");
  private final TreeSet<String> unknown = new TreeSet<>(excluded.keySet());
  private int cases;
  private int agreeing;
  private int skipped;

  @Test
  void agreesWithTheStoredOutputs() throws IOException {
    unknown.addAll(typed.keySet());
    ConformanceCase.forEach(Corpus.find().resolve("conformance.zip"), this::check);
    System.out.printf(
        "reference interpreter: %d cases, %d agree, %d excluded by name, %d use operators it"
            + " lacks%n",
        cases, agreeing, excluded.size(), skipped);
    assertThat(failures).isEmpty();
    assertThat(unknown).as("listed cases that do not exist").isEmpty();
    assertThat(uncovered)
        .as("operators of the cases that are not covered, against reference-uncovered.txt")
        .containsExactlyElementsOf(Listed.of("reference-uncovered.txt").keySet());
  }

  private void check(ConformanceCase c) {
    cases++;
    unknown.remove(c.id());
    var lacks = c.uncovered();
    uncovered.addAll(lacks);
    if (!lacks.isEmpty()) {
      skipped++;
    } else if (!excluded.containsKey(c.id())) {
      var difference = difference(c);
      difference.ifPresent(d -> failures.add(c.id() + ": " + d));
      agreeing += difference.isEmpty() ? 1 : 0;
    }
  }

  private Optional<String> difference(ConformanceCase c) {
    Map<String, Datum> computed;
    try {
      computed = Reference.run(c.model(), c.inputs());
    } catch (IllegalArgumentException e) {
      return Optional.of(Objects.toString(e.getMessage()));
    }
    for (var stored : c.outputs().entrySet()) {
      var own = computed.get(stored.getKey());
      var difference =
          own == null
              ? Optional.of("not computed")
              : Closeness.difference(
                  own, stored.getValue(), typed.containsKey(c.id()) ? Closeness.TYPED : null);
      if (difference.isPresent()) {
        return Optional.of(stored.getKey() + ": " + difference.get());
      }
    }
    return Optional.empty();
  }
}
