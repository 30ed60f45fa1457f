package sinter.ir.wire;

/** A file that is not a protobuf message, with the byte at which that shows. */
public final class MalformedWire extends Exception {
  private static final long serialVersionUID = 1;

  private final long offset;

  MalformedWire(long offset, String message) {
    super("byte " + offset + ": " + message);
    this.offset = offset;
  }

  /** Bytes from the start of the file to the first one that does not fit. */
  public long offset() {
    return offset;
  }
}
