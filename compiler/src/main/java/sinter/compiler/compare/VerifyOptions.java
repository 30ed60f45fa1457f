package sinter.compiler.compare;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import sinter.ir.type.Assumptions;

/**
 * How to verify.
 *
 * @param samples cases per binding that must be able to fail
 * @param specs the user's word on inputs, by name
 * @param bindings the user's values of symbolic dims
 * @param assumptions what holds of the bindings that are tried
 * @param threads of the runtime, within an operator
 * @param operatorLibraries custom operators of both models
 * @param judging whether differences are errors; otherwise they are only measured
 * @param symmetric whether the candidate's float types loosen the tolerance as the reference's do
 */
public record VerifyOptions(
    int samples,
    long seed,
    Map<String, InputSpec> specs,
    Map<String, Long> bindings,
    Assumptions assumptions,
    int threads,
    List<Path> operatorLibraries,
    boolean judging,
    boolean symmetric) {

  /** Two samples per binding, everything derived, differences are errors. */
  public static final VerifyOptions DEFAULTS =
      new VerifyOptions(2, 0, Map.of(), Map.of(), Assumptions.NONE, 1, List.of(), true, false);

  public VerifyOptions {
    specs = Map.copyOf(specs);
    bindings = Map.copyOf(bindings);
    operatorLibraries = List.copyOf(operatorLibraries);
  }

  /** The same with another number of samples per binding. */
  public VerifyOptions withSamples(int count) {
    return new VerifyOptions(
        count, seed, specs, bindings, assumptions, threads, operatorLibraries, judging, symmetric);
  }

  /** The same with another seed. */
  public VerifyOptions withSeed(long other) {
    return new VerifyOptions(
        samples,
        other,
        specs,
        bindings,
        assumptions,
        threads,
        operatorLibraries,
        judging,
        symmetric);
  }

  /** The same, measuring instead of judging. */
  public VerifyOptions measuring() {
    return new VerifyOptions(
        samples, seed, specs, bindings, assumptions, threads, operatorLibraries, false, symmetric);
  }

  /** The same where what is assumed of symbolic dims holds. */
  public VerifyOptions where(Assumptions facts) {
    return new VerifyOptions(
        samples, seed, specs, bindings, facts, threads, operatorLibraries, judging, symmetric);
  }

  /** The same on this many threads of the runtime. */
  public VerifyOptions withThreads(int count) {
    return new VerifyOptions(
        samples, seed, specs, bindings, assumptions, count, operatorLibraries, judging, symmetric);
  }
}
