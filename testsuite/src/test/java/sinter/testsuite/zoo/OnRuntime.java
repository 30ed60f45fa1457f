package sinter.testsuite.zoo;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import sinter.backend.onnx.OrtWorker;
import sinter.testsuite.runtime.Installed;

/** Tests that share a worker; each draws its values from the same seed, whatever ran before it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnRuntime {
  final OrtWorker worker = Installed.worker("javacpp");
  Values values;
  private final long seed;

  OnRuntime(long seed) {
    this.seed = seed;
    this.values = new Values(seed);
  }

  @BeforeEach
  void seed() {
    values = new Values(seed);
  }

  @AfterAll
  void stop() {
    worker.close();
  }
}
