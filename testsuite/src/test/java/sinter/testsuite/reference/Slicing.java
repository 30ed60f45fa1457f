package sinter.testsuite.reference;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.LongStream;

/** Parts of arrays, padding, and masks by position. */
final class Slicing {
  private Slicing() {}

  static Map<String, Operation> operations() {
    return Map.ofEntries(
        entry("Slice", Operation.one(Slicing::slice)),
        entry("Pad", Operation.one(Slicing::pad)),
        entry("CenterCropPad", Operation.one(Slicing::centerCropPad)),
        entry("ReverseSequence", Operation.one(Slicing::reverseSequence)),
        entry("Trilu", Operation.one(Slicing::trilu)),
        entry("Compress", Operation.one(Slicing::compress)));
  }

  private static Datum slice(Call call) {
    var x = call.array(0);
    boolean attributes = call.version() < 10;
    var starts = attributes ? call.integers("starts") : call.array(1).integers();
    var ends = attributes ? call.integers("ends") : call.array(2).integers();
    var axes = attributes ? call.integers("axes") : call.integers("axes", 3);
    var steps = attributes ? null : call.integers("steps", 4);
    if (starts == null || ends == null) {
      throw new IllegalArgumentException("starts or ends are missing");
    }
    var strides = Grid.strides(x.shape());
    var to = x.shape().clone();
    int offset = 0;
    for (int i = 0; i < starts.length; i++) {
      int axis = axes == null ? i : x.axis(axes[i]);
      long d = x.shape()[axis];
      long step = steps == null ? 1 : steps[i];
      long start = Math.clamp(starts[i] < 0 ? starts[i] + d : starts[i], 0, step > 0 ? d : d - 1);
      long end = ends[i] < 0 ? ends[i] + d : ends[i];
      end = step > 0 ? Math.clamp(end, 0L, d) : Math.clamp(end, -1L, d - 1);
      to[axis] = Math.max(0, Math.ceilDiv(end - start, step));
      offset += Math.toIntExact(start * strides[axis]);
      strides[axis] *= Math.toIntExact(step);
    }
    return x.pick(to, Grid.addresses(to, strides, Grid.count(to) == 0 ? 0 : offset));
  }

  private static Datum pad(Call call) {
    var x = call.array(0);
    boolean attributes = call.version() < 11;
    var given =
        attributes
            ? call.integers(call.version() < 2 ? "paddings" : "pads")
            : call.array(1).integers();
    var axes = call.integers("axes", 3);
    if (given == null) {
      throw new IllegalArgumentException("pads are missing");
    }
    var fill =
        attributes
            ? Datum.Array.scalar(x.type(), call.real("value", 0))
            : call.has(2) ? call.array(2) : empty(x.type());
    int n = given.length / 2;
    var begins = new long[x.rank()];
    var ends = new long[x.rank()];
    for (int i = 0; i < n; i++) {
      int axis = axes == null ? i : x.axis(axes[i]);
      begins[axis] = given[i];
      ends[axis] = given[n + i];
    }
    return pad(x, begins, ends, call.text("mode", "constant"), fill);
  }

  /** Zero, false or the empty string. */
  static Datum.Array empty(DataType type) {
    return type.isText() ? Datum.Array.texts(new long[0], "") : Datum.Array.scalar(type, 0);
  }

  static Datum.Array pad(Datum.Array x, long[] begins, long[] ends, String mode, Datum.Array fill) {
    var to = new long[x.rank()];
    for (int a = 0; a < to.length; a++) {
      to[a] = x.shape()[a] + begins[a] + ends[a];
    }
    var from = new int[Grid.count(to)];
    for (int i = 0; i < from.length; i++) {
      from[i] = source(Grid.at(i, to), begins, x.shape(), mode);
    }
    return x.pick(to, from, fill);
  }

