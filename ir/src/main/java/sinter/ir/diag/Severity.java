package sinter.ir.diag;

import java.util.Locale;

/** How much a diagnostic matters. */
public enum Severity {
  ERROR,
  WARNING,
  NOTE;

  /** Lower-case name, as printed. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
