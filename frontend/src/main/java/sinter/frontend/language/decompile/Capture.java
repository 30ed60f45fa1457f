package sinter.frontend.language.decompile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.Vocabulary;
import sinter.frontend.language.decompile.Form.Argument;
import sinter.frontend.language.decompile.Form.Piece;
import sinter.ir.Block;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.diag.Code;
import sinter.ir.diag.InputError;
import sinter.ir.op.Activation;
import sinter.ir.op.Attr;
import sinter.ir.op.AttrValue;
import sinter.ir.op.Const;
import sinter.ir.op.Control;
import sinter.ir.op.Domain;
import sinter.ir.op.Elementwise;
import sinter.ir.op.Foreign;
import sinter.ir.op.Onnx;
import sinter.ir.op.OnnxCodec;
import sinter.ir.op.OpCatalog;
import sinter.ir.op.Schema;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;

/**
 * Turns the nodes of a typed model into items of a program, in their order; what nothing needs is left out.
 */
final class Capture {
  private record Operator(String sign, Form.Level level) {}

  private static final Map<String, Operator> OPERATORS =
      Map.ofEntries(
          Map.entry("add", new Operator("+", Form.Level.SUM)),
          Map.entry("sub", new Operator("-", Form.Level.SUM)),
          Map.entry("mul", new Operator("*", Form.Level.PRODUCT)),
          Map.entry("div", new Operator("/", Form.Level.PRODUCT)),
          Map.entry("mat_mul", new Operator("@", Form.Level.PRODUCT)),
          Map.entry("pow", new Operator("**", Form.Level.POWER)),
          Map.entry("less", new Operator("<", Form.Level.COMPARISON)),
          Map.entry("less_or_equal", new Operator("<=", Form.Level.COMPARISON)),
          Map.entry("greater", new Operator(">", Form.Level.COMPARISON)),
          Map.entry("greater_or_equal", new Operator(">=", Form.Level.COMPARISON)),
          Map.entry("equal", new Operator("==", Form.Level.COMPARISON)),
          Map.entry("and", new Operator("and", Form.Level.AND)),
          Map.entry("or", new Operator("or", Form.Level.OR)));

  final Stores stores = new Stores();
  private final Operands operands;
  private final Layers layers;
  private final Spans spans;
  private final Regions regions;
  private final Map<Value, Def> defs = new HashMap<>();
  private final Set<Value> used = new HashSet<>();

  Capture(Names.Symbols symbols) {
    this.operands = new Operands(symbols, stores, this::def);
    this.layers = new Layers(stores, this::def);
    this.spans = new Spans(operands);
    this.regions = new Regions(this);
  }

  /** The body of the model. */
  Item.Body model(Block block) {
    mark(block);
    return body(block);
  }

  Def def(Value v) {
    return defs.computeIfAbsent(v, _ -> new Def(v.tensorType().dtype()));
  }

  /** Finds what the results need, from the end to the start. */
  private void mark(Block block) {
    block.resultValues().forEach(this::need);
    for (var node = block.last(); node != null; node = node.previous()) {
      if (!isLive(node)) {
        continue;
      }
      for (int i = 0; i < node.inputs(); i++) {
        if (node.inOrNull(i) instanceof Value v
            && (v.constant() != null || !operands.isWritten(node, i))) {
          need(v);
        }
      }
      node.regions().forEach(this::mark);
    }
  }

  private void need(Value v) {
    used.add(v);
    stores.count(v);
  }

  private boolean isLive(Node node) {
    return !(node.op() instanceof Const) && node.results().stream().anyMatch(used::contains);
  }

  Item.Body body(Block block) {
    var items = new ArrayList<Item>();
    for (var node : block) {
      if (isLive(node) && !isGate(node)) {
        declare(stores.sharedFirst(node), items);
        items.add(item(node, items));
      }
    }
    var late = new ArrayList<Value>();
    stores.results(block, late);
    declare(late, items);
    var results = block.resultValues().stream().map(v -> result(v, items)).toList();
    return new Item.Body(block.params().stream().map(this::def).toList(), items, results);
  }

  private void declare(List<Value> shared, List<Item> items) {
    for (var v : shared) {
      var def = stores.shared(v);
      if (def != null && v.constant() instanceof Tensor t) {
        var b = new FormBuilder();
        var value = new Argument(null, stores.pieces(b, v, t), null);
        items.add(b.step(new Form.Plain(value), List.of(def)));
      }
    }
  }

  private Def result(Value v, List<Item> items) {
    if (stores.shared(v) instanceof Def shared) {
      return shared;
    }
    return v.constant() instanceof Tensor t && v.def() instanceof Node n
        ? constant(v, n, t, items)
        : def(v);
  }

