package sinter.testsuite.reference;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Convolutions and their adjoints. */
final class Convolutions {
  private Convolutions() {}

  static Map<String, Operation> operations() {
    return Map.ofEntries(
        entry("Conv", Operation.one(Convolutions::convolve)),
        entry("ConvTranspose", Operation.one(Convolutions::transposed)),
        entry("Col2Im", Operation.one(Convolutions::columnsToImage)),
        entry("DeformConv", Operation.one(Convolutions::deformed)));
  }

  private static Datum convolve(Call call) {
    var x = call.array(0);
    var w = call.array(1);
    return convolve(call, x, w, call.maybe(2));
  }

  /** Convolution of real arrays; a node's attributes give the window. */
  static Datum.Array convolve(Call call, Datum.Array x, Datum.Array w, Datum.@Nullable Array bias) {
    var window =
        Window.of(call, Grid.part(x.shape(), 2, x.rank()), Grid.part(w.shape(), 2, w.rank()));
    int groups = (int) call.integer("group", 1);
    int batch = x.size(0);
    int channels = x.size(1);
    int filters = w.size(0);
    var taps = Arrays.stream(window.taps()).map(Window::stretches).toArray(int[][]::new);
    int inner = Grid.count(window.in());
    int places = Grid.count(window.out());
    int perGroup = channels / groups;
    var in = x.reals();
    var weights = w.reals();
    var out = new double[batch * filters * places];
    for (int nf = 0; nf < batch * filters; nf++) {
      int f = nf % filters;
      int to = nf * places;
      if (bias != null) {
        Arrays.fill(out, to, to + places, bias.reals()[f]);
      }
      for (int c = 0; c < perGroup; c++) {
        int channel = f / (filters / groups) * perGroup + c;
        int from = (nf / filters * channels + channel) * inner;
        for (int k = 0; k < taps.length; k++) {
          accumulate(out, to, in, from, taps[k], weights[(f * perGroup + c) * taps.length + k]);
        }
      }
    }
    var shape = Grid.join(new long[] {batch, filters}, window.out());
    return Datum.Array.reals(x.type(), shape, out);
  }

  private static void accumulate(
      double[] out, int to, double[] in, int from, int[] stretches, double weight) {
    for (int s = 0; s < stretches.length; s += 4) {
      int o = to + stretches[s];
      int i = from + stretches[s + 1];
      int step = stretches[s + 2];
      int length = stretches[s + 3];
      if (step == 1) {
        for (int k = 0; k < length; k++) {
          out[o + k] += weight * in[i + k];
        }
      } else {
        for (int k = 0; k < length; k++) {
          out[o + k] += weight * in[i + k * step];
        }
      }
    }
  }

  private static Datum transposed(Call call) {
    var x = call.array(0);
    var w = call.array(1);
    var window = transposedWindow(call, x, w);
    int groups = (int) call.integer("group", 1);
    int batch = x.size(0);
    int channels = x.size(1);
    int perGroup = w.size(1);
    int filters = perGroup * groups;
    var taps = window.taps();
    int inner = Grid.count(window.out());
    int places = Grid.count(window.in());
    var out = new double[batch * filters * places];
    for (int nf = 0; nf < batch * filters; nf++) {
      int f = nf % filters;
      if (call.has(2)) {
        Arrays.fill(out, nf * places, (nf + 1) * places, call.array(2).reals()[f]);
      }
      for (int c = 0; c < channels / groups; c++) {
        int channel = f / perGroup * (channels / groups) + c;
        for (int k = 0; k < taps.length; k++) {
          double weight = w.reals()[(channel * perGroup + f % perGroup) * taps.length + k];
          for (int i = 0; i < inner; i++) {
            if (taps[k][i] >= 0) {
              out[nf * places + taps[k][i]] +=
                  weight * x.reals()[(nf / filters * channels + channel) * inner + i];
            }
          }
        }
      }
    }
    return Datum.Array.reals(x.type(), Grid.join(new long[] {batch, filters}, window.in()), out);
  }

