package sinter.testsuite.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static sinter.testsuite.onnx.Protos.attribute;
import static sinter.testsuite.onnx.Protos.body;
import static sinter.testsuite.onnx.Protos.entry;
import static sinter.testsuite.onnx.Protos.floats;
import static sinter.testsuite.onnx.Protos.graph;
import static sinter.testsuite.onnx.Protos.model;
import static sinter.testsuite.onnx.Protos.node;
import static sinter.testsuite.onnx.Protos.opset;
import static sinter.testsuite.onnx.Protos.sparse;
import static sinter.testsuite.onnx.Protos.unknown;
import static sinter.testsuite.onnx.Protos.value;
import static sinter.testsuite.onnx.Protos.vector;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sinter.grammar.onnx.AttributeProto.AttributeType;
import sinter.grammar.onnx.DeviceConfigurationProto;
import sinter.grammar.onnx.FunctionProto;
import sinter.grammar.onnx.GraphProto;
import sinter.grammar.onnx.ModelProto;
import sinter.grammar.onnx.NodeDeviceConfigurationProto;
import sinter.grammar.onnx.TensorAnnotation;
import sinter.grammar.onnx.TensorProto;
import sinter.grammar.onnx.TensorProto.DataType;
import sinter.grammar.onnx.TensorShapeProto;
import sinter.grammar.onnx.TrainingInfoProto;
import sinter.grammar.onnx.TypeProto;
import sinter.grammar.onnx.ValueInfoProto;

/** What no real file of the corpus has comes back field by field, too. */
class OwnCasesTest {
  @TempDir Path folder;
  private RoundTrip trip;

  @BeforeEach
  void start() {
    trip = new RoundTrip(folder);
  }

  private void check(ModelProto.Builder model) throws Exception {
    var proto = model.build();
    assertThat(trip.check("own case", proto.toByteArray())).isEqualTo(proto);
  }

  private static FunctionProto.Builder function(String name, String overload) {
    return FunctionProto.newBuilder()
        .setDomain("own")
        .setName(name)
        .setOverload(overload)
        .addInput("a")
        .addOutput("b")
        .addOpsetImport(opset("", 21))
        .addOpsetImport(opset("own", 1));
  }

  @Test
  void functionsNestedOverloadedAndWithReferences() throws Exception {
    var reference =
        attribute("alpha", AttributeType.FLOAT).setRefAttrName("slope").setDocString("taken over");
    var inner =
        function("Inner", "")
            .addAttribute("slope")
            .addAttributeProto(attribute("axis", AttributeType.INT).setI(-1))
            .addAttributeProto(
                attribute("table", AttributeType.TENSOR).setT(floats("table", 1, 2, 3)))
            .addAttributeProto(body("branch", graph(List.of(), List.of("q"), constant("q"))))
            .addNode(node("LeakyRelu", List.of("a"), List.of("b"), reference))
            .addValueInfo(value("a"))
            .addValueInfo(value("b"))
            .setDocString("inner")
            .addMetadataProps(entry("k", "v"));
    var outer =
        function("Outer", "first")
            .addNode(
                node("Inner", List.of("a"), List.of("m")).toBuilder()
                    .setDomain("own")
                    .addAttribute(attribute("slope", AttributeType.FLOAT).setF(0.5f))
                    .build())
            .addNode(constant("c"))
            .addNode(node("Add", List.of("m", "c"), List.of("b")));
    var other = function("Outer", "second").addNode(node("Neg", List.of("a"), List.of("b")));
    var call = node("Outer", List.of("x"), List.of("y")).toBuilder().setDomain("own");
    check(
        model(
                graph(
                    List.of("x"),
                    List.of("y", "z"),
                    call.setOverload("first").build(),
                    call.clone().clearOutput().addOutput("z").setOverload("second").build()))
            .addOpsetImport(opset("own", 1))
            .addFunctions(inner)
            .addFunctions(outer)
            .addFunctions(other));
  }

  private static sinter.grammar.onnx.NodeProto constant(String name) {
    return node(
        "Constant",
        List.of(),
        List.of(name),
        attribute("value", AttributeType.TENSOR).setT(floats("", 1, 2, 3)));
  }

  @Test
  void sparseInitializersSmallAndLarge() throws Exception {
    check(
        model(
            graph(List.of("x"), List.of("y"), node("Add", List.of("x", "s"), List.of("y")))
                .addSparseInitializer(sparse("s", 3, 0, 2))
                .addSparseInitializer(sparse("unused", 1L << 40, 5, 1L << 39))
                .addInitializer(floats("d", 1, 2))));
  }

