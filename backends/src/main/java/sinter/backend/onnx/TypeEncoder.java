package sinter.backend.onnx;

import org.jspecify.annotations.Nullable;
import sinter.grammar.onnx.TensorShapeProto;
import sinter.grammar.onnx.TypeProto;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;

/** Writes types over the message they were read from, where that says more than the type. */
final class TypeEncoder {
  private TypeEncoder() {}

  /** The type's message; {@code known} is the one it was read from, or an empty one. */
  static TypeProto encode(Type type, TypeProto known) {
    var out = known.toBuilder();
    switch (type) {
      case Type.TensorType(var dtype, var shape) -> {
        var tensor = out.getTensorTypeBuilder();
        dtype(dtype, tensor.getElemType(), tensor::setElemType, tensor::clearElemType);
        if (shape instanceof Shape.Ranked(var dims)) {
          tensor.setShape(shape(dims, tensor.getShape()));
        } else {
          tensor.clearShape();
        }
      }
      case Type.SparseType(var dtype, var shape) -> {
        var tensor = out.getSparseTensorTypeBuilder();
        dtype(dtype, tensor.getElemType(), tensor::setElemType, tensor::clearElemType);
        if (shape instanceof Shape.Ranked(var dims)) {
          tensor.setShape(shape(dims, tensor.getShape()));
        } else {
          tensor.clearShape();
        }
      }
      case Type.SequenceType(var element) -> {
        var sequence = out.getSequenceTypeBuilder();
        var inner = element(element, sequence.hasElemType() ? sequence.getElemType() : null);
        if (inner != null) sequence.setElemType(inner);
      }
      case Type.OptionalType(var element) -> {
        var optional = out.getOptionalTypeBuilder();
        var inner = element(element, optional.hasElemType() ? optional.getElemType() : null);
        if (inner != null) optional.setElemType(inner);
      }
      case Type.MapType(var key, var value) -> {
        var map = out.getMapTypeBuilder().setKeyType(key.onnx());
        var inner = element(value, map.hasValueType() ? map.getValueType() : null);
        if (inner != null) map.setValueType(inner);
      }
      case Type.Opaque _ -> {}
    }
    return out.build();
  }

  private static @Nullable TypeProto element(Type type, @Nullable TypeProto known) {
    if (known != null) return encode(type, known);
    return type instanceof Type.Opaque ? null : encode(type, TypeProto.getDefaultInstance());
  }

  @FunctionalInterface
  private interface Setter {
    Object set(int value);
  }

  private static void dtype(@Nullable DType dtype, int known, Setter set, Runnable clear) {
    if (dtype != null) {
      set.set(dtype.onnx());
    } else if (DType.ofOnnx(known) != null) {
      clear.run();
    }
  }

  private static TensorShapeProto shape(java.util.List<Dim> dims, TensorShapeProto known) {
    var sameRank = known.getDimCount() == dims.size();
    var out = sameRank ? known.toBuilder() : known.toBuilder().clearDim();
    for (var i = 0; i < dims.size(); i++) {
      var dim = sameRank ? out.getDimBuilder(i) : out.addDimBuilder();
      dim(dims.get(i), dim);
    }
    return out.build();
  }

  private static void dim(Dim dim, TensorShapeProto.Dimension.Builder out) {
    if (dim.isConst()) {
      out.setDimValue(dim.constant());
    } else if (dim.isKnown()) {
      out.setDimParam(name(dim));
    } else if (out.getDimValue() > 0 || !isUnknown(out)) {
      out.clearValue();
    }
  }

  /** True for what the reader takes for an unknown extent. */
  private static boolean isUnknown(TensorShapeProto.DimensionOrBuilder dim) {
    return dim.hasDimParam()
        ? dim.getDimParam().isEmpty() || dim.getDimParam().equals("?")
        : dim.getDimValue() < 0;
  }

  private static String name(Dim dim) {
    var symbols = dim.symbols();
    return symbols.size() == 1 && Dim.sym(symbols.first()).equals(dim)
        ? symbols.first()
        : dim.toString();
  }
}
