package sinter.compiler.compare;

/** What a verification came to. */
public enum VerifyStatus {
  /** Every case agrees, and enough of them were able to disagree. */
  EQUAL("equal"),
  DIFFERENT("different"),
  /** Differences are allowed; they were measured. */
  MEASURED("measured"),
  /** Every case agrees, but none was able to disagree. */
  WEAK("weak"),
  /** Fewer cases ran than were asked for; those agree. */
  PARTIAL("partial"),
  /** Nothing could be compared. */
  SKIPPED("skipped"),
  /** Nothing could be compared, since the reference was loaded but ran on none of the drawn inputs. */
  NEVER_RAN("skipped");

  private final String label;

  VerifyStatus(String label) {
    this.label = label;
  }

  /** The word that reports use. */
  public String label() {
    return label;
  }
}
