package sinter.frontend.onnx;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import sinter.grammar.onnx.TensorShapeProto;
import sinter.grammar.onnx.TypeProto;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;

/** Reads types. A dimension named {@code ?}, without a name or below zero is unknown. */
final class TypeReader {
  private TypeReader() {}

  static Type read(TypeProto type) {
    return switch (type.getValueCase()) {
      case TENSOR_TYPE -> {
        var tensor = type.getTensorType();
        yield new Type.TensorType(
            DType.ofOnnx(tensor.getElemType()), shape(tensor.hasShape(), tensor.getShape()));
      }
      case SPARSE_TENSOR_TYPE -> {
        var tensor = type.getSparseTensorType();
        yield new Type.SparseType(
            DType.ofOnnx(tensor.getElemType()), shape(tensor.hasShape(), tensor.getShape()));
      }
      case SEQUENCE_TYPE -> new Type.SequenceType(read(type.getSequenceType().getElemType()));
      case OPTIONAL_TYPE -> new Type.OptionalType(read(type.getOptionalType().getElemType()));
      case MAP_TYPE -> {
        var key = DType.ofOnnx(type.getMapType().getKeyType());
        yield key == null
            ? Type.OPAQUE
            : new Type.MapType(key, read(type.getMapType().getValueType()));
      }
      case OPAQUE_TYPE, VALUE_NOT_SET -> Type.OPAQUE;
    };
  }

  private static Shape shape(boolean present, TensorShapeProto shape) {
    if (!present) return Shape.UNRANKED;
    var dims = new ArrayList<Dim>(shape.getDimCount());
    for (var dim : shape.getDimList()) dims.add(dim(dim));
    return Shape.of(dims);
  }

  private static Dim dim(TensorShapeProto.Dimension dim) {
    if (dim.hasDimValue() && dim.getDimValue() >= 0) return Dim.of(dim.getDimValue());
    var name = dim.getDimParam();
    return name.isEmpty() || name.equals("?") ? Dim.UNKNOWN : Dim.sym(name);
  }

  /** The message itself when {@link #read} loses something of it, else null. */
  static @Nullable TypeProto residue(TypeProto type) {
    return isPlain(type) ? null : type;
  }

  private static boolean isPlain(TypeProto type) {
    if (type.hasDenotation() || !type.getUnknownFields().isEmpty()) return false;
    return switch (type.getValueCase()) {
      case TENSOR_TYPE -> {
        var tensor = type.getTensorType();
        yield tensor.getUnknownFields().isEmpty()
            && DType.ofOnnx(tensor.getElemType()) != null
            && isPlain(tensor.getShape());
      }
      case SPARSE_TENSOR_TYPE -> {
        var tensor = type.getSparseTensorType();
        yield tensor.getUnknownFields().isEmpty()
            && DType.ofOnnx(tensor.getElemType()) != null
            && isPlain(tensor.getShape());
      }
      case SEQUENCE_TYPE ->
          type.getSequenceType().getUnknownFields().isEmpty()
              && isPlain(type.getSequenceType().getElemType());
      case OPTIONAL_TYPE ->
          type.getOptionalType().getUnknownFields().isEmpty()
              && isPlain(type.getOptionalType().getElemType());
      case MAP_TYPE ->
          type.getMapType().getUnknownFields().isEmpty()
              && DType.ofOnnx(type.getMapType().getKeyType()) != null
              && isPlain(type.getMapType().getValueType());
      case OPAQUE_TYPE, VALUE_NOT_SET -> false;
    };
  }

  private static boolean isPlain(TensorShapeProto shape) {
    if (!shape.getUnknownFields().isEmpty()) return false;
    for (var dim : shape.getDimList()) {
      if (dim.hasDenotation() || !dim.getUnknownFields().isEmpty()) return false;
      if (dim.hasDimValue() && dim.getDimValue() < 0) return false;
      if (dim.hasDimParam() && !dim(dim).isKnown()) return false;
    }
    return true;
  }
}
