package sinter.ir.wire;

import org.jspecify.annotations.Nullable;

/** The messages through which a path from the model to a tensor payload can lead. */
enum Scope {
  MODEL("ModelProto"),
  TRAINING("TrainingInfoProto"),
  FUNCTION("FunctionProto"),
  GRAPH("GraphProto"),
  NODE("NodeProto"),
  ATTRIBUTE("AttributeProto"),
  SPARSE("SparseTensorProto"),
  TENSOR("TensorProto");

  final String message;

  Scope(String message) {
    this.message = message;
  }

  /** True for the field that holds a payload. */
  boolean isPayload(int field) {
    return this == TENSOR && field == 9;
  }

  /** What the message in {@code field} is, or null when no payload can be inside. */
  @Nullable Scope child(int field) {
    return switch (this) {
      case MODEL ->
          switch (field) {
            case 7 -> GRAPH;
            case 20 -> TRAINING;
            case 25 -> FUNCTION;
            default -> null;
          };
      case TRAINING -> field == 1 || field == 2 ? GRAPH : null;
      case FUNCTION ->
          switch (field) {
            case 7 -> NODE;
            case 11 -> ATTRIBUTE;
            default -> null;
          };
      case GRAPH ->
          switch (field) {
            case 1 -> NODE;
            case 5 -> TENSOR;
            case 15 -> SPARSE;
            default -> null;
          };
      case NODE -> field == 5 ? ATTRIBUTE : null;
      case ATTRIBUTE ->
          switch (field) {
            case 5, 10 -> TENSOR;
            case 6, 11 -> GRAPH;
            case 22, 23 -> SPARSE;
            default -> null;
          };
      case SPARSE -> field == 1 || field == 2 ? TENSOR : null;
      case TENSOR -> null;
    };
  }
}
