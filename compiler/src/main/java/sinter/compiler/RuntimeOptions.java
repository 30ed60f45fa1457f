package sinter.compiler;

import java.time.Duration;
import sinter.backend.onnx.RuntimeSet;

/**
 * The runtime that executes models, and how.
 *
 * @param name a runtime set or a jar
 * @param timeoutSeconds limit of one run
 * @param seed of whatever is drawn
 */
public record RuntimeOptions(String name, int threads, int timeoutSeconds, long seed) {
  public static final RuntimeOptions DEFAULTS = new RuntimeOptions(RuntimeSet.DEFAULT, 1, 60, 0);

  /** The same with another seed. */
  public RuntimeOptions withSeed(long other) {
    return new RuntimeOptions(name, threads, timeoutSeconds, other);
  }

  Duration limit() {
    return Duration.ofSeconds(timeoutSeconds);
  }
}