  /** A variable that holds a constant. */
  Def constant(Value v, Node at, Tensor t, List<Item> items) {
    var b = new FormBuilder();
    var pieces =
        Stores.large(v) != null ? stores.pieces(b, v, t) : Operands.tensor(b, at, t, "value");
    var def = new Def(t.dtype());
    items.add(b.step(new Form.Plain(new Argument(null, pieces, null)), List.of(def)));
    return def;
  }

  /** Operand {@code index} as a variable. */
  Def variable(Node node, int index, List<Item> items) {
    return result(node.in(index), items);
  }

  /** What {@code node} makes; results at the end that are optional and not needed are left out. */
  List<Def> results(Node node) {
    int count = node.outputs();
    var schema = OpCatalog.get().of(node.op()).schema();
    while (count > 1
        && !used.contains(node.result(count - 1))
        && schema != null
        && count <= schema.outputs().size()
        && schema.outputs().get(count - 1).arity() == Schema.Arity.OPTIONAL) {
      count--;
    }
    return node.results().subList(0, count).stream().map(v -> def((Value) v)).toList();
  }

  private Item item(Node node, List<Item> items) {
    if (node.op() instanceof Control control) {
      return regions.item(node, control, items);
    }
    var out = results(node);
    if (node.op() instanceof Foreign f) {
      return foreign(node, f, out);
    }
    if (node.op() instanceof Elementwise.Mul && gated(node) instanceof Value x) {
      var b = new FormBuilder();
      return b.add(List.of(b.tensor(def(x)))).call("silu", out);
    }
    var layer = layers.of(node, out);
    if (layer != null) {
      return layer;
    }
    var indexed = spans.of(node, out);
    return indexed != null ? indexed : call(node, out);
  }

  /** x of a product of x with its sigmoid, which nothing else reads; null for other nodes. */
  private @Nullable Value gated(Node mul) {
    for (int i = 0; i < 2; i++) {
      var x = mul.in(1 - i);
      var gate = mul.in(i).def();
      if (gate != null
          && gate.op() instanceof Activation.Sigmoid
          && gate.in(0) == x
          && x.constant() == null
          && gate.block() == mul.block()
          && mul.in(i).hasOneUse()) {
        return x;
      }
    }
    return null;
  }

  private boolean isGate(Node node) {
    return node.op() instanceof Activation.Sigmoid
        && node.result().hasOneUse()
        && node.result().uses().getFirst().node() instanceof Node mul
        && mul.op() instanceof Elementwise.Mul
        && gated(mul) == node.in(0);
  }

  private Item call(Node node, List<Def> out) {
    var entry = OpCatalog.get().of(node.op());
    var b = new FormBuilder();
    var operator = isTruncating(node) ? null : OPERATORS.get(entry.name());
    if (operator != null && node.inputs() == 2) {
      var left = new Argument(null, operands.side(b, node, 0), null);
      var right = new Argument(null, operands.side(b, node, 1), null);
      if (isTensor(left) || isTensor(right)) {
        return b.step(new Form.Infix(operator.sign(), operator.level(), left, right), out);
      }
      b = new FormBuilder();
    }
    if (entry.name().equals("not")) {
      var operand = new Argument(null, operands.operand(b, node, 0), null);
      return b.step(new Form.Prefix("not ", Form.Level.NOT, operand), out);
    }
    int count = node.inputs();
    while (count > 0 && node.inOrNull(count - 1) == null) {
      count--;
    }
    for (int i = 0; i < count; i++) {
      b.add(operands.operand(b, node, i));
    }
    for (var a : attributes(node, entry)) {
      if (!isKernelOfWeight(node, a)) {
        var type = OnnxCodec.attributes(entry).get(a.name());
        b.add(a.name(), attribute(b, node, a, type), byDefault(a));
      }
    }
    var name = entry.name();
    return b.call(Vocabulary.hidesOp(name) ? "op." + name : name, out);
  }

  /** Whether the node divides what may be integers: it rounds towards zero, {@code /} rounds down. */
  private static boolean isTruncating(Node node) {
    return node.op() instanceof Elementwise.Div
        && !(node.in(0).tensorType().dtype() instanceof DType d && d.isFloat());
  }

  /** Whether {@code a} says what the shape of a weight says already. */
  private static boolean isKernelOfWeight(Node node, Attr a) {
    if (!a.name().equals("kernel_shape") || !(a.value() instanceof AttrValue.Ints(var kernel))) {
      return false;
    }
    for (var v : node.inputValues()) {
      if (Stores.large(v) instanceof Tensor t
          && t.rank() > 2
          && t.dims().subList(2, t.rank()).equals(kernel)) {
        return true;
      }
    }
    return false;
  }

