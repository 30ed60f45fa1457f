package sinter.ir;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Loc;
import sinter.ir.op.Const;
import sinter.ir.op.Op;
import sinter.ir.tensor.Tensor;

/** Creates typed nodes at the end of a block, or before one of its nodes. */
public final class Builder {
  private final Model model;
  private final Block block;
  private final @Nullable Node before;
  private final Diagnostics diagnostics;
  private Loc loc = Loc.UNKNOWN;

  /** Appends to {@code block}. */
  public Builder(Model model, Block block, Diagnostics diagnostics) {
    this(model, block, null, diagnostics);
  }

  /** Inserts before {@code before}; appends when it is null. */
  public Builder(Model model, Block block, @Nullable Node before, Diagnostics diagnostics) {
    this.model = model;
    this.block = block;
    this.before = before;
    this.diagnostics = diagnostics;
  }

  /** Location of the nodes made from now on. */
  public Builder at(Loc loc) {
    this.loc = loc;
    return this;
  }

  public Node node(Op op, List<? extends @Nullable Value> operands, int results) {
    var n = model.node(op, operands, results, loc);
    block.insertBefore(n, before);
    Typing.infer(n, diagnostics);
    return n;
  }

  /** The result of a new node with one result. */
  public Value emit(Op op, @Nullable Value... operands) {
    return node(op, Arrays.asList(operands), 1).result(0);
  }

  public Value constant(Tensor tensor) {
    return emit(new Const(tensor));
  }
}
