package sinter.testsuite.reference;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.LongStream;

/** Resampling along axes, one axis after the other. */
final class Resizing {
  private Resizing() {}

  static Map<String, Operation> operations() {
    return Map.ofEntries(
        entry("Resize", Operation.one(Resizing::resize)),
        entry("Upsample", Operation.one(Resizing::resize)));
  }

  /** What one axis becomes: {@code length} is scale times size, which need not be whole. */
  private record Axis(
      int index, long in, long out, double scale, double length, double from, double to) {}

  private static Datum resize(Call call) {
    var x = call.array(0);
    Datum.Array y = Datum.Array.reals(DataType.DOUBLE, x.shape(), x.reals());
    var axes = axes(call, x);
    for (var axis : axes) {
      boolean whole = axis.from == 0 && axis.to == 1;
      if (axis.out != axis.in || axis.scale != 1 || !whole) {
        y = along(call, y, axis);
      }
    }
    return x.type().isReal()
        ? Datum.Array.reals(x.type(), y.shape(), y.reals())
        : Casting.cast(
            Elementary.map(
                y, v -> Activations.clamp(Math.rint(v), x.type().lowest(), x.type().highest())),
            x.type(),
            true);
  }

  private static Axis[] axes(Call call, Datum.Array x) {
    boolean modern = call.op().equals("Resize") && call.version() >= 11;
    var indexes = call.integers("axes", LongStream.range(0, x.rank()).toArray());
    int n = indexes.length;
    boolean crop = mode(call).equals("tf_crop_and_resize");
    var roi = modern && crop && call.has(1) ? call.array(1).reals() : new double[0];
    boolean sized = modern && call.has(3) && call.array(3).count() > 0;
    var scales = sized ? scalesOfSizes(call, x, indexes) : scales(call, modern);
    boolean stretch = call.text("keep_aspect_ratio_policy", "stretch").equals("stretch");
    var out = new Axis[n];
    for (int i = 0; i < n; i++) {
      int a = x.axis(indexes[i]);
      long in = x.shape()[a];
      long size;
      if (!sized) {
        size = (long) Math.floor((float) (in * scales[i]));
      } else {
        size = stretch ? call.array(3).integers()[i] : (long) Math.floor(in * scales[i] + 0.5);
      }
      out[i] =
          new Axis(
              a,
              in,
              size,
              scales[i],
              sized && stretch ? size : in * scales[i],
              roi.length == 0 ? 0 : roi[i],
              roi.length == 0 ? 1 : roi[n + i]);
    }
    return out;
  }

  private static double[] scales(Call call, boolean modern) {
    if (call.op().equals("Upsample") && call.version() < 7) {
      return new double[] {1, 1, call.real("height_scale", 1), call.real("width_scale", 1)};
    }
    if (call.op().equals("Upsample") && call.version() < 9) {
      return call.reals("scales");
    }
    return call.array(modern ? 2 : 1).reals();
  }

  private static double[] scalesOfSizes(Call call, Datum.Array x, long[] indexes) {
    var sizes = call.array(3).integers();
    var out = new double[indexes.length];
    Arrays.setAll(out, i -> (double) sizes[i] / x.shape()[x.axis(indexes[i])]);
    switch (call.text("keep_aspect_ratio_policy", "stretch")) {
      case "not_larger" -> Arrays.fill(out, Arrays.stream(out).min().orElse(1));
      case "not_smaller" -> Arrays.fill(out, Arrays.stream(out).max().orElse(1));
      default -> {}
    }
    return out;
  }

  /** How positions of the output map to the input; before opset 11 simply by the scale. */
  private static String mode(Call call) {
    boolean modern = call.op().equals("Resize") && call.version() >= 11;
    return modern ? call.text("coordinate_transformation_mode", "half_pixel") : "asymmetric";
  }

