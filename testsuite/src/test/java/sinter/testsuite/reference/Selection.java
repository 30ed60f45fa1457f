package sinter.testsuite.reference;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Operators that order or search elements. */
final class Selection {
  private Selection() {}

  static Map<String, Operation> operations() {
    return Map.ofEntries(
        entry("ArgMax", Operation.one(call -> arg(call, true))),
        entry("ArgMin", Operation.one(call -> arg(call, false))),
        entry("TopK", Selection::topK),
        entry("NonZero", Operation.one(Selection::nonZero)),
        entry("Unique", Selection::unique));
  }

  /** Order of two elements of an array by their flat positions. */
  static int compare(Datum.Array x, int i, int j) {
    return switch (x.cells()) {
      case Cells.Reals r -> order(r.at()[i], r.at()[j]);
      case Cells.Integers n -> Comparisons.order(x.type()).compare(n.at()[i], n.at()[j]);
      case Cells.Texts t -> t.at()[i].compareTo(t.at()[j]);
    };
  }

  private static Datum arg(Call call, boolean max) {
    var x = call.array(0);
    int axis = x.axis(call.integer("axis", 0));
    boolean last = call.flag("select_last_index");
    int inner = Grid.count(x.shape(), axis + 1, x.rank());
    int n = x.size(axis);
    var kept = Grid.replaced(x.shape(), axis, 1);
    var out = new long[Grid.count(kept)];
    for (int o = 0; o < out.length; o++) {
      int start = o / inner * n * inner + o % inner;
      int best = 0;
      for (int i = 1; i < n; i++) {
        int order = compare(x, start + i * inner, start + best * inner);
        if ((max ? order > 0 : order < 0) || (last && order == 0)) {
          best = i;
        }
      }
      out[o] = best;
    }
    var result = Datum.Array.integers(DataType.INT64, kept, out);
    return call.integer("keepdims", 1) != 0
        ? result
        : result.reshaped(
            Grid.join(Grid.part(kept, 0, axis), Grid.part(kept, axis + 1, kept.length)));
  }

  private static List<Datum> topK(Call call) {
    var x = call.array(0);
    int k = Math.toIntExact(call.version() < 10 ? call.integer("k") : call.array(1).integer());
    int axis = x.axis(call.integer("axis", -1));
    boolean largest = call.integer("largest", 1) != 0;
    int inner = Grid.count(x.shape(), axis + 1, x.rank());
    int n = x.size(axis);
    var to = Grid.replaced(x.shape(), axis, k);
    var from = new int[Grid.count(to)];
    var indices = new long[from.length];
    for (int lane = 0; lane < Grid.count(x.shape()) / Math.max(n, 1); lane++) {
      int start = lane / inner * n * inner + lane % inner;
      Comparator<Integer> order = (i, j) -> compare(x, start + i * inner, start + j * inner);
      var sorted =
          IntStream.range(0, n).boxed().sorted(largest ? order.reversed() : order).toList();
      for (int i = 0; i < k; i++) {
        int at = lane / inner * k * inner + i * inner + lane % inner;
        from[at] = start + sorted.get(i) * inner;
        indices[at] = sorted.get(i);
      }
    }
    return List.of(x.pick(to, from), Datum.Array.integers(DataType.INT64, to, indices));
  }

  private static Datum nonZero(Call call) {
    var x = call.array(0);
    var values = x.type().isText() ? new double[0] : x.reals();
    var found =
        IntStream.range(0, x.count())
            .filter(i -> x.type().isText() ? !x.texts()[i].isEmpty() : values[i] != 0)
            .toArray();
    var out = new long[x.rank() * found.length];
    for (int k = 0; k < found.length; k++) {
      var at = Grid.at(found[k], x.shape());
      for (int a = 0; a < at.length; a++) {
        out[a * found.length + k] = at[a];
      }
    }
    return Datum.Array.integers(DataType.INT64, new long[] {x.rank(), found.length}, out);
  }

  private static List<Datum> unique(Call call) {
    var input = call.array(0);
    boolean flat = !call.hasAttribute("axis");
    var x = flat ? input.reshaped(input.count()) : input;
    int axis = flat ? 0 : x.axis(call.integer("axis"));
    int n = x.size(axis);
    var lanes = IntStream.range(0, n).mapToObj(i -> Slicing.along(x, axis, i)).toList();
    Comparator<Integer> order = (i, j) -> compareLanes(x, lanes.get(i), lanes.get(j));
    var firsts = new ArrayList<Integer>();
    var sorted = IntStream.range(0, n).boxed().sorted(order).toList();
    for (int i = 0; i < n; i++) {
      if (i == 0 || order.compare(sorted.get(i - 1), sorted.get(i)) != 0) {
        firsts.add(sorted.get(i));
      }
    }
    if (call.integer("sorted", 1) == 0) {
      firsts.sort(Comparator.naturalOrder());
    }
    var inverse = new long[n];
    var counts = new long[firsts.size()];
    for (int i = 0; i < n; i++) {
      int group = 0;
      while (order.compare(firsts.get(group), i) != 0) {
        group++;
      }
      inverse[i] = group;
      counts[group]++;
    }
    var picks = firsts.stream().mapToLong(Integer::longValue).toArray();
    return List.of(
        Slicing.along(x, axis, picks),
        Datum.Array.list(picks),
        Datum.Array.list(inverse),
        Datum.Array.list(counts));
  }

  /** NaN is above all numbers, and the zeros are equal: adding one takes the other's sign away. */
  private static int order(double a, double b) {
    return Double.compare(a + 0.0, b + 0.0);
  }

  private static int order(double[] a, double[] b) {
    for (int i = 0; i < a.length; i++) {
      int order = order(a[i], b[i]);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int compareLanes(Datum.Array x, Datum.Array a, Datum.Array b) {
    return switch (x.cells()) {
      case Cells.Reals _ -> order(a.reals(), b.reals());
      case Cells.Integers _ when x.type() == DataType.UINT64 ->
          Arrays.compareUnsigned(a.integers(), b.integers());
      case Cells.Integers _ -> Arrays.compare(a.integers(), b.integers());
      case Cells.Texts _ -> Arrays.compare(a.texts(), b.texts());
    };
  }
}
