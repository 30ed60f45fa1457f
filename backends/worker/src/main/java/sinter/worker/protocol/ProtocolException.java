package sinter.worker.protocol;

import java.io.IOException;

/** Bytes on the pipe that are not a message. */
public final class ProtocolException extends IOException {
  private static final long serialVersionUID = 1L;

  public ProtocolException(String message) {
    super(message);
  }
}
