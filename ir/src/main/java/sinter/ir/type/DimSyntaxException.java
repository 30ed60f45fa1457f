package sinter.ir.type;

/** A text that is not a dimension, or not a list of assumptions; the message names the place. */
public final class DimSyntaxException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String problem;
  private final int position;

  DimSyntaxException(String problem, int position) {
    super(problem + ", at character " + (position + 1));
    this.problem = problem;
    this.position = position;
  }

  /** What is wrong, without the place. */
  public String problem() {
    return problem;
  }

  /** The index of the offending character, from zero; the length of the text when something is missing. */
  public int position() {
    return position;
  }
}
