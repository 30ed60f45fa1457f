package sinter.compiler.cases;

/**
 * Outcome of one case.
 *
 * @param reason why it failed or was skipped, or a remark about one that passed; empty when there is nothing to say
 */
public record CaseResult(String name, Status status, String reason, double millis) {
  /** What became of a case. */
  public enum Status {
    PASSED,
    FAILED,
    SKIPPED
  }
}
