package sinter.testsuite.reference;

import static java.util.Map.entry;

import java.util.Map;

/** Reading grids at places between their elements. */
final class Sampling {
  private Sampling() {}

  static Map<String, Operation> operations() {
    return Map.ofEntries(
        entry("GridSample", Operation.one(Sampling::gridSample)),
        entry("AffineGrid", Operation.one(Sampling::affineGrid)),
        entry("RoiAlign", Operation.one(Sampling::roiAlign)));
  }

  private static Datum affineGrid(Call call) {
    var theta = call.array(0);
    var size = call.array(1).integers();
    boolean corners = call.flag("align_corners");
    var spatial = Grid.part(size, 2, size.length);
    int n = spatial.length;
    var shape = Grid.join(new long[] {size[0]}, spatial, new long[] {n});
    var out = new double[Grid.count(shape)];
    for (int i = 0; i < out.length; i++) {
      var at = Grid.at(i, shape);
      double sum = 0;
      for (int c = 0; c <= n; c++) {
        double weight = theta.reals()[(at[0] * n + at[n + 1]) * (n + 1) + c];
        sum += weight * (c == n ? 1 : coordinate(at[n - c], spatial[n - 1 - c], corners));
      }
      out[i] = sum;
    }
    return Datum.Array.reals(theta.type(), shape, out);
  }

  /**
   * Position of an element on a side that runs from -1 to 1; that of the only one at its corner is
   * not defined, and is 1 in runtimes.
   */
  private static double coordinate(int i, long size, boolean corners) {
    if (!corners) {
      return (2.0 * i + 1) / size - 1;
    }
    return size == 1 ? 1 : 2.0 * i / (size - 1) - 1;
  }

  private static Datum gridSample(Call call) {
    var x = call.array(0);
    var grid = call.array(1);
    boolean corners = call.flag("align_corners");
    var mode = call.text("mode", call.version() < 20 ? "bilinear" : "linear");
    var padding = call.text("padding_mode", "zeros");
    int n = x.rank() - 2;
    var places = Grid.part(grid.shape(), 1, grid.rank() - 1);
    int perBatch = Grid.count(places);
    int plane = Grid.count(x.shape(), 2, x.rank());
    var shape = Grid.join(Grid.part(x.shape(), 0, 2), places);
    var out = new double[Grid.count(shape)];
    for (int i = 0; i < out.length; i++) {
      int batch = i / perBatch / x.size(1);
      int from = (batch * perBatch + i % perBatch) * n;
      var at = new double[n];
      for (int a = 0; a < n; a++) {
        double g = grid.reals()[from + n - 1 - a];
        long d = x.shape()[2 + a];
        double place = corners ? (g + 1) / 2 * (d - 1) : ((g + 1) * d - 1) / 2;
        at[a] = mode.equals("nearest") ? Math.rint(place) : place;
        if (!mode.endsWith("cubic")) {
          at[a] = inside(at[a], d, padding, corners);
        }
      }
      out[i] = sample(x, i / perBatch * plane, 0, 0, at, mode, padding, corners);
    }
    return Datum.Array.reals(x.type(), shape, out);
  }

  /** Brings a place back into the grid where the padding mode says so. */
  private static double inside(double place, long size, String padding, boolean corners) {
    double low = corners ? 0 : -0.5;
    double high = size - 1 - low;
    if (place >= low && place <= high) {
      return place;
    }
    return switch (padding) {
      case "border" -> Activations.clamp(place, 0, size - 1.0);
      case "reflection" -> reflected(place, low, high);
      default -> place;
    };
  }

  private static double reflected(double place, double low, double high) {
    double span = high - low;
    if (span == 0) {
      return low;
    }
    double p = (place - low) % (2 * span);
    p = p < 0 ? p + 2 * span : p;
    return low + (p <= span ? p : 2 * span - p);
  }

