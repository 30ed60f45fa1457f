package sinter.worker;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import org.jspecify.annotations.Nullable;

/** Element types by their ONNX number, the runtime's number, their width and their name in the Java API. */
enum ElementType {
  FLOAT(1, 1, 32, OnnxJavaType.FLOAT, "FLOAT"),
  UINT8(2, 2, 8, OnnxJavaType.UINT8, "UINT8"),
  INT8(3, 3, 8, OnnxJavaType.INT8, "INT8"),
  UINT16(4, 4, 16, null, "UINT16"),
  INT16(5, 5, 16, OnnxJavaType.INT16, "INT16"),
  INT32(6, 6, 32, OnnxJavaType.INT32, "INT32"),
  INT64(7, 7, 64, OnnxJavaType.INT64, "INT64"),
  STRING(8, 8, 0, null, "STRING"),
  BOOL(9, 9, 8, OnnxJavaType.BOOL, "BOOL"),
  FLOAT16(10, 10, 16, OnnxJavaType.FLOAT16, "FLOAT16"),
  DOUBLE(11, 11, 64, OnnxJavaType.DOUBLE, "DOUBLE"),
  UINT32(12, 12, 32, null, "UINT32"),
  UINT64(13, 13, 64, null, "UINT64"),
  COMPLEX64(14, 14, 64, null, "COMPLEX64"),
  COMPLEX128(15, 15, 128, null, "COMPLEX128"),
  BFLOAT16(16, 16, 16, OnnxJavaType.BFLOAT16, "BFLOAT16"),
  FLOAT8E4M3FN(17, 17, 8, null, "FLOAT8E4M3FN"),
  FLOAT8E4M3FNUZ(18, 18, 8, null, "FLOAT8E4M3FNUZ"),
  FLOAT8E5M2(19, 19, 8, null, "FLOAT8E5M2"),
  FLOAT8E5M2FNUZ(20, 20, 8, null, "FLOAT8E5M2FNUZ"),
  UINT4(21, 21, 4, null, ""),
  INT4(22, 22, 4, null, ""),
  FLOAT4E2M1(23, 23, 4, null, ""),
  FLOAT8E8M0(24, 26, 8, null, ""),
  UINT2(25, 24, 2, null, ""),
  INT2(26, 25, 2, null, "");

  private static final ElementType[] ALL = values();

  /** Number in ONNX files. */
  final int onnx;

  /** Number in the runtime's C interface, which is what values say of themselves. */
  final int runtime;

  /** Width in bits; 0 for strings. */
  final int bits;

  /** Type that the Java API can create tensors of. */
  final @Nullable OnnxJavaType java;

  private final String javaName;

  ElementType(int onnx, int runtime, int bits, @Nullable OnnxJavaType java, String javaName) {
    this.onnx = onnx;
    this.runtime = runtime;
    this.bits = bits;
    this.java = java;
    this.javaName = javaName;
  }

  static ElementType ofOnnx(int number) throws UnsupportedValueException {
    for (ElementType type : ALL) {
      if (type.onnx == number) {
        return type;
      }
    }
    throw new UnsupportedValueException("the runtime has no element type for ONNX type " + number);
  }

  static ElementType ofRuntime(int number) throws UnsupportedValueException {
    for (ElementType type : ALL) {
      if (type.runtime == number) {
        return type;
      }
    }
    throw new UnsupportedValueException("the runtime's element type " + number + " is not known");
  }

  /** The type with this name in the Java API, or null. */
  static @Nullable ElementType of(OnnxTensorType named) {
    String name = named.name().replace("ONNX_TENSOR_ELEMENT_DATA_TYPE_", "");
    for (ElementType type : ALL) {
      if (type.javaName.equals(name)) {
        return type;
      }
    }
    return null;
  }

  /** The type that the Java API names in sequences and maps, or null. */
  static @Nullable ElementType of(OnnxJavaType named) {
    for (ElementType type : ALL) {
      if (type.javaName.equals(named.name())) {
        return type;
      }
    }
    return null;
  }

  /** Bytes that {@code elements} elements take. */
  long bytes(long elements) {
    return Math.ceilDiv(Math.multiplyExact(elements, bits), 8);
  }
}
