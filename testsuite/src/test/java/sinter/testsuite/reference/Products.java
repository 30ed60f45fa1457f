package sinter.testsuite.reference;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Matrix products and sums of products. */
final class Products {
  private Products() {}

  static Map<String, Operation> operations() {
    return Map.ofEntries(
        entry("MatMul", Operation.one(call -> multiply(call.array(0), call.array(1)))),
        entry("Gemm", Operation.one(Products::gemm)),
        entry("Einsum", Operation.one(Products::einsum)),
        entry("Det", Operation.one(Products::determinants)));
  }

  /** Matrix product with batch broadcasting; a vector is a row on the left and a column on the right. */
  static Datum.Array multiply(Datum.Array a, Datum.Array b) {
    var left = a.rank() == 1 ? a.reshaped(1, a.shape()[0]) : a;
    var right = b.rank() == 1 ? b.reshaped(b.shape()[0], 1) : b;
    int r = left.rank();
    int s = right.rank();
    var batch =
        Grid.broadcastShape(Grid.part(left.shape(), 0, r - 2), Grid.part(right.shape(), 0, s - 2));
    long m = left.shape()[r - 2];
    long k = left.shape()[r - 1];
    long n = right.shape()[s - 1];
    if (right.shape()[s - 2] != k) {
      throw new IllegalArgumentException("inner sizes " + k + " and " + right.shape()[s - 2]);
    }
    left = left.broadcast(Grid.join(batch, new long[] {m, k}));
    right = right.broadcast(Grid.join(batch, new long[] {k, n}));
    int matrices = Grid.count(batch);
    var shape =
        Grid.join(
            batch,
            a.rank() == 1 ? new long[0] : new long[] {m},
            b.rank() == 1 ? new long[0] : new long[] {n});
    if (!a.type().isReal()) {
      return Datum.Array.integers(
          a.type(), shape, integers(left, right, matrices, (int) m, (int) k, (int) n));
    }
    var x = left.reals();
    var y = right.reals();
    var out = new double[Grid.count(shape)];
    for (int row = 0; row < matrices * m; row++) {
      int matrix = (int) (row / m);
      for (int i = 0; i < k; i++) {
        double v = x[(int) (row * k + i)];
        int from = (int) ((matrix * k + i) * n);
        int to = (int) (row * n);
        for (int col = 0; col < n; col++) {
          out[to + col] += v * y[from + col];
        }
      }
    }
    return Datum.Array.reals(a.type(), shape, out);
  }

  private static long[] integers(Datum.Array a, Datum.Array b, int matrices, int m, int k, int n) {
    var x = a.integers();
    var y = b.integers();
    var out = new long[matrices * m * n];
    for (int row = 0; row < matrices * m; row++) {
      for (int col = 0; col < n; col++) {
        long sum = 0;
        for (int i = 0; i < k; i++) {
          sum += x[row * k + i] * y[(row / m * k + i) * n + col];
        }
        out[row * n + col] = a.type().wrap(sum);
      }
    }
    return out;
  }

  private static Datum gemm(Call call) {
    var a = call.flag("transA") ? call.array(0).transposed(1, 0) : call.array(0);
    var b = call.flag("transB") ? call.array(1).transposed(1, 0) : call.array(1);
    double alpha = call.real("alpha", 1);
    double beta = call.real("beta", 1);
    var product = multiply(a, b);
    if (!product.type().isReal()) {
      var scaled = Elementary.mapIntegers(product, v -> (long) (alpha * v));
      return call.has(2)
          ? Arithmetic.combine(
              scaled, call.array(2), (x, y) -> Double.NaN, (x, y) -> x + (long) (beta * y))
          : scaled;
    }
    var scaled = Elementary.map(product, v -> alpha * v);
    return call.has(2)
        ? Arithmetic.combine(scaled, call.array(2), (x, y) -> x + beta * y, (x, y) -> x)
        : scaled;
  }

