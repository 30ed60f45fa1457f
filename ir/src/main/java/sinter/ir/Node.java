package sinter.ir;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.CompilerBug;
import sinter.ir.diag.Loc;
import sinter.ir.op.Ins;
import sinter.ir.op.Op;
import sinter.ir.tensor.Contents;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Type;

/**
 * A place in a graph: an op, its operands, its results and the regions it owns. A new node is unattached: its operands
 * are recorded but do not count as uses until {@link Block} takes it in.
 */
public final class Node implements Ins {
  private final int id;
  private Op op;
  private final List<Use> operands;
  private final List<Value.Result> results;
  private final List<Block> regions = new ArrayList<>(0);
  private @Nullable String name;
  private Loc loc;
  private Facts facts = Facts.NONE;
  @Nullable Block block;
  @Nullable Node previous;
  @Nullable Node next;
  long order;

  Node(int id, Op op, List<? extends @Nullable Value> operands, int results, Loc loc) {
    this.id = id;
    this.op = op;
    this.loc = loc;
    this.operands = new ArrayList<>(operands.size());
    for (int i = 0; i < operands.size(); i++) {
      this.operands.add(new Use(this, i, operands.get(i)));
    }
    this.results = new ArrayList<>(results);
    for (int i = 0; i < results; i++) {
      this.results.add(new Value.Result(this, i, Type.OPAQUE, null));
    }
  }

  /** Dense number of the node within its model; index of {@link NodeMap}. */
  public int id() {
    return id;
  }

  public Op op() {
    return op;
  }

  /** Replaces what is computed here; operands, results and regions stay. The caller restores the types. */
  public void setOp(Op op) {
    this.op = op;
  }

  public List<Use> operands() {
    return operands;
  }

  /** Number of operand slots; optional operands at the end may be missing altogether. */
  @Override
  public int inputs() {
    return operands.size();
  }

  @Override
  public @Nullable Value inOrNull(int index) {
    return index < operands.size() ? operands.get(index).value : null;
  }

  /** Operand {@code index}. @throws CompilerBug when it is absent */
  public Value in(int index) {
    if (inOrNull(index) instanceof Value v) {
      return v;
    }
    throw new CompilerBug("operand " + index + " of " + this + " is absent");
  }

  /** Operands in order, null where an optional one is absent. */
  public List<@Nullable Value> inputValues() {
    var list = new ArrayList<@Nullable Value>(operands.size());
    operands.forEach(u -> list.add(u.value));
    return list;
  }

  /**
   * The node of the same block that produces operand {@code index}; null otherwise. A value of an enclosing block counts
   * as having no producer, so that a rewrite never moves work into a region.
   */
  public @Nullable Node defIn(int index) {
    var d = inOrNull(index) instanceof Value v ? v.def() : null;
    return d != null && d.block == block ? d : null;
  }

  /** The op of {@link #defIn}, or null. */
  public @Nullable Op opIn(int index) {
    var d = defIn(index);
    return d == null ? null : d.op();
  }

  public @Nullable Tensor constantIn(int index) {
    return constant(index);
  }

  public void setIn(int index, @Nullable Value value) {
    operands.get(index).set(value);
  }

  /** Adds an operand slot at the end. */
  public void addIn(@Nullable Value value) {
    var use = new Use(this, operands.size(), value);
    operands.add(use);
    if (block != null) {
      use.link();
    }
  }

  /** Drops absent operands at the end. */
  public void trimOperands() {
    while (!operands.isEmpty() && operands.getLast().value == null) {
      operands.removeLast();
    }
  }

  public List<Value.Result> results() {
    return results;
  }

  @Override
  public int outputs() {
    return results.size();
  }

  public Value.Result result(int index) {
    return results.get(index);
  }

  /** The only result. @throws CompilerBug when there is not exactly one */
  public Value.Result result() {
    if (results.size() != 1) {
      throw new CompilerBug(this + " has " + results.size() + " results");
    }
    return results.getFirst();
  }

  @Override
  public List<Block> regions() {
    return regions;
  }

  /** Adds an empty region. */
  public Block addRegion() {
    var region = new Block(this);
    regions.add(region);
    return region;
  }

  public @Nullable String name() {
    return name;
  }

  public void setName(@Nullable String name) {
    this.name = name;
  }

  public Loc loc() {
    return loc;
  }

  public void setLoc(Loc loc) {
    this.loc = loc;
  }

  public Facts facts() {
    return facts;
  }

  public void setFacts(Facts facts) {
    this.facts = facts;
  }

  /** The block that holds the node; null while unattached. */
  public @Nullable Block block() {
    return block;
  }

  /** The next node of the block, or null. */
  public @Nullable Node next() {
    return next;
  }

  public @Nullable Node previous() {
    return previous;
  }

  /** True when no result is used. */
  public boolean isDead() {
    return results.stream().allMatch(Value::isUnused);
  }

  /** Removes the node, which must be dead, from its block; its regions go with it. */
  public void erase() {
    if (!isDead()) {
      throw new CompilerBug("erasing " + this + " whose results are used");
    }
    if (block != null) {
      block.remove(this);
    }
  }

  @Override
  public Type type(int index) {
    return inOrNull(index) instanceof Value v ? v.type() : Type.OPAQUE;
  }

  @Override
  public @Nullable Tensor constant(int index) {
    return inOrNull(index) instanceof Value v ? v.constant() : null;
  }

  @Override
  public @Nullable Contents contents(int index) {
    var v = inOrNull(index);
    if (v == null) {
      return null;
    }
    return v.constant() instanceof Tensor t && !(t instanceof Tensor.Strings)
        ? Contents.of(t)
        : v.contents();
  }

  void link() {
    operands.forEach(Use::link);
    regions.forEach(Block::linkResults);
  }

  void unlink() {
    operands.forEach(Use::unlink);
    regions.forEach(Block::unlinkAll);
  }

  @Override
  public String toString() {
    var label =
        name != null && !name.isEmpty()
            ? name
            : results.isEmpty() ? null : results.getFirst().name();
    return op.getClass().getSimpleName() + (label == null ? "#" + id : " '" + label + "'");
  }
}
