package sinter.backend.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sinter.ir.Block;
import sinter.ir.Graph;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.diag.CompilerBug;
import sinter.ir.op.Foreign;

/**
 * The names under which values of a graph are written. Inputs and outputs keep theirs; every other
 * value keeps its own unless a value of the same block has it, or a value of an enclosing block that
 * is read inside the block: then it gets a new one, as does a value without a name.
 */
final class Names {
  private final Map<Value, String> names = new HashMap<>();
  private final Map<Block, Set<Value>> captured = new HashMap<>();
  private final Set<String> taken = new HashSet<>();

  Names(Graph graph) {
    var body = graph.body();
    for (var block : body.allBlocks()) collect(block);
    assign(body, null);
  }

  /** The name of a value; empty for an absent operand or a result that nobody reads or names. */
  String of(@Nullable Value value) {
    if (value == null) return "";
    var name = names.get(value);
    if (name == null) throw new CompilerBug(value + " is read outside its graph");
    return name;
  }

  /** A name that no value has. */
  String fresh(String wish) {
    var stem = wish.isEmpty() ? "value" : wish;
    var name = stem;
    for (var i = 1; !taken.add(name); i++) name = stem + "_" + i;
    return name;
  }

  private void collect(Block block) {
    block.params().forEach(this::take);
    for (var result : block.results()) {
      take(block.signature(result.index()).name());
      capture(block, result.value());
    }
    for (var node : block) {
      node.results().forEach(this::take);
      for (var operand : node.operands()) capture(block, operand.value());
    }
  }

  private void take(Value value) {
    take(value.name());
  }

  private void take(@Nullable String name) {
    if (name != null) taken.add(name);
  }

  private void capture(Block block, @Nullable Value value) {
    if (value == null) return;
    var home = value.home();
    var at = block;
    while (at != home) {
      captured.computeIfAbsent(at, _ -> new HashSet<>()).add(value);
      var owner = at.owner();
      if (owner == null || owner.block() == null) return;
      at = owner.block();
    }
  }

  /** Names of one block while they are given, by name, with those of the blocks around it. */
  private record Scope(@Nullable Scope outer, Map<String, Value> own, Set<Value> captured) {
    boolean isFree(String name) {
      if (own.containsKey(name)) return false;
      for (var scope = outer; scope != null; scope = scope.outer) {
        var value = scope.own.get(name);
        if (value != null) return !captured.contains(value);
      }
      return true;
    }
  }

  private void assign(Block block, @Nullable Scope outer) {
    var scope = new Scope(outer, new HashMap<>(), captured.getOrDefault(block, Set.of()));
    for (var param : block.params()) assign(param, param.name(), "input", scope);
    for (var result : block.results()) {
      var value = result.value();
      var name = block.signature(result.index()).name();
      if (value instanceof Value.Result
          && value.home() == block
          && !names.containsKey(value)
          && name != null
          && !name.isEmpty()
          && scope.isFree(name)) {
        give(value, name, scope);
      }
    }
    for (var node : block) {
      for (var result : node.results()) {
        if (!names.containsKey(result)) assign(result, result.name(), stem(node), scope);
      }
    }
    for (var node : block) node.regions().forEach(r -> assign(r, scope));
  }

  private void assign(Value value, @Nullable String wish, String stem, Scope scope) {
    if (wish != null && wish.isEmpty() && value.isUnused()) {
      names.put(value, "");
    } else if (wish != null && !wish.isEmpty() && scope.isFree(wish)) {
      give(value, wish, scope);
    } else {
      give(value, fresh(wish == null || wish.isEmpty() ? stem : wish), scope);
    }
  }

  private void give(Value value, String name, Scope scope) {
    names.put(value, name);
    scope.own.put(name, value);
  }

  private static String stem(Node node) {
    var name = node.name();
    if (name != null && !name.isEmpty()) return name;
    return node.op() instanceof Foreign foreign ? foreign.name() : "constant";
  }
}
