package sinter.ir;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.CompilerBug;
import sinter.ir.type.Type;

/**
 * An ordered list of nodes with parameters and results: the body of a graph, of a function, or a region of a node. A
 * node may read every value defined earlier in its block or in an enclosing one.
 */
public final class Block implements Iterable<Node> {
  private static final long GAP = 1L << 20;

  /** What the outside sees of a result: the name and type the signature declares, with its facts. */
  public record Signature(@Nullable String name, Type declared, Facts facts) {
    public static final Signature NONE = new Signature(null, Type.OPAQUE, Facts.NONE);
  }

  private final @Nullable Node owner;
  private final List<Value.Param> params = new ArrayList<>();
  private final List<Use> results = new ArrayList<>();
  private final List<Signature> signatures = new ArrayList<>();
  private @Nullable String name;
  private Facts facts = Facts.NONE;
  private @Nullable Node first;
  private @Nullable Node last;
  private int size;

  Block(@Nullable Node owner) {
    this.owner = owner;
  }

  /** The node whose region this is; null for the body of a graph or function. */
  public @Nullable Node owner() {
    return owner;
  }

  /** Name of the ONNX graph this was read from; null when it has none. */
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

  public List<Value.Param> params() {
    return params;
  }

  public Value.Param addParam(@Nullable String name, Type type) {
    var p = new Value.Param(this, type, name);
    params.add(p);
    return p;
  }

  /** Removes a parameter, which must be unused. */
  public void removeParam(Value.Param param) {
    if (!param.isUnused()) {
      throw new CompilerBug("removing parameter " + param + " which is used");
    }
    params.remove(param);
  }

  public List<Use> results() {
    return results;
  }

  public Value result(int index) {
    var v = results.get(index).value;
    if (v == null) {
      throw new CompilerBug("result " + index + " is absent");
    }
    return v;
  }

  public List<Value> resultValues() {
    var list = new ArrayList<Value>(results.size());
    for (int i = 0; i < results.size(); i++) {
      list.add(result(i));
    }
    return list;
  }

  public Signature signature(int index) {
    return signatures.get(index);
  }

  public void setSignature(int index, Signature signature) {
    signatures.set(index, signature);
  }

  public void addResult(Value value, Signature signature) {
    var use = new Use(this, results.size(), value);
    results.add(use);
    signatures.add(signature);
    use.link();
  }

  /** Drops every result. */
  public void clearResults() {
    results.forEach(Use::unlink);
    results.clear();
    signatures.clear();
  }

  public @Nullable Node first() {
    return first;
  }

  public @Nullable Node last() {
    return last;
  }

  public int size() {
    return size;
  }

  public void append(Node node) {
    insertBefore(node, null);
  }

  /** Takes {@code node} in before {@code at}, or at the end when {@code at} is null. */
  public void insertBefore(Node node, @Nullable Node at) {
    if (node.block != null || (at != null && at.block != this)) {
      throw new CompilerBug("inserting " + node + " where it cannot stand");
    }
    node.block = this;
    node.next = at;
    node.previous = at == null ? last : at.previous;
    if (node.previous == null) {
      first = node;
    } else {
      node.previous.next = node;
    }
    if (at == null) {
      last = node;
    } else {
      at.previous = node;
    }
    size++;
    number(node);
    node.link();
  }

  private void number(Node node) {
    long low = node.previous == null ? 0 : node.previous.order;
    if (node.next == null) {
      node.order = low + GAP;
      return;
    }
    long high = node.next.order;
    node.order = low + (high - low) / 2;
    if (node.order == low) {
      long order = 0;
      for (var n = first; n != null; n = n.next) {
        n.order = order += GAP;
      }
    }
  }

  void remove(Node node) {
    if (node.previous == null) {
      first = node.next;
    } else {
      node.previous.next = node.next;
    }
    if (node.next == null) {
      last = node.previous;
    } else {
      node.next.previous = node.previous;
    }
    node.unlink();
    node.block = null;
    node.previous = null;
    node.next = null;
    size--;
  }

  /** Moves {@code node}, of this or another block, to before {@code at} (end of block when null); its uses stay. */
  public void moveBefore(Node node, @Nullable Node at) {
    if (node == at) {
      return;
    }
    if (node.block != null) {
      node.block.remove(node);
    }
    insertBefore(node, at);
  }

  /** True when {@code a} stands before {@code b}; both in this block. */
  public static boolean isBefore(Node a, Node b) {
    if (a.block == null || a.block != b.block) {
      throw new CompilerBug("order of nodes in different blocks");
    }
    return a.order < b.order;
  }

  /** True when this block is {@code other} or lies inside it. */
  public boolean isWithin(Block other) {
    for (var b = this; b != null; b = b.owner == null ? null : b.owner.block) {
      if (b == other) {
        return true;
      }
    }
    return false;
  }

  void linkResults() {
    results.forEach(Use::link);
    for (var n = first; n != null; n = n.next) {
      n.link();
    }
  }

  void unlinkAll() {
    results.forEach(Use::unlink);
    for (var n = first; n != null; n = n.next) {
      n.unlink();
    }
  }

  /** Nodes in order; the node last returned may be erased or moved, others may be inserted. */
  @Override
  public Iterator<Node> iterator() {
    return new Iterator<>() {
      private @Nullable Node ahead = first;

      @Override
      public boolean hasNext() {
        return ahead != null;
      }

      @Override
      public Node next() {
        if (ahead == null) {
          throw new NoSuchElementException();
        }
        var n = ahead;
        ahead = n.next;
        return n;
      }
    };
  }

  /** Every node of this block and of the regions inside it, outer before inner, in order. */
  public List<Node> allNodes() {
    var list = new ArrayList<Node>(size);
    collect(list);
    return list;
  }

  private void collect(List<Node> into) {
    for (var n = first; n != null; n = n.next) {
      into.add(n);
      n.regions().forEach(r -> r.collect(into));
    }
  }

  /** This block and every block of the regions inside it. */
  public List<Block> allBlocks() {
    var list = new ArrayList<Block>();
    list.add(this);
    for (var n = first; n != null; n = n.next) {
      n.regions().forEach(r -> list.addAll(r.allBlocks()));
    }
    return list;
  }
}
