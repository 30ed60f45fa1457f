package sinter.ir.op;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.Block;
import sinter.ir.Value;
import sinter.ir.tensor.Contents;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;

/** What an op sees of the node it stands in: its operands and regions, not the rest of the graph. */
public interface Ins {
  /** Number of operand slots. */
  int inputs();

  /** Number of results that the node has. */
  int outputs();

  @Nullable Value inOrNull(int index);

  /** Type of operand {@code index}; opaque when absent. */
  Type type(int index);

  /** The operand when it is a constant, else null. */
  @Nullable Tensor constant(int index);

  /** What is known of the elements of a small integer operand, constants included; else null. */
  @Nullable Contents contents(int index);

  List<Block> regions();

  /** True when operand {@code index} is present. */
  default boolean has(int index) {
    return inOrNull(index) != null;
  }

  default TensorType tensor(int index) {
    return type(index) instanceof TensorType t ? t : TensorType.ANY;
  }

  default Shape shape(int index) {
    return tensor(index).shape();
  }

  /** Rank of operand {@code index}; -1 when unknown. */
  default int rank(int index) {
    return shape(index).rank();
  }

  /** The elements of a constant integer operand (axes, pads …), or null when absent or not constant. */
  default @Nullable List<Long> longs(int index) {
    var c = contents(index);
    if (c != null) {
      return c.constants();
    }
    return constant(index) instanceof Tensor t && t.dtype().isInteger() ? t.longs() : null;
  }
}
