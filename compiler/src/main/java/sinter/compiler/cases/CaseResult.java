package sinter.compiler.cases;

import java.io.IOException;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Reason;

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

  /** Why a case could not be judged: what the user can mend in words, mistakes of our own by their class. */
  static String failure(Exception e) {
    return switch (e) {
      case InputError input -> input.diagnostic().render();
      case IOException io -> Reason.reading(io);
      default -> e.toString();
    };
  }

  /** What became of a case. */
  public enum Status {
    PASSED,
    FAILED,
    SKIPPED
  }
}
