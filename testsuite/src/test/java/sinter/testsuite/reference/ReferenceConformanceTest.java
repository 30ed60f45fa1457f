package sinter.testsuite.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import sinter.testsuite.onnx.Corpus;

/** Runs the interpreter on every stored case whose operators it covers. */
class ReferenceConformanceTest {
  private final Conformance conformance = new Conformance();
  private final List<String> failures = new ArrayList<>();
  private final TreeSet<String> uncovered = new TreeSet<>();
  private int cases;
  private int agreeing;
  private int drawn;
  private int lacking;

  @Test
  void agreesWithTheStoredOutputs() throws IOException {
    ConformanceCase.forEach(Corpus.find().resolve("conformance.zip"), this::check);
    System.out.printf(
        "reference interpreter: %d cases, %d agree (%d of them random, in type and shape), %d are"
            + " excluded by name, %d use operators it lacks%n",
        cases, agreeing, drawn, cases - agreeing - lacking - failures.size(), lacking);
    assertThat(failures).isEmpty();
    assertThat(conformance.unseen()).as("listed cases that do not exist").isEmpty();
    assertThat(uncovered)
        .as("operators of the cases that are not covered, against reference-uncovered.txt")
        .containsExactlyElementsOf(Listed.of("reference-uncovered.txt").keySet());
  }

  private void check(ConformanceCase c) {
    cases++;
    var lacks = c.uncovered();
    uncovered.addAll(lacks);
    lacking += lacks.isEmpty() ? 0 : 1;
    if (conformance.counts(c)) {
      var difference = conformance.difference(c);
      difference.ifPresent(d -> failures.add(c.id() + ": " + d));
      agreeing += difference.isEmpty() ? 1 : 0;
      drawn += difference.isEmpty() && conformance.isRandom(c) ? 1 : 0;
    }
  }
}
