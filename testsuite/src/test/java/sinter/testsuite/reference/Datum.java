package sinter.testsuite.reference;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value that flows along an edge of a graph. */
public sealed interface Datum {
  /** A tensor: element type, shape, and cells in row-major order. */
  @SuppressWarnings("ArrayRecordComponent") // compared element by element, never by equals
  record Array(DataType type, long[] shape, Cells cells) implements Datum {
    public Array {
      if (Grid.count(shape) * (type.kind == DataType.Kind.COMPLEX ? 2 : 1) != cells.count()) {
        throw new IllegalArgumentException(
            cells.count() + " elements do not fill shape " + Arrays.toString(shape));
      }
    }

    public static Array reals(DataType type, long[] shape, double... at) {
      return new Array(type, shape, new Cells.Reals(at));
    }

    public static Array integers(DataType type, long[] shape, long... at) {
      return new Array(type, shape, new Cells.Integers(at));
    }

    public static Array texts(long[] shape, String... at) {
      return new Array(DataType.STRING, shape, new Cells.Texts(at));
    }

    /** A list of int64 numbers, as shapes and axes are. */
    static Array list(long... at) {
      return integers(DataType.INT64, new long[] {at.length}, at);
    }

    static Array scalar(DataType type, double value) {
      return type.isReal()
          ? reals(type, new long[0], value)
          : integers(type, new long[0], type.wrap((long) value));
    }

    static Array bool(boolean value) {
      return integers(DataType.BOOL, new long[0], value ? 1 : 0);
    }

    int rank() {
      return shape.length;
    }

    int count() {
      return cells.count();
    }

    int size(int axis) {
      return Math.toIntExact(shape[axis]);
    }

    /** Index of an axis that may count from the end. */
    int axis(long axis) {
      return Grid.axis(axis, rank());
    }

    /**
     * The elements as real numbers. Those of a real array are its own cells: never write to them;
     * those of an integer array are converted by each call.
     */
    public double[] reals() {
      return switch (cells) {
        case Cells.Reals r -> r.at();
        case Cells.Integers i -> {
          var out = new double[i.at().length];
          for (int k = 0; k < out.length; k++) {
            out[k] = asReal(i.at()[k]);
          }
          yield out;
        }
        case Cells.Texts t -> throw new IllegalArgumentException("strings are not numbers");
      };
    }

    private double asReal(long value) {
      boolean huge = type == DataType.UINT64 && value < 0;
      return huge ? ((value >>> 1) | (value & 1)) * 2.0 : value;
    }

    /** The array's own integer cells: never write to them. */
    public long[] integers() {
      if (cells instanceof Cells.Integers i) {
        return i.at();
      }
      throw new IllegalArgumentException("elements of " + type + " are not integers");
    }

    public String[] texts() {
      if (cells instanceof Cells.Texts t) {
        return t.at();
      }
      throw new IllegalArgumentException("elements of " + type + " are not strings");
    }

    double real() {
      return reals()[0];
    }

    long integer() {
      return integers()[0];
    }

    boolean truth() {
      return integer() != 0;
    }

    Array reshaped(long... to) {
      return new Array(type, to, cells);
    }

    Array pick(long[] to, int[] from) {
      return new Array(type, to, cells.pick(from, cells));
    }

    Array pick(long[] to, int[] from, Array fill) {
      return new Array(type, to, cells.pick(from, fill.cells));
    }

    /** Repeats size-one axes, and adds leading ones, up to the given shape. */
    Array broadcast(long[] to) {
      return Arrays.equals(shape, to) ? this : pick(to, Grid.broadcast(shape, to));
    }

    Array transposed(int... order) {
      var to = new long[order.length];
      for (int i = 0; i < to.length; i++) {
        to[i] = shape[order[i]];
      }
      return pick(to, Grid.transposed(shape, order));
    }

    /** An array of the same type and shape with other real elements. */
    Array with(double[] at) {
      return reals(type, shape, at);
    }
  }

  /** A list of values of one type. */
  record Sequence(List<Datum> items) implements Datum {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /** A value of optional type, which may hold nothing. */
  record Option(@Nullable Datum value) implements Datum {}
}
