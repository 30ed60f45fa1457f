package sinter.testsuite.reference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sinter.grammar.onnx.AttributeProto;
import sinter.grammar.onnx.GraphProto;
import sinter.grammar.onnx.ModelProto;
import sinter.grammar.onnx.NodeProto;
import sinter.grammar.onnx.OperatorSetIdProto;
import sinter.grammar.onnx.ValueInfoProto;

/**
 * One node with results worked out on paper, for operators that no stored case holds to a value.
 *
 * @param inputs the node's operands
 * @param output what it gives; for drawn results only type and shape count
 */
record ByHand(NodeProto node, List<Datum.Array> inputs, Datum.Array output) {
  private static final int OPSET = 22;

  static List<ByHand> cases() {
    return List.of(
        mish(),
        matMulInteger(),
        flatTriangle(),
        corners(),
        root(1, 7, 5),
        root(2, 5, 3),
        cubeRoot(),
        quadrants(),
        scaled(),
        drawn("RandomNormal", integers("shape", 2, 3), DataType.FLOAT, 2, 3),
        drawn("RandomUniform", integers("shape", 4), DataType.FLOAT, 4),
        drawn("RandomNormalLike", integer("dtype", 11), DataType.DOUBLE, 2, 2),
        drawn("RandomUniformLike", integer("dtype", 10), DataType.FLOAT16, 2, 2),
        drawn("Bernoulli", integer("dtype", 9), DataType.BOOL, 2, 2),
        drawn("Multinomial", integer("sample_size", 5), DataType.INT32, 2, 5));
  }

  private static Datum.Array reals(long[] shape, double... at) {
    return Datum.Array.reals(DataType.DOUBLE, shape, at);
  }

  private static long[] shape(long... sizes) {
    return sizes;
  }

  private static NodeProto.Builder node(String op) {
    return NodeProto.newBuilder().setOpType(op).addOutput("y");
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setI(value).build();
  }

  private static AttributeProto integers(String name, long... values) {
    var attribute = AttributeProto.newBuilder().setName(name);
    for (long v : values) {
      attribute.addInts(v);
    }
    return attribute.build();
  }

  private static AttributeProto real(String name, float value) {
    return AttributeProto.newBuilder().setName(name).setF(value).build();
  }

  /** {@code tanh(ln k) = (k^2 - 1) / (k^2 + 1)}, and softplus of ln(k - 1) is ln k: here k is 2, 3, 4, 1.5. */
  private static ByHand mish() {
    double two = Math.log(2);
    double three = Math.log(3);
    return new ByHand(
        node("Mish").build(),
        List.of(reals(shape(4), 0, two, three, -two)),
        reals(shape(4), 0, 4.0 / 5 * two, 15.0 / 17 * three, -5.0 / 13 * two));
  }

  /** {@code [0 1; 1 2] [4 -4; -8 10]} once the zero points are gone: one per row, one per column. */
  private static ByHand matMulInteger() {
    return new ByHand(
        node("MatMulInteger").build(),
        List.of(
            Datum.Array.integers(DataType.UINT8, shape(2, 2), 1, 2, 3, 4),
            Datum.Array.integers(DataType.INT8, shape(2, 2), 5, -6, -7, 8),
            Datum.Array.integers(DataType.UINT8, shape(2), 1, 2),
            Datum.Array.integers(DataType.INT8, shape(2), 1, -2)),
        Datum.Array.integers(DataType.INT32, shape(2, 2), -8, 10, -12, 16));
  }

  /**
   * The edges lie at 500, 1047 and 1842 Hz, in bins 0, 1 and 1 of 1000 Hz: a triangle that rises to
   * one and does not fall.
   */
  private static ByHand flatTriangle() {
    return new ByHand(
        node("MelWeightMatrix").addAttribute(integer("output_datatype", 11)).build(),
        List.of(
            Datum.Array.scalar(DataType.INT64, 1),
            Datum.Array.scalar(DataType.INT64, 16),
            Datum.Array.scalar(DataType.INT64, 17_000),
            reals(shape(), 500),
            reals(shape(), 3000)),
        reals(shape(9, 1), 0, 1, 0, 0, 0, 0, 0, 0, 0));
  }

  /** One row of two elements under the identity: x is -1 and 1, y is that of a single corner. */
  private static ByHand corners() {
    return new ByHand(
        node("AffineGrid").addAttribute(integer("align_corners", 1)).build(),
        List.of(reals(shape(1, 2, 3), 1, 0, 0, 0, 1, 0), Datum.Array.list(1, 1, 1, 2)),
        reals(shape(1, 1, 2, 2), -1, 1, 1, 1));
  }

  private static ByHand root(long p, double first, double second) {
    return new ByHand(
        node("GlobalLpPool").addAttribute(integer("p", p)).build(),
        List.of(reals(shape(1, 2, 2, 2), 3, 4, 0, 0, 1, -2, 2, 0)),
        reals(shape(1, 2, 1, 1), first, second));
  }

  /** 27 + 64 + 125 = 216 = 6 * 6 * 6. */
  private static ByHand cubeRoot() {
    return new ByHand(
        node("GlobalLpPool").addAttribute(integer("p", 3)).build(),
        List.of(reals(shape(1, 1, 3), 3, -4, 5)),
        reals(shape(1, 1, 1), 6));
  }

  /** The plane {@code 0 … 15} of four rows. */
  private static Datum.Array plane() {
    return reals(shape(1, 1, 4, 4), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  }

  private static ByHand quadrants() {
    return new ByHand(
        node("MaxRoiPool").addAttribute(integers("pooled_shape", 2, 2)).build(),
        List.of(plane(), reals(shape(1, 5), 0, 0, 0, 3, 3)),
        reals(shape(1, 1, 2, 2), 5, 7, 13, 15));
  }

  /** Columns 1 to 3 of rows 0 and 1; the two bins of one and a half columns share column 2. */
  private static ByHand scaled() {
    return new ByHand(
        node("MaxRoiPool")
            .addAttribute(integers("pooled_shape", 1, 2))
            .addAttribute(real("spatial_scale", 0.5f))
            .build(),
        List.of(plane(), reals(shape(1, 5), 0, 2, 0, 6, 2)),
        reals(shape(1, 1, 1, 2), 6, 7));
  }

  private static ByHand drawn(String op, AttributeProto attribute, DataType type, long... shape) {
    boolean sourced = !attribute.getName().equals("shape");
    return new ByHand(
        node(op).addAttribute(attribute).build(),
        sourced ? List.of(reals(shape(2, 2), 0.25, 0.5, 0.75, 1)) : List.of(),
        Datum.Array.scalar(type, 0).broadcast(shape));
  }

  String op() {
    return node.getOpType();
  }

  private ModelProto model() {
    var named = node.toBuilder();
    var graph = GraphProto.newBuilder().addOutput(ValueInfoProto.newBuilder().setName("y"));
    for (int i = 0; i < inputs.size(); i++) {
      named.addInput("x" + i);
      graph.addInput(ValueInfoProto.newBuilder().setName("x" + i));
    }
    return ModelProto.newBuilder()
        .setGraph(graph.addNode(named))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
        .build();
  }

  /** What the interpreter makes of it. */
  Datum.Array computed() {
    var given = new LinkedHashMap<String, Datum>();
    for (int i = 0; i < inputs.size(); i++) {
      given.put("x" + i, inputs.get(i));
    }
    Map<String, Datum> out = Reference.run(model(), given);
    return (Datum.Array) out.values().iterator().next();
  }
}
