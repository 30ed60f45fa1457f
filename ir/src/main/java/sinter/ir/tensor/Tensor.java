package sinter.ir.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import sinter.ir.type.DType;
import sinter.ir.type.Shape;
import sinter.ir.type.Type.TensorType;

/**
 * Immutable constant data. Cloning a graph never copies bytes; arithmetic builds a {@link Derived}.
 *
 * <p>Elements are little-endian, in row-major order, without gaps; elements narrower than a byte fill it from the low
 * bits up. {@link #type()} is always static.
 *
 * <p>Equality is by element for {@link Splat} and {@link Strings}, and by place for the others ({@link MemorySegment}
 * compares address and size, not content), so that comparing constants costs nothing; sharing of equal content is
 * the work of a pass.
 */
public sealed interface Tensor extends Datum {
  ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  TensorType type();

  /** A slice of a read-only file mapping. {@code offset} is the slice's place in {@code file}. */
  record Mapped(TensorType type, Path file, long offset, MemorySegment bytes) implements Tensor {
    public Mapped {
      check(type, bytes);
    }
  }

  /** Small or freshly computed data. */
  record Dense(TensorType type, MemorySegment bytes) implements Tensor {
    public Dense {
      check(type, bytes);
      bytes = bytes.asReadOnly();
    }
  }

  /** One element everywhere, kept as its bits (see {@link Elements#bits}); costs nothing at any size. */
  record Splat(TensorType type, long bits) implements Tensor {
    public Splat {
      if (!type.isStatic()) {
        throw new IllegalArgumentException("splat of a type that is not static: " + type);
      }
    }
  }

  /** String elements. */
  record Strings(TensorType type, List<Bytes> values) implements Tensor {
    public Strings {
      values = List.copyOf(values);
      if (values.size() != type.shape().elements().constant()) {
        throw new IllegalArgumentException(values.size() + " strings for " + type);
      }
    }
  }

  /** A recipe over other tensors, evaluated tile by tile in double precision and rounded once, when bytes are asked for. */
  record Derived(TensorType type, Recipe recipe, List<Tensor> sources) implements Tensor {
    public Derived {
      sources = List.copyOf(sources);
    }
  }

  private static void check(TensorType type, MemorySegment bytes) {
    var dtype = type.dtype();
    if (dtype == null
        || !type.isStatic()
        || bytes.byteSize() != dtype.bytes(type.shape().elements().constant())) {
      throw new IllegalArgumentException(bytes.byteSize() + " bytes for " + type);
    }
  }

  default DType dtype() {
    return Objects.requireNonNull(type().dtype());
  }

  default Shape shape() {
    return type().shape();
  }

  default List<Long> dims() {
    return type().shape().longs();
  }

  default int rank() {
    return type().rank();
  }

  /** Number of elements. */
  default long size() {
    return type().shape().elements().constant();
  }

  /** Length of the content in bytes, had it been written out; string content counts its characters. */
  default long byteSize() {
    return this instanceof Strings(_, var values)
        ? values.stream().mapToLong(Bytes::length).sum()
        : dtype().bytes(size());
  }

  /** The content. Mapped and dense tensors give their own memory; others are written out into new memory. */
  default MemorySegment content() {
    return switch (this) {
      case Mapped m -> m.bytes();
      case Dense d -> d.bytes();
      case Splat _, Derived _ -> Tiles.materialize(this);
      case Strings _ -> throw new IllegalStateException("strings have no packed content");
    };
  }

  /** The same elements under another shape with as many elements. */
  default Tensor reshaped(List<Long> dims) {
    var to = type().withShape(Shape.ofLongs(dims));
    return switch (this) {
      case Mapped(_, var file, var offset, var bytes) -> new Mapped(to, file, offset, bytes);
      case Dense(_, var bytes) -> new Dense(to, bytes);
      case Splat(_, var bits) -> new Splat(to, bits);
      case Strings(_, var values) -> new Strings(to, values);
      case Derived d -> new Derived(to, Recipe.Reshape.INSTANCE, List.of(d));
    };
  }

  static Tensor ofLongs(DType dtype, List<Long> dims, long... values) {
    var bytes = Arena.ofAuto().allocate(Math.max(1, dtype.bytes(values.length)), 8);
    var out = new Elements.Packed(dtype, bytes);
    for (int i = 0; i < values.length; i++) {
      out.setLong(i, values[i]);
    }
    return new Dense(
        new TensorType(dtype, Shape.ofLongs(dims)), bytes.asSlice(0, dtype.bytes(values.length)));
  }

  /** Elements given as doubles, rounded to {@code dtype} (to nearest, ties to even; saturating for integers). */
  static Tensor ofDoubles(DType dtype, List<Long> dims, double... values) {
    var bytes = Arena.ofAuto().allocate(Math.max(1, dtype.bytes(values.length)), 8);
    new Elements.Packed(dtype, bytes).write(values, values.length);
    return new Dense(
        new TensorType(dtype, Shape.ofLongs(dims)), bytes.asSlice(0, dtype.bytes(values.length)));
  }

  /** A rank-1 tensor of int64, ONNX's form of shapes, axes and pads. */
  static Tensor vector(List<Long> values) {
    return ofLongs(
        DType.I64,
        List.of((long) values.size()),
        values.stream().mapToLong(Long::longValue).toArray());
  }

  static Tensor scalar(DType dtype, double value) {
    return ofDoubles(dtype, List.of(), value);
  }

  static Tensor scalar(long value) {
    return ofLongs(DType.I64, List.of(), value);
  }

  /** {@code value}, rounded to {@code dtype}, in every place. */
  static Tensor splat(DType dtype, List<Long> dims, double value) {
    return new Splat(new TensorType(dtype, Shape.ofLongs(dims)), Elements.bits(dtype, value));
  }

  /** The single value when every element is the same bits and that is known without reading much; else null. */
  default @Nullable Double uniform() {
    return Elements.uniform(this);
  }

  /** Element {@code index} as a double (int64 beyond 2^53 lose low bits; use {@link #longAt} for those). */
  default double doubleAt(long index) {
    return Elements.of(this).getDouble(index);
  }

  default long longAt(long index) {
    return Elements.of(this).getLong(index);
  }

  /** All elements as longs; for shapes, axes and the like. */
  default List<Long> longs() {
    var elements = Elements.of(this);
    return LongStream.range(0, size()).mapToObj(elements::getLong).toList();
  }

  /** All elements as doubles. */
  default double[] doubles() {
    var elements = Elements.of(this);
    var out = new double[Math.toIntExact(size())];
    elements.read(0, out, out.length);
    return out;
  }
}
