package sinter.testsuite.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.time.Duration;
import java.util.List;
import sinter.backend.onnx.FailureKind;
import sinter.backend.onnx.OrtWorker;
import sinter.backend.onnx.Outcome;
import sinter.backend.onnx.RuntimeSession;
import sinter.backend.onnx.RuntimeSet;
import sinter.backend.onnx.SessionSpec;

/** The runtime sets of the product under test, and what is expected of outcomes. */
public final class Installed {
  public static final Duration LIMIT = Duration.ofSeconds(60);

  private Installed() {}

  /** The names of the sets that come with the product. */
  public static List<String> names() {
    return RuntimeSet.NAMES;
  }

  /** The set with this name; without it the test is skipped. */
  public static RuntimeSet set(String name) {
    return switch (RuntimeSet.find(name)) {
      case Outcome.Ok<RuntimeSet>(RuntimeSet set) -> set;
      case Outcome.Failed<RuntimeSet> failed ->
          abort("skipped, since " + failed.message() + "; ./build verify installs both sets");
    };
  }

  public static OrtWorker worker(String set) {
    return OrtWorker.start(set(set), LIMIT);
  }

  public static RuntimeSession open(OrtWorker worker, TinyModel model) {
    return ok(worker.open(SessionSpec.of(model.segment())));
  }

  public static <T> T ok(Outcome<T> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Ok.class);
    return switch (outcome) {
      case Outcome.Ok<T>(T value) -> value;
      case Outcome.Failed<T> failed -> throw new AssertionError(failed.message());
    };
  }

  public static <T> Outcome.Failed<T> failed(FailureKind kind, Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Ok<T>(T value) -> throw new AssertionError("a result: " + value);
      case Outcome.Failed<T> failed -> {
        assertThat(failed.kind()).as(failed.message()).isEqualTo(kind);
        assertThat(failed.message()).isNotBlank().doesNotContain("\n");
        yield failed;
      }
    };
  }
}
