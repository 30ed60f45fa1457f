package sinter.ir.wire;

import sinter.ir.type.DType;

/** The fields of a TensorProto that hold elements as numbers or texts. */
public enum DataField {
  FLOAT(4),
  INT32(5),
  STRING(6),
  INT64(7),
  DOUBLE(10),
  UINT64(11);

  private final int number;

  DataField(int number) {
    this.number = number;
  }

  /** Its number in the message. */
  public int number() {
    return number;
  }

  /** The field in which ONNX keeps elements of a type; a complex one is two numbers. */
  public static DataField of(DType dtype) {
    return switch (dtype) {
      case F32, C64 -> FLOAT;
      case F64, C128 -> DOUBLE;
      case I64 -> INT64;
      case U64, U32 -> UINT64;
      case STRING -> STRING;
      case U8, I8, U16, I16, I32, BOOL, F16, BF16, U4, I4, U2, I2 -> INT32;
      case F8E4M3FN, F8E4M3FNUZ, F8E5M2, F8E5M2FNUZ, F8E8M0, F4E2M1 -> INT32;
    };
  }
}
