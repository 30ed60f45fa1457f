package sinter.frontend.language;

import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Severity;

/** Hands on what is reported, the first errors only, and says how many more there were. */
final class Reports implements AutoCloseable {
  private static final int MOST = 100;

  private final Diagnostics into;
  private final Diagnostics open = new Diagnostics(this::take);
  private long errors;
  private @Nullable Loc beyond;

  Reports(Diagnostics into) {
    this.into = into;
  }

  /** Where to report until this is closed. */
  Diagnostics open() {
    return open;
  }

  long errors() {
    return errors;
  }

  private void take(Diagnostic d) {
    if (d.severity() == Severity.ERROR && ++errors > MOST) {
      beyond = beyond == null ? d.at() : beyond;
    } else {
      into.report(d);
    }
  }

  @Override
  public void close() {
    if (beyond != null) {
      into.note(
          Code.TOO_LARGE, beyond, "from here on, " + Mistake.counted(errors - MOST, "more error"));
    }
  }
}