  @Test
  void trainingInformation() throws Exception {
    var start = graph(List.of(), List.of("w0"), constant("w0"));
    var step =
        graph(List.of("x"), List.of("w1"), node("Add", List.of("x", "k"), List.of("w1")))
            .addInitializer(floats("k", 4, 5, 6));
    check(
        model(
                graph(List.of("x"), List.of("y"), node("Mul", List.of("x", "w"), List.of("y")))
                    .addInitializer(floats("w", 1, 1, 1)))
            .addTrainingInfo(
                TrainingInfoProto.newBuilder()
                    .setInitialization(start)
                    .setAlgorithm(step)
                    .addInitializationBinding(entry("w", "w0"))
                    .addUpdateBinding(entry("w", "w1"))));
  }

  @Test
  void unknownFieldsAndTextsEverywhere() throws Exception {
    var shape = TensorShapeProto.newBuilder().setUnknownFields(unknown());
    shape.addDimBuilder().setDimParam("N").setDenotation("DATA_BATCH").setUnknownFields(unknown());
    shape.addDimBuilder().setDimParam("?");
    shape.addDimBuilder().setDimParam("");
    shape.addDimBuilder().setDimValue(-1);
    shape.addDimBuilder();
    var type =
        TypeProto.newBuilder()
            .setDenotation("IMAGE")
            .setUnknownFields(unknown())
            .setTensorType(TypeProto.Tensor.newBuilder().setElemType(1).setShape(shape));
    var info =
        ValueInfoProto.newBuilder()
            .setName("x")
            .setType(type)
            .setDocString("")
            .addMetadataProps(entry("k", "v"))
            .setUnknownFields(unknown());
    var attribute =
        attribute("alpha", AttributeType.FLOAT)
            .setF(0)
            .setDocString("a")
            .setUnknownFields(unknown());
    var relu =
        node("LeakyRelu", List.of("x"), List.of("m"), attribute).toBuilder()
            .setName("")
            .setDomain("")
            .setOverload("")
            .setDocString("n")
            .addMetadataProps(entry("k", "v"))
            .addDeviceConfigurations(
                NodeDeviceConfigurationProto.newBuilder().setConfigurationId("two"))
            .setUnknownFields(unknown());
    var graph =
        GraphProto.newBuilder()
            .setName("")
            .setDocString("g")
            .addInput(info)
            .addNode(relu)
            .addNode(node("Add", List.of("m", "w"), List.of("y")))
            .addOutput(info.clone().setName("y"))
            .addValueInfo(info.clone().setName("m"))
            .addInitializer(
                floats("w", 1, 2, 3)
                    .setDocString("d")
                    .addMetadataProps(entry("k", "v"))
                    .setUnknownFields(unknown()))
            .addMetadataProps(entry("k", "v"))
            .setUnknownFields(unknown());
    check(
        model(graph)
            .clearOpsetImport()
            .addOpsetImport(opset("", 21).clearDomain().setUnknownFields(unknown()))
            .addOpsetImport(opset("own", 1))
            .addOpsetImport(opset("own", 2))
            .setProducerName("p")
            .setProducerVersion("1")
            .setDomain("d")
            .setModelVersion(3)
            .setDocString("m")
            .addMetadataProps(entry("k", "v"))
            .addConfiguration(
                DeviceConfigurationProto.newBuilder()
                    .setName("two")
                    .setNumDevices(2)
                    .addDevice("a"))
            .setUnknownFields(unknown()));
  }

  @Test
  void quantizationAnnotationsAndValueInfoOutOfOrder() throws Exception {
    var graph =
        graph(
            List.of("x"),
            List.of("y"),
            node("Neg", List.of("x"), List.of("a")),
            node("Neg", List.of("a"), List.of("b")),
            node("Neg", List.of("b"), List.of("y")));
    graph.addValueInfo(value("b")).addValueInfo(value("gone")).addValueInfo(value("a"));
    graph.addValueInfo(value("x")).addValueInfo(value("a")).addValueInfo(value("y").clearType());
    graph.addValueInfo(ValueInfoProto.newBuilder().setName("bare"));
    for (var name : List.of("a", "gone")) {
      graph.addQuantizationAnnotation(
          TensorAnnotation.newBuilder()
              .setTensorName(name)
              .addQuantParameterTensorNames(entry("SCALE_TENSOR", "s")));
    }
    check(model(graph));
  }