  /** What of a window need not be said. */
  private static @Nullable String byDefault(Attr a) {
    if (!(a.value() instanceof AttrValue.Ints(var values))) {
      return null;
    }
    return switch (a.name()) {
      case "strides", "dilations" -> Collections.nCopies(values.size(), 1).toString();
      case "pads" -> Collections.nCopies(values.size(), 0).toString();
      default -> null;
    };
  }

  private static boolean isTensor(Argument a) {
    return switch (a.pieces().getFirst()) {
      case Piece.In _ -> true;
      case Piece.Text(var text) -> text.contains("(");
      case Piece.At _ -> false;
    };
  }

  private static List<Attr> attributes(Node node, OpCatalog.Entry entry) {
    var onnx = entry.schemaOrThrow().onnx();
    if (onnx == null) {
      throw unsayable(node, "is no operator of ONNX");
    }
    int version = onnx.sinceAt(Onnx.NEWEST) != 0 ? Onnx.NEWEST : onnx.since().getLast();
    var writing = OnnxCodec.write(node.op(), version, node);
    if (writing == null || !writing.dropped().isEmpty()) {
      throw unsayable(node, "has no form in the newest version of the operator");
    }
    return writing.attrs().all();
  }

  static InputError unsayable(Node node, String why) {
    return new InputError(
        Code.BAD_ATTRIBUTE, node.loc(), node + " cannot be said in a program: it " + why);
  }

  private Item foreign(Node node, Foreign f, List<Def> out) {
    if (!node.regions().isEmpty()) {
      throw unsayable(node, "has a body, but is no operator that is known");
    }
    if (!f.overload().isEmpty()) {
      throw unsayable(node, "calls a function of the model");
    }
    var b = new FormBuilder();
    b.add(List.of(new Piece.Text(string(node, f.domain()))));
    b.add(List.of(new Piece.Text(string(node, f.name()))));
    for (int i = 0; i < node.inputs(); i++) {
      b.add(operands.operand(b, node, i));
    }
    for (var a : f.attrs().all()) {
      boolean isOption = a.name().equals("outputs") || a.name().equals("version");
      boolean isPlain = Names.identifier(a.name(), "").equals(a.name());
      boolean isQuoted = isOption || !isPlain || Vocabulary.isWord(a.name());
      b.add(isQuoted ? string(node, a.name()) : a.name(), attribute(b, node, a, null));
    }
    if (out.size() > 1) {
      b.add("outputs", List.of(new Piece.Text(Integer.toString(out.size()))));
    }
    if (f.opset() > 1 || (f.opset() == 1 && Domain.isDefault(f.domain()))) {
      b.add("version", List.of(new Piece.Text(Long.toString(f.opset()))));
    }
    return b.call("foreign", out);
  }

  private static String string(Node node, String text) {
    var quoted = Literals.string(text);
    if (quoted == null) {
      throw unsayable(node, "has a text with control characters");
    }
    return quoted;
  }

  private static List<Piece> attribute(FormBuilder b, Node node, Attr a, @Nullable Class<?> type) {
    var role = a.name();
    return switch (a.value()) {
      case AttrValue.Int(long v) when type == DType.class && DType.ofOnnx((int) v) != null ->
          List.of(new Piece.Text(String.valueOf(DType.ofOnnx((int) v))));
      case AttrValue.Int(long v) when type == boolean.class || type == Boolean.class ->
          List.of(new Piece.Text(Boolean.toString(v != 0)));
      case AttrValue.Int(long v) -> List.of(b.slot(Slot.of(v), role));
      case AttrValue.Real(float v) -> List.of(b.slot(Slot.of(Literals.real(v)), role));
      case AttrValue.Str(var v) when Literals.string(v) instanceof String s ->
          List.of(new Piece.Text(s));
      case AttrValue.Ints(var v) -> b.list(v.stream().map(Slot::of).toList(), role);
      case AttrValue.Reals(var v) ->
          b.list(v.stream().map(r -> Slot.of(Literals.real(r))).toList(), role);
      case AttrValue.Strs(var v) when v.stream().allMatch(s -> Literals.string(s) != null) ->
          b.list(v.stream().map(s -> Slot.of(string(node, s.text()))).toList(), role);
      case AttrValue.Tens(var t) -> Operands.tensor(b, node, t, role);
      case AttrValue.Str _,
          AttrValue.Strs _,
          AttrValue.Tensors _,
          AttrValue.Region _,
          AttrValue.Regions _,
          AttrValue.TypeOf _,
          AttrValue.TypesOf _,
          AttrValue.Message _,
          AttrValue.Ref _ ->
          throw unsayable(node, "has attribute " + a.name() + ", for which there is no literal");
    };
  }
}