  private static double origin(String mode, Axis axis, double x) {
    return switch (mode) {
      case "asymmetric" -> x / axis.scale;
      case "half_pixel" -> (x + 0.5) / axis.scale - 0.5;
      case "pytorch_half_pixel" -> axis.length == 1 ? -0.5 : (x + 0.5) / axis.scale - 0.5;
      case "half_pixel_symmetric" ->
          axis.in / 2.0 * (1 - axis.out / axis.length) + (x + 0.5) / axis.scale - 0.5;
      case "align_corners" -> axis.length == 1 ? 0 : x * (axis.in - 1) / (axis.length - 1);
      case "tf_crop_and_resize" -> {
        double span = (axis.to - axis.from) * (axis.in - 1);
        double start = axis.from * (axis.in - 1);
        yield axis.length == 1 ? start + span / 2 : start + x * span / (axis.length - 1);
      }
      default -> throw new IllegalArgumentException("coordinate mode " + mode);
    };
  }

  private static Datum.Array along(Call call, Datum.Array x, Axis axis) {
    var to = Grid.replaced(x.shape(), axis.index, axis.out);
    var out = new double[Grid.count(to)];
    int inner = Grid.count(x.shape(), axis.index + 1, x.rank());
    int outer = Grid.count(x.shape(), 0, axis.index);
    double beyond = call.real("extrapolation_value", 0);
    boolean crop = mode(call).equals("tf_crop_and_resize");
    for (int p = 0; p < axis.out; p++) {
      double origin = origin(mode(call), axis, p);
      boolean outside = crop && (origin < 0 || origin > axis.in - 1);
      int first = first(call, origin, axis.scale);
      var weights = weights(call, origin, first, axis);
      for (int o = 0; o < outer; o++) {
        for (int i = 0; i < inner; i++) {
          double sum = 0;
          for (int k = 0; k < weights.length; k++) {
            long at = Math.clamp((long) first + k, 0, axis.in - 1);
            sum += weights[k] * x.reals()[(int) ((o * axis.in + at) * inner + i)];
          }
          out[(int) ((o * axis.out + p) * inner + i)] = outside ? beyond : sum;
        }
      }
    }
    return Datum.Array.reals(DataType.DOUBLE, to, out);
  }

  /** Half the width of the interpolating kernel, stretched where the input shrinks smoothly. */
  private static double reach(Call call, double scale) {
    double half = call.text("mode", "nearest").equals("cubic") ? 2 : 1;
    return call.flag("antialias") && scale < 1 ? half / scale : half;
  }

  /**
   * First element that counts for a place. Before opset 11 the nearest one is above it where the
   * input shrinks and below it where it grows, which is what runtimes compute.
   */
  private static int first(Call call, double origin, double scale) {
    if (call.text("mode", "nearest").equals("nearest")) {
      boolean modern = call.op().equals("Resize") && call.version() >= 11;
      var simple = scale < 1 ? "ceil" : "floor";
      var mode = modern ? call.text("nearest_mode", "round_prefer_floor") : simple;
      return (int)
          switch (mode) {
            case "floor" -> Math.floor(origin);
            case "ceil" -> Math.ceil(origin);
            case "round_prefer_ceil" -> Math.floor(origin + 0.5);
            default -> Math.ceil(origin - 0.5);
          };
    }
    return (int) Math.floor(origin - reach(call, scale)) + 1;
  }

  private static double[] weights(Call call, double origin, int first, Axis axis) {
    var mode = call.text("mode", "nearest");
    if (mode.equals("nearest")) {
      return new double[] {1};
    }
    double reach = reach(call, axis.scale);
    double a = call.real("cubic_coeff_a", -0.75);
    double shrink = (mode.equals("cubic") ? 2 : 1) / reach;
    var out = new double[(int) Math.ceil(origin + reach) - first];
    double sum = 0;
    for (int k = 0; k < out.length; k++) {
      double distance = Math.abs(first + k - origin) * shrink;
      boolean outside = first + k < 0 || first + k >= axis.in;
      boolean skip = call.flag("exclude_outside") && outside;
      out[k] = skip ? 0 : mode.equals("cubic") ? cubic(distance, a) : Math.max(0, 1 - distance);
      sum += out[k];
    }
    double whole = sum;
    return Arrays.stream(out).map(w -> w / whole).toArray();
  }

  /** The cubic convolution kernel with free parameter {@code a}. */
  static double cubic(double x, double a) {
    if (x <= 1) {
      return ((a + 2) * x - (a + 3)) * x * x + 1;
    }
    return x < 2 ? ((x - 5) * x + 8) * x * a - 4 * a : 0;
  }
}
