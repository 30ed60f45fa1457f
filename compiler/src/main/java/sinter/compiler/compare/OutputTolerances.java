package sinter.compiler.compare;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sinter.ir.Block;
import sinter.ir.Node;
import sinter.ir.Use;
import sinter.ir.Value;
import sinter.ir.op.Purity;
import sinter.ir.type.DType;
import sinter.ir.type.Type;

/** How closely each value of a model has to be met, from what flows into it. */
final class OutputTolerances {
  private OutputTolerances() {}

  /**
   * The tolerance of a value: that of the least precise float type on any path to it, and shape only when
   * an unseeded random operator is on one.
   */
  static Tolerance of(Value value) {
    Set<DType> types = EnumSet.noneOf(DType.class);
    Set<Value> seen = new HashSet<>();
    Deque<Value> open = new ArrayDeque<>(List.of(value));
    boolean random = false;
    while (!open.isEmpty()) {
      Value next = open.pop();
      if (!seen.add(next)) {
        continue;
      }
      collect(next.type(), types);
      Node node = next.def();
      if (node == null) {
        open.addAll(feeding(next));
        continue;
      }
      random |= isRandom(node);
      for (Use use : node.operands()) {
        if (use.value() != null) {
          open.push(use.value());
        }
      }
      for (Block region : node.regions()) {
        open.addAll(region.resultValues());
      }
    }
    return random ? Tolerance.SHAPE_ONLY : Tolerance.of(types);
  }

  /** A parameter of a region may carry any operand of the node that owns it. */
  private static List<Value> feeding(Value value) {
    Block home = value.home();
    Node owner = home == null ? null : home.owner();
    List<Value> values = new ArrayList<>();
    if (owner != null) {
      for (Use use : owner.operands()) {
        if (use.value() != null) {
          values.add(use.value());
        }
      }
    }
    return values;
  }

  private static void collect(Type type, Set<DType> types) {
    switch (type) {
      case Type.TensorType(var dtype, _) -> add(dtype, types);
      case Type.SparseType(var dtype, _) -> add(dtype, types);
      case Type.SequenceType(Type element) -> collect(element, types);
      case Type.OptionalType(Type element) -> collect(element, types);
      case Type.MapType(_, Type element) -> collect(element, types);
      case Type.Opaque() -> {}
    }
  }

  private static void add(@Nullable DType dtype, Set<DType> types) {
    if (dtype != null) {
      types.add(dtype);
    }
  }

  private static boolean isRandom(Node node) {
    return Purity.isRandom(node.op(), Operators.name(node)) && !Operators.has(node, "seed");
  }
}
