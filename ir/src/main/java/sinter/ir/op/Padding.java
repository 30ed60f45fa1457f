package sinter.ir.op;

import java.util.List;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import sinter.ir.tensor.Movement;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;

/** Values of ops whose result is larger than their operand, or partly filled with one value. */
final class Padding {
  private Padding() {}

  static @Nullable List<Tensor> eval(Slicing.Pad op, Ins in) {
    var dims = Fold.dims(op, in, 0);
    var pads = in.longs(1);
    if (!(in.constant(0) instanceof Tensor x) || dims == null || pads == null) {
      return null;
    }
    var before = new long[x.rank()];
    var given = in.has(3) ? in.longs(3) : null;
    var axes = given == null ? null : Axes.of(given, x.rank());
    if (in.has(3) && axes == null) {
      return null;
    }
    for (int k = 0; k < pads.size() / 2; k++) {
      before[axes == null ? k : axes.get(k)] = pads.get(k);
    }
    var value = in.has(2) ? in.constant(2) : zero(x.dtype());
    if (value == null
        || value.size() != 1
        || value.dtype() != x.dtype()
        || !fits(op, x, dims, before)) {
      return null;
    }
    return Fold.one(Movement.pick(List.of(x, value), dims, map(op.mode(), x, dims, before)));
  }

  /** Index map into x, whose size stands for the constant. */
  private static LongUnaryOperator map(
      Slicing.PadMode mode, Tensor x, List<Long> dims, long[] before) {
    var from = x.dims();
    return i -> {
      long at = 0;
      long stride = 1;
      for (int k = dims.size() - 1; k >= 0; k--) {
        long c = source(mode, i % dims.get(k) - before[k], from.get(k));
        if (c < 0) {
          return x.size();
        }
        at += c * stride;
        stride *= from.get(k);
        i /= dims.get(k);
      }
      return at;
    };
  }

  /** Coordinate of x for coordinate {@code c} of the result, counted from x's origin; -1 for the constant. */
  private static long source(Slicing.PadMode mode, long c, long extent) {
    boolean inside = c >= 0 && c < extent;
    return switch (mode) {
      case CONSTANT -> inside ? c : -1;
      case EDGE -> Math.clamp(c, 0, extent - 1);
      case REFLECT -> inside ? c : c < 0 ? -c : 2 * (extent - 1) - c;
      case WRAP -> Math.floorMod(c, extent);
    };
  }

  private static boolean fits(Slicing.Pad op, Tensor x, List<Long> dims, long[] before) {
    for (int k = 0; k < dims.size(); k++) {
      long n = x.dims().get(k);
      long after = dims.get(k) - n - before[k];
      boolean far = before[k] > n - 1 || after > n - 1;
      if ((op.mode() == Slicing.PadMode.REFLECT && far)
          || (op.mode() != Slicing.PadMode.CONSTANT && n == 0)) {
        return false;
      }
    }
    return true;
  }

  /** The number zero of {@code dtype}; null for types that have none as a single word. */
  static @Nullable Tensor zero(DType dtype) {
    return dtype.isFloat() || dtype.isInteger() || dtype == DType.BOOL
        ? Tensor.splat(dtype, List.of(), 0)
        : null;
  }

  static @Nullable List<Tensor> tiled(Slicing.Tile op, Ins in) {
    var dims = Fold.dims(op, in, 0);
    if (!(in.constant(0) instanceof Tensor x) || dims == null) {
      return null;
    }
    var from = x.dims();
    return Fold.one(
        Movement.pick(
            x,
            dims,
            i -> {
              long at = 0;
              long stride = 1;
              for (int k = dims.size() - 1; k >= 0; k--) {
                at += i % dims.get(k) % from.get(k) * stride;
                stride *= from.get(k);
                i /= dims.get(k);
              }
              return at;
            }));
  }

  static @Nullable List<Tensor> triangle(boolean upper, Ins in) {
    var x = in.constant(0);
    var k = in.has(1) ? in.longs(1) : List.of(0L);
    var zero = x == null ? null : zero(x.dtype());
    if (x == null || k == null || k.size() != 1 || zero == null || x.rank() < 2) {
      return null;
    }
    long columns = x.dims().getLast();
    long rows = x.dims().get(x.rank() - 2);
    long diagonal = Math.clamp(k.getFirst(), -rows - 1, columns + 1);
    return Fold.one(
        Movement.pick(
            List.of(x, zero),
            x.dims(),
            i -> {
              long above = i % columns - i / columns % rows - diagonal;
              return (upper ? above >= 0 : above <= 0) ? i : x.size();
            }));
  }
}
