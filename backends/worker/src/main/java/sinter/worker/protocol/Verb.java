package sinter.worker.protocol;

/** What a request asks for. */
public enum Verb {
  /** Version and execution providers of the runtime. */
  HELLO(0),
  /** Creates a session from a path or from bytes. */
  OPEN(1),
  /** Runs a session once and returns its outputs. */
  RUN(2),
  /** Runs a session several times and returns the durations. */
  TIME(3),
  /** Releases a session. */
  CLOSE(4),
  /** Ends the process. */
  EXIT(5);

  /** The exit status of a worker that could not hold a request in memory. */
  public static final int EXIT_OUT_OF_MEMORY = 77;

  private static final Verb[] ALL = values();

  private final int tag;

  Verb(int tag) {
    this.tag = tag;
  }

  /** Its number on the wire. */
  public int tag() {
    return tag;
  }

  /** The verb with this tag; {@link ProtocolException} when there is none. */
  public static Verb of(int tag) throws ProtocolException {
    if (tag < 0 || tag >= ALL.length) {
      throw new ProtocolException("tag " + tag + " is not a verb");
    }
    return ALL[tag];
  }
}
