package sinter.testsuite.reference;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.IntStream;

/** Selection of boxes. */
final class Detection {
  private Detection() {}

  static Map<String, Operation> operations() {
    return Map.ofEntries(
        entry("NonMaxSuppression", Operation.one(Detection::suppress)),
        entry("MaxRoiPool", Operation.one(Detection::maxRoiPool)));
  }

  private static Datum maxRoiPool(Call call) {
    var x = call.array(0);
    var rois = call.array(1);
    var pooled = call.integers("pooled_shape", new long[] {1, 1});
    double scale = call.real("spatial_scale", 1);
    var shape = Grid.join(new long[] {rois.shape()[0], x.shape()[1]}, pooled);
    var out = new double[Grid.count(shape)];
    for (int i = 0; i < out.length; i++) {
      var at = Grid.at(i, shape);
      int roi = at[0] * 5;
      int batch = (int) rois.reals()[roi];
      int plane = batch * x.size(1) + at[1];
      var rows = bin(rois, roi + 2, scale, at[2], pooled[0], x.size(2));
      var columns = bin(rois, roi + 1, scale, at[3], pooled[1], x.size(3));
      double max = rows[0] < rows[1] && columns[0] < columns[1] ? Double.NEGATIVE_INFINITY : 0;
      for (int r = rows[0]; r < rows[1]; r++) {
        for (int c = columns[0]; c < columns[1]; c++) {
          max = Math.max(max, x.reals()[(plane * x.size(2) + r) * x.size(3) + c]);
        }
      }
      out[i] = max;
    }
    return Datum.Array.reals(x.type(), shape, out);
  }

  /** First and last (exclusive) position of a bin along one side of a region with whole corners. */
  private static int[] bin(
      Datum.Array rois, int side, double scale, int index, long bins, int size) {
    double start = Math.round(rois.reals()[side] * scale);
    double end = Math.round(rois.reals()[side + 2] * scale);
    double step = Math.max(end - start + 1, 1) / bins;
    return new int[] {
      (int) Activations.clamp(Math.floor(index * step) + start, 0, size),
      (int) Activations.clamp(Math.ceil((index + 1) * step) + start, 0, size)
    };
  }

  private static Datum suppress(Call call) {
    var boxes = call.array(0);
    var scores = call.array(1);
    long limit = call.has(2) ? call.array(2).integers()[0] : 0;
    double overlap = call.has(3) ? call.array(3).reals()[0] : 0;
    double least = call.has(4) ? call.array(4).reals()[0] : Double.NEGATIVE_INFINITY;
    boolean centred = call.flag("center_point_box");
    int count = boxes.size(1);
    var chosen = new ArrayList<long[]>();
    for (int lane = 0; lane < scores.size(0) * scores.size(1); lane++) {
      int batch = lane / scores.size(1);
      int start = lane * count;
      var order =
          IntStream.range(0, count)
              .filter(i -> scores.reals()[start + i] > least)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> -scores.reals()[start + i]))
              .toList();
      var kept = new ArrayList<double[]>();
      for (int i : order) {
        var box = corners(boxes.reals(), (batch * count + i) * 4, centred);
        if (kept.size() < limit && kept.stream().noneMatch(k -> ratio(k, box) > overlap)) {
          kept.add(box);
          chosen.add(new long[] {batch, lane % scores.size(1), i});
        }
      }
    }
    return Datum.Array.integers(
        DataType.INT64,
        new long[] {chosen.size(), 3},
        chosen.stream().flatMapToLong(Arrays::stream).toArray());
  }

  /** A box as smaller and larger coordinate of each of its two axes. */
  private static double[] corners(double[] boxes, int at, boolean centred) {
    double a = boxes[at];
    double b = boxes[at + 1];
    double c = boxes[at + 2];
    double d = boxes[at + 3];
    return centred
        ? new double[] {a - c / 2, b - d / 2, a + c / 2, b + d / 2}
        : new double[] {Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)};
  }

  /** Area of the intersection over that of the union; 0 where either box is empty. */
  private static double ratio(double[] p, double[] q) {
    double height = Math.min(p[2], q[2]) - Math.max(p[0], q[0]);
    double width = Math.min(p[3], q[3]) - Math.max(p[1], q[1]);
    double first = (p[2] - p[0]) * (p[3] - p[1]);
    double second = (q[2] - q[0]) * (q[3] - q[1]);
    if (height <= 0 || width <= 0 || first <= 0 || second <= 0) {
      return 0;
    }
    return height * width / (first + second - height * width);
  }
}
