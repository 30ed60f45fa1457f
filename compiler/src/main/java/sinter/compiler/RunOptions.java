package sinter.compiler;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to run a model on, and how.
 *
 * @param inputs {@code NAME=FILE} or {@code FILE} arguments
 * @param random whether inputs that are not given are drawn from the seed
 * @param bind values of symbolic dims for the inputs that are drawn
 * @param inputSpecs what drawn inputs hold, by name
 * @param folder where the outputs are written as {@code .npy}; null to write none
 * @param optimized whether the runtime may optimize the model
 * @param program what {@code model} is read with when it is a program
 */
public record RunOptions(
    Path model,
    List<String> inputs,
    boolean random,
    Map<String, Long> bind,
    Map<String, String> inputSpecs,
    @Nullable Path folder,
    boolean optimized,
    RuntimeOptions runtime,
    ProgramOptions program) {

  public RunOptions {
    inputs = List.copyOf(inputs);
    bind = Map.copyOf(bind);
    inputSpecs = Map.copyOf(inputSpecs);
  }

  /** Inputs from a seed. */
  public static RunOptions random(Path model, long seed) {
    return new RunOptions(
        model,
        List.of(),
        true,
        Map.of(),
        Map.of(),
        null,
        true,
        RuntimeOptions.DEFAULTS.withSeed(seed),
        ProgramOptions.DEFAULTS);
  }
}
