package sinter.ir.diag;

/**
 * A mistake of the compiler itself, reported with a reproducer. Never caught to carry on, but where a rule
 * has failed that has changed nothing yet.
 */
public final class CompilerBug extends RuntimeException {
  private static final long serialVersionUID = 1;

  public CompilerBug(String message) {
    super(message);
  }

  public CompilerBug(String message, Throwable cause) {
    super(message, cause);
  }
}