  @Test
  void initializersThatAreInputsKeepTheirOrder() throws Exception {
    var graph =
        graph(
                List.of("x", "p", "q"),
                List.of("y"),
                node("Sum", List.of("x", "p", "q", "c", "d"), List.of("y")))
            .addInitializer(floats("c", 1, 2, 3))
            .addInitializer(floats("q", 1, 2, 3).setDocString("q"))
            .addInitializer(floats("d", 1, 2, 3))
            .addInitializer(floats("p", 1, 2, 3));
    check(model(graph).setIrVersion(3));
    check(model(graph));
  }

  @Test
  void subgraphsThatCaptureAndShadow() throws Exception {
    var deep =
        graph(List.of(), List.of("r"), node("Add", List.of("x", "t"), List.of("r")))
            .addInitializer(floats("w", 9, 9, 9));
    var then =
        graph(
            List.of(),
            List.of("s"),
            node("Neg", List.of("w"), List.of("t")),
            node("If", List.of("cond"), List.of("s"), body("then_branch", deep)));
    var shadow =
        graph(
            List.of(),
            List.of("y"),
            node("Neg", List.of("x"), List.of("u")),
            node("Neg", List.of("u"), List.of("y")));
    check(
        model(
            graph(
                    List.of("x", "cond"),
                    List.of("y"),
                    node("Neg", List.of("w"), List.of("u")),
                    node(
                        "If",
                        List.of("cond"),
                        List.of("y"),
                        body("then_branch", then),
                        body("else_branch", shadow)))
                .addInitializer(floats("w", 1, 2, 3))));
  }

  @Test
  void everyKindOfAttribute() throws Exception {
    var tensor = floats("t", 1, 2, 3);
    var all =
        List.of(
            attribute("f", AttributeType.FLOAT).setF(Float.NaN),
            attribute("absent_f", AttributeType.FLOAT),
            attribute("i", AttributeType.INT).setI(Long.MIN_VALUE),
            attribute("absent_i", AttributeType.INT),
            attribute("s", AttributeType.STRING).setS(ByteString.copyFrom(new byte[] {-1, 0})),
            attribute("absent_s", AttributeType.STRING),
            attribute("t", AttributeType.TENSOR).setT(tensor),
            attribute("absent_t", AttributeType.TENSOR),
            body("g", graph(List.of(), List.of("q"), constant("q"))),
            attribute("absent_g", AttributeType.GRAPH),
            attribute("tp", AttributeType.TYPE_PROTO).setTp(vector(2).setDenotation("d")),
            attribute("absent_tp", AttributeType.TYPE_PROTO),
            attribute("st", AttributeType.SPARSE_TENSOR).setSparseTensor(sparse("s", 9, 1, 2)),
            attribute("absent_st", AttributeType.SPARSE_TENSOR),
            attribute("fs", AttributeType.FLOATS).addFloats(1).addFloats(-0f),
            attribute("no_fs", AttributeType.FLOATS),
            attribute("is", AttributeType.INTS).addInts(1),
            attribute("ss", AttributeType.STRINGS).addStrings(ByteString.copyFromUtf8("ä")),
            attribute("ts", AttributeType.TENSORS).addTensors(tensor).addTensors(floats("")),
            attribute("gs", AttributeType.GRAPHS)
                .addGraphs(graph(List.of(), List.of("q"), constant("q")))
                .addGraphs(graph(List.of(), List.of("r"), constant("r"))),
            attribute("tps", AttributeType.TYPE_PROTOS).addTypeProtos(vector(1)),
            attribute("tps2", AttributeType.TYPE_PROTOS)
                .addTypeProtos(vector(1))
                .addTypeProtos(TypeProto.newBuilder()),
            attribute("sts", AttributeType.SPARSE_TENSORS)
                .addSparseTensors(sparse("a", 4, 1))
                .addSparseTensors(sparse("b", 4, 2)),
            attribute("two", AttributeType.INT).setI(1).setF(2).addInts(3),
            attribute("untyped", AttributeType.INT).clearType().setI(4),
            attribute("empty", AttributeType.INT).clearType(),
            attribute("undefined", AttributeType.UNDEFINED),
            attribute("undefined_i", AttributeType.UNDEFINED).setI(5),
            attribute("", AttributeType.INT).setI(6),
            attribute("", AttributeType.INT).clearName().setI(7),
            attribute("ref", AttributeType.INTS).setRefAttrName("other"),
            attribute("untyped_ref", AttributeType.INT).clearType().setRefAttrName("other"));
    var node = node("Everything", List.of("x", "", "x", ""), List.of("y", "", "z", "")).toBuilder();
    all.forEach(node::addAttribute);
    check(model(graph(List.of("x"), List.of("y"), node.setDomain("own").build())));
  }

