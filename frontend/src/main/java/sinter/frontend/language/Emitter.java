package sinter.frontend.language;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sinter.ir.Block;
import sinter.ir.Model;
import sinter.ir.Node;
import sinter.ir.RegionTyping;
import sinter.ir.Typing;
import sinter.ir.Value;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Severity;
import sinter.ir.op.Const;
import sinter.ir.op.ElementTypes;
import sinter.ir.op.Op;
import sinter.ir.op.OpCatalog;
import sinter.ir.op.Schema;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;

/** Adds nodes where the program stands, checks each one's types, and gives values their names. */
final class Emitter {
  /** Nodes that a program may make, those that come to nothing included. */
  private static final int MOST_NODES = 1 << 19;

  /** Bytes of the constants that a program writes out; what is one number everywhere counts none. */
  private static final long MOST_BYTES = 1L << 29;

  private static final int MOST_NOTES = 4;
  private static final Pattern NUMBER = Pattern.compile("_[0-9]+$");

  private final Model model;
  private final Map<String, Value> names = new HashMap<>();

  /** Inputs, outputs and parameters, which keep their names. */
  private final IdentityHashMap<Value, Loc.Span> claimed = new IdentityHashMap<>();

  /** By name without its number, the least number that may be free. */
  private final Map<String, Integer> taken = new HashMap<>();

  private Block block;
  private long bytes;

  Emitter(Model model) {
    this.model = model;
    this.block = model.main().body();
  }

  Model model() {
    return model;
  }

  /** The block that new nodes go to. */
  Block block() {
    return block;
  }

  /** Runs {@code body} with nodes going to {@code other}. */
  void within(Block other, Runnable body) {
    var before = block;
    block = other;
    try {
      body.run();
    } finally {
      block = before;
    }
  }

  /** The only result of a new node. */
  Value emit(Loc.Span at, Op op, @Nullable Value... operands) {
    return node(at, op, Arrays.asList(operands), 1).result(0);
  }

  /**
   * A new node at the end of the current block.
   *
   * @throws InputError when its operands do not fit; then there is no node
   */
  Node node(Loc.Span at, Op op, List<? extends @Nullable Value> operands, int results) {
    var node = model.node(op, operands, results, at);
    block.append(node);
    check(node);
    checkElements(at, node);
    return node;
  }

  /** Refuses element types that no version of the operator takes. */
  private static void checkElements(Loc.Span at, Node node) {
    for (int i = 0; i < node.inputs(); i++) {
      if (node.inOrNull(i) instanceof Value v
          && v.tensorType().dtype() instanceof DType found
          && ElementTypes.of(node.op(), i) instanceof Set<DType> taken
          && !taken.contains(found)) {
        var error =
            Diagnostic.error(
                Code.DTYPE_MISMATCH,
                at,
                "%s takes %s, found %s"
                    .formatted(OpCatalog.get().of(node.op()).name(), words(taken), v.type()));
        error = explained(error, node);
        node.erase();
        throw new InputError(error);
      }
    }
  }

  private static String words(Set<DType> types) {
    var all = types.stream().map(DType::text).toList();
    int last = all.size() - 1;
    return last == 0
        ? all.getFirst()
        : String.join(", ", all.subList(0, last)) + " or " + all.get(last);
  }

  /** Types {@code node}; takes it away again when its operands do not fit. */
  void check(Node node) {
    check(node, Typing::infer);
  }

  /** The same for a node whose regions are not typed yet. */
  void checkWithRegions(Node node) {
    check(node, RegionTyping::infer);
  }

  private static void check(Node node, BiConsumer<Node, Diagnostics> infer) {
    if (node.id() > MOST_NODES) {
      throw new Exhausted(node.loc(), "the model has more than " + MOST_NODES + " nodes");
    }
    var found = new Diagnostics();
    infer.accept(node, found);
    for (var d : found.all()) {
      if (d.severity() == Severity.ERROR) {
        var error = explained(d, node);
        node.erase();
        throw new InputError(error);
      }
    }
  }

  /** The diagnostic with the operands' types and where they come from, in place of what only names the node. */
  private static Diagnostic explained(Diagnostic d, Node node) {
    var error = Diagnostic.error(d.code(), d.at(), d.message());
    var slots = OpCatalog.get().of(node.op()).schema();
    var told = new HashSet<Value>();
    for (int i = 0; i < node.inputs() && error.notes().size() < MOST_NOTES; i++) {
      if (node.inOrNull(i) instanceof Value v && told.add(v)) {
        error = error.with(name(v, slots, i) + " is " + v.type(), origin(v));
      }
    }
    return error;
  }

  /** What an operand is called in the program, else in the op's declaration. */
  private static String name(Value v, @Nullable Schema slots, int index) {
    if (v.name() != null) {
      return v.name();
    }
    if (slots == null || index >= slots.inputs().size()) {
      return "operand " + (index + 1);
    }
    var slot = slots.inputs().get(index);
    boolean isOneOfMany = slot.arity() == Schema.Arity.VARIADIC;
    return "operand " + (isOneOfMany ? String.valueOf(index + 1) : slot.name());
  }

