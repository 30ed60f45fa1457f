package sinter.passes.clean;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Const;
import sinter.ir.op.Quant;
import sinter.ir.tensor.Tensor;

/**
 * Nodes that depend on constants alone and hang together: folding some of them only pays once all are folded, because
 * the large constants they read go only then.
 *
 * @param nodes in order, constants included
 * @param results values that something outside reads
 * @param removed bytes of constants that nothing reads once the results are known
 */
record ConstantPart(List<Node> nodes, List<Value> results, long removed) {

  /** Constants below this size do not make the parts that share them one. */
  private static final long SHARED = 4096;

  /** The parts of a graph, given all its nodes in order. */
  static List<ConstantPart> of(List<Node> nodes) {
    var constant = new HashSet<Node>();
    for (var n : nodes) {
      if (n.op() instanceof Const || (foldable(n) && operandsIn(n, constant))) {
        constant.add(n);
      }
    }
    var roots = join(nodes, constant);
    var groups = new LinkedHashMap<Node, List<Node>>();
    for (var n : nodes) {
      if (constant.contains(n) && !(n.op() instanceof Const)) {
        groups.computeIfAbsent(root(roots, n), _ -> new ArrayList<>()).add(n);
      }
    }
    return groups.values().stream()
        .map(g -> part(g, constant))
        .filter(p -> !p.results().isEmpty())
        .toList();
  }

  private static Map<Node, Node> join(List<Node> nodes, Set<Node> constant) {
    var roots = new HashMap<Node, Node>();
    for (var n : nodes) {
      if (!constant.contains(n) || n.op() instanceof Const) {
        continue;
      }
      for (var u : n.operands()) {
        boolean joins =
            u.value() instanceof Value v
                && !(v.constant() instanceof Tensor t && FoldConstants.size(t) < SHARED);
        if (joins && u.value() instanceof Value v && v.def() instanceof Node d) {
          roots.put(root(roots, d), root(roots, n));
        }
      }
    }
    return roots;
  }

  private static Node root(Map<Node, Node> roots, Node n) {
    var r = n;
    for (var next = roots.get(r); next != null && next != r; next = roots.get(r)) {
      r = next;
    }
    return r;
  }

  private static ConstantPart part(List<Node> computing, Set<Node> constant) {
    var inside = new HashSet<>(computing);
    var nodes = new ArrayList<Node>();
    var seen = new HashSet<Node>();
    var results = new ArrayList<Value>();
    long removed = 0;
    for (var n : computing) {
      for (var u : n.operands()) {
        if (u.value() instanceof Value v
            && v.def() instanceof Node d
            && d.op() instanceof Const(var t)
            && seen.add(d)) {
          nodes.add(d);
          boolean dies =
              v.uses().stream().allMatch(use -> use.node() != null && inside.contains(use.node()));
          removed += dies ? FoldConstants.size(t) : 0;
        }
      }
      nodes.add(n);
      for (var r : n.results()) {
        boolean read =
            r.uses().stream().anyMatch(u -> u.node() == null || !constant.contains(u.node()));
        if (read) {
          results.add(r);
        }
      }
    }
    return new ConstantPart(nodes, results, removed);
  }

  /** A dequantized constant would take four times the room and hide the quantization from the runtime. */
  private static boolean foldable(Node n) {
    return n.op().isPure()
        && n.regions().isEmpty()
        && n.outputs() > 0
        && n.inputs() > 0
        && !(n.op() instanceof Quant);
  }

  private static boolean operandsIn(Node n, Set<Node> constant) {
    return n.operands().stream()
        .allMatch(
            u -> u.value() == null || (u.value().def() instanceof Node d && constant.contains(d)));
  }
}
