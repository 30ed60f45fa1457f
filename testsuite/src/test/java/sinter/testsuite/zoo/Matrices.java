package sinter.testsuite.zoo;

import java.util.Arrays;

/** Dense linear algebra in double precision. */
final class Matrices {
  private Matrices() {}

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  static double[] times(double[][] a, double[] x) {
    return Arrays.stream(a).mapToDouble(row -> dot(row, x)).toArray();
  }

  static double[][] times(double[][] a, double[][] b) {
    var out = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int k = 0; k < b.length; k++) {
        for (int j = 0; j < b[0].length; j++) {
          out[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return out;
  }

  static double[][] transposed(double[][] a) {
    var out = new double[a[0].length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[0].length; j++) {
        out[j][i] = a[i][j];
      }
    }
    return out;
  }

  static double[] flat(double[][] a) {
    return Arrays.stream(a).flatMapToDouble(Arrays::stream).toArray();
  }

  /** Eigenvalues of a symmetric matrix, ascending, by Jacobi's rotations. */
  static double[] eigenvalues(double[][] symmetric) {
    return decomposed(symmetric).values();
  }

  /** Eigenvalues, ascending, and the eigenvectors of each as columns. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Eigen(double[] values, double[][] vectors) {}

  static Eigen decomposed(double[][] symmetric) {
    int n = symmetric.length;
    var a = Arrays.stream(symmetric).map(double[]::clone).toArray(double[][]::new);
    var v = new double[n][n];
    for (int i = 0; i < n; i++) {
      v[i][i] = 1;
    }
    for (int sweep = 0; sweep < 30; sweep++) {
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          rotate(a, v, p, q);
        }
      }
    }
    var order =
        java.util.stream.IntStream.range(0, n)
            .boxed()
            .sorted(java.util.Comparator.comparingDouble(i -> a[i][i]))
            .toList();
    var values = order.stream().mapToDouble(i -> a[i][i]).toArray();
    var vectors = new double[n][n];
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < n; i++) {
        vectors[i][j] = v[i][order.get(j)];
      }
    }
    return new Eigen(values, vectors);
  }

  private static void rotate(double[][] a, double[][] v, int p, int q) {
    if (a[p][q] == 0) {
      return;
    }
    double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.hypot(theta, 1));
    double c = 1 / Math.hypot(t, 1);
    double s = t * c;
    for (int k = 0; k < a.length; k++) {
      double kp = a[k][p];
      double kq = a[k][q];
      a[k][p] = c * kp - s * kq;
      a[k][q] = s * kp + c * kq;
    }
    for (int k = 0; k < a.length; k++) {
      double pk = a[p][k];
      double qk = a[q][k];
      a[p][k] = c * pk - s * qk;
      a[q][k] = s * pk + c * qk;
    }
    for (int k = 0; k < a.length; k++) {
      double kp = v[k][p];
      double kq = v[k][q];
      v[k][p] = c * kp - s * kq;
      v[k][q] = s * kp + c * kq;
    }
  }

  /** The least-squares solution of x·w = y with the smallest length, by the eigenvectors of xᵀ·x. */
  static double[] leastSquares(double[][] x, double[] y) {
    boolean isWide = x[0].length > x.length;
    var xt = transposed(x);
    var eigen = decomposed(isWide ? times(x, xt) : times(xt, x));
    int n = eigen.values().length;
    var right = isWide ? y : times(xt, y);
    var w = new double[n];
    for (int j = 0; j < n; j++) {
      if (eigen.values()[j] <= 1e-11 * eigen.values()[n - 1]) {
        continue;
      }
      double along = 0;
      for (int i = 0; i < n; i++) {
        along += eigen.vectors()[i][j] * right[i];
      }
      for (int i = 0; i < n; i++) {
        w[i] += along / eigen.values()[j] * eigen.vectors()[i][j];
      }
    }
    return isWide ? times(xt, w) : w;
  }
}
