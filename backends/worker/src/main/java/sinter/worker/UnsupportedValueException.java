package sinter.worker;

/** A value that cannot be handed to the runtime or taken from it. */
final class UnsupportedValueException extends Exception {
  private static final long serialVersionUID = 1L;

  UnsupportedValueException(String message) {
    super(message);
  }
}
