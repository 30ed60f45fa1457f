package sinter.compiler;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Latencies: the JSON form of {@code bench --json}.
 *
 * @param medianMillis of one run: CPU time of the thread when there is one, elapsed time otherwise
 * @param speedup latency of the other model over that of this one
 * @param ci95 confidence interval of the speedup at 95 %, by bootstrap over the rounds
 * @param at the values of symbolic dims
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BenchReport(
    double medianMillis,
    @Nullable Against against,
    @Nullable Double speedup,
    @Nullable List<Double> ci95,
    int threads,
    int runs,
    Map<String, Long> at) {

  /** The other model. */
  public record Against(double medianMillis) {}
}
