package sinter.compiler.cases;

/**
 * Outcome of one case.
 *
 * @param reason why it failed or was skipped, or a remark about one that passed; empty when there is nothing to say
 * @param detail what the runtime says about it; empty when there is nothing to say
 */
public record CaseResult(String name, Status status, String reason, String detail, double millis) {
  /** Reason and detail in one line. */
  public String text() {
    return detail.isEmpty() ? reason : reason + ": " + detail;
  }

  /** What became of a case. */
  public enum Status {
    PASSED,
    FAILED,
    SKIPPED
  }
}
