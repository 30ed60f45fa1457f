package sinter.compiler.compare;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import sinter.ir.tensor.Bytes;
import sinter.ir.tensor.Datum;
import sinter.ir.tensor.Elements;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;

/** Makes the feeds of one sample: the same for the same plan, binding, flavour and seed. */
final class InputMaker {
  private static final long MAX_ELEMENTS = 1L << 28;

  /** A multiple of the elements in a byte, whatever their type. */
  private static final int RUN = 4096;

  private static final long ODD = 0x9E3779B97F4A7C15L;

  private final Binding binding;
  private final Flavour flavour;
  private final long seed;

  InputMaker(Binding binding, Flavour flavour, long seed) {
    this.binding = binding;
    this.flavour = flavour;
    this.seed = seed;
  }

  /**
   * Feeds for every input; null when one of them cannot be made (a map, or more than a quarter of a
   * billion elements).
   */
  @Nullable Map<String, Datum> feeds(InputPlan plan) {
    Map<String, Datum> feeds = new LinkedHashMap<>();
    for (InputPlan.Input input : plan.inputs()) {
      RandomGenerator random = new SplittableRandom(seed * ODD + input.name().hashCode());
      Datum datum = datum(input, input.type(), random);
      if (datum == null) {
        return null;
      }
      feeds.put(input.name(), datum);
    }
    return feeds;
  }

