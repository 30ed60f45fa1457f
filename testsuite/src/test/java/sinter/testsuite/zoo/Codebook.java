package sinter.testsuite.zoo;

import java.util.Arrays;

/** Vectors stored as the number of a row that is near them, and numbers as that of an even step. */
final class Codebook {
  private Codebook() {}

  /** The nearest row, the first of several. */
  static int nearest(double[][] rows, double[] x) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int r = 0; r < rows.length; r++) {
      double square = 0;
      for (int k = 0; k < x.length; k++) {
        square += (rows[r][k] - x[k]) * (rows[r][k] - x[k]);
      }
      if (square < least) {
        least = square;
        best = r;
      }
    }
    return best;
  }

  /** The means that Lloyd's algorithm finds from the first vectors on; one that none is near stays. */
  static double[][] of(double[][] vectors, int rows, int rounds) {
    var out = Arrays.stream(vectors, 0, rows).map(double[]::clone).toArray(double[][]::new);
    int width = vectors[0].length;
    for (int round = 0; round < rounds; round++) {
      var sum = new double[rows][width];
      var count = new int[rows];
      for (var x : vectors) {
        int r = nearest(out, x);
        count[r]++;
        for (int k = 0; k < width; k++) {
          sum[r][k] += x[k];
        }
      }
      for (int r = 0; r < rows; r++) {
        for (int k = 0; k < width && count[r] > 0; k++) {
          out[r][k] = sum[r][k] / count[r];
        }
      }
    }
    return out;
  }

  /** The mean square error of {@code levels} even steps around zero. */
  static double even(double[] at, int levels, double step) {
    double square = 0;
    for (double v : at) {
      double level = Math.clamp(Math.floor(v / step + levels / 2.0), 0, levels - 1.0);
      double error = v - step * (level - (levels - 1) / 2.0);
      square += error * error / at.length;
    }
    return square;
  }
}
