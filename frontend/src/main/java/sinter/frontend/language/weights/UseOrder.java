package sinter.frontend.language.weights;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sinter.ir.Block;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.AttrValue;
import sinter.ir.op.Foreign;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;

/**
 * The tensors of an ONNX graph in the order in which its nodes use them, which is that of the parameters of a
 * program that says what the graph says. Numbers and short lists that a program writes itself are left out.
 */
public final class UseOrder {
  /** Axes, shapes, tables of words: longest that a program writes itself. */
  private static final int LONGEST_LIST = 64;

  /** Numbers such as the factors of a resize: most that a program writes itself. */
  private static final int MOST_NUMBERS = 5;

  private static final Set<String> LAYERS =
      Set.of(
          "Conv",
          "ConvTranspose",
          "ConvInteger",
          "BatchNormalization",
          "InstanceNormalization",
          "LayerNormalization",
          "GroupNormalization",
          "Gemm");

  /** A tensor under a name that no other tensor here has. */
  record Named(String name, Tensor tensor) {}

  private final Set<Value> used = new HashSet<>();
  private final Set<Value> taken = new HashSet<>();
  private final Map<String, Integer> names = new HashMap<>();
  private final List<Named> all = new ArrayList<>();

  private UseOrder() {}

  /**
   * Whether {@code tensor} is taken from a file by its size: all but single numbers, lists of up to five
   * numbers, and up to 64 integers of 64 bits, booleans or texts.
   */
  public static boolean isLarge(Tensor tensor) {
    long size = tensor.size();
    var dtype = tensor.dtype();
    if (dtype == DType.I64 || dtype == DType.BOOL || dtype == DType.STRING) {
      return size > LONGEST_LIST;
    }
    return size > MOST_NUMBERS || (size > 1 && tensor.rank() > 1);
  }

  /**
   * Whether {@code tensor} is taken from a file where it is an operand of an operator: when it is large, or
   * when it is what layers learn: weights, statistics, scales and zero points. A small one comes anew with
   * each use.
   *
   * @param operator as in ONNX
   * @param operand its number
   */
  public static boolean isParameter(String operator, int operand, Tensor tensor) {
    boolean isNumeric = tensor.dtype().isFloat() || tensor.dtype().isInteger();
    return isLarge(tensor)
        || (operand > 0
            && isNumeric
            && tensor.size() > 0
            && isLayer(operator)
            && tensor.dtype() != DType.I64);
  }

  private static boolean isLayer(String operator) {
    return LAYERS.contains(operator)
        || operator.startsWith("QLinear")
        || operator.equals("QuantizeLinear")
        || operator.equals("DequantizeLinear");
  }

  static List<Named> of(Block main) {
    var order = new UseOrder();
    order.mark(main);
    order.visit(main);
    return order.all;
  }

  private void mark(Block block) {
    used.addAll(block.resultValues());
    for (var node = block.last(); node != null; node = node.previous()) {
      if (isLive(node)) {
        node.inputValues().stream().filter(v -> v != null).forEach(used::add);
        node.regions().forEach(this::mark);
      }
    }
  }

  private boolean isLive(Node node) {
    return node.results().stream().anyMatch(used::contains);
  }

  private void visit(Block block) {
    for (var node : block) {
      if (isLive(node)) {
        var operator = node.op() instanceof Foreign f ? f.name() : "";
        for (int i = 0; i < node.inputs(); i++) {
          take(node.inOrNull(i), operator, i);
        }
        node.regions().forEach(this::visit);
      }
    }
    block.resultValues().forEach(v -> take(v, "", 0));
  }

  private void take(@Nullable Value v, String operator, int operand) {
    if (v != null
        && contents(v) instanceof Tensor t
        && isParameter(operator, operand, t)
        && (!isLarge(t) || taken.add(v))) {
      var name = v.name() == null ? "" : v.name();
      int count = names.merge(name, 1, Integer::sum);
      all.add(new Named(count == 1 ? name : name + "#" + count, t));
    }
  }

  /** The tensor that {@code v} always is, or is when it is not given; null otherwise. */
  private static @Nullable Tensor contents(Value v) {
    if (v instanceof Value.Param p) {
      return p.initial();
    }
    if (v.constant() instanceof Tensor tensor) {
      return tensor;
    }
    if (!(v.op() instanceof Foreign f && f.qualifiedName().equals("Constant"))) {
      return null;
    }
    return switch (f.attrs().all().isEmpty() ? null : f.attrs().all().getFirst().value()) {
      case null -> null;
      case AttrValue.Tens(var tensor) -> tensor;
      case AttrValue.Reals(var reals) ->
          Tensor.ofDoubles(
              DType.F32,
              List.of((long) reals.size()),
              reals.stream().mapToDouble(Float::doubleValue).toArray());
      case AttrValue.Ints(var ints) -> Tensor.vector(ints);
      case AttrValue.Int _,
          AttrValue.Real _,
          AttrValue.Str _,
          AttrValue.Strs _,
          AttrValue.Tensors _,
          AttrValue.Region _,
          AttrValue.Regions _,
          AttrValue.TypeOf _,
          AttrValue.TypesOf _,
          AttrValue.Message _,
          AttrValue.Ref _ ->
          null;
    };
  }
}
