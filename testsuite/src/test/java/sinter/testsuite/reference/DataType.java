package sinter.testsuite.reference;

/** Element types of the ONNX format, by their numbers in {@code TensorProto.DataType}. */
public enum DataType {
  FLOAT(1, Kind.REAL, 32),
  UINT8(2, Kind.UNSIGNED, 8),
  INT8(3, Kind.SIGNED, 8),
  UINT16(4, Kind.UNSIGNED, 16),
  INT16(5, Kind.SIGNED, 16),
  INT32(6, Kind.SIGNED, 32),
  INT64(7, Kind.SIGNED, 64),
  STRING(8, Kind.TEXT, 0),
  BOOL(9, Kind.BOOL, 8),
  FLOAT16(10, Kind.REAL, 16),
  DOUBLE(11, Kind.REAL, 64),
  UINT32(12, Kind.UNSIGNED, 32),
  UINT64(13, Kind.UNSIGNED, 64),
  COMPLEX64(14, Kind.COMPLEX, 64),
  COMPLEX128(15, Kind.COMPLEX, 128),
  BFLOAT16(16, Kind.REAL, 16),
  FLOAT8E4M3FN(17, Kind.REAL, 8),
  FLOAT8E4M3FNUZ(18, Kind.REAL, 8),
  FLOAT8E5M2(19, Kind.REAL, 8),
  FLOAT8E5M2FNUZ(20, Kind.REAL, 8),
  UINT4(21, Kind.UNSIGNED, 4),
  INT4(22, Kind.SIGNED, 4),
  FLOAT4E2M1(23, Kind.REAL, 4),
  FLOAT8E8M0(24, Kind.REAL, 8),
  UINT2(25, Kind.UNSIGNED, 2),
  INT2(26, Kind.SIGNED, 2);

  /** How the elements of a type are held. */
  enum Kind {
    REAL,
    SIGNED,
    UNSIGNED,
    BOOL,
    TEXT,
    COMPLEX
  }

  final int number;
  final Kind kind;
  final int bits;

  DataType(int number, Kind kind, int bits) {
    this.number = number;
    this.kind = kind;
    this.bits = bits;
  }

  static DataType of(long number) {
    for (var type : values()) {
      if (type.number == number) {
        return type;
      }
    }
    throw new IllegalArgumentException("element type " + number + " is unknown");
  }

  boolean isReal() {
    return kind == Kind.REAL;
  }

  boolean isInteger() {
    return kind == Kind.SIGNED || kind == Kind.UNSIGNED;
  }

  boolean isUnsigned() {
    return kind == Kind.UNSIGNED;
  }

  boolean isText() {
    return kind == Kind.TEXT;
  }

  /** Keeps the low bits of the integer, as arithmetic in this type does; a boolean becomes 0 or 1. */
  long wrap(long value) {
    return switch (kind) {
      case BOOL -> value == 0 ? 0 : 1;
      case SIGNED -> value << (64 - bits) >> (64 - bits);
      case UNSIGNED -> value << (64 - bits) >>> (64 - bits);
      case REAL, TEXT, COMPLEX -> throw new IllegalArgumentException(this + " holds no integers");
    };
  }

  /** Smallest integer of the type, as a real number. */
  double lowest() {
    return kind == Kind.SIGNED ? -Math.scalb(1.0, bits - 1) : 0;
  }

  /** Largest integer of the type, as a real number (2^63 - 1 and 2^64 - 1 round up). */
  double highest() {
    return Math.scalb(1.0, kind == Kind.SIGNED ? bits - 1 : bits) - 1;
  }

  /** The element of this real type nearest to the value; out of range gives infinity or NaN. */
  double round(double value) {
    return round(value, false);
  }

  /** As {@link #round(double)}, but a value out of range gives the largest finite one if asked. */
  double round(double value, boolean saturate) {
    return switch (this) {
      case DOUBLE -> value;
      case FLOAT -> (float) value;
      default -> {
        var format = SmallFloat.of(this);
        yield format.decode(format.encode(value, saturate));
      }
    };
  }
}
