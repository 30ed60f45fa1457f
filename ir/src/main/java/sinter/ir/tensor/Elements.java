package sinter.ir.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.type.DType;

/** Reads elements of a tensor one by one or in runs, without writing the tensor out. */
public sealed interface Elements {
  double getDouble(long index);

  /** The element as a long: floats truncated towards zero, u64 as its bits. */
  long getLong(long index);

  /** Copies elements {@code from, from + 1, …} into {@code into[0, count)}. */
  default void read(long from, double[] into, int count) {
    for (int i = 0; i < count; i++) {
      into[i] = getDouble(from + i);
    }
  }

  static Elements of(Tensor tensor) {
    return switch (tensor) {
      case Tensor.Mapped m -> new Packed(m.dtype(), m.bytes());
      case Tensor.Dense d -> new Packed(d.dtype(), d.bytes());
      case Tensor.Splat s -> new Constant(value(s.dtype(), s.bits()), integer(s.dtype(), s.bits()));
      case Tensor.Derived d -> DerivedElements.of(d);
      case Tensor.Strings _ -> throw new IllegalStateException("strings have no numeric elements");
    };
  }

  /** The same number everywhere. */
  record Constant(double value, long bits) implements Elements {
    @Override
    public double getDouble(long index) {
      return value;
    }

    @Override
    public long getLong(long index) {
      return bits;
    }
  }

  /** Elements stored as the format packs them. */
  record Packed(DType dtype, MemorySegment bytes) implements Elements {
    @Override
    public double getDouble(long index) {
      return dtype == DType.F32 ? bytes.get(Tensor.FLOAT, index << 2) : value(dtype, bitsAt(index));
    }

    @Override
    public long getLong(long index) {
      return integer(dtype, bitsAt(index));
    }

    @Override
    public void read(long from, double[] into, int count) {
      switch (dtype) {
        case F32 -> {
          var run = new float[count];
          MemorySegment.copy(bytes, Tensor.FLOAT, from << 2, run, 0, count);
          for (int i = 0; i < count; i++) {
            into[i] = run[i];
          }
        }
        case F64 -> MemorySegment.copy(bytes, Tensor.DOUBLE, from << 3, into, 0, count);
        default -> Elements.super.read(from, into, count);
      }
    }

    /** Stores {@code count} values from the first element on, as {@link #setDouble} does. */
    public void write(double[] values, int count) {
      switch (dtype) {
        case F32 -> {
          var run = new float[count];
          for (int i = 0; i < count; i++) {
            run[i] = (float) values[i];
          }
          MemorySegment.copy(run, 0, bytes, Tensor.FLOAT, 0, count);
        }
        case F64 -> MemorySegment.copy(values, 0, bytes, Tensor.DOUBLE, 0, count);
        default -> {
          for (int i = 0; i < count; i++) {
            setDouble(i, values[i]);
          }
        }
      }
    }

    /** The element's bits, zero-extended. */
    public long bitsAt(long index) {
      return switch (dtype.bits()) {
        case 64 -> bytes.get(Tensor.LONG, index << 3);
        case 32 -> Integer.toUnsignedLong(bytes.get(Tensor.INT, index << 2));
        case 16 -> Short.toUnsignedLong(bytes.get(Tensor.SHORT, index << 1));
        case 8 -> Byte.toUnsignedLong(bytes.get(ValueLayout.JAVA_BYTE, index));
        case 4 -> (bytes.get(ValueLayout.JAVA_BYTE, index >> 1) >> ((index & 1) * 4)) & 0xF;
        case 2 -> (bytes.get(ValueLayout.JAVA_BYTE, index >> 2) >> ((index & 3) * 2)) & 0x3;
        default -> throw new IllegalStateException("no single word holds an element of " + dtype);
      };
    }

    public void setBits(long index, long bits) {
      switch (dtype.bits()) {
        case 64 -> bytes.set(Tensor.LONG, index << 3, bits);
        case 32 -> bytes.set(Tensor.INT, index << 2, (int) bits);
        case 16 -> bytes.set(Tensor.SHORT, index << 1, (short) bits);
        case 8 -> bytes.set(ValueLayout.JAVA_BYTE, index, (byte) bits);
        case 4 -> setNarrow(index >> 1, (int) (index & 1) * 4, 0xF, bits);
        case 2 -> setNarrow(index >> 2, (int) (index & 3) * 2, 0x3, bits);
        default -> throw new IllegalStateException("no single word holds an element of " + dtype);
      }
    }

    private void setNarrow(long at, int shift, int mask, long bits) {
      int old = bytes.get(ValueLayout.JAVA_BYTE, at) & ~(mask << shift);
      bytes.set(ValueLayout.JAVA_BYTE, at, (byte) (old | ((int) bits & mask) << shift));
    }

