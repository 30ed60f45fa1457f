package sinter.compiler;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a program of the model language is read with; other files do not look at it.
 *
 * @param model which model of the file; null for its only or last one
 * @param parameters values of the model's parameters, as the language writes them
 * @param weights where the model's parameters come from, ahead of the files that the program names; null without
 * @param seed of random parameters
 */
public record ProgramOptions(
    @Nullable String model, Map<String, String> parameters, @Nullable Path weights, long seed) {
  /** The last model of the file with its defaults. */
  public static final ProgramOptions DEFAULTS = new ProgramOptions(null, Map.of(), null, 0);

  public ProgramOptions {
    parameters = Map.copyOf(parameters);
  }
}