  private static int source(int[] at, long[] begins, long[] shape, String mode) {
    int index = 0;
    for (int a = 0; a < at.length; a++) {
      long i = at[a] - begins[a];
      long d = shape[a];
      if (i < 0 || i >= d) {
        switch (mode) {
          case "constant" -> {
            return -1;
          }
          case "edge" -> i = Math.clamp(i, 0, d - 1);
          case "wrap" -> i = Math.floorMod(i, d);
          case "reflect" -> i = mirrored(i, d);
          default -> throw new IllegalArgumentException("mode " + mode);
        }
      }
      index = (int) (index * d + i);
    }
    return index;
  }

  /** Reflects a position at the centres of the first and last elements until it is inside. */
  static long mirrored(long i, long size) {
    if (size == 1) {
      return 0;
    }
    long period = 2 * (size - 1);
    long p = Math.floorMod(i, period);
    return p < size ? p : period - p;
  }

  private static Datum centerCropPad(Call call) {
    var x = call.array(0);
    var asked = call.array(1).integers();
    var axes = call.integers("axes", LongStream.range(0, x.rank()).toArray());
    var begins = new long[x.rank()];
    var ends = new long[x.rank()];
    for (int i = 0; i < axes.length; i++) {
      int axis = x.axis(axes[i]);
      long extra = asked[i] - x.shape()[axis];
      begins[axis] = extra < 0 ? -(-extra / 2) : extra / 2;
      ends[axis] = extra - begins[axis];
    }
    return pad(x, begins, ends, "constant", empty(x.type()));
  }

  private static Datum reverseSequence(Call call) {
    var x = call.array(0);
    var lengths = call.array(1).integers();
    int batch = (int) call.integer("batch_axis", 1);
    int time = (int) call.integer("time_axis", 0);
    var from = new int[x.count()];
    for (int i = 0; i < from.length; i++) {
      var at = Grid.at(i, x.shape());
      int length = Math.toIntExact(lengths[at[batch]]);
      if (at[time] < length) {
        at[time] = length - 1 - at[time];
      }
      from[i] = Grid.index(at, x.shape());
    }
    return x.pick(x.shape(), from);
  }

  private static Datum trilu(Call call) {
    var x = call.array(0);
    long k = call.has(1) ? call.array(1).integer() : 0;
    boolean upper = call.integer("upper", 1) != 0;
    var from = new int[x.count()];
    for (int i = 0; i < from.length; i++) {
      var at = Grid.at(i, x.shape());
      long diagonal = (long) at[at.length - 1] - at[at.length - 2];
      from[i] = (upper ? diagonal >= k : diagonal <= k) ? i : -1;
    }
    return x.pick(x.shape(), from, empty(x.type()));
  }

  private static Datum compress(Call call) {
    var keep = call.array(1).integers();
    var input = call.array(0);
    boolean flat = !call.hasAttribute("axis");
    var x = flat ? input.reshaped(input.count()) : input;
    int axis = flat ? 0 : x.axis(call.integer("axis"));
    var picks =
        LongStream.range(0, Math.min(keep.length, x.shape()[axis]))
            .filter(i -> keep[(int) i] != 0)
            .toArray();
    return along(x, axis, picks);
  }

  /** The slices of an array at the given positions of one axis; negative ones count from the end. */
  static Datum.Array along(Datum.Array x, int axis, long... positions) {
    var to = Grid.replaced(x.shape(), axis, positions.length);
    int inner = Grid.count(x.shape(), axis + 1, x.rank());
    int outer = Grid.count(x.shape(), 0, axis);
    var from = new int[Grid.count(to)];
    int n = 0;
    for (int o = 0; o < outer; o++) {
      for (long p : positions) {
        long position = p < 0 ? p + x.shape()[axis] : p;
        if (position < 0 || position >= x.shape()[axis]) {
          throw new IllegalArgumentException(
              "index " + p + " is outside " + Arrays.toString(x.shape()));
        }
        for (int i = 0; i < inner; i++) {
          from[n++] = (int) ((o * x.shape()[axis] + position) * inner + i);
        }
      }
    }
    return x.pick(to, from);
  }
}
