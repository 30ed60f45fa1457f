package sinter.ir.diag;

/** An input that cannot be read or compiled: the user's mistake, carried to where it is reported. */
public final class InputError extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Diagnostic diagnostic;

  public InputError(Diagnostic diagnostic) {
    super(diagnostic.message());
    this.diagnostic = diagnostic;
  }

  public InputError(Code code, Loc at, String message) {
    this(Diagnostic.error(code, at, message));
  }

  public Diagnostic diagnostic() {
    return diagnostic;
  }
}
