package sinter.passes.boundary;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sinter.ir.Cloner;
import sinter.ir.Graph;
import sinter.ir.Model;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Attr;
import sinter.ir.op.AttrValue;
import sinter.ir.op.Attrs;
import sinter.ir.op.Foreign;
import sinter.ir.op.Op;
import sinter.ir.tensor.Bytes;
import sinter.passes.Pass;
import sinter.passes.PassContext;

/**
 * Replaces calls of the model's functions by their bodies, attribute references by the caller's attributes, and drops the
 * functions that nothing calls any more. A function whose opset imports disagree with the model's stays a call.
 *
 * @param mixed inline those as well: their nodes keep the opset of the function
 */
public record InlineFunctions(boolean mixed) implements Pass {
  public static final InlineFunctions DEFAULTS = new InlineFunctions(false);

  /** What the bodies of all inlined functions may come to. */
  private static final long MOST_NODES = 1 << 20;

  private record Key(String domain, String name, String overload) {}

  @Override
  public void run(Model model, PassContext cx) {
    if (model.functions().isEmpty()) {
      return;
    }
    var functions = new HashMap<Key, Graph>();
    for (var f : model.functions()) {
      var s = Objects.requireNonNull(f.function());
      functions.put(new Key(s.domain(), s.name(), s.overload()), f);
    }
    var sizes = new Sizes(functions);
    for (var n : model.main().body().allNodes()) {
      inline(model, n, functions, sizes, new HashSet<>(), cx);
    }
    drop(model, functions);
  }

  private static @Nullable Graph callee(Node n, Map<Key, Graph> functions) {
    return n.op() instanceof Foreign f
        ? functions.get(new Key(f.domain(), f.name(), f.overload()))
        : null;
  }

  private void inline(
      Model model,
      Node call,
      Map<Key, Graph> functions,
      Sizes sizes,
      Set<Graph> open,
      PassContext cx) {
    var function = callee(call, functions);
    if (function == null || call.block() == null || !cx.journal().open()) {
      return;
    }
    var signature = Objects.requireNonNull(function.function());
    var caller = (Foreign) call.op();
    var obstacle = obstacle(model, call, function, caller.attrs());
    if (obstacle != null) {
      cx.journal().miss(name(), call.toString(), obstacle, call.loc());
      return;
    }
    if (!sizes.take(function)) {
      cx.journal().miss(name(), call.toString(), "it would become too many nodes", call.loc());
      return;
    }
    if (!open.add(function)) {
      return;
    }
    var cloner = new Cloner(model, op -> bind(op, caller.attrs(), signature));
    var body = function.body();
    for (int i = 0; i < body.params().size(); i++) {
      if (call.inOrNull(i) instanceof Value v) {
        cloner.map(body.params().get(i), v);
      }
    }
    var block = Objects.requireNonNull(call.block());
    var made = new ArrayList<Node>();
    for (var n : body) {
      made.add(cloner.node(n, block, call));
    }
    var absent =
        new HashSet<Value>(
            body.params()
                .subList(Math.min(call.inputs(), body.params().size()), body.params().size()));
    for (int i = 0; i < Math.min(call.inputs(), body.params().size()); i++) {
      if (call.inOrNull(i) == null) {
        absent.add(body.params().get(i));
      }
    }
    made.forEach(n -> settle(n, absent));
    for (int i = 0; i < call.outputs() && i < body.results().size(); i++) {
      var by = cloner.of(body.result(i));
      boolean inside = by.def() != null && made.contains(by.def()) && !call.result(i).isUnused();
      call.result(i).replaceBy(by, inside ? Value.Naming.OTHER : Value.Naming.OWN);
    }
    cx.journal().accept(name(), call.toString(), call.loc());
    call.erase();
    for (var n : made) {
      if (n.block() != null) {
        inline(model, n, functions, sizes, open, cx);
        n.regions()
            .forEach(r -> r.allNodes().forEach(i -> inline(model, i, functions, sizes, open, cx)));
      }
    }
    open.remove(function);
  }