  static Loc origin(Value v) {
    return v.def() == null ? Loc.UNKNOWN : v.def().loc();
  }

  Value constant(Loc.Span at, Tensor tensor) {
    count(at, tensor);
    return node(at, new Const(tensor), List.of(), 1).result(0);
  }

  private void count(Loc.Span at, Tensor tensor) {
    bytes +=
        tensor instanceof Tensor.Dense || tensor instanceof Tensor.Strings ? tensor.byteSize() : 0;
    if (bytes > MOST_BYTES) {
      throw new Exhausted(at, "the program's constants take more than " + MOST_BYTES + " bytes");
    }
  }

  /** A constant outside every loop and branch. */
  Value outerConstant(Loc.Span at, Tensor tensor) {
    count(at, tensor);
    var node = model.node(new Const(tensor), List.of(), 1, at);
    model.main().body().append(node);
    check(node);
    return node.result(0);
  }

  /** A scalar of {@code dtype}. */
  Value scalar(Loc.Span at, DType dtype, Val number) {
    if (!dtype.isFloat()) {
      return constant(at, Tensor.ofLongs(dtype, List.of(), integer(at, dtype, number)));
    }
    var real = StaticMath.real(number);
    if (real == null) {
      throw Mistake.kind(at, "a number", number);
    }
    checkRange(at, dtype, real);
    return constant(at, Tensor.scalar(dtype, real));
  }

  /** Refuses a finite number that {@code dtype} can only hold as an infinity or not at all. */
  static void checkRange(Loc.Span at, DType dtype, double value) {
    if (Double.isFinite(value) && !Double.isFinite(Tensor.scalar(dtype, value).doubleAt(0))) {
      throw Mistake.of(Code.DTYPE_MISMATCH, at, "%s does not fit into %s", value, dtype);
    }
  }

  /** The bits of a whole number in a tensor of integers or booleans; it must be one that {@code dtype} can hold. */
  static long integer(Loc.Span at, DType dtype, Val number) {
    if (!dtype.isInteger() && dtype != DType.BOOL) {
      throw Mistake.of(Code.DTYPE_MISMATCH, at, "a number does not go with %s", dtype);
    }
    if (number instanceof Val.Int(var d) && !d.isConst()) {
      throw Mistake.notConstant(at, "this number", d);
    }
    if (StaticMath.real(number) == null) {
      throw Mistake.kind(at, "a number", number);
    }
    if (StaticMath.exact(number) instanceof BigDecimal exact
        && exact.stripTrailingZeros().scale() <= 0
        && fits(dtype, exact.toBigInteger())) {
      return exact.longValue();
    }
    throw Mistake.of(Code.DTYPE_MISMATCH, at, "%s does not fit into %s", number, dtype);
  }

  private static boolean fits(DType dtype, BigInteger value) {
    boolean isUnsigned = dtype == DType.BOOL || dtype.kind() == DType.Kind.UNSIGNED;
    int bits = dtype == DType.BOOL ? 1 : dtype.bits();
    return isUnsigned ? value.signum() >= 0 && value.bitLength() <= bits : value.bitLength() < bits;
  }

  /** Names {@code value}, which is fresh; another value of that name in the model makes it {@code name_2}. */
  void name(Value value, String name) {
    if (value.name() != null) {
      return;
    }
    var free = name;
    int next = taken.getOrDefault(name, 2);
    while (names.containsKey(free)) {
      free = name + "_" + next++;
    }
    taken.put(name, next);
    value.setName(free);
    names.put(free, value);
  }

  /**
   * Gives {@code value} exactly {@code name}; a value that has it by the way takes another.
   *
   * @throws InputError when another value has a claim on it: an input, an output or a parameter
   */
  void claim(Loc.Span at, Value value, String name) {
    var holder = names.get(name);
    if (holder == value) {
      claimed.put(value, at);
      return;
    }
    if (holder != null && claimed.get(holder) instanceof Loc.Span other) {
      var error =
          Diagnostic.error(
              Code.UNRESOLVED_NAME, at, name + " is the name of two values in the model's file");
      throw new InputError(error.with("the other one is declared here", other));
    }
    claimed.put(value, at);
    if (value.name() instanceof String old) {
      names.remove(old);
      taken.remove(NUMBER.matcher(old).replaceFirst(""));
    }
    names.put(name, value);
    value.setName(name);
    if (holder != null) {
      holder.setName(null);
      name(holder, name);
    }
  }

  /** Everything from {@code from} moved to the end of {@code to}. */
  static void move(Block from, Block to) {
    for (var n : new ArrayList<>(nodes(from))) {
      to.moveBefore(n, null);
    }
  }

  private static List<Node> nodes(Block block) {
    var all = new ArrayList<Node>();
    block.forEach(all::add);
    return all;
  }
}
