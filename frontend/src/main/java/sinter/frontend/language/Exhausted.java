package sinter.frontend.language;

import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Loc;

/** Ends a program, not only the statement: it has taken more than is allowed. */
final class Exhausted extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Diagnostic diagnostic;

  Exhausted(Diagnostic diagnostic) {
    super(diagnostic.message(), null, false, false);
    this.diagnostic = diagnostic;
  }

  Exhausted(Loc at, String message) {
    this(Diagnostic.error(Code.TOO_LARGE, at, message));
  }

  Diagnostic diagnostic() {
    return diagnostic;
  }
}
