package sinter.testsuite.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sinter.grammar.onnx.AttributeProto;
import sinter.grammar.onnx.FunctionProto;
import sinter.grammar.onnx.GraphProto;
import sinter.grammar.onnx.ModelProto;
import sinter.grammar.onnx.NodeProto;
import sinter.grammar.onnx.OperatorSetIdProto;
import sinter.grammar.onnx.SparseTensorProto;
import sinter.grammar.onnx.StringStringEntryProto;
import sinter.grammar.onnx.TensorProto;
import sinter.grammar.onnx.ValueInfoProto;

/** What the stored conformance cases do not reach: functions, initializers of all kinds, arithmetic. */
class ReferenceTest {
  private static NodeProto.Builder node(String op, List<String> inputs, String output) {
    return NodeProto.newBuilder().setOpType(op).addAllInput(inputs).addOutput(output);
  }

  private static AttributeProto.Builder attribute(String name) {
    return AttributeProto.newBuilder().setName(name);
  }

  private static AttributeProto reference(String name, String outer) {
    return attribute(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setRefAttrName(outer)
        .build();
  }

  private static GraphProto.Builder graph(List<NodeProto.Builder> nodes, String output) {
    var graph = GraphProto.newBuilder().addOutput(ValueInfoProto.newBuilder().setName(output));
    nodes.forEach(graph::addNode);
    return graph;
  }

  private static ModelProto.Builder model(GraphProto.Builder graph) {
    return ModelProto.newBuilder()
        .setGraph(graph)
        .addOpsetImport(opset("", 21))
        .addOpsetImport(opset("own", 1));
  }

  private static OperatorSetIdProto opset(String domain, long version) {
    return OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version).build();
  }

  private static Datum.Array run(ModelProto.Builder model, Map<String, Datum> inputs) {
    return (Datum.Array) Reference.run(model.build(), inputs).values().iterator().next();
  }

  private static Datum.Array reals(double... at) {
    return Datum.Array.reals(DataType.FLOAT, new long[] {at.length}, at);
  }

  private static FunctionProto.Builder function(String name, String... inputs) {
    return FunctionProto.newBuilder()
        .setDomain("own")
        .setName(name)
        .addAllInput(List.of(inputs))
        .addOutput("y")
        .addOpsetImport(opset("", 21))
        .addOpsetImport(opset("own", 1));
  }

  @Test
  void functionsTakeAttributesFromTheCallOrTheirDefaults() {
    var leaky =
        function("Leaky", "x")
            .addNode(node("LeakyRelu", List.of("x"), "y").addAttribute(reference("alpha", "slope")))
            .addAttributeProto(
                attribute("slope").setF(0.25f).setType(AttributeProto.AttributeType.FLOAT));
    var nested =
        function("Nested", "x")
            .addAttribute("steep")
            .addNode(
                node("Leaky", List.of("x"), "y")
                    .setDomain("own")
                    .addAttribute(reference("slope", "steep")));
    var given =
        node("Nested", List.of("x"), "a")
            .setDomain("own")
            .addAttribute(
                attribute("steep").setF(0.5f).setType(AttributeProto.AttributeType.FLOAT));
    var left = node("Nested", List.of("x"), "b").setDomain("own");
    var graph = graph(List.of(given, left, node("Sub", List.of("a", "b"), "out")), "out");
    var out = run(model(graph).addFunctions(leaky).addFunctions(nested), Map.of("x", reals(-8, 3)));
    assertThat(out.reals()).containsExactly(-4.0 + 2.0, 0.0);
  }

  @Test
  void functionsMayBeCalledWithoutOptionalInputsAndOverloaded() {
    var clip =
        function("Bound", "x", "low", "high")
            .addNode(node("Clip", List.of("x", "low", "high"), "y"));
    var other =
        function("Bound", "x", "low", "high")
            .setOverload("negated")
            .addNode(node("Neg", List.of("x"), "y"));
    var graph =
        graph(
            List.of(
                node("Bound", List.of("x", "", "top"), "a").setDomain("own"),
                node("Bound", List.of("a"), "out").setDomain("own").setOverload("negated")),
            "out");
    var top = Datum.Array.scalar(DataType.FLOAT, 2);
    var out =
        run(
            model(graph).addFunctions(clip).addFunctions(other),
            Map.of("x", reals(-5, 5), "top", top));
    assertThat(out.reals()).containsExactly(5, -2);
  }

