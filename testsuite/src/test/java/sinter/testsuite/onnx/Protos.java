package sinter.testsuite.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import sinter.grammar.onnx.AttributeProto;
import sinter.grammar.onnx.AttributeProto.AttributeType;
import sinter.grammar.onnx.GraphProto;
import sinter.grammar.onnx.ModelProto;
import sinter.grammar.onnx.NodeProto;
import sinter.grammar.onnx.OperatorSetIdProto;
import sinter.grammar.onnx.SparseTensorProto;
import sinter.grammar.onnx.StringStringEntryProto;
import sinter.grammar.onnx.TensorProto;
import sinter.grammar.onnx.TensorShapeProto;
import sinter.grammar.onnx.TypeProto;
import sinter.grammar.onnx.ValueInfoProto;

/** Short spellings of ONNX messages. */
final class Protos {
  private Protos() {}

  static ModelProto.Builder model(GraphProto.Builder graph) {
    return ModelProto.newBuilder().setIrVersion(10).addOpsetImport(opset("", 21)).setGraph(graph);
  }

  static OperatorSetIdProto.Builder opset(String domain, long version) {
    return OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version);
  }

  /** A graph named g with f32 vectors as inputs and outputs. */
  static GraphProto.Builder graph(List<String> inputs, List<String> outputs, NodeProto... nodes) {
    var graph = GraphProto.newBuilder().setName("g").addAllNode(List.of(nodes));
    for (var input : inputs) graph.addInput(value(input));
    for (var output : outputs) graph.addOutput(value(output));
    return graph;
  }

  static ValueInfoProto.Builder value(String name) {
    return ValueInfoProto.newBuilder().setName(name).setType(vector(3));
  }

  static TypeProto.Builder vector(long size) {
    var shape = TensorShapeProto.newBuilder();
    shape.addDimBuilder().setDimValue(size);
    return TypeProto.newBuilder()
        .setTensorType(TypeProto.Tensor.newBuilder().setElemType(1).setShape(shape));
  }

  static NodeProto node(
      String op, List<String> inputs, List<String> outputs, AttributeProto.Builder... attributes) {
    var node = NodeProto.newBuilder().setOpType(op).addAllInput(inputs).addAllOutput(outputs);
    for (var attribute : attributes) node.addAttribute(attribute);
    return node.build();
  }

  static AttributeProto.Builder attribute(String name, AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }

  static AttributeProto.Builder body(String name, GraphProto.Builder graph) {
    return attribute(name, AttributeType.GRAPH).setG(graph);
  }

  /** A raw f32 vector. */
  static TensorProto.Builder floats(String name, float... values) {
    var bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (var value : values) bytes.putFloat(value);
    return TensorProto.newBuilder()
        .setName(name)
        .addDims(values.length)
        .setDataType(TensorProto.DataType.FLOAT_VALUE)
        .setRawData(ByteString.copyFrom(bytes.array()));
  }

  static SparseTensorProto.Builder sparse(String name, long extent, long... indices) {
    var values = new float[indices.length];
    for (var i = 0; i < values.length; i++) values[i] = i + 1;
    var where = TensorProto.newBuilder().setDataType(TensorProto.DataType.INT64_VALUE);
    where.addDims(indices.length);
    for (var index : indices) where.addInt64Data(index);
    return SparseTensorProto.newBuilder()
        .setValues(floats(name, values))
        .setIndices(where)
        .addDims(extent);
  }

  static StringStringEntryProto.Builder entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value);
  }

  /** An unknown field of each wire type. */
  static UnknownFieldSet unknown() {
    var inner = UnknownFieldSet.newBuilder().addField(3, varint(9)).build();
    var field =
        UnknownFieldSet.Field.newBuilder()
            .addVarint(77)
            .addFixed32(5)
            .addFixed64(6)
            .addLengthDelimited(ByteString.copyFromUtf8("later versions"))
            .addGroup(inner)
            .build();
    return UnknownFieldSet.newBuilder().addField(4242, field).build();
  }

  private static UnknownFieldSet.Field varint(long value) {
    return UnknownFieldSet.Field.newBuilder().addVarint(value).build();
  }
}