  /** Interpolates axis by axis: a weighted sum of the samples one axis further in. */
  private static double sample(
      Datum.Array x,
      int plane,
      int axis,
      int index,
      double[] at,
      String mode,
      String padding,
      boolean corners) {
    if (axis == at.length) {
      return x.reals()[plane + index];
    }
    boolean cubic = mode.endsWith("cubic");
    int floor = (int) Math.floor(at[axis]);
    int first = cubic ? floor - 1 : floor;
    int taps = mode.equals("nearest") ? 1 : cubic ? 4 : 2;
    int size = x.size(2 + axis);
    double sum = 0;
    for (int k = 0; k < taps; k++) {
      double distance = Math.abs(at[axis] - (first + k));
      double weight =
          mode.equals("nearest") ? 1 : cubic ? Resizing.cubic(distance, -0.75) : 1 - distance;
      int i = first + k;
      if (i < 0 || i >= size) {
        if (padding.equals("zeros") || weight == 0) {
          continue;
        }
        i = (int) inside(i, size, padding, corners);
      }
      sum += weight * sample(x, plane, axis + 1, index * size + i, at, mode, padding, corners);
    }
    return sum;
  }

  private static Datum roiAlign(Call call) {
    var x = call.array(0);
    var rois = call.array(1);
    var batches = call.array(2).integers();
    int height = (int) call.integer("output_height", 1);
    int width = (int) call.integer("output_width", 1);
    var shape = new long[] {rois.shape()[0], x.shape()[1], height, width};
    var out = new double[Grid.count(shape)];
    for (int i = 0; i < out.length; i++) {
      var at = Grid.at(i, shape);
      int plane = Math.toIntExact(batches[at[0]]) * x.size(1) + at[1];
      out[i] = bin(call, x, plane, rois.reals(), at, height, width);
    }
    return Datum.Array.reals(x.type(), shape, out);
  }

  private static double bin(
      Call call, Datum.Array x, int plane, double[] rois, int[] at, int height, int width) {
    boolean half =
        call.version() >= 16
            && call.text("coordinate_transformation_mode", "half_pixel").equals("half_pixel");
    double scale = call.real("spatial_scale", 1);
    double offset = half ? 0.5 : 0;
    double left = rois[at[0] * 4] * scale - offset;
    double top = rois[at[0] * 4 + 1] * scale - offset;
    double roiWidth = rois[at[0] * 4 + 2] * scale - offset - left;
    double roiHeight = rois[at[0] * 4 + 3] * scale - offset - top;
    double binWidth = (half ? roiWidth : Math.max(roiWidth, 1)) / width;
    double binHeight = (half ? roiHeight : Math.max(roiHeight, 1)) / height;
    long ratio = call.integer("sampling_ratio", 0);
    int rows = ratio > 0 ? (int) ratio : (int) Math.ceil(binHeight);
    int columns = ratio > 0 ? (int) ratio : (int) Math.ceil(binWidth);
    boolean max = call.text("mode", "avg").equals("max");
    double result = max ? Double.NEGATIVE_INFINITY : 0;
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        double row = top + (at[2] + (r + 0.5) / rows) * binHeight;
        double column = left + (at[3] + (c + 0.5) / columns) * binWidth;
        double value = roiSample(x, plane, row, column, max);
        result = max ? Math.max(result, value) : result + value;
      }
    }
    return max ? result : result / Math.max(1, rows * columns);
  }

  /** Bilinear value, or the largest of its four weighted terms; zero more than one step outside. */
  private static double roiSample(
      Datum.Array x, int plane, double row, double column, boolean max) {
    int height = x.size(2);
    int width = x.size(3);
    if (row < -1 || row > height || column < -1 || column > width) {
      return 0;
    }
    double r = Activations.clamp(row, 0, height - 1);
    double c = Activations.clamp(column, 0, width - 1);
    int top = (int) r;
    int left = (int) c;
    double result = max ? Double.NEGATIVE_INFINITY : 0;
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        double weight = (i == 0 ? 1 - (r - top) : r - top) * (j == 0 ? 1 - (c - left) : c - left);
        int at = (plane * height + Math.min(top + i, height - 1)) * width;
        double term = weight * x.reals()[at + Math.min(left + j, width - 1)];
        result = max ? Math.max(result, term) : result + term;
      }
    }
    return result;
  }
}
