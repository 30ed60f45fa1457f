package sinter.testsuite.reference;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.Map;

/** Reading and writing elements at computed positions. */
final class Indexing {
  private Indexing() {}

  static Map<String, Operation> operations() {
    return Map.ofEntries(
        entry("Gather", Operation.one(Indexing::gather)),
        entry("GatherElements", Operation.one(Indexing::gatherElements)),
        entry("GatherND", Operation.one(Indexing::gatherNd)),
        entry("Scatter", Operation.one(Indexing::scatterElements)),
        entry("ScatterElements", Operation.one(Indexing::scatterElements)),
        entry("ScatterND", Operation.one(Indexing::scatterNd)),
        entry("TensorScatter", Operation.one(Indexing::tensorScatter)),
        entry("OneHot", Operation.one(Indexing::oneHot)));
  }

  private static Datum gather(Call call) {
    var x = call.array(0);
    var indices = call.array(1);
    int axis = x.axis(call.integer("axis", 0));
    return Slicing.along(x, axis, indices.integers())
        .reshaped(
            Grid.join(
                Grid.part(x.shape(), 0, axis),
                indices.shape(),
                Grid.part(x.shape(), axis + 1, x.rank())));
  }

  /** Flat positions in an array of the elements that an index array of the same rank names. */
  private static int[] elements(Datum.Array indices, long[] shape, int axis) {
    var out = new int[indices.count()];
    for (int i = 0; i < out.length; i++) {
      var at = Grid.at(i, indices.shape());
      at[axis] = Grid.axis(indices.integers()[i], Math.toIntExact(shape[axis]));
      out[i] = Grid.index(at, shape);
    }
    return out;
  }

  private static Datum gatherElements(Call call) {
    var x = call.array(0);
    var indices = call.array(1);
    int axis = x.axis(call.integer("axis", 0));
    return x.pick(indices.shape(), elements(indices, x.shape(), axis));
  }

  private static Datum gatherNd(Call call) {
    var x = call.array(0);
    var indices = call.array(1);
    int batch = (int) call.integer("batch_dims", 0);
    int depth = indices.size(indices.rank() - 1);
    int run = Grid.count(x.shape(), batch + depth, x.rank());
    int tuples = Grid.count(indices.shape(), 0, indices.rank() - 1);
    int perBatch = tuples / Math.max(1, Grid.count(x.shape(), 0, batch));
    var from = new int[tuples * run];
    for (int t = 0; t < tuples; t++) {
      int start = t / Math.max(perBatch, 1);
      start = tuple(indices, t, depth, x.shape(), batch, start) * run;
      for (int i = 0; i < run; i++) {
        from[t * run + i] = start + i;
      }
    }
    var to =
        Grid.join(
            Grid.part(indices.shape(), 0, indices.rank() - 1),
            Grid.part(x.shape(), batch + depth, x.rank()));
    return x.pick(to, from);
  }

  private static int tuple(
      Datum.Array indices, int t, int depth, long[] shape, int firstAxis, int start) {
    int at = start;
    for (int k = 0; k < depth; k++) {
      int size = Math.toIntExact(shape[firstAxis + k]);
      at = at * size + Grid.axis(indices.integers()[t * depth + k], size);
    }
    return at;
  }

  /** Writes updates one after the other, combined with what is there by the named reduction. */
  private static Datum write(Datum.Array x, int[] places, Datum.Array updates, String reduction) {
    if (reduction.equals("none")) {
      var from = new int[x.count()];
      Arrays.setAll(from, i -> i);
      for (int i = 0; i < places.length; i++) {
        from[places[i]] = x.count() + i;
      }
      return Shaping.joined(x, updates).pick(x.shape(), from);
    }
    if (x.type().isReal()) {
      var out = x.reals().clone();
      for (int i = 0; i < places.length; i++) {
        out[places[i]] = reduce(out[places[i]], updates.reals()[i], reduction);
      }
      return x.with(out);
    }
    var out = x.integers().clone();
    var order = Comparisons.order(x.type());
    for (int i = 0; i < places.length; i++) {
      out[places[i]] =
          x.type().wrap(reduce(out[places[i]], updates.integers()[i], reduction, order));
    }
    return Datum.Array.integers(x.type(), x.shape(), out);
  }

  private static double reduce(double old, double update, String reduction) {
    return switch (reduction) {
      case "add" -> old + update;
      case "mul" -> old * update;
      case "max" -> Math.max(old, update);
      case "min" -> Math.min(old, update);
      default -> throw new IllegalArgumentException("reduction " + reduction);
    };
  }

  private static long reduce(long old, long update, String reduction, Comparisons.Order order) {
    return switch (reduction) {
      case "add" -> old + update;
      case "mul" -> old * update;
      case "max" -> order.compare(old, update) >= 0 ? old : update;
      case "min" -> order.compare(old, update) <= 0 ? old : update;
      default -> throw new IllegalArgumentException("reduction " + reduction);
    };
  }

  private static Datum scatterElements(Call call) {
    var x = call.array(0);
    var indices = call.array(1);
    int axis = x.axis(call.integer("axis", 0));
    var places = elements(indices, x.shape(), axis);
    return write(x, places, call.array(2), call.text("reduction", "none"));
  }

  private static Datum scatterNd(Call call) {
    var x = call.array(0);
    var indices = call.array(1);
    int depth = indices.size(indices.rank() - 1);
    int run = Grid.count(x.shape(), depth, x.rank());
    int tuples = Grid.count(indices.shape(), 0, indices.rank() - 1);
    var places = new int[tuples * run];
    for (int t = 0; t < tuples; t++) {
      int start = tuple(indices, t, depth, x.shape(), 0, 0) * run;
      for (int i = 0; i < run; i++) {
        places[t * run + i] = start + i;
      }
    }
    return write(x, places, call.array(2), call.text("reduction", "none"));
  }

  private static Datum tensorScatter(Call call) {
    var x = call.array(0);
    var update = call.array(1);
    int axis = x.axis(call.integer("axis", -2));
    boolean circular = call.text("mode", "linear").equals("circular");
    var places = new int[update.count()];
    for (int i = 0; i < places.length; i++) {
      var at = Grid.at(i, update.shape());
      long start = call.has(2) ? call.array(2).integers()[at[0]] : 0;
      long position = start + at[axis];
      at[axis] = Math.toIntExact(circular ? position % x.shape()[axis] : position);
      places[i] = Grid.index(at, x.shape());
    }
    return write(x, places, update, "none");
  }

  private static Datum oneHot(Call call) {
    var indices = call.array(0);
    int depth = (int) call.array(1).reals()[0];
    var values = call.array(2);
    int axis = Grid.axis(call.integer("axis", -1), indices.rank() + 1);
    var to =
        Grid.join(
            Grid.part(indices.shape(), 0, axis),
            new long[] {depth},
            Grid.part(indices.shape(), axis, indices.rank()));
    int inner = Grid.count(indices.shape(), axis, indices.rank());
    var wanted = indices.reals();
    var from = new int[Grid.count(to)];
    for (int i = 0; i < from.length; i++) {
      double index = wanted[i / (inner * depth) * inner + i % inner];
      int hot = (int) (index < 0 ? index + depth : index);
      from[i] = hot == i / inner % depth ? 1 : 0;
    }
    return values.pick(to, from);
  }
}
