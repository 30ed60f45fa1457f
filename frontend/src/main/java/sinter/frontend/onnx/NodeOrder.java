package sinter.frontend.onnx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sinter.grammar.onnx.GraphProto;
import sinter.grammar.onnx.NodeProto;

/**
 * Puts nodes where what they read, in their graphs too, is defined before them. ONNX demands that
 * order, runtimes do not.
 */
final class NodeOrder {
  private NodeOrder() {}

  /**
   * Indexes of the nodes in an order of definition before use that differs from theirs only where it
   * must; null when theirs is one. Nodes of a cycle come last, as they were.
   */
  static @Nullable List<Integer> sorted(List<NodeProto> nodes) {
    var producers = new HashMap<String, Integer>();
    for (var i = 0; i < nodes.size(); i++) {
      for (var name : nodes.get(i).getOutputList()) {
        if (!name.isEmpty()) producers.putIfAbsent(name, i);
      }
    }
    for (var i = 0; i < nodes.size(); i++) {
      for (var name : reads(nodes.get(i))) {
        if (producers.getOrDefault(name, -1) >= i) return sort(nodes, producers);
      }
    }
    return null;
  }

  private static List<Integer> sort(List<NodeProto> nodes, Map<String, Integer> producers) {
    var waiting = new int[nodes.size()];
    var readers = new ArrayList<List<Integer>>();
    for (var i = 0; i < nodes.size(); i++) readers.add(new ArrayList<>());
    for (var i = 0; i < nodes.size(); i++) {
      var sources = new HashSet<Integer>();
      for (var name : reads(nodes.get(i))) {
        var producer = producers.get(name);
        if (producer != null) sources.add(producer);
      }
      waiting[i] = sources.size();
      for (var source : sources) readers.get(source).add(i);
    }
    var ready = new TreeSet<Integer>();
    for (var i = 0; i < nodes.size(); i++) {
      if (waiting[i] == 0) ready.add(i);
    }
    var sorted = new ArrayList<Integer>(nodes.size());
    var left = new TreeSet<Integer>();
    for (var i = 0; i < nodes.size(); i++) left.add(i);
    while (!ready.isEmpty()) {
      int next = ready.removeFirst();
      left.remove(next);
      sorted.add(next);
      for (var reader : readers.get(next)) {
        if (--waiting[reader] == 0) ready.add(reader);
      }
    }
    sorted.addAll(left);
    return sorted;
  }

  /** Names that a node takes from its graph: its inputs, and what its graphs capture. */
  private static Iterable<String> reads(NodeProto node) {
    var inputs = node.getInputList();
    var graphs = graphs(node);
    if (graphs.isEmpty()) return inputs;
    var names = new HashSet<String>(inputs);
    graphs.forEach(g -> capture(g, names));
    return names;
  }

  private static List<GraphProto> graphs(NodeProto node) {
    List<GraphProto> graphs = List.of();
    for (var attribute : node.getAttributeList()) {
      if (!attribute.hasG() && attribute.getGraphsCount() == 0) continue;
      if (graphs.isEmpty()) graphs = new ArrayList<>();
      if (attribute.hasG()) graphs.add(attribute.getG());
      graphs.addAll(attribute.getGraphsList());
    }
    return graphs;
  }

  /** Adds the names that {@code graph} reads and does not define. */
  private static void capture(GraphProto graph, Set<String> names) {
    var own = new HashSet<String>();
    graph.getInputList().forEach(v -> own.add(v.getName()));
    graph.getInitializerList().forEach(t -> own.add(t.getName()));
    graph.getSparseInitializerList().forEach(t -> own.add(t.getValues().getName()));
    var read = new ArrayDeque<String>();
    for (var node : graph.getNodeList()) {
      reads(node).forEach(read::add);
      own.addAll(node.getOutputList());
    }
    graph.getOutputList().forEach(v -> read.add(v.getName()));
    for (var name : read) {
      if (!own.contains(name)) names.add(name);
    }
  }
}
