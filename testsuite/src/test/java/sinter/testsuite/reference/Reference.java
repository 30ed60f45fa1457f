package sinter.testsuite.reference;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sinter.grammar.onnx.AttributeProto;
import sinter.grammar.onnx.FunctionProto;
import sinter.grammar.onnx.GraphProto;
import sinter.grammar.onnx.ModelProto;
import sinter.grammar.onnx.NodeProto;
import sinter.grammar.onnx.OperatorSetIdProto;
import sinter.grammar.onnx.TensorProto;

/**
 * Executes ONNX models. Real numbers are computed in double precision and are not rounded in
 * between, whatever their type (a cast does round: that is what it computes); integers wrap around
 * exactly as their type does.
 */
public final class Reference {
  private final Map<String, FunctionProto> functions = new HashMap<>();
  private final IdentityHashMap<TensorProto, Datum.Array> decoded = new IdentityHashMap<>();
  private final ModelProto model;
  private final @Nullable Path base;

  private Reference(ModelProto model, @Nullable Path base) {
    this.model = model;
    this.base = base;
    for (var f : model.getFunctionsList()) {
      functions.put(key(f.getDomain(), f.getName(), f.getOverload()), f);
    }
  }

  /** A model that holds all of its data. */
  public static Reference of(ModelProto model) {
    return of(model, null);
  }

  /**
   * A model to be run, maybe often.
   *
   * @param base folder that locations of external data are relative to
   */
  public static Reference of(ModelProto model, @Nullable Path base) {
    return new Reference(model, base);
  }

  /** Runs a model that holds all of its data, as {@link #run(Map)} does. */
  public static Map<String, Datum> run(ModelProto model, Map<String, Datum> inputs) {
    return of(model).run(inputs);
  }

  /**
   * Runs the model.
   *
   * @param inputs a value for each graph input; one that has an initializer may be left out
   * @return the graph outputs, in their order
   * @throws IllegalArgumentException naming the node, where the model or an input is at fault
   */
  public Map<String, Datum> run(Map<String, Datum> inputs) {
    var scope = new Scope(new Frame(opsets(model.getOpsetImportList()), Map.of(), Set.of()), null);
    inputs.forEach(scope::put);
    var values = graph(model.getGraph(), List.of(), scope);
    var out = new LinkedHashMap<String, Datum>();
    for (int i = 0; i < values.size(); i++) {
      out.put(model.getGraph().getOutput(i).getName(), values.get(i));
    }
    return out;
  }

  /** Whether nodes of this kind can be run. */
  public static boolean covers(String domain, String op) {
    return Operations.find(domain, op) != null;
  }

  /**
   * Whether results of nodes of this kind are always drawn, so that only their type and shape are
   * right. Those of Dropout are when it trains.
   */
  public static boolean draws(String domain, String op) {
    return (domain.isEmpty() || domain.equals("ai.onnx")) && Draws.operations().containsKey(op);
  }

  private static Map<String, Long> opsets(List<OperatorSetIdProto> imports) {
    var out = new HashMap<String, Long>();
    for (var i : imports) {
      out.put(i.getDomain().equals("ai.onnx") ? "" : i.getDomain(), i.getVersion());
    }
    return out;
  }

  private static String key(String domain, String name, String overload) {
    return (domain.equals("ai.onnx") ? "" : domain) + "\n" + name + "\n" + overload;
  }

  @Nullable Path base() {
    return base;
  }

  Datum.Array decode(TensorProto proto) {
    return decoded.computeIfAbsent(proto, p -> TensorDecoding.tensor(p, base));
  }

  /** Runs a graph in a scope of its own; the arguments are bound to its inputs in order. */
  List<Datum> graph(GraphProto graph, List<? extends Datum> arguments, Scope scope) {
    for (int i = 0; i < arguments.size(); i++) {
      scope.put(graph.getInput(i).getName(), arguments.get(i));
    }
    for (var t : graph.getInitializerList()) {
      if (!scope.has(t.getName())) {
        scope.put(t.getName(), decode(t));
      }
    }
    for (var s : graph.getSparseInitializerList()) {
      scope.put(s.getValues().getName(), TensorDecoding.sparse(s, base));
    }
    graph.getNodeList().forEach(node -> execute(node, scope));
    return graph.getOutputList().stream().map(o -> scope.get(o.getName())).toList();
  }

  private void execute(NodeProto node, Scope scope) {
    var call = new Call(this, node, scope);
    List<? extends Datum> results;
    try {
      results = results(node, call, scope);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "node '%s' (%s): %s".formatted(node.getName(), node.getOpType(), e.getMessage()), e);
    }
    for (int i = 0; i < node.getOutputCount(); i++) {
      if (!node.getOutput(i).isEmpty()) {
        scope.put(node.getOutput(i), results.get(i));
      }
    }
  }

  private List<? extends Datum> results(NodeProto node, Call call, Scope scope) {
    var function = functions.get(key(node.getDomain(), node.getOpType(), node.getOverload()));
    if (function != null) {
      return function(function, node, call, scope);
    }
    var operation = Operations.find(node.getDomain(), node.getOpType());
    if (operation == null) {
      throw new IllegalArgumentException("operator is not covered");
    }
    return operation.apply(call);
  }

  private List<Datum> function(FunctionProto function, NodeProto node, Call call, Scope outer) {
    var attributes = new HashMap<String, AttributeProto>();
    function.getAttributeProtoList().forEach(a -> attributes.put(a.getName(), a));
    for (var a : node.getAttributeList()) {
      var resolved = call.attribute(a.getName());
      if (resolved != null) {
        attributes.put(a.getName(), resolved);
      }
    }
    var opsets = new HashMap<>(outer.frame.opsets());
    opsets.putAll(opsets(function.getOpsetImportList()));
    var absent = new HashSet<String>();
    var scope = new Scope(new Frame(opsets, attributes, absent), null);
    for (int i = 0; i < function.getInputCount(); i++) {
      if (call.has(i)) {
        scope.put(function.getInput(i), call.datum(i));
      } else {
        absent.add(function.getInput(i));
      }
    }
    function.getNodeList().forEach(n -> execute(n, scope));
    var out = new ArrayList<Datum>();
    for (int i = 0; i < node.getOutputCount(); i++) {
      out.add(scope.get(function.getOutput(i)));
    }
    return out;
  }
}
