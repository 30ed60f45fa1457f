package sinter.ir.type;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Element type of a tensor. {@link #onnx()} is the number ONNX gives it in {@code TensorProto.DataType}. */
public enum DType {
  F32("f32", 1, 32, Kind.FLOAT),
  U8("u8", 2, 8, Kind.UNSIGNED),
  I8("i8", 3, 8, Kind.SIGNED),
  U16("u16", 4, 16, Kind.UNSIGNED),
  I16("i16", 5, 16, Kind.SIGNED),
  I32("i32", 6, 32, Kind.SIGNED),
  I64("i64", 7, 64, Kind.SIGNED),
  STRING("str", 8, 0, Kind.STRING),
  BOOL("bool", 9, 8, Kind.BOOL),
  F16("f16", 10, 16, Kind.FLOAT),
  F64("f64", 11, 64, Kind.FLOAT),
  U32("u32", 12, 32, Kind.UNSIGNED),
  U64("u64", 13, 64, Kind.UNSIGNED),
  C64("c64", 14, 64, Kind.COMPLEX),
  C128("c128", 15, 128, Kind.COMPLEX),
  BF16("bf16", 16, 16, Kind.FLOAT),
  F8E4M3FN("f8e4m3fn", 17, 8, Kind.FLOAT),
  F8E4M3FNUZ("f8e4m3fnuz", 18, 8, Kind.FLOAT),
  F8E5M2("f8e5m2", 19, 8, Kind.FLOAT),
  F8E5M2FNUZ("f8e5m2fnuz", 20, 8, Kind.FLOAT),
  U4("u4", 21, 4, Kind.UNSIGNED),
  I4("i4", 22, 4, Kind.SIGNED),
  F4E2M1("f4e2m1", 23, 4, Kind.FLOAT),
  F8E8M0("f8e8m0", 24, 8, Kind.FLOAT),
  U2("u2", 25, 2, Kind.UNSIGNED),
  I2("i2", 26, 2, Kind.SIGNED);

  /** Broad class of an element type. */
  public enum Kind {
    FLOAT,
    SIGNED,
    UNSIGNED,
    BOOL,
    STRING,
    COMPLEX
  }

  private static final Map<String, DType> BY_TEXT = new HashMap<>();
  private static final Map<Integer, DType> BY_ONNX = new HashMap<>();

  static {
    for (var d : values()) {
      BY_TEXT.put(d.text, d);
      BY_ONNX.put(d.onnx, d);
    }
  }

  private final String text;
  private final int onnx;
  private final int bits;
  private final Kind kind;

  DType(String text, int onnx, int bits, Kind kind) {
    this.text = text;
    this.onnx = onnx;
    this.bits = bits;
    this.kind = kind;
  }

  /** The element type written {@code text} in textual IR, or null. */
  public static @Nullable DType of(String text) {
    return BY_TEXT.get(text);
  }

  /** The element type with this ONNX number, or null when the number is unknown (0 is UNDEFINED). */
  public static @Nullable DType ofOnnx(int number) {
    return BY_ONNX.get(number);
  }

  /** Spelling in textual IR. */
  public String text() {
    return text;
  }

  public int onnx() {
    return onnx;
  }

  /** Width of one element in bits; 0 for strings, which have no fixed width. */
  public int bits() {
    return bits;
  }

  public Kind kind() {
    return kind;
  }

  public boolean isFloat() {
    return kind == Kind.FLOAT;
  }

  /** Signed or unsigned integer; false for bool. */
  public boolean isInteger() {
    return kind == Kind.SIGNED || kind == Kind.UNSIGNED;
  }

  /** Bytes that {@code elements} elements take when packed without gaps, sub-byte elements low bits first. */
  public long bytes(long elements) {
    return bits >= 8
        ? Math.multiplyExact(elements, bits / 8)
        : (Math.multiplyExact(elements, bits) + 7) / 8;
  }

  @Override
  public String toString() {
    return text;
  }
}