  /** The window of the convolution that a transposed one is the adjoint of. */
  private static Window transposedWindow(Call call, Datum.Array x, Datum.Array w) {
    var in = Grid.part(x.shape(), 2, x.rank());
    var kernel = Grid.part(w.shape(), 2, w.rank());
    int n = in.length;
    var strides = call.integers("strides", Window.filled(n, 1));
    var dilations = call.integers("dilations", Window.filled(n, 1));
    var pads = call.integers("pads", new long[2 * n]);
    var extra = call.integers("output_padding", new long[n]);
    var asked = call.integers("output_shape");
    var mode = call.text("auto_pad", "NOTSET");
    var begins = new long[n];
    var ends = new long[n];
    var out = new long[n];
    for (int a = 0; a < n; a++) {
      long whole = strides[a] * (in[a] - 1) + extra[a] + (kernel[a] - 1) * dilations[a] + 1;
      if (asked != null || mode.startsWith("SAME")) {
        out[a] = asked != null ? asked[asked.length - n + a] : in[a] * strides[a];
        long total = Math.max(0, whole - out[a]);
        begins[a] = mode.equals("SAME_UPPER") ? total / 2 : total - total / 2;
        ends[a] = total - begins[a];
      } else {
        begins[a] = mode.equals("VALID") ? 0 : pads[a];
        ends[a] = mode.equals("VALID") ? 0 : pads[n + a];
        out[a] = whole - begins[a] - ends[a];
      }
    }
    return new Window(out, kernel, strides, dilations, begins, ends, in);
  }

  private static Datum columnsToImage(Call call) {
    var x = call.array(0);
    var image = call.array(1).integers();
    var block = call.array(2).integers();
    var window = Window.of(call, image, block);
    var taps = window.taps();
    int channels = x.size(1) / taps.length;
    int places = Grid.count(window.out());
    int size = Grid.count(image);
    var in = x.reals();
    var out = new double[x.size(0) * channels * size];
    for (int nc = 0; nc < x.size(0) * channels; nc++) {
      for (int k = 0; k < taps.length; k++) {
        for (int o = 0; o < places; o++) {
          if (taps[k][o] >= 0) {
            out[nc * size + taps[k][o]] += in[(nc * taps.length + k) * places + o];
          }
        }
      }
    }
    return Datum.Array.reals(x.type(), Grid.join(new long[] {x.shape()[0], channels}, image), out);
  }

  /** Two spatial axes: each tap reads the input at a shifted place, bilinearly, times a mask. */
  private static Datum deformed(Call call) {
    var x = call.array(0);
    var w = call.array(1);
    var offset = call.array(2);
    var mask = call.maybe(4);
    var window =
        Window.of(call, Grid.part(x.shape(), 2, x.rank()), Grid.part(w.shape(), 2, w.rank()));
    int groups = (int) call.integer("group", 1);
    int offsetGroups = (int) call.integer("offset_group", 1);
    int kernel = Grid.count(window.kernel());
    int places = Grid.count(window.out());
    int channels = x.size(1);
    int filters = w.size(0);
    int perGroup = channels / groups;
    var out = new double[x.size(0) * filters * places];
    for (int i = 0; i < out.length; i++) {
      int n = i / places / filters;
      int f = i / places % filters;
      int o = i % places;
      var at = Grid.at(o, window.out());
      double sum = call.has(3) ? call.array(3).reals()[f] : 0;
      for (int c = 0; c < perGroup; c++) {
        int channel = f / (filters / groups) * perGroup + c;
        int og = channel / (channels / offsetGroups);
        for (int k = 0; k < kernel; k++) {
          int row = (n * offsetGroups + og) * kernel + k;
          double[] place = new double[2];
          for (int a = 0; a < 2; a++) {
            place[a] =
                at[a] * window.strides()[a]
                    - window.begins()[a]
                    + Grid.at(k, window.kernel())[a] * window.dilations()[a]
                    + offset.reals()[(row * 2 + a) * places + o];
          }
          double m = mask == null ? 1 : mask.reals()[row * places + o];
          double v = bilinear(x, n * channels + channel, place[0], place[1]);
          sum += w.reals()[(f * perGroup + c) * kernel + k] * m * v;
        }
      }
      out[i] = sum;
    }
    return Datum.Array.reals(
        x.type(), Grid.join(new long[] {x.shape()[0], filters}, window.out()), out);
  }

  /** Value at a place of a plane between its elements, all zero outside. */
  private static double bilinear(Datum.Array x, int plane, double row, double column) {
    int top = (int) Math.floor(row);
    int left = (int) Math.floor(column);
    double sum = 0;
    for (int r = top; r <= top + 1; r++) {
      for (int c = left; c <= left + 1; c++) {
        if (r >= 0 && r < x.size(2) && c >= 0 && c < x.size(3)) {
          double weight = (1 - Math.abs(row - r)) * (1 - Math.abs(column - c));
          sum += weight * x.reals()[(plane * x.size(2) + r) * x.size(3) + c];
        }
      }
    }
    return sum;
  }
}
