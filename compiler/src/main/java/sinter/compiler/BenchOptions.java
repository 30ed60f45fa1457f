package sinter.compiler;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to measure.
 *
 * @param against another model on the same inputs; null to measure one alone
 * @param inputs {@code NAME=FILE} arguments; inputs that are not given are drawn from the seed
 * @param runs timed runs of each model
 * @param optimized whether the runtime may optimize the models
 */
public record BenchOptions(
    Path model,
    @Nullable Path against,
    List<String> inputs,
    Map<String, Long> bind,
    Map<String, String> inputSpecs,
    int runs,
    boolean optimized,
    RuntimeOptions runtime) {
  /** Runs when no number is given. */
  public static final int RUNS = 200;

  public BenchOptions {
    inputs = List.copyOf(inputs);
    bind = Map.copyOf(bind);
    inputSpecs = Map.copyOf(inputSpecs);
  }

  /** {@code model} against {@code other}, on seeded inputs, on one thread. */
  public static BenchOptions of(Path model, @Nullable Path other) {
    return new BenchOptions(
        model, other, List.of(), Map.of(), Map.of(), RUNS, true, RuntimeOptions.DEFAULTS);
  }
}