  private static Datum einsum(Call call) {
    var equation = call.text("equation", "").replace(" ", "");
    var sides = equation.split("->", -1);
    var operands = call.arrays();
    var terms = new ArrayList<String>();
    var sizes = new TreeMap<Character, Long>();
    var given = sides[0].split(",", -1);
    for (int i = 0; i < given.length; i++) {
      terms.add(named(given[i], operands.get(i).rank()));
      for (int a = 0; a < terms.get(i).length(); a++) {
        sizes.merge(terms.get(i).charAt(a), operands.get(i).shape()[a], Math::max);
      }
    }
    var ellipsis = new StringBuilder();
    sizes.keySet().stream().filter(Character::isDigit).forEach(ellipsis::append);
    var result = new StringBuilder();
    if (sides.length > 1) {
      result.append(sides[1].replace("...", ellipsis));
    } else {
      result.append(ellipsis);
      for (char c : sizes.keySet()) {
        if (!Character.isDigit(c)
            && String.join("", terms).chars().filter(d -> d == c).count() == 1) {
          result.append(c);
        }
      }
    }
    return contract(operands, terms, result.toString(), sizes);
  }

  /** Replaces an ellipsis by digits, the last axis it stands for being the highest one. */
  private static String named(String term, int rank) {
    if (!term.contains("...")) {
      return term;
    }
    int hidden = rank - (term.length() - 3);
    return term.replace("...", "0123456789".substring(10 - hidden));
  }

  private static Datum contract(
      List<Datum.Array> operands, List<String> terms, String result, Map<Character, Long> sizes) {
    var loops = new StringBuilder(result);
    for (char c : sizes.keySet()) {
      if (result.indexOf(c) < 0) {
        loops.append(c);
      }
    }
    var space = loops.chars().mapToLong(c -> sizes.getOrDefault((char) c, 1L)).toArray();
    var shape = Grid.part(space, 0, result.length());
    var addresses = new int[operands.size()][];
    for (int i = 0; i < addresses.length; i++) {
      var steps = new int[space.length];
      var strides = Grid.strides(operands.get(i).shape());
      for (int a = 0; a < strides.length; a++) {
        if (operands.get(i).shape()[a] > 1) {
          steps[loops.indexOf(terms.get(i).substring(a, a + 1))] += strides[a];
        }
      }
      addresses[i] = Grid.addresses(space, steps, 0);
    }
    int inner = Grid.count(space, result.length(), space.length);
    var type = operands.getFirst().type();
    var out = new double[Grid.count(shape)];
    var exact = new long[out.length];
    for (int p = 0; p < Grid.count(space); p++) {
      double product = 1;
      long integer = 1;
      for (int i = 0; i < addresses.length; i++) {
        if (type.isReal()) {
          product *= operands.get(i).reals()[addresses[i][p]];
        } else {
          integer *= operands.get(i).integers()[addresses[i][p]];
        }
      }
      out[p / inner] += product;
      exact[p / inner] += integer;
    }
    return type.isReal()
        ? Datum.Array.reals(type, shape, out)
        : Datum.Array.integers(type, shape, Arrays.stream(exact).map(type::wrap).toArray());
  }

  private static Datum determinants(Call call) {
    var x = call.array(0);
    int n = x.size(x.rank() - 1);
    var shape = Grid.part(x.shape(), 0, x.rank() - 2);
    var out = new double[Grid.count(shape)];
    for (int m = 0; m < out.length; m++) {
      var rows = new double[n][];
      for (int r = 0; r < n; r++) {
        int start = (m * n + r) * n;
        rows[r] = Arrays.copyOfRange(x.reals(), start, start + n);
      }
      out[m] = determinant(rows);
    }
    return Datum.Array.reals(x.type(), shape, out);
  }

  /** Gaussian elimination with row pivoting; overwrites its argument. */
  private static double determinant(double[][] rows) {
    double product = 1;
    for (int c = 0; c < rows.length; c++) {
      int pivot = c;
      for (int r = c + 1; r < rows.length; r++) {
        pivot = Math.abs(rows[r][c]) > Math.abs(rows[pivot][c]) ? r : pivot;
      }
      if (rows[pivot][c] == 0) {
        return 0;
      }
      if (pivot != c) {
        var swap = rows[c];
        rows[c] = rows[pivot];
        rows[pivot] = swap;
        product = -product;
      }
      product *= rows[c][c];
      for (int r = c + 1; r < rows.length; r++) {
        double factor = rows[r][c] / rows[c][c];
        for (int k = c; k < rows.length; k++) {
          rows[r][k] -= factor * rows[c][k];
        }
      }
    }
    return product;
  }
}