  @Test
  void innerGraphsSeeValuesAndAttributesAroundThem() {
    var branch =
        graph(
            List.of(node("LeakyRelu", List.of("x"), "z").addAttribute(reference("alpha", "slope"))),
            "z");
    var choose =
        function("Choose", "c", "x")
            .addAttribute("slope")
            .addNode(
                node("If", List.of("c"), "y")
                    .addAttribute(attribute("then_branch").setG(branch))
                    .addAttribute(attribute("else_branch").setG(branch)));
    var call =
        node("Choose", List.of("c", "x"), "out")
            .setDomain("own")
            .addAttribute(attribute("slope").setF(0.5f));
    var inputs = Map.<String, Datum>of("c", Datum.Array.bool(true), "x", reals(-4));
    var out = run(model(graph(List.of(call), "out")).addFunctions(choose), inputs);
    assertThat(out.reals()).containsExactly(-2);
  }

  @Test
  void sparseInitializersNameElementsFlatOrByCoordinates() {
    var values =
        TensorProto.newBuilder()
            .setName("s")
            .setDataType(1)
            .addDims(2)
            .addFloatData(5)
            .addFloatData(7);
    var flat = TensorProto.newBuilder().setDataType(7).addDims(2).addInt64Data(1).addInt64Data(5);
    var coordinates =
        TensorProto.newBuilder()
            .setDataType(7)
            .addDims(2)
            .addDims(2)
            .addAllInt64Data(List.of(0L, 1L, 1L, 2L));
    for (var indices : List.of(flat, coordinates)) {
      var sparse =
          SparseTensorProto.newBuilder()
              .setValues(values)
              .setIndices(indices)
              .addDims(2)
              .addDims(3);
      var graph = graph(List.of(node("Identity", List.of("s"), "out")), "out");
      var out = run(model(graph.addSparseInitializer(sparse)), Map.of());
      assertThat(out.shape()).containsExactly(2, 3);
      assertThat(out.reals()).containsExactly(0, 5, 0, 0, 0, 7);
    }
  }

