package sinter.ir;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.op.Const;
import sinter.ir.op.Op;
import sinter.ir.tensor.Contents;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;

/** A result of a node or a parameter of a block: defined once, with the list of its uses. */
public abstract sealed class Value {
  private Type type;
  private @Nullable String name;
  private Facts facts = Facts.NONE;
  private @Nullable Contents contents;
  private @Nullable Use head;
  private @Nullable Use tail;
  private int useCount;

  private Value(Type type, @Nullable String name) {
    this.type = type;
    this.name = name;
  }

  /** A result of a node. */
  public static final class Result extends Value {
    private final Node node;
    private final int index;

    Result(Node node, int index, Type type, @Nullable String name) {
      super(type, name);
      this.node = node;
      this.index = index;
    }

    public Node node() {
      return node;
    }

    public int index() {
      return index;
    }
  }

  /** A parameter of a block: a graph input, or a value that a region receives. */
  public static final class Param extends Value {
    private final Block block;
    private @Nullable Tensor initial;

    Param(Block block, Type type, @Nullable String name) {
      super(type, name);
      this.block = block;
    }

    public Block block() {
      return block;
    }

    /** The value an absent input takes (an initializer that is also listed as input), or null. */
    public @Nullable Tensor initial() {
      return initial;
    }

    public void setInitial(@Nullable Tensor initial) {
      this.initial = initial;
    }
  }

  public Type type() {
    return type;
  }

  /** The type as a tensor type; {@link TensorType#ANY} when it is not known to be one. */
  public TensorType tensorType() {
    return type instanceof TensorType t ? t : TensorType.ANY;
  }

  public void setType(Type type) {
    this.type = type;
  }

  /** The name in the file; null when the value was made here and needs none yet. */
  public @Nullable String name() {
    return name;
  }

  public void setName(@Nullable String name) {
    this.name = name;
  }

  public Facts facts() {
    return facts;
  }

  public void setFacts(Facts facts) {
    this.facts = facts;
  }

  /** What is known of the elements of a small integer value; null when nothing is. */
  public @Nullable Contents contents() {
    return contents;
  }

  public void setContents(@Nullable Contents contents) {
    this.contents = contents;
  }

  /** The node that produces this value; null for a block parameter. */
  public @Nullable Node def() {
    return this instanceof Result r ? r.node() : null;
  }

  /** The op that produces this value; null for a block parameter. */
  public @Nullable Op op() {
    var def = def();
    return def == null ? null : def.op();
  }

  /** The tensor, when this value is a constant; else null. */
  public @Nullable Tensor constant() {
    return op() instanceof Const(var tensor) ? tensor : null;
  }

  /** The block in which the value is defined; null while its node is not part of a graph. */
  public @Nullable Block home() {
    return switch (this) {
      case Param p -> p.block();
      case Result r -> r.node().block();
    };
  }

  public int useCount() {
    return useCount;
  }

  public boolean hasOneUse() {
    return useCount == 1;
  }

  public boolean isUnused() {
    return useCount == 0;
  }

  /** A snapshot of the uses, oldest first. */
  public List<Use> uses() {
    var list = new ArrayList<Use>(useCount);
    for (var u = head; u != null; u = u.next) {
      list.add(u);
    }
    return list;
  }

  /** True when the value is among the results of some block (a graph output, or what a region yields). */
  public boolean isBlockResult() {
    for (var u = head; u != null; u = u.next) {
      if (u.block() != null) {
        return true;
      }
    }
    return false;
  }

  /** Makes every user read {@code to} instead. */
  public void replaceAllUses(Value to) {
    if (to == this) {
      return;
    }
    while (head != null) {
      head.set(to);
    }
  }

  /** Which name a value goes by that stands in another one's place. */
  public enum Naming {
    /** Its own, if it has one. */
    OWN,
    /** The other one's, when it has none of its own. */
    WHEN_NAMELESS,
    /** The other one's. */
    OTHER
  }

  /**
   * Makes every user read {@code by}, which computes the same. What is known of this value is known of {@code by} where
   * a node of the same block computes it: what is known inside a branch need not hold outside, and parameters keep the
   * types of their signature. A name goes over with its facts, and with the name of the node; the empty one, of an
   * absent result, only to one that nothing reads either.
   */
  public void replaceBy(Value by, Naming naming) {
    if (by instanceof Result r && by.home() == home()) {
      var met = Type.meet(by.type, type);
      by.type = met == null ? by.type : met;
      by.contents = by.contents == null ? contents : by.contents;
      boolean named = name != null && (!name.isEmpty() || (isUnused() && by.isUnused()));
      if (named
          && (naming == Naming.OTHER || (naming == Naming.WHEN_NAMELESS && by.name == null))) {
        by.name = name;
        by.facts = facts;
        name = null;
        if (def() instanceof Node d && r.node().name() == null) {
          r.node().setName(d.name());
        }
      }
    }
    replaceAllUses(by);
  }

  void addUse(Use use) {
    use.previous = tail;
    use.next = null;
    if (tail == null) {
      head = use;
    } else {
      tail.next = use;
    }
    tail = use;
    useCount++;
  }

  void removeUse(Use use) {
    if (use.previous == null) {
      head = use.next;
    } else {
      use.previous.next = use.next;
    }
    if (use.next == null) {
      tail = use.previous;
    } else {
      use.next.previous = use.previous;
    }
    use.previous = null;
    use.next = null;
    useCount--;
  }

  @Override
  public String toString() {
    return "%" + (name == null ? "" : name) + ": " + type;
  }
}
