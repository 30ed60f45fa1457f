package sinter.testsuite.reference;

/** The elements of an array in row-major order. Booleans are integers 0 and 1. */
@SuppressWarnings("ArrayRecordComponent") // compared element by element, never by equals
sealed interface Cells {
  /** Floating point elements; complex numbers take two cells each. */
  record Reals(double[] at) implements Cells {}

  /** Integer elements, wrapped to their type; unsigned 64-bit ones keep their bits. */
  record Integers(long[] at) implements Cells {}

  /** String elements. */
  record Texts(String[] at) implements Cells {}

  default int count() {
    return switch (this) {
      case Reals r -> r.at.length;
      case Integers i -> i.at.length;
      case Texts t -> t.at.length;
    };
  }

  /** Takes the element at each index; a negative index takes the first element of {@code fill}. */
  default Cells pick(int[] from, Cells fill) {
    return switch (this) {
      case Reals r -> {
        var out = new double[from.length];
        for (int i = 0; i < out.length; i++) {
          out[i] = from[i] < 0 ? ((Reals) fill).at[0] : r.at[from[i]];
        }
        yield new Reals(out);
      }
      case Integers r -> {
        var out = new long[from.length];
        for (int i = 0; i < out.length; i++) {
          out[i] = from[i] < 0 ? ((Integers) fill).at[0] : r.at[from[i]];
        }
        yield new Integers(out);
      }
      case Texts r -> {
        var out = new String[from.length];
        for (int i = 0; i < out.length; i++) {
          out[i] = from[i] < 0 ? ((Texts) fill).at[0] : r.at[from[i]];
        }
        yield new Texts(out);
      }
    };
  }
}
