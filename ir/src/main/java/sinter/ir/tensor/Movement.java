package sinter.ir.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import sinter.ir.type.DType;
import sinter.ir.type.Shape;
import sinter.ir.type.Type.TensorType;

/** Moves elements without computing on them: any element type, strings and those narrower than a byte included. */
public final class Movement {
  /** Most elements that are written out here; what is larger is left to others. */
  public static final long LIMIT = 1L << 22;

  private Movement() {}

  /** Number of elements of an extent; -1 when it is negative, overflows or passes {@link #LIMIT}. */
  static long count(List<Long> dims) {
    long n = 1;
    for (long d : dims) {
      if (d < 0 || (d > 0 && n > LIMIT / d)) {
        return -1;
      }
      n *= d;
    }
    return n;
  }

  /** A tensor of extent {@code dims} whose element {@code i} is element {@code from(i)} of {@code source}. */
  public static @Nullable Tensor pick(Tensor source, List<Long> dims, LongUnaryOperator from) {
    return pick(List.of(source), dims, from);
  }

  /**
   * A tensor of extent {@code dims} whose element {@code i} is element {@code from(i)} of the sources laid end to end;
   * they have one element type. A splat when all sources are the same splat; null when the result or a source is too
   * large to write out.
   */
  public static @Nullable Tensor pick(
      List<Tensor> sources, List<Long> dims, LongUnaryOperator from) {
    var dtype = sources.getFirst().dtype();
    if (sources.stream().anyMatch(s -> s.dtype() != dtype)) {
      return null;
    }
    var splat = splat(sources, dims);
    if (splat != null) {
      return splat;
    }
    long n = count(dims);
    if (n < 0 || sources.stream().anyMatch(s -> s instanceof Tensor.Derived && s.size() > LIMIT)) {
      return null;
    }
    var type = new TensorType(dtype, Shape.ofLongs(dims));
    return dtype == DType.STRING ? strings(sources, type, n, from) : packed(sources, type, n, from);
  }

  private static @Nullable Tensor splat(List<Tensor> sources, List<Long> dims) {
    var alone = sources.size() == 1 ? single(sources.getFirst()) : null;
    if (!((alone != null ? alone : sources.getFirst()) instanceof Tensor.Splat first)
        || overflows(dims)) {
      return null;
    }
    boolean same =
        alone != null
            || sources.stream()
                .allMatch(s -> s instanceof Tensor.Splat p && p.bits() == first.bits());
    return same
        ? new Tensor.Splat(new TensorType(first.dtype(), Shape.ofLongs(dims)), first.bits())
        : null;
  }

  /** A single element as a splat; null when it is not one or does not fit a word. */
  private static Tensor.@Nullable Splat single(Tensor t) {
    if (t instanceof Tensor.Splat s) {
      return s;
    }
    int bits = t.dtype().bits();
    return t.size() == 1 && bits > 0 && bits <= 64
        ? new Tensor.Splat(t.type(), new Elements.Packed(t.dtype(), t.content()).bitsAt(0))
        : null;
  }

  /** True when the number of elements is no long. */
  static boolean overflows(List<Long> dims) {
    try {
      long n = 1;
      for (long d : dims) {
        n = Math.multiplyExact(n, d);
      }
      return n < 0;
    } catch (ArithmeticException e) {
      return true;
    }
  }

  private static Tensor strings(
      List<Tensor> sources, TensorType type, long n, LongUnaryOperator from) {
    var all = new ArrayList<Bytes>();
    for (var s : sources) {
      all.addAll(((Tensor.Strings) s).values());
    }
    var values = new ArrayList<Bytes>((int) n);
    for (long i = 0; i < n; i++) {
      values.add(all.get(Math.toIntExact(from.applyAsLong(i))));
    }
    return new Tensor.Strings(type, values);
  }

  private static Tensor packed(
      List<Tensor> sources, TensorType type, long n, LongUnaryOperator from) {
    var dtype = Objects.requireNonNull(type.dtype());
    var start = new long[sources.size() + 1];
    var content = new ArrayList<MemorySegment>();
    for (int k = 0; k < sources.size(); k++) {
      start[k + 1] = start[k] + sources.get(k).size();
      var s = sources.get(k);
      content.add(s instanceof Tensor.Splat p ? one(p) : s.content());
    }
    var bytes = Arena.ofAuto().allocate(Math.max(1, dtype.bytes(n)), 8);
    var out = new Elements.Packed(dtype, bytes);
    int k = 0;
    for (long i = 0; i < n; i++) {
      long at = from.applyAsLong(i);
      while (at < start[k]) {
        k--;
      }
      while (at >= start[k + 1]) {
        k++;
      }
      long index = sources.get(k) instanceof Tensor.Splat ? 0 : at - start[k];
      if (dtype.bits() > 64) {
        int width = dtype.bits() / 8;
        MemorySegment.copy(content.get(k), index * width, bytes, i * width, width);
      } else {
        out.setBits(i, new Elements.Packed(dtype, content.get(k)).bitsAt(index));
      }
    }
    return new Tensor.Dense(type, bytes.asSlice(0, dtype.bytes(n)));
  }

  private static MemorySegment one(Tensor.Splat s) {
    return new Tensor.Splat(s.type().withShape(Shape.SCALAR), s.bits()).content();
  }

  /** Row-major strides; those of an extent that is too large to be written out are meaningless. */
  private static long[] strides(List<Long> dims) {
    var strides = new long[dims.size()];
    long step = 1;
    for (int i = dims.size() - 1; i >= 0; i--) {
      strides[i] = step;
      step *= dims.get(i);
    }
    return strides;
  }

  /**
   * The index map of a strided view: element {@code i} of extent {@code dims} is at {@code offset} plus the sum of its
   * coordinates times {@code steps}.
   */
  public static LongUnaryOperator strided(List<Long> dims, long offset, long[] steps) {
    var strides = strides(dims);
    return i -> {
      long at = offset;
      for (int k = 0; k < strides.length; k++) {
        at += i / strides[k] * steps[k];
        i %= strides[k];
      }
      return at;
    };
  }

  /** Index map of broadcasting extent {@code from} to extent {@code to}; ranks align at the end. */
  public static LongUnaryOperator broadcast(List<Long> from, List<Long> to) {
    if (from.equals(to)) {
      return i -> i;
    }
    var strides = strides(from);
    var steps = new long[to.size()];
    int lead = to.size() - from.size();
    for (int k = 0; k < from.size(); k++) {
      steps[lead + k] = from.get(k) == 1 ? 0 : strides[k];
    }
    return strided(to, 0, steps);
  }

  /** {@code x} with its axes in the given order; a recipe when it is numeric and too large to write out at once. */
  public static @Nullable Tensor transpose(Tensor x, List<Integer> order) {
    var dims = x.dims();
    var out = order.stream().map(dims::get).toList();
    var moved = order.stream().filter(k -> dims.get(k) != 1).toList();
    if (moved.equals(moved.stream().sorted().toList())) {
      return x.reshaped(out);
    }
    boolean recipe = x.dtype().isFloat() || x.dtype().isInteger();
    if (recipe && x.size() > 1 << 16 && !(x instanceof Tensor.Splat)) {
      return new Tensor.Derived(
          x.type().withShape(Shape.ofLongs(out)), new Recipe.Permute(order), List.of(x));
    }
    var strides = strides(dims);
    return pick(x, out, strided(out, 0, order.stream().mapToLong(k -> strides[k]).toArray()));
  }
}