    public void setDouble(long index, double value) {
      if (dtype == DType.F32) {
        bytes.set(Tensor.FLOAT, index << 2, (float) value);
      } else {
        setBits(index, bits(dtype, value));
      }
    }

    /** Stores the low bits of {@code value} for integers and bool, the rounded value for floats. */
    public void setLong(long index, long value) {
      if (dtype.isFloat()) {
        setDouble(index, (double) value);
      } else {
        setBits(index, value);
      }
    }
  }

  /** The number that {@code bits} stand for. */
  static double value(DType dtype, long bits) {
    return switch (dtype) {
      case F32 -> Float.intBitsToFloat((int) bits);
      case F64 -> Double.longBitsToDouble(bits);
      case U64 -> unsigned(bits);
      case F16, BF16, F8E4M3FN, F8E4M3FNUZ, F8E5M2, F8E5M2FNUZ, F4E2M1, F8E8M0 ->
          SmallFloat.of(dtype).decode(bits);
      case U8, I8, U16, I16, I32, I64, U32, U4, I4, U2, I2, BOOL -> integer(dtype, bits);
      case STRING, C64, C128 -> throw new IllegalStateException("not a real number: " + dtype);
    };
  }

  /** The integer that {@code bits} stand for; floats truncated towards zero. */
  static long integer(DType dtype, long bits) {
    return switch (dtype.kind()) {
      case SIGNED -> bits << (64 - dtype.bits()) >> (64 - dtype.bits());
      case UNSIGNED -> dtype.bits() == 64 ? bits : bits & ((1L << dtype.bits()) - 1);
      case BOOL -> (bits & 0xFF) != 0 ? 1 : 0;
      case FLOAT -> (long) value(dtype, bits);
      case STRING, COMPLEX -> throw new IllegalStateException("not an integer: " + dtype);
    };
  }

  /** Bits of {@code value} in {@code dtype}: to nearest, ties to even; integers saturate. */
  static long bits(DType dtype, double value) {
    return switch (dtype) {
      case F32 -> Integer.toUnsignedLong(Float.floatToRawIntBits((float) value));
      case F64 -> Double.doubleToRawLongBits(value);
      case BOOL -> value != 0 ? 1 : 0;
      case F16, BF16, F8E4M3FN, F8E4M3FNUZ, F8E5M2, F8E5M2FNUZ, F4E2M1, F8E8M0 ->
          SmallFloat.of(dtype).encode(value);
      case U8, I8, U16, I16, I32, I64, U32, U64, U4, I4, U2, I2 -> saturate(dtype, value);
      case STRING, C64, C128 -> throw new IllegalStateException("not a real number: " + dtype);
    };
  }

  private static long saturate(DType dtype, double value) {
    double r = Math.rint(value);
    if (dtype.kind() == DType.Kind.SIGNED) {
      long max = dtype.bits() == 64 ? Long.MAX_VALUE : (1L << (dtype.bits() - 1)) - 1;
      long v = Math.clamp((long) r, -max - 1, max);
      return dtype.bits() == 64 ? v : v & ((1L << dtype.bits()) - 1);
    }
    if (dtype == DType.U64) {
      return r <= 0
          ? 0
          : r >= 0x1p64 ? -1L : r >= 0x1p63 ? (long) (r - 0x1p63) ^ Long.MIN_VALUE : (long) r;
    }
    return Math.clamp((long) r, 0, (1L << dtype.bits()) - 1);
  }

  private static double unsigned(long bits) {
    return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
  }

  /** The single value when all elements have the same bits: at once for splats, by reading small tensors. */
  static @Nullable Double uniform(Tensor tensor) {
    if (tensor instanceof Tensor.Splat s) {
      return value(s.dtype(), s.bits());
    }
    if (tensor instanceof Tensor.Strings || tensor.dtype().kind() == DType.Kind.COMPLEX) {
      return null;
    }
    long n = tensor.size();
    if (n == 0 || n > 4096) {
      return null;
    }
    var elements = of(tensor);
    double first = elements.getDouble(0);
    for (long i = 1; i < n; i++) {
      if (Double.doubleToRawLongBits(elements.getDouble(i)) != Double.doubleToRawLongBits(first)) {
        return null;
      }
    }
    return first;
  }

  /** True when either has no element. */
  static boolean isEmpty(Tensor a, Tensor b) {
    return a.size() == 0 || b.size() == 0;
  }

  /** Row-major strides in elements. */
  static long[] strides(List<Long> dims) {
    var strides = new long[dims.size()];
    long step = 1;
    for (int i = dims.size() - 1; i >= 0; i--) {
      strides[i] = step;
      step = Math.multiplyExact(step, dims.get(i));
    }
    return strides;
  }

  /** Lazily computed elements; see {@link Tensor.Derived}. */
  non-sealed interface Lazy extends Elements {
    @Override
    default long getLong(long index) {
      return (long) getDouble(index);
    }
  }
}
