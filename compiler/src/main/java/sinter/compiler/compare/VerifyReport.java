package sinter.compiler.compare;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of a verification.
 *
 * @param cases cases that were compared and able to fail
 * @param outputs the worst difference of each output over all cases that count, in the reference's order
 * @param reason why the status is not equal, in one line; null when it is
 * @param discontinuous samples left out because the reference differs from itself as much
 * @param bindings the bindings of symbolic dims that were used
 * @param samples the inputs that were compared on, in order
 * @param shapeOnly outputs of which only shape and element type were compared
 * @param untold outputs of which no input was found on which all-zero values would be noticed, where others tell
 * @param optimizerDifference what differs only with the runtime's own optimizations on; null when nothing
 * does
 */
public record VerifyReport(
    VerifyStatus status,
    int cases,
    Map<String, Difference> outputs,
    @Nullable String reason,
    int discontinuous,
    List<Binding> bindings,
    List<Drawn> samples,
    List<String> shapeOnly,
    List<String> untold,
    @Nullable String optimizerDifference) {

  /**
   * Seeded inputs.
   *
   * @param at values of symbolic dims
   * @param inputs how the free numbers were drawn
   * @param able whether all-zero outputs would have been noticed
   */
  public record Drawn(Map<String, Long> at, String inputs, long seed, boolean able) {
    static Drawn of(Sample s) {
      return new Drawn(
          s.binding().values(), s.flavour().name().toLowerCase(Locale.ROOT), s.seed(), s.canFail());
    }
  }

  static VerifyReport skipped(String reason) {
    return nothing(VerifyStatus.SKIPPED, reason);
  }

  static VerifyReport nothing(VerifyStatus status, String reason) {
    List<String> none = List.of();
    return new VerifyReport(status, 0, Map.of(), reason, 0, List.of(), List.of(), none, none, null);
  }

  /** The largest error over all outputs. */
  public double maxAbsError() {
    return outputs.values().stream().mapToDouble(Difference::maxAbsError).max().orElse(0);
  }

  /** The lowest signal-to-noise ratio over all outputs, in dB. */
  public double sqnrDb() {
    return outputs.values().stream()
        .mapToDouble(Difference::sqnrDb)
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  /** The largest error over all outputs as a part of what is allowed. */
  public double strain() {
    return outputs.values().stream().mapToDouble(Difference::strain).max().orElse(0);
  }
}
