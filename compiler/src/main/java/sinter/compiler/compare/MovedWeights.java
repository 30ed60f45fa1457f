package sinter.compiler.compare;

import com.google.protobuf.UnsafeByteOperations;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import sinter.grammar.onnx.AttributeProto;
import sinter.grammar.onnx.GraphProto;
import sinter.grammar.onnx.ModelProto;
import sinter.grammar.onnx.NodeProto;
import sinter.grammar.onnx.TensorProto;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Type.TensorType;

/**
 * A model whose stored floats are moved by 1e-6 of themselves: what it makes of that is the least that rounding may do to
 * its outputs, also where its inputs are integers and cannot be moved. Tensors of whole numbers alone, such as the scales
 * of a Resize, and those in other files stay as they are.
 */
final class MovedWeights {
  private final RandomGenerator random;
  private boolean any;

  private MovedWeights(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** The model in {@code message}, moved; null when there is nothing to move. */
  static @Nullable ModelProto of(ModelProto message, long seed) {
    var model = message.toBuilder();
    var moved = new MovedWeights(seed);
    moved.move(model.getGraphBuilder());
    return moved.any ? model.build() : null;
  }

  private void move(GraphProto.Builder graph) {
    for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
      move(tensor);
    }
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      for (AttributeProto.Builder attribute : node.getAttributeBuilderList()) {
        if (attribute.hasG()) {
          move(attribute.getGBuilder());
        } else if (attribute.hasT()) {
          move(attribute.getTBuilder());
        }
      }
    }
  }

  private void move(TensorProto.Builder tensor) {
    var dtype = DType.ofOnnx(tensor.getDataType());
    if (dtype == null || !dtype.isFloat()) {
      return;
    }
    var content = content(tensor, dtype);
    long size = content.byteSize() * 8 / dtype.bits();
    var values = new Tensor.Dense(TensorType.of(dtype, size), content);
    if (isWhole(values)) {
      return;
    }
    any = true;
    var moved = InputMaker.perturbed(values, random).content();
    tensor
        .clearFloatData()
        .clearDoubleData()
        .setRawData(UnsafeByteOperations.unsafeWrap(moved.toArray(ValueLayout.JAVA_BYTE)));
  }

  /** Elements as the format packs them; none where they lie in another file or among integers. */
  private static MemorySegment content(TensorProto.Builder tensor, DType dtype) {
    if (dtype == DType.F32 && tensor.getFloatDataCount() > 0) {
      var floats = new float[tensor.getFloatDataCount()];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = tensor.getFloatData(i);
      }
      return MemorySegment.ofArray(floats);
    }
    if (dtype == DType.F64 && tensor.getDoubleDataCount() > 0) {
      var doubles = new double[tensor.getDoubleDataCount()];
      for (int i = 0; i < doubles.length; i++) {
        doubles[i] = tensor.getDoubleData(i);
      }
      return MemorySegment.ofArray(doubles);
    }
    return MemorySegment.ofArray(tensor.getRawData().toByteArray());
  }

  private static boolean isWhole(Tensor values) {
    for (long i = 0; i < values.size(); i++) {
      double value = values.doubleAt(i);
      if (value != Math.rint(value)) {
        return false;
      }
    }
    return true;
  }
}
