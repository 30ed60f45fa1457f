package sinter.testsuite.reference;

import java.util.Arrays;

/** Row-major index arithmetic over shapes. */
final class Grid {
  private Grid() {}

  static int count(long... shape) {
    long count = 1;
    for (long d : shape) {
      count = Math.multiplyExact(count, d);
    }
    return Math.toIntExact(count);
  }

  /** Number of elements along the axes from {@code from} (inclusive) to {@code to} (exclusive). */
  static int count(long[] shape, int from, int to) {
    return count(Arrays.copyOfRange(shape, from, to));
  }

  static int axis(long axis, int rank) {
    if (axis < -rank || axis >= Math.max(rank, 1)) {
      throw new IllegalArgumentException("axis " + axis + " is outside rank " + rank);
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  static int[] strides(long[] shape) {
    var strides = new int[shape.length];
    int step = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= Math.toIntExact(shape[i]);
    }
    return strides;
  }

  /** Coordinates of a flat index. */
  static int[] at(int index, long[] shape) {
    var at = new int[shape.length];
    for (int i = shape.length - 1; i >= 0; i--) {
      at[i] = (int) (index % shape[i]);
      index = (int) (index / shape[i]);
    }
    return at;
  }

  static int index(int[] at, long[] shape) {
    int index = 0;
    for (int i = 0; i < at.length; i++) {
      index = (int) (index * shape[i] + at[i]);
    }
    return index;
  }

  /**
   * For each element of a grid of the given shape, in order, the sum of coordinate times step over
   * all axes, plus an offset: the one address computation that views are made of.
   */
  static int[] addresses(long[] shape, int[] steps, int offset) {
    var out = new int[count(shape)];
    var at = new int[shape.length];
    int address = offset;
    for (int i = 0; i < out.length; i++) {
      out[i] = address;
      for (int a = shape.length - 1; a >= 0; a--) {
        address += steps[a];
        if (++at[a] < shape[a]) {
          break;
        }
        address -= steps[a] * at[a];
        at[a] = 0;
      }
    }
    return out;
  }

  /** The shape both broadcast to, by trailing alignment. */
  static long[] broadcastShape(long[] a, long[] b) {
    int rank = Math.max(a.length, b.length);
    var out = new long[rank];
    for (int i = 1; i <= rank; i++) {
      long p = i <= a.length ? a[a.length - i] : 1;
      long q = i <= b.length ? b[b.length - i] : 1;
      if (p != q && p != 1 && q != 1) {
        throw new IllegalArgumentException(
            Arrays.toString(a) + " and " + Arrays.toString(b) + " do not broadcast");
      }
      out[rank - i] = p == 1 ? q : p;
    }
    return out;
  }

  static int[] broadcast(long[] from, long[] to) {
    var own = strides(from);
    var steps = new int[to.length];
    for (int i = 1; i <= from.length; i++) {
      long d = from[from.length - i];
      if (d != 1 && d != to[to.length - i]) {
        throw new IllegalArgumentException(
            Arrays.toString(from) + " does not broadcast to " + Arrays.toString(to));
      }
      steps[to.length - i] = d == 1 ? 0 : own[from.length - i];
    }
    return addresses(to, steps, 0);
  }

  static int[] transposed(long[] shape, int[] order) {
    var own = strides(shape);
    var steps = new int[order.length];
    var to = new long[order.length];
    for (int i = 0; i < order.length; i++) {
      steps[i] = own[order[i]];
      to[i] = shape[order[i]];
    }
    return addresses(to, steps, 0);
  }

  static long[] replaced(long[] shape, int axis, long size) {
    var out = shape.clone();
    out[axis] = size;
    return out;
  }

  static int[] ints(long[] values) {
    var out = new int[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = Math.toIntExact(values[i]);
    }
    return out;
  }

  static long[] join(long[]... parts) {
    return Arrays.stream(parts).flatMapToLong(Arrays::stream).toArray();
  }

  /** The sizes from {@code from} (inclusive) to {@code to} (exclusive). */
  static long[] part(long[] shape, int from, int to) {
    return Arrays.copyOfRange(shape, from, to);
  }
}
