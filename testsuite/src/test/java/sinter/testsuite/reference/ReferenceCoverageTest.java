package sinter.testsuite.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import sinter.ir.op.OpCatalog;
import sinter.testsuite.onnx.Corpus;

/** The interpreter against the compiler's own list of operators. */
class ReferenceCoverageTest {
  /** Stored cases that agree, by operator. */
  private final Map<String, Integer> stored = new TreeMap<>();

  /** ONNX names of all typed operators, as the interpreter names them. */
  private static Set<String> typed() {
    var out = new TreeSet<String>();
    for (var entry : OpCatalog.get().all()) {
      var schema = entry.schema();
      if (schema != null) {
        var onnx = Objects.requireNonNull(schema.onnx(), entry.name());
        out.add(onnx.domain().isEmpty() ? onnx.name() : onnx.domain() + ":" + onnx.name());
      }
    }
    return out;
  }

  private static String domain(String name) {
    return name.contains(":") ? name.substring(0, name.indexOf(':')) : "";
  }

  private static String local(String name) {
    return name.substring(name.indexOf(':') + 1);
  }

  @Test
  void everyTypedOperatorIsCovered() {
    var missing = typed();
    missing.removeIf(name -> Reference.covers(domain(name), local(name)));
    assertThat(typed()).hasSizeGreaterThan(190);
    assertThat(missing).isEmpty();
  }

  /** Operators without one right result are covered by the type and shape of what they draw. */
  @Test
  void theOperatorsThatDrawAreKnown() {
    var draws = typed();
    draws.removeIf(name -> !Reference.draws(domain(name), local(name)));
    assertThat(draws)
        .containsExactly(
            "Bernoulli",
            "Multinomial",
            "RandomNormal",
            "RandomNormalLike",
            "RandomUniform",
            "RandomUniformLike");
  }

  @Test
  void casesByHandAgree() {
    for (var c : ByHand.cases()) {
      assertThat(difference(c)).as(c.op()).isEmpty();
    }
  }

  private static Optional<String> difference(ByHand c) {
    return Reference.draws("", c.op())
        ? Closeness.form(c.computed(), c.output())
        : Closeness.difference(c.computed(), c.output(), new Closeness(1e-14, 0));
  }

  @Test
  void everyTypedOperatorIsHeldToAStoredCaseOrOneByHand() throws IOException {
    var conformance = new Conformance();
    ConformanceCase.forEach(
        Corpus.find().resolve("conformance.zip"),
        c -> {
          if (conformance.counts(c) && conformance.difference(c).isEmpty()) {
            c.operators().stream()
                .filter(o -> !conformance.isRandom(c) || Reference.draws(domain(o), local(o)))
                .forEach(o -> stored.merge(o, 1, Integer::sum));
          }
        });
    var byHand = new TreeSet<>(ByHand.cases().stream().map(ByHand::op).toList());
    var unchecked = typed();
    unchecked.removeIf(name -> stored.containsKey(name) || byHand.contains(name));
    assertThat(unchecked).as("typed operators that nothing holds to a value").isEmpty();
    byHand.retainAll(typed());
    byHand.removeAll(stored.keySet());
    System.out.printf(
        "reference interpreter: %d typed operators, 0 missing; stored cases check %d, cases by hand"
            + " the other %d: %s%n",
        typed().size(), typed().size() - byHand.size(), byHand.size(), byHand);
  }
}
