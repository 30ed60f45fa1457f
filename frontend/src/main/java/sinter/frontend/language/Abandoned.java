package sinter.frontend.language;

/** Ends a statement that cannot go on because of a mistake that was reported before. */
final class Abandoned extends RuntimeException {
  private static final long serialVersionUID = 1;

  Abandoned() {
    super("a mistake was reported before", null, false, false);
  }
}
