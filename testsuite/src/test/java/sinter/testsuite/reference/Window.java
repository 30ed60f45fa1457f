package sinter.testsuite.reference;

import java.util.Arrays;

/**
 * A kernel sliding over the spatial axes of a grid.
 *
 * @param in sizes of the grid it slides over
 * @param begins positions added before the first element of each axis
 * @param ends positions added after the last one
 * @param out number of places the kernel takes along each axis
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
record Window(
    long[] in,
    long[] kernel,
    long[] strides,
    long[] dilations,
    long[] begins,
    long[] ends,
    long[] out) {

  /** The window a convolution or pooling node describes by its attributes. */
  static Window of(Call call, long[] in, long[] kernel) {
    int n = in.length;
    var strides = call.integers("strides", filled(n, 1));
    var dilations = call.integers("dilations", filled(n, 1));
    var pads = call.integers("pads", new long[2 * n]);
    var begins = Arrays.copyOfRange(pads, 0, n);
    var ends = Arrays.copyOfRange(pads, n, 2 * n);
    var out = new long[n];
    var mode = call.text("auto_pad", "NOTSET");
    for (int a = 0; a < n; a++) {
      long reach = (kernel[a] - 1) * dilations[a] + 1;
      if (mode.startsWith("SAME")) {
        out[a] = Math.ceilDiv(in[a], strides[a]);
        long total = Math.max(0, (out[a] - 1) * strides[a] + reach - in[a]);
        begins[a] = mode.equals("SAME_UPPER") ? total / 2 : total - total / 2;
        ends[a] = total - begins[a];
        continue;
      }
      if (mode.equals("VALID")) {
        begins[a] = 0;
        ends[a] = 0;
      }
      long room = in[a] + begins[a] + ends[a] - reach;
      out[a] =
          1
              + (call.flag("ceil_mode")
                  ? Math.ceilDiv(room, strides[a])
                  : Math.floorDiv(room, strides[a]));
      if (room < 0) {
        throw new IllegalArgumentException(
            "the kernel reaches beyond axis " + a + " of " + Arrays.toString(in));
      }
      if (call.flag("ceil_mode") && (out[a] - 1) * strides[a] >= in[a] + begins[a]) {
        out[a]--;
      }
    }
    return new Window(in, kernel, strides, dilations, begins, ends, out);
  }

  static long[] filled(int n, long value) {
    var out = new long[n];
    Arrays.fill(out, value);
    return out;
  }

  /**
   * For each position in the kernel and each place of the kernel, the flat index of the element
   * below; -1 in the padding, -2 beyond it.
   */
  int[][] taps() {
    var taps = new int[Grid.count(kernel)][Grid.count(out)];
    for (int k = 0; k < taps.length; k++) {
      var inKernel = Grid.at(k, kernel);
      for (int o = 0; o < taps[k].length; o++) {
        taps[k][o] = tap(inKernel, Grid.at(o, out));
      }
    }
    return taps;
  }

  /**
   * The places of one tap that have an element below, as stretches in which both go on evenly: four
   * numbers each, namely the first place, its element, the step from element to element, and how many
   * there are.
   */
  static int[] stretches(int[] tap) {
    var out = new int[4 * tap.length];
    int n = 0;
    for (int o = 0; o < tap.length; ) {
      if (tap[o] < 0) {
        o++;
        continue;
      }
      int step = o + 1 < tap.length && tap[o + 1] >= 0 ? tap[o + 1] - tap[o] : 1;
      int length = 1;
      while (o + length < tap.length && tap[o + length] == tap[o] + length * step) {
        length++;
      }
      out[n++] = o;
      out[n++] = tap[o];
      out[n++] = step;
      out[n++] = length;
      o += length;
    }
    return Arrays.copyOf(out, n);
  }

  private int tap(int[] inKernel, int[] place) {
    int index = 0;
    boolean padding = false;
    for (int a = 0; a < in.length; a++) {
      long i = place[a] * strides[a] - begins[a] + inKernel[a] * dilations[a];
      if (i >= in[a] + ends[a]) {
        return -2;
      }
      padding |= i < 0 || i >= in[a];
      index = (int) (index * in[a] + i);
    }
    return padding ? -1 : index;
  }
}
