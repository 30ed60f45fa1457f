package sinter.testsuite.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static sinter.testsuite.zoo.Values.array;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sinter.testsuite.reference.Datum;

/** A loop without anything carried, on ONNX Runtime. */
class CollectingLoopTest extends OnRuntime {
  private static final long SEED = 67;

  CollectingLoopTest() {
    super(SEED);
  }

  @Test
  void aLoopMayOnlyCollect() {
    var example =
        StandardLibraryTest.model(
            "f32[2, 3]", "  loop i in 0..4 { yield q = x * cast(i, f32) }\n  output y = q");
    Map<String, Datum> inputs = Map.of("x", values.normal(2, 3));
    var expected = example.run(inputs);
    assertThat(array(expected, "y").shape()).containsExactly(4, 2, 3);
    for (var message : List.of(example.plain(), example.optimized(worker))) {
      var actual = Example.runtime(worker, message, inputs);
      assertThat(array(actual, "y").shape()).containsExactly(4, 2, 3);
      assertThat(array(actual, "y").reals())
          .containsExactly(array(expected, "y").reals(), within(1e-5));
    }
  }
}
