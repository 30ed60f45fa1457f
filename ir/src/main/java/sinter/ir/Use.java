package sinter.ir;

import org.jspecify.annotations.Nullable;

/**
 * One operand slot of a node, or one result slot of a block. While its user is part of a graph, the slot is linked
 * into the list of its value; appending at the tail keeps the order of uses deterministic.
 */
public final class Use {
  private final @Nullable Node node;
  private final @Nullable Block block;
  private final int index;
  @Nullable Value value;
  @Nullable Use previous;
  @Nullable Use next;
  boolean linked;

  Use(Node node, int index, @Nullable Value value) {
    this.node = node;
    this.block = null;
    this.index = index;
    this.value = value;
  }

  Use(Block block, int index, Value value) {
    this.node = null;
    this.block = block;
    this.index = index;
    this.value = value;
  }

  /** The node that reads the value; null when the user is a block's result list. */
  public @Nullable Node node() {
    return node;
  }

  /** The block whose result this is; null when the user is a node. */
  public @Nullable Block block() {
    return block;
  }

  /** Position among the user's operands or results. */
  public int index() {
    return index;
  }

  /** The value read; null for an absent optional operand. */
  public @Nullable Value value() {
    return value;
  }

  /** Reads {@code to} from now on. */
  public void set(@Nullable Value to) {
    boolean was = linked;
    unlink();
    value = to;
    if (was) {
      link();
    }
  }

  void link() {
    if (!linked) {
      linked = true;
      if (value != null) {
        value.addUse(this);
      }
    }
  }

  void unlink() {
    if (linked) {
      linked = false;
      if (value != null) {
        value.removeUse(this);
      }
    }
  }
}
