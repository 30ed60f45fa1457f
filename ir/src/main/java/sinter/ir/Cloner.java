package sinter.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import sinter.ir.op.Op;

/** Copies nodes, with their regions, into a block; payloads are shared, never copied. */
public final class Cloner {
  private final Model to;
  private final Map<Value, Value> values = new HashMap<>();
  private final UnaryOperator<Op> ops;

  public Cloner(Model to) {
    this(to, UnaryOperator.identity());
  }

  /**
   * A cloner that may change ops.
   *
   * @param ops gives the op of the copy
   */
  public Cloner(Model to, UnaryOperator<Op> ops) {
    this.to = to;
    this.ops = ops;
  }

  /** Copies of what reads {@code from} read {@code copy}. */
  public void map(Value from, Value copy) {
    values.put(from, copy);
  }

  /** The copy of {@code value}; the value itself when it was not copied. */
  public Value of(Value value) {
    return values.getOrDefault(value, value);
  }

  /** A copy of {@code n} in {@code block} before {@code at} (at the end when null). */
  public Node node(Node n, Block block, @Nullable Node at) {
    var operands = new ArrayList<@Nullable Value>();
    for (var u : n.operands()) {
      var v = u.value();
      operands.add(v == null ? null : of(v));
    }
    var copy = to.node(ops.apply(n.op()), operands, n.outputs(), n.loc());
    copy.setName(n.name());
    copy.setFacts(n.facts());
    for (int i = 0; i < n.outputs(); i++) {
      describe(n.result(i), copy.result(i));
    }
    block.insertBefore(copy, at);
    for (var region : n.regions()) {
      block(region, copy.addRegion());
    }
    return copy;
  }

  /** Fills the empty block {@code into} with a copy of {@code from}: parameters, nodes, results and names. */
  public void block(Block from, Block into) {
    into.setName(from.name());
    into.setFacts(from.facts());
    for (var p : from.params()) {
      var copy = into.addParam(p.name(), p.type());
      copy.setInitial(p.initial());
      describe(p, copy);
    }
    for (var n : from) {
      node(n, into, null);
    }
    for (int i = 0; i < from.results().size(); i++) {
      into.addResult(of(from.result(i)), from.signature(i));
    }
  }

  private void describe(Value from, Value copy) {
    copy.setType(from.type());
    copy.setName(from.name());
    copy.setFacts(from.facts());
    copy.setContents(from.contents());
    values.put(from, copy);
  }

  /** A copy of a whole model that shares its weights. */
  public static Model copy(Model model) {
    var to = new Model(model.weights().retain());
    to.opsets().putAll(model.opsets());
    to.setIrVersion(model.irVersion());
    to.setFacts(model.facts());
    var cloner = new Cloner(to);
    cloner.block(model.main().body(), to.main().body());
    for (var f : model.functions()) {
      var signature = f.function();
      if (signature != null) {
        new Cloner(to).block(f.body(), to.addFunction(signature).body());
      }
    }
    return to;
  }

  /** Copies of {@code values}, in order. */
  public List<Value> all(List<? extends Value> values) {
    return values.stream().map(this::of).toList();
  }
}
