package sinter.frontend.language.decompile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.decompile.Form.Piece;
import sinter.frontend.language.weights.UseOrder;
import sinter.ir.Block;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Foreign;
import sinter.ir.op.OpCatalog;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;

/** Constants of a model that are parameters of its program: their contents stay in the file. */
final class Stores {
  private final Map<Value, Integer> uses = new HashMap<>();
  private final Map<Value, Def> shared = new HashMap<>();
  private final Set<Value> taken = new HashSet<>();
  private final List<Value> order = new ArrayList<>();

  /** Counts a use of {@code v} by something that is part of the program. */
  void count(Value v) {
    uses.merge(v, 1, Integer::sum);
  }

  /** The tensor, when {@code v} is a constant that stays in the file whoever reads it. */
  static @Nullable Tensor large(@Nullable Value v) {
    return v != null && v.constant() instanceof Tensor t && UseOrder.isLarge(t) ? t : null;
  }

  /** The tensor, when operand {@code index} is a constant that stays in the file. */
  static @Nullable Tensor tensor(Node node, int index) {
    return node.inOrNull(index) instanceof Value v
            && v.constant() instanceof Tensor t
            && UseOrder.isParameter(operator(node), index, t)
        ? t
        : null;
  }

  private static String operator(Node node) {
    if (node.op() instanceof Foreign f) {
      return f.name();
    }
    var schema = OpCatalog.get().of(node.op()).schema();
    var onnx = schema == null ? null : schema.onnx();
    return onnx == null ? "" : onnx.name();
  }

  /**
   * The tensor, when operand {@code index} is a constant that stays in the file, and nothing else reads the
   * same one.
   */
  @Nullable Tensor own(Node node, int index) {
    var t = tensor(node, index);
    return t == null || (UseOrder.isLarge(t) && uses.getOrDefault(node.in(index), 0) > 1)
        ? null
        : t;
  }

  /**
   * Those that several operands read, among the operands of {@code node} and what its regions read, for the
   * first time.
   */
  List<Value> sharedFirst(Node node) {
    var found = new ArrayList<Value>();
    collect(node, found);
    return found;
  }

  private void collect(Node node, List<Value> into) {
    for (var v : node.inputValues()) {
      first(v, into);
    }
    for (var region : node.regions()) {
      region.forEach(n -> collect(n, into));
      results(region, into);
    }
  }

  void results(Block block, List<Value> into) {
    block.resultValues().forEach(v -> first(v, into));
  }

  private void first(@Nullable Value v, List<Value> into) {
    if (large(v) != null && v != null && uses.getOrDefault(v, 0) > 1 && !shared.containsKey(v)) {
      shared.put(v, new Def(v.tensorType().dtype()));
      into.add(v);
    }
  }

  @Nullable Def shared(Value v) {
    return shared.get(v);
  }

  /** In the order in which the program declares them. */
  List<Value> order() {
    return order;
  }

  /** Notes that the program declares {@code v} here. */
  void declare(Value v) {
    if (large(v) == null || taken.add(v)) {
      order.add(v);
    }
  }

  /** {@code stored([64, 3], i8)}. */
  List<Piece> pieces(FormBuilder b, Value v, Tensor t) {
    declare(v);
    var pieces = new ArrayList<Piece>();
    pieces.add(new Piece.Text("stored("));
    pieces.addAll(b.list(t.dims().stream().map(Slot::of).toList(), "features"));
    pieces.add(new Piece.Text(t.dtype() == DType.F32 ? ")" : ", " + t.dtype().text() + ")"));
    return pieces;
  }
}
