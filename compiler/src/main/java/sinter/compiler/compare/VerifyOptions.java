package sinter.compiler.compare;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How to verify.
 *
 * @param samples cases per binding that must be able to fail
 * @param specs the user's word on inputs, by name
 * @param bindings the user's values of symbolic dims
 * @param operatorLibraries custom operators of both models
 * @param judging whether differences are errors; otherwise they are only measured
 * @param symmetric whether the candidate's float types loosen the tolerance as the reference's do
 */
public record VerifyOptions(
    int samples,
    long seed,
    Map<String, InputSpec> specs,
    Map<String, Long> bindings,
    List<Path> operatorLibraries,
    boolean judging,
    boolean symmetric) {

  /** Two samples per binding, everything derived, differences are errors. */
  public static final VerifyOptions DEFAULTS =
      new VerifyOptions(2, 0, Map.of(), Map.of(), List.of(), true, false);

  public VerifyOptions {
    specs = Map.copyOf(specs);
    bindings = Map.copyOf(bindings);
    operatorLibraries = List.copyOf(operatorLibraries);
  }

  /** The same with another number of samples per binding. */
  public VerifyOptions withSamples(int count) {
    return new VerifyOptions(count, seed, specs, bindings, operatorLibraries, judging, symmetric);
  }

  /** The same with another seed. */
  public VerifyOptions withSeed(long other) {
    return new VerifyOptions(
        samples, other, specs, bindings, operatorLibraries, judging, symmetric);
  }

  /** The same, measuring instead of judging. */
  public VerifyOptions measuring() {
    return new VerifyOptions(samples, seed, specs, bindings, operatorLibraries, false, symmetric);
  }

  /** The same for two models of equal standing. */
  public VerifyOptions betweenPeers() {
    return new VerifyOptions(samples, seed, specs, bindings, operatorLibraries, judging, true);
  }
}
