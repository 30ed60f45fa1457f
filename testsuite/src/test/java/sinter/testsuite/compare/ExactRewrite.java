package sinter.testsuite.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sinter.grammar.onnx.GraphProto;
import sinter.grammar.onnx.ModelProto;
import sinter.grammar.onnx.NodeProto;
import sinter.grammar.onnx.TensorProto;

/** A seeded change that is exact over the real numbers and not in floating point. */
enum ExactRewrite {
  /** x becomes (x·s)·(1/s). */
  SCALE_AND_BACK {
    @Override
    void apply(GraphProto.Builder graph, int at, Random random) {
      double scale = Math.exp(random.nextDouble() * 4 - 2);
      constant(graph, "sinter_scale", (float) scale);
      constant(graph, "sinter_unscale", (float) (1 / (double) (float) scale));
      divert(graph, at, "Mul", "sinter_scale", "Mul", "sinter_unscale");
    }
  },
  /** x becomes (x·s)/s. */
  SCALE_AND_DIVIDE {
    @Override
    void apply(GraphProto.Builder graph, int at, Random random) {
      constant(graph, "sinter_scale", (float) (0.3 + 3 * random.nextDouble()));
      divert(graph, at, "Mul", "sinter_scale", "Div", "sinter_scale");
    }
  },
  /** A product with a weight becomes the sum of two products with parts of it. */
  SPLIT_WEIGHT {
    @Override
    void apply(GraphProto.Builder graph, int at, Random random) {
      NodeProto node = graph.getNode(at);
      TensorProto.Builder weight = weight(graph, node);
      if (weight == null) {
        SCALE_AND_BACK.apply(graph, at, random);
        return;
      }
      float[] whole = Mutation.floats(weight);
      float[] part = new float[whole.length];
      float[] rest = new float[whole.length];
      for (int i = 0; i < whole.length; i++) {
        part[i] = (float) (whole[i] * random.nextDouble());
        rest[i] = whole[i] - part[i];
      }
      add(graph, weight, "sinter_part", part);
      add(graph, weight, "sinter_rest", rest);
      NodeProto.Builder first = node.toBuilder().setInput(1, "sinter_part");
      NodeProto.Builder second = node.toBuilder().setInput(1, "sinter_rest");
      if (second.getInputCount() > 2) {
        second.clearInput().addInput(node.getInput(0)).addInput("sinter_rest");
      }
      String output = node.getOutput(0);
      first.setOutput(0, "sinter_first").setName("sinter_first");
      second.setOutput(0, "sinter_second").setName("sinter_second");
      NodeProto sum =
          NodeProto.newBuilder()
              .setOpType("Add")
              .addInput("sinter_first")
              .addInput("sinter_second")
              .addOutput(output)
              .build();
      replace(graph, at, List.of(first.build(), second.build(), sum));
    }
  };

  private static final Set<String> FLOAT_OPS =
      Set.of(
          "Conv",
          "Gemm",
          "MatMul",
          "Relu",
          "Sigmoid",
          "Tanh",
          "BatchNormalization",
          "LSTM",
          "MaxPool");
  private static final Set<String> WEIGHTED = Set.of("Conv", "MatMul");

  abstract void apply(GraphProto.Builder graph, int at, Random random);

  /** The model changed at a random place, or null when there is none. */
  @Nullable ModelProto of(ModelProto model, Random random, StringBuilder where) {
    ModelProto.Builder changed = model.toBuilder();
    GraphProto.Builder graph = changed.getGraphBuilder();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < graph.getNodeCount(); i++) {
      NodeProto node = graph.getNode(i);
      if (FLOAT_OPS.contains(node.getOpType()) && !node.getOutput(0).isEmpty()) {
        places.add(i);
      }
    }
    if (places.isEmpty()) {
      return null;
    }
    int at = places.get(random.nextInt(places.size()));
    where.append(name()).append(" at ").append(graph.getNode(at).getOutput(0));
    apply(graph, at, random);
    return changed.build();
  }

  private static void constant(GraphProto.Builder graph, String name, float value) {
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .addFloatData(value));
  }

  private static void add(
      GraphProto.Builder graph, TensorProto.Builder like, String name, float[] values) {
    TensorProto.Builder tensor = like.clone().setName(name);
    Mutation.store(tensor, values);
    graph.addInitializer(tensor);
  }

  private static TensorProto.@Nullable Builder weight(GraphProto.Builder graph, NodeProto node) {
    if (!WEIGHTED.contains(node.getOpType())) {
      return null;
    }
    for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
      if (tensor.getName().equals(node.getInput(1))
          && tensor.getDataType() == TensorProto.DataType.FLOAT_VALUE) {
        return tensor;
      }
    }
    return null;
  }

  /** Sends the first output of a node through two more operators. */
  private static void divert(
      GraphProto.Builder graph, int at, String op, String with, String back, String other) {
    NodeProto node = graph.getNode(at);
    String output = node.getOutput(0);
    NodeProto there = binary(op, "sinter_before", with, "sinter_between");
    NodeProto again = binary(back, "sinter_between", other, output);
    NodeProto renamed = node.toBuilder().setOutput(0, "sinter_before").build();
    replace(graph, at, List.of(renamed, there, again));
  }

  private static NodeProto binary(String op, String left, String right, String output) {
    return NodeProto.newBuilder()
        .setOpType(op)
        .addInput(left)
        .addInput(right)
        .addOutput(output)
        .build();
  }

  private static void replace(GraphProto.Builder graph, int at, List<NodeProto> nodes) {
    List<NodeProto> all = new ArrayList<>(graph.getNodeList());
    all.remove(at);
    all.addAll(at, nodes);
    graph.clearNode().addAllNode(all);
  }
}