  /** Parameters that the call leaves out are absent operands; names of the body are not names of the caller. */
  private static void settle(Node n, Set<Value> absent) {
    for (var u : n.operands()) {
      if (u.value() != null && absent.contains(u.value())) {
        u.set(null);
      }
    }
    n.results()
        .forEach(r -> {
          if (!"".equals(r.name())) {
            r.setName(null);
          }
        });
    n.regions().forEach(r -> r.forEach(i -> settle(i, absent)));
  }

  /** Why the body cannot stand in the place of {@code call}; null when it can. */
  private @Nullable String obstacle(Model model, Node call, Graph function, Attrs given) {
    var signature = Objects.requireNonNull(function.function());
    var body = function.body();
    if (!mixed && !agrees(model, signature)) {
      return "the function imports other opsets than the model";
    }
    if (call.inputs() > body.params().size() || call.outputs() > body.results().size()) {
      return "the call has more operands or results than the function";
    }
    for (int i = 0; i < call.outputs(); i++) {
      int at = body.params().indexOf(body.result(i));
      if (at >= 0 && call.inOrNull(at) == null) {
        return "a result of the function is an operand that the call leaves out";
      }
    }
    for (var n : body.allNodes()) {
      if (n.op() instanceof Foreign f
          && f.attrs().all().stream().anyMatch(a -> isGraph(a, given, signature))) {
        return "the call gives the function a graph";
      }
    }
    return null;
  }

  private static boolean isGraph(Attr a, Attrs given, Graph.Signature s) {
    return a.value() instanceof AttrValue.Ref(var name, _)
        && value(name, given, s) instanceof AttrValue v
        && (v instanceof AttrValue.Region || v instanceof AttrValue.Regions);
  }

  /** How many nodes functions become when all they call is inlined, and how many more there may be. */
  private static final class Sizes {
    private final Map<Key, Graph> functions;
    private final Map<Graph, Long> known = new HashMap<>();
    private long room = MOST_NODES;

    Sizes(Map<Key, Graph> functions) {
      this.functions = functions;
    }

    /** Takes the room for one more {@code function}; false when there is not enough. */
    boolean take(Graph function) {
      long size = of(function);
      if (size > room) {
        return false;
      }
      room -= function.body().allNodes().size();
      return true;
    }

    private long of(Graph function) {
      var before = known.putIfAbsent(function, MOST_NODES + 1);
      if (before != null) {
        return before;
      }
      long size = 0;
      for (var n : function.body().allNodes()) {
        var inner = callee(n, functions);
        size = Math.min(MOST_NODES + 1, size + 1 + (inner == null ? 0 : of(inner)));
      }
      known.put(function, size);
      return size;
    }
  }

  private static boolean agrees(Model model, Graph.Signature s) {
    return s.opsets().entrySet().stream().allMatch(e -> e.getValue() == model.opset(e.getKey()));
  }

  private static Op bind(Op op, Attrs caller, Graph.Signature s) {
    if (!(op instanceof Foreign f) || !f.attrs().hasReferences()) {
      return op;
    }
    var bound = new ArrayList<Attr>();
    for (var a : f.attrs().all()) {
      if (!(a.value() instanceof AttrValue.Ref(var name, _))) {
        bound.add(a);
      } else if (value(name, caller, s) instanceof AttrValue v) {
        bound.add(new Attr(a.name(), v, Bytes.EMPTY));
      }
    }
    return new Foreign(f.domain(), f.name(), f.overload(), f.opset(), new Attrs(bound));
  }

  private static @Nullable AttrValue value(String name, Attrs caller, Graph.Signature s) {
    var given = caller.get(name);
    return given != null ? given : new Attrs(s.defaults()).get(name);
  }

  private static void drop(Model model, Map<Key, Graph> functions) {
    var called = new HashSet<Graph>();
    List<Node> open = new ArrayList<>(model.main().body().allNodes());
    while (!open.isEmpty()) {
      var f = callee(open.removeLast(), functions);
      if (f != null && called.add(f)) {
        open.addAll(f.body().allNodes());
      }
    }
    model.functions().removeIf(f -> !called.contains(f));
  }
}
