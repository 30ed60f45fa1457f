package sinter.backend.onnx;

/** Why the runtime gave no result. */
public enum FailureKind {
  /** The runtime does not accept the model, the feeds or the run, or cannot be started at all. */
  REFUSED("refused-by-runtime"),
  CRASHED("crashed"),
  TIMED_OUT("timed-out"),
  OUT_OF_MEMORY("out-of-memory"),
  /** A value cannot be handed to the runtime or taken from it. */
  UNSUPPORTED_VALUE("unsupported-value");

  private final String label;

  FailureKind(String label) {
    this.label = label;
  }

  /** The kebab-case name that diagnostics and reports use. */
  public String label() {
    return label;
  }
}