  @Test
  void everyKindOfType() throws Exception {
    var sequence =
        TypeProto.newBuilder()
            .setSequenceType(TypeProto.Sequence.newBuilder().setElemType(vector(1)));
    var types =
        List.of(
            sequence,
            TypeProto.newBuilder(),
            TypeProto.newBuilder().setSequenceType(TypeProto.Sequence.newBuilder()),
            TypeProto.newBuilder()
                .setOptionalType(TypeProto.Optional.newBuilder().setElemType(sequence)),
            TypeProto.newBuilder()
                .setMapType(
                    TypeProto.Map.newBuilder()
                        .setKeyType(DataType.INT64_VALUE)
                        .setValueType(vector(4).setDenotation("d"))),
            TypeProto.newBuilder().setMapType(TypeProto.Map.newBuilder()),
            TypeProto.newBuilder()
                .setSparseTensorType(TypeProto.SparseTensor.newBuilder().setElemType(11)),
            TypeProto.newBuilder()
                .setOpaqueType(TypeProto.Opaque.newBuilder().setDomain("d").setName("n")),
            TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder()),
            TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setElemType(0)),
            TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setElemType(999)),
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(26)
                        .setShape(TensorShapeProto.newBuilder())));
    var graph = GraphProto.newBuilder().addInput(ValueInfoProto.newBuilder().setName("untyped"));
    for (var i = 0; i < types.size(); i++) {
      graph.addInput(ValueInfoProto.newBuilder().setName("x" + i).setType(types.get(i)));
      graph.addOutput(ValueInfoProto.newBuilder().setName("x" + i).setType(types.get(i)));
    }
    check(model(graph));
  }

  @Test
  void everyElementTypeInItsDataField() throws Exception {
    var graph = graph(List.of(), List.of());
    for (var type : DataType.values()) {
      if (type == DataType.UNDEFINED) continue;
      graph.addInitializer(tensor(type, 5));
      graph.addInitializer(tensor(type, 0));
      graph.addNode(
          node(
              "Constant",
              List.of(),
              List.of("c" + type),
              attribute("value", AttributeType.TENSOR).setT(tensor(type, 5).clearName())));
    }
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName("dirty")
            .setDataType(DataType.INT8_VALUE)
            .addDims(2)
            .addInt32Data(300)
            .addInt32Data(-1));
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName("wide")
            .setDataType(DataType.UINT32_VALUE)
            .addDims(1)
            .addUint64Data(1L << 40));
    graph.addInitializer(floats("both", 1, 2).addFloatData(3));
    graph.addInitializer(TensorProto.newBuilder().setName("none").setDataType(1).addDims(0));
    graph.addInitializer(floats("", 1));
    check(model(graph));
  }

  private static TensorProto.Builder tensor(DataType type, int size) {
    var tensor =
        TensorProto.newBuilder()
            .setName(type + "_" + size)
            .setDataType(type.getNumber())
            .addDims(size);
    var packed =
        switch (type) {
          case UINT4, INT4, FLOAT4E2M1 -> (size + 1) / 2;
          case UINT2, INT2 -> (size + 3) / 4;
          default -> size;
        };
    for (var i = 0; i < packed; i++) {
      switch (type) {
        case FLOAT -> tensor.addFloatData(-i - 0.5f);
        case COMPLEX64 -> tensor.addFloatData(i).addFloatData(-i);
        case DOUBLE -> tensor.addDoubleData(-i - 0.5);
        case COMPLEX128 -> tensor.addDoubleData(i).addDoubleData(-i);
        case INT64 -> tensor.addInt64Data(-i);
        case UINT64 -> tensor.addUint64Data(-i);
        case UINT32 -> tensor.addUint64Data(0xffffffffL - i);
        case STRING -> tensor.addStringData(ByteString.copyFrom(new byte[] {(byte) (200 + i), 0}));
        case INT8, INT16, INT32 -> tensor.addInt32Data(-i);
        case UINT16, FLOAT16, BFLOAT16 -> tensor.addInt32Data(0xffff - i);
        default -> tensor.addInt32Data(0xff - i);
      }
    }
    return tensor;
  }
}
