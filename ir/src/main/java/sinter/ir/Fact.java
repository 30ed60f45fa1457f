package sinter.ir;

import java.util.List;
import sinter.ir.tensor.Bytes;
import sinter.ir.type.Type;

/** Something known about a model, graph, node or value beyond what it computes. */
public sealed interface Fact {
  /**
   * Fields of the entity's ONNX message that the IR does not interpret (doc strings, metadata, denotations, the data
   * field a tensor used, unknown fields), as the serialized message with the interpreted fields cleared.
   */
  record Residue(Bytes message) implements Fact {}

  /** The type that the input file states for a value. */
  record Declared(Type type) implements Fact {}

  /** Marks a constant that was a sparse initializer; the residue is its {@code SparseTensorProto}. */
  record Sparse(Bytes message) implements Fact {}

  /** Marks a constant that training does not change, such as running statistics or a fixed basis. */
  record Untrained() implements Fact {}

  /** Advice to passes that the program gives for a node, each as it is written there, such as {@code prune(0.3)}. */
  record Hints(List<String> all) implements Fact {
    public Hints {
      all = List.copyOf(all);
    }
  }
}
