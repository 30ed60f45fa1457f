package sinter.compiler.cases;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Outcome of a run: the JSON form of {@code test --json}. */
public record CaseSummary(
    long passed, long failed, long skipped, Map<String, Integer> byReason, Typed typed) {

  /**
   * How far the catalogue reached between import and export.
   *
   * @param cases cases with nodes of the default domain
   * @param complete cases in which every one of them was typed
   * @param untyped nodes that were not, by operator and opset
   */
  public record Typed(long cases, long complete, Map<String, Integer> untyped) {}

  static CaseSummary of(List<CaseResult> results, Typed typed) {
    var reasons = new TreeMap<String, Integer>();
    for (var r : results) {
      if (r.status() == CaseResult.Status.SKIPPED) {
        reasons.merge(r.reason(), 1, Integer::sum);
      }
    }
    return new CaseSummary(
        count(results, CaseResult.Status.PASSED),
        count(results, CaseResult.Status.FAILED),
        count(results, CaseResult.Status.SKIPPED),
        reasons,
        typed);
  }

  private static long count(List<CaseResult> results, CaseResult.Status status) {
    return results.stream().filter(r -> r.status() == status).count();
  }
}