  @Test
  void externalDataIsReadAtItsOffset(@TempDir Path folder) throws IOException {
    Files.write(folder.resolve("w.bin"), new byte[] {9, 9, 1, 2, 3, 9});
    var weight =
        TensorProto.newBuilder()
            .setName("w")
            .setDataType(2)
            .addDims(3)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(entry("location", "w.bin"))
            .addExternalData(entry("offset", "2"))
            .addExternalData(entry("length", "3"));
    var graph = graph(List.of(node("Identity", List.of("w"), "out")), "out").addInitializer(weight);
    var out = Reference.of(model(graph).build(), folder).run(Map.of());
    var value = (Datum.Array) out.values().iterator().next();
    assertThat(value.integers()).containsExactly(1, 2, 3);
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  @Test
  void anInputReplacesTheInitializerOfItsName() {
    var graph =
        graph(List.of(node("Neg", List.of("w"), "out")), "out")
            .addInput(ValueInfoProto.newBuilder().setName("w"))
            .addInitializer(
                TensorProto.newBuilder().setName("w").setDataType(1).addDims(1).addFloatData(3));
    assertThat(run(model(graph), Map.of()).reals()).containsExactly(-3);
    assertThat(run(model(graph), Map.of("w", reals(4))).reals()).containsExactly(-4);
  }

  @Test
  void realsAreNotRoundedBetweenOperators() {
    var graph =
        graph(
            List.of(node("Add", List.of("x", "tiny"), "a"), node("Sub", List.of("a", "x"), "out")),
            "out");
    var out = run(model(graph), Map.of("x", reals(1), "tiny", reals(1e-12)));
    assertThat(out.reals()[0]).isEqualTo(1 + 1e-12 - 1).isPositive();
  }

  @Test
  void integersWrapAroundAsTheirTypeDoes() {
    assertThat(binary("Mul", DataType.INT32, 1 << 20, 1 << 13)).isZero();
    assertThat(binary("Add", DataType.INT8, 100, 100)).isEqualTo(-56);
    assertThat(binary("Sub", DataType.UINT8, 1, 2)).isEqualTo(255);
    assertThat(binary("Div", DataType.UINT64, -2, 2)).isEqualTo(Long.MAX_VALUE);
    assertThat(binary("Div", DataType.INT32, -7, 2)).isEqualTo(-3);
    assertThat(binary("Mod", DataType.INT32, -7, 2)).isEqualTo(1);
    assertThat(binary("Max", DataType.UINT64, -1, 1)).isEqualTo(-1);
  }

  private static long binary(String op, DataType type, long a, long b) {
    var graph = graph(List.of(node(op, List.of("a", "b"), "out")), "out");
    var left = Datum.Array.integers(type, new long[0], a);
    var right = Datum.Array.integers(type, new long[0], b);
    return run(model(graph), Map.of("a", left, "b", right)).integer();
  }

  @Test
  void zerosOfEitherSignAreEqualInAnOrder() {
    var inputs = Map.<String, Datum>of("x", reals(-0.0, 0.0, -1), "k", Datum.Array.list(2));
    var top = graph(List.of(node("TopK", List.of("x", "k"), "v").addOutput("out")), "out");
    assertThat(run(model(top), inputs).integers()).containsExactly(0, 1);
    var unique = graph(List.of(node("Unique", List.of("x"), "out")), "out");
    assertThat(run(model(unique), inputs).count()).isEqualTo(2);
  }

  @Test
  void functionsReachInfinity() {
    double inf = Double.POSITIVE_INFINITY;
    for (var op :
        List.of("Asinh", "Sinh", "Exp", "Softplus", "Relu", "Gelu", "HardSwish", "Mish")) {
      var graph = graph(List.of(node(op, List.of("x"), "out")), "out");
      assertThat(run(model(graph), Map.of("x", reals(inf))).reals()).as(op).containsExactly(inf);
    }
  }

  @Test
  void packedElementsAreReadLowBitsFirst() {
    var raw = ByteString.copyFrom(new byte[] {(byte) 0xF1, 0x07});
    assertThat(tensor(22, 3, raw).integers()).containsExactly(1, -1, 7);
    assertThat(tensor(21, 3, raw).integers()).containsExactly(1, 15, 7);
    assertThat(tensor(26, 5, raw).integers()).containsExactly(1, 0, -1, -1, -1);
    assertThat(tensor(23, 3, raw).reals()).containsExactly(0.5, -6, 6);
    var field =
        TensorProto.newBuilder().setDataType(22).addDims(3).addInt32Data(0xF1).addInt32Data(7);
    assertThat(TensorDecoding.tensor(field.build(), null).integers()).containsExactly(1, -1, 7);
  }

  private static Datum.Array tensor(int type, long size, ByteString raw) {
    return TensorDecoding.tensor(
        TensorProto.newBuilder().setDataType(type).addDims(size).setRawData(raw).build(), null);
  }

  @Test
  void smallFloatsDecodeAndEncodeEveryPattern() {
    for (var type : DataType.values()) {
      if (!type.isReal() || type.bits > 16) {
        continue;
      }
      var format = SmallFloat.of(type);
      for (int p = 0; p < 1 << type.bits; p++) {
        double value = format.decode(p);
        if (!Double.isNaN(value)) {
          assertThat(format.encode(value, false)).as("%s pattern %d", type, p).isEqualTo(p);
        }
        if (type == DataType.FLOAT16) {
          assertThat(Double.compare(value, Float.float16ToFloat((short) p))).isZero();
        }
      }
    }
  }

  @Test
  void halfPrecisionRoundsToNearestEvenAtAndAroundEveryMidpoint() {
    var format = SmallFloat.of(DataType.FLOAT16);
    for (int p = 0; p < 0x7BFF; p++) {
      double middle = (format.decode(p) + format.decode(p + 1)) / 2;
      assertThat(format.encode(middle, false)).isEqualTo(p + (p & 1));
      assertThat(format.encode(Math.nextDown(middle), false)).isEqualTo(p);
      assertThat(format.encode(Math.nextUp(middle), false)).isEqualTo(p + 1);
    }
  }

  @Test
  void aFailureNamesTheNode() {
    var graph = graph(List.of(node("Add", List.of("x", "z"), "out").setName("sum")), "out");
    assertThatThrownBy(() -> run(model(graph), Map.of("x", reals(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("node 'sum' (Add): value z is not defined");
  }
}
