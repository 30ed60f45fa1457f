package sinter.testsuite.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import sinter.ir.op.OpCatalog;

/** The interpreter against the compiler's own list of operators. */
class ReferenceCoverageTest {
  /** Operators without one right result. */
  private static final Set<String> RANDOM =
      Set.of(
          "Bernoulli",
          "Multinomial",
          "RandomNormal",
          "RandomNormalLike",
          "RandomUniform",
          "RandomUniformLike");

  @Test
  void everyTypedOperatorIsCovered() {
    var missing = new TreeSet<String>();
    int typed = 0;
    for (var entry : OpCatalog.get().all()) {
      var schema = entry.schema();
      if (schema != null && schema.onnx() != null) {
        var onnx = Objects.requireNonNull(schema.onnx());
        typed++;
        if (!RANDOM.contains(onnx.name()) && !Reference.covers(onnx.domain(), onnx.name())) {
          missing.add(onnx.domain() + ":" + onnx.name());
        }
      }
    }
    assertThat(typed).isPositive();
    assertThat(missing).isEmpty();
    System.out.printf("reference interpreter: covers %d typed operators%n", typed - RANDOM.size());
  }
}
