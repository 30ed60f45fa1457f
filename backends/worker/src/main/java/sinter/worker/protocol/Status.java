package sinter.worker.protocol;

/** How a request ended, as the worker sees it. */
public enum Status {
  OK(0),
  /** The runtime does not accept the model, the feeds or the run. */
  REFUSED(1),
  OUT_OF_MEMORY(2),
  /** A value cannot cross the border between the process and the runtime. */
  UNSUPPORTED_VALUE(3);

  private static final Status[] ALL = values();

  private final int tag;

  Status(int tag) {
    this.tag = tag;
  }

  /** Its number on the wire. */
  public int tag() {
    return tag;
  }

  /** The status with this tag; {@link ProtocolException} when there is none. */
  public static Status of(int tag) throws ProtocolException {
    if (tag < 0 || tag >= ALL.length) {
      throw new ProtocolException("tag " + tag + " is not a status");
    }
    return ALL[tag];
  }
}