  private @Nullable Datum datum(InputPlan.Input input, Type type, RandomGenerator random) {
    return switch (type) {
      case TensorType(DType dtype, Shape shape) when dtype != null ->
          tensor(input, dtype, binding.dims(input.name(), shape), random);
      case Type.SequenceType(Type element) -> {
        List<Datum> elements = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          Datum one = datum(input, element, random);
          if (one != null) {
            elements.add(one);
          }
        }
        yield elements.isEmpty() ? null : new Datum.Sequence(elements);
      }
      case Type.OptionalType(Type element) -> datum(input, element, random);
      case TensorType _, Type.SparseType _, Type.MapType _, Type.Opaque _ -> null;
    };
  }

  private @Nullable Tensor tensor(
      InputPlan.Input input, DType dtype, List<Long> dims, RandomGenerator random) {
    long size = 1;
    for (long dim : dims) {
      if (dim < 0 || dim > MAX_ELEMENTS / Math.max(1, size)) {
        return null;
      }
      size *= dim;
    }
    TensorType type = TensorType.of(dtype, Shape.ofLongs(dims));
    if (input.domain() instanceof Domain.Words(List<Bytes> words)) {
      List<Bytes> values = new ArrayList<>();
      for (long i = 0; i < size; i++) {
        values.add(words.get(random.nextInt(words.size())));
      }
      return new Tensor.Strings(type, values);
    }
    if (dtype == DType.STRING) {
      return null;
    }
    MemorySegment bytes = Arena.ofAuto().allocate(dtype.bytes(size), 64);
    boolean complex = dtype.kind() == DType.Kind.COMPLEX;
    DType part = dtype == DType.C64 ? DType.F32 : dtype == DType.C128 ? DType.F64 : dtype;
    Waves waves = new Waves(dims, random);
    long count = size;
    fill(
        bytes,
        part,
        complex ? 2 * count : count,
        i -> element(input, part, i, count, dims, waves, random));
    return new Tensor.Dense(type, bytes);
  }

  private static void fill(
      MemorySegment bytes, DType dtype, long count, LongToDoubleFunction elements) {
    double[] run = new double[(int) Math.min(RUN, count)];
    for (long from = 0; from < count; from += RUN) {
      int length = (int) Math.min(RUN, count - from);
      for (int i = 0; i < length; i++) {
        run[i] = elements.applyAsDouble(from + i);
      }
      MemorySegment part = bytes.asSlice(dtype.bytes(from), dtype.bytes(length));
      new Elements.Packed(dtype, part).write(run, length);
    }
  }

  private double element(
      InputPlan.Input input,
      DType dtype,
      long index,
      long size,
      List<Long> dims,
      Waves waves,
      RandomGenerator random) {
    if (input.guessed() && flavour.isBeyondGuesses()) {
      return free(dtype, false, index, waves, random);
    }
    return switch (input.domain()) {
      case Domain.Free() -> free(dtype, input.integral(), index, waves, random);
      case Domain.Range(Dim low, Dim high) -> {
        long from = binding.value(low);
        long to = Math.max(from + 1, binding.value(high));
        yield from + pick(to - from, index, waves, random);
      }
      case Domain.Interval(double low, double high) -> low + random.nextDouble() * (high - low);
      case Domain.Mask() -> {
        long width = dims.isEmpty() ? 1 : dims.getLast();
        yield random.nextInt(4) > 0 || index % width == 0 ? 1 : 0;
      }
      case Domain.Choice(List<Double> values) ->
          values.get((int) Math.floorMod(seed + index, (long) values.size()));
      case Domain.Counting() -> index;
      case Domain.Flattening() -> index == 0 && size > 1 ? -1 : size == 1 ? -1 : 1;
      case Domain.Words _ -> 0;
    };
  }

  /** Token-like numbers in [0, count): evenly, from one end of the range, in runs, or few different ones. */
  private long pick(long count, long index, Waves waves, RandomGenerator random) {
    long quarter = Math.max(1, count / 4);
    long some = Math.floorMod(seed * ODD, count);
    return switch (flavour) {
      case NORMAL, UNIT -> random.nextLong(count);
      case IMAGE -> random.nextLong(quarter);
      case NARROW -> count - 1 - random.nextLong(quarter);
      case SMOOTH, BLOBS ->
          Math.clamp((long) (count * (0.5 + 0.25 * waves.at(index))), 0, count - 1);
      case VAST -> random.nextInt(10) == 0 ? random.nextLong(count) : some;
      case WIDE -> (some + random.nextInt(8)) % count;
    };
  }

  private double free(
      DType dtype, boolean integral, long index, Waves waves, RandomGenerator random) {
    if (dtype == DType.BOOL) {
      return random.nextInt(2);
    }
    if (dtype.kind() == DType.Kind.UNSIGNED) {
      return flavour.isSmooth()
          ? Math.rint(unsigned(dtype) * Math.clamp(0.5 + 0.25 * waves.at(index), 0, 1))
          : Math.floor(random.nextDouble() * (unsigned(dtype) + 1));
    }
    if (dtype.isInteger() && dtype.bits() > 8 && flavour.isSmooth()) {
      return Math.rint(flavour.scale(waves.at(index)));
    }
    if (dtype.isInteger()) {
      double half = 1 << (Math.min(8, dtype.bits()) - 1);
      return Math.floor((random.nextDouble() * 2 - 1) * half);
    }
    double value =
        flavour == Flavour.UNIT
            ? random.nextDouble()
            : flavour.scale(flavour.isSmooth() ? waves.at(index) : random.nextGaussian());
    return integral ? Math.rint(Math.abs(value)) : value;
  }

  private static double unsigned(DType dtype) {
    return dtype.bits() >= 8 ? 255 : (1 << dtype.bits()) - 1;
  }

  /**
   * The same feeds with every float moved by 1e-6 of itself, up or down, but for those that stand for
   * integers; null when there is no other.
   */
  static @Nullable Map<String, Datum> perturbed(
      InputPlan plan, Map<String, Datum> feeds, long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    Map<String, Datum> moved = new LinkedHashMap<>();
    boolean any = false;
    for (Map.Entry<String, Datum> feed : feeds.entrySet()) {
      Datum datum = feed.getValue();
      if (datum instanceof Tensor tensor
          && tensor.dtype().isFloat()
          && !plan.isIntegral(feed.getKey())) {
        any = true;
        datum = perturbed(tensor, random);
      }
      moved.put(feed.getKey(), datum);
    }
    return any ? moved : null;
  }

  /** Types too coarse for 1e-6 move by their last bit. */
  static Tensor perturbed(Tensor tensor, RandomGenerator random) {
    DType dtype = tensor.dtype();
    Elements.Packed in = new Elements.Packed(dtype, tensor.content());
    MemorySegment bytes = Arena.ofAuto().allocate(dtype.bytes(tensor.size()), 64);
    Elements.Packed out = new Elements.Packed(dtype, bytes);
    boolean coarse = dtype.bits() <= 16;
    for (long i = 0; i < tensor.size(); i++) {
      boolean up = random.nextBoolean();
      if (coarse) {
        long bits = in.bitsAt(i);
        long last = up ? bits | 1 : bits & ~1L;
        out.setBits(i, Double.isFinite(Elements.value(dtype, last)) ? last : bits);
      } else {
        out.setDouble(i, in.getDouble(i) * (up ? 1 + 1e-6 : 1 - 1e-6));
      }
    }
    return new Tensor.Dense(tensor.type(), bytes);
  }
}
