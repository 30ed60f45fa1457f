package sinter.testsuite.compare;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import sinter.grammar.onnx.AttributeProto;
import sinter.grammar.onnx.GraphProto;
import sinter.grammar.onnx.ModelProto;
import sinter.grammar.onnx.NodeProto;
import sinter.grammar.onnx.TensorProto;

/** One seeded mistake in a model, of the kinds that a compiler makes. */
enum Mutation {
  /** A block of a weight is scaled by 1 %. */
  SCALED_BLOCK {
    @Override
    @Nullable String apply(GraphProto.Builder graph, Random random) {
      return weight(
          graph,
          random,
          16,
          LARGE,
          (values, dims) -> {
            int length = Math.max(1, values.length / 4);
            int from = random.nextInt(values.length - length + 1);
            for (int i = from; i < from + length; i++) {
              values[i] *= 1.01f;
            }
          });
    }
  },
  /** Two slices along the first axis of a weight are swapped. */
  SWAPPED_CHANNELS {
    @Override
    @Nullable String apply(GraphProto.Builder graph, Random random) {
      return weight(
          graph,
          random,
          4,
          LARGE,
          (values, dims) -> {
            int channels = dims.isEmpty() ? 1 : Math.toIntExact(dims.getFirst());
            int a = random.nextInt(channels);
            int b = (a + 1 + random.nextInt(Math.max(1, channels - 1))) % channels;
            int stride = values.length / channels;
            for (int i = 0; i < stride; i++) {
              float kept = values[a * stride + i];
              values[a * stride + i] = values[b * stride + i];
              values[b * stride + i] = kept;
            }
          });
    }
  },
  /** The third operand of a Conv or Gemm is gone. */
  DROPPED_BIAS {
    @Override
    @Nullable String apply(GraphProto.Builder graph, Random random) {
      List<Integer> candidates = new ArrayList<>();
      for (int i = 0; i < graph.getNodeCount(); i++) {
        NodeProto node = graph.getNode(i);
        boolean optional = node.getOpType().equals("Conv") || node.getOpType().equals("Gemm");
        if (optional && node.getInputCount() == 3) {
          candidates.add(i);
        }
      }
      if (candidates.isEmpty()) {
        return null;
      }
      NodeProto.Builder node =
          graph.getNodeBuilder(candidates.get(random.nextInt(candidates.size())));
      String bias = node.getInput(2);
      List<String> inputs = List.copyOf(node.getInputList().subList(0, 2));
      node.clearInput().addAllInput(inputs);
      return "bias " + bias;
    }
  },
  /** An integer of an attribute that places things is off by one. */
  CHANGED_ATTRIBUTE {
    @Override
    @Nullable String apply(GraphProto.Builder graph, Random random) {
      List<AttributeProto.Builder> candidates = new ArrayList<>();
      for (NodeProto.Builder node : graph.getNodeBuilderList()) {
        for (AttributeProto.Builder attribute : node.getAttributeBuilderList()) {
          if (PLACES.contains(attribute.getName())) {
            candidates.add(attribute);
          }
        }
      }
      if (candidates.isEmpty()) {
        return null;
      }
      AttributeProto.Builder attribute = candidates.get(random.nextInt(candidates.size()));
      if (attribute.getIntsCount() == 0) {
        attribute.setI(attribute.getI() == 0 ? 1 : attribute.getI() - 1);
      } else {
        int at = random.nextInt(attribute.getIntsCount());
        long value = attribute.getInts(at);
        attribute.setInts(at, value == 0 ? 1 : value - 1);
      }
      return "attribute " + attribute.getName();
    }
  },
  /** A small constant is moved by a tenth. */
  PERTURBED_CONSTANT {
    @Override
    @Nullable String apply(GraphProto.Builder graph, Random random) {
      return weight(
          graph,
          random,
          1,
          SMALL,
          (values, dims) -> {
            int at = random.nextInt(values.length);
            values[at] = values[at] * 1.1f + 0.01f;
          });
    }
  };

  private static final int SMALL = 64;
  private static final int LARGE = Integer.MAX_VALUE;
  private static final List<String> PLACES =
      List.of("axis", "pads", "strides", "dilations", "perm");

  /** Makes the mistake; says where, or null when the graph has no place for it. */
  abstract @Nullable String apply(GraphProto.Builder graph, Random random);

  /** What to do with a weight's elements. */
  interface Edit {
    void apply(float[] values, List<Long> dims);
  }

  /** The model with this mistake, or null when there is no place for it or it changes nothing. */
  @Nullable ModelProto of(ModelProto model, Random random, StringBuilder where) {
    ModelProto.Builder changed = model.toBuilder();
    String place = apply(changed.getGraphBuilder(), random);
    if (place == null) {
      return null;
    }
    where.append(name()).append(" of ").append(place);
    ModelProto result = changed.build();
    return result.equals(model) ? null : result;
  }

  /** Edits a random float32 initializer or constant of {@code least} to {@code most} elements. */
  static @Nullable String weight(
      GraphProto.Builder graph, Random random, int least, int most, Edit edit) {
    List<TensorProto.Builder> candidates = new ArrayList<>();
    graph.getInitializerBuilderList().forEach(candidates::add);
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      if (node.getOpType().equals("Constant")) {
        for (AttributeProto.Builder attribute : node.getAttributeBuilderList()) {
          if (attribute.hasT()) {
            candidates.add(attribute.getTBuilder());
          }
        }
      }
    }
    candidates.removeIf(tensor ->
        tensor.getDataType() != TensorProto.DataType.FLOAT_VALUE
            || floats(tensor).length < least
            || floats(tensor).length > most);
    if (candidates.isEmpty()) {
      return null;
    }
    TensorProto.Builder tensor = candidates.get(random.nextInt(candidates.size()));
    float[] values = floats(tensor);
    edit.apply(values, tensor.getDimsList());
    store(tensor, values);
    return tensor.getName();
  }

  /** The elements of a float32 tensor. */
  static float[] floats(TensorProto.Builder tensor) {
    if (!tensor.hasRawData()) {
      float[] values = new float[tensor.getFloatDataCount()];
      for (int i = 0; i < values.length; i++) {
        values[i] = tensor.getFloatData(i);
      }
      return values;
    }
    ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[raw.remaining() / Float.BYTES];
    raw.asFloatBuffer().get(values);
    return values;
  }

  static void store(TensorProto.Builder tensor, float[] values) {
    ByteBuffer raw =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    tensor.clearFloatData().setRawData(ByteString.copyFrom(raw));
  }
}
