package sinter.testsuite.runtime;

import com.google.protobuf.ByteString;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import sinter.grammar.onnx.AttributeProto;
import sinter.grammar.onnx.AttributeProto.AttributeType;
import sinter.grammar.onnx.GraphProto;
import sinter.grammar.onnx.ModelProto;
import sinter.grammar.onnx.NodeProto;
import sinter.grammar.onnx.OperatorSetIdProto;
import sinter.grammar.onnx.TensorProto;
import sinter.grammar.onnx.TensorShapeProto;
import sinter.grammar.onnx.TypeProto;
import sinter.grammar.onnx.ValueInfoProto;
import sinter.ir.type.DType;

/** Builds ONNX models of a few nodes. */
public final class TinyModel {
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("tiny");
  private final long opset;

  public TinyModel(long opset) {
    this.opset = opset;
  }

  public TinyModel input(String name, TypeProto type) {
    graph.addInput(ValueInfoProto.newBuilder().setName(name).setType(type));
    return this;
  }

  public TinyModel output(String name, TypeProto type) {
    graph.addOutput(ValueInfoProto.newBuilder().setName(name).setType(type));
    return this;
  }

  public TinyModel initializer(TensorProto tensor) {
    graph.addInitializer(tensor);
    return this;
  }

  /** Adds a node; names are separated by spaces. */
  public TinyModel node(String op, String inputs, String outputs, AttributeProto... attributes) {
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(op);
    for (String name : inputs.isEmpty() ? new String[0] : inputs.split(" ", -1)) {
      node.addInput(name);
    }
    for (String name : outputs.split(" ", -1)) {
      node.addOutput(name);
    }
    for (AttributeProto attribute : attributes) {
      node.addAttribute(attribute);
    }
    graph.addNode(node);
    return this;
  }

  public GraphProto graph() {
    return graph.build();
  }

  public byte[] bytes() {
    return ModelProto.newBuilder()
        .setIrVersion(10)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  /** The serialized model. */
  public MemorySegment segment() {
    return MemorySegment.ofArray(bytes());
  }

  public static TypeProto tensor(DType dtype, long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dim : dims) {
      TensorShapeProto.Dimension.Builder one = TensorShapeProto.Dimension.newBuilder();
      shape.addDim(dim < 0 ? one.setDimParam("N") : one.setDimValue(dim));
    }
    return TypeProto.newBuilder()
        .setTensorType(TypeProto.Tensor.newBuilder().setElemType(dtype.onnx()).setShape(shape))
        .build();
  }

  public static TypeProto sequence(TypeProto element) {
    return TypeProto.newBuilder()
        .setSequenceType(TypeProto.Sequence.newBuilder().setElemType(element))
        .build();
  }

  public static TypeProto optional(TypeProto element) {
    return TypeProto.newBuilder()
        .setOptionalType(TypeProto.Optional.newBuilder().setElemType(element))
        .build();
  }

  public static AttributeProto integer(String name, long value) {
    return attribute(name, AttributeType.INT, a -> a.setI(value));
  }

  public static AttributeProto type(String name, TypeProto value) {
    return attribute(name, AttributeType.TYPE_PROTO, a -> a.setTp(value));
  }

  public static AttributeProto body(String name, GraphProto value) {
    return attribute(name, AttributeType.GRAPH, a -> a.setG(value));
  }

  private static AttributeProto attribute(
      String name, AttributeType type, Consumer<AttributeProto.Builder> value) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name).setType(type);
    value.accept(attribute);
    return attribute.build();
  }

  public static TensorProto scalar(String name, DType dtype, byte... littleEndian) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(dtype.onnx())
        .setRawData(ByteString.copyFrom(littleEndian))
        .build();
  }

  /** A float32 scalar. */
  public static TensorProto floats(String name, double value) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(DType.F32.onnx())
        .addFloatData((float) value)
        .build();
  }

  /** A float32 tensor. */
  public static TensorProto floats(String name, long[] dims, double... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(DType.F32.onnx());
    for (long dim : dims) {
      tensor.addDims(dim);
    }
    for (double value : values) {
      tensor.addFloatData((float) value);
    }
    return tensor.build();
  }

  /** A vector of int64. */
  public static TensorProto longs(String name, long... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(DType.I64.onnx()).addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    return tensor.build();
  }
}
