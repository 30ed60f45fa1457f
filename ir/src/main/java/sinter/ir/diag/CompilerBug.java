package sinter.ir.diag;

/** A mistake of the compiler itself: never caught to carry on, reported with a reproducer. */
public final class CompilerBug extends RuntimeException {
  private static final long serialVersionUID = 1;

  public CompilerBug(String message) {
    super(message);
  }

  public CompilerBug(String message, Throwable cause) {
    super(message, cause);
  }
}
