package sinter.backend.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sinter.grammar.onnx.AttributeProto;
import sinter.grammar.onnx.FunctionProto;
import sinter.grammar.onnx.GraphProto;
import sinter.grammar.onnx.NodeProto;
import sinter.grammar.onnx.SparseTensorProto;
import sinter.grammar.onnx.TensorProto;
import sinter.grammar.onnx.ValueInfoProto;
import sinter.ir.Block;
import sinter.ir.Fact;
import sinter.ir.Facts;
import sinter.ir.Graph;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.diag.CompilerBug;
import sinter.ir.op.Const;
import sinter.ir.op.Foreign;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Type;

/** Writes the blocks of one graph or function. */
final class GraphEncoder {
  /** How a constant is written. */
  private enum Form {
    INITIALIZER,
    SPARSE_INITIALIZER,
    NODE
  }

  private final Graph graph;
  private final long irVersion;
  private final Names names;
  private final TensorEncoder tensors;
  private final AttributeEncoder attributes;
  private final boolean named;
  private boolean extended;
  private int identities;

  /** {@code named} gives a name to every graph, as the format demands and files need not do. */
  GraphEncoder(
      Graph graph,
      long irVersion,
      boolean named,
      TensorEncoder tensors,
      AttributeEncoder attributes) {
    this.named = named;
    this.graph = graph;
    this.irVersion = irVersion;
    this.names = new Names(graph);
    this.tensors = tensors;
    this.attributes = attributes;
  }

  /** True when nodes of the default domain were added that the graph does not have. */
  boolean isExtended() {
    return extended;
  }

  /** How many Identity nodes were added, for values that go by two names. */
  int identities() {
    return identities;
  }

  /** The graph as the main graph of a model. */
  GraphProto encode() {
    return encode(graph.body());
  }

  private GraphProto encode(Block block) {
    var rest = Residues.of(block.facts(), GraphProto.parser());
    var out = rest.toBuilder();
    out.clearInitializer().clearValueInfo().clearQuantizationAnnotation();
    if (block.name() != null) {
      out.setName(block.name());
    } else if (named) {
      out.setName(block.owner() == null ? "main" : "body");
    }
    for (var param : block.params()) {
      out.addInput(valueInfo(names.of(param), stated(param), param.facts()));
    }
    initializers(block, rest, out);
    nodes(block, out::addNode);
    outputs(block, out);
    out.addAllValueInfo(valueInfos(block, rest.getValueInfoList()));
    annotations(block, rest, out);
    return out.build();
  }

  /** The graph as a function; {@code signature} is its own. */
  FunctionProto encode(Graph.Signature signature) {
    var body = graph.body();
    var rest = Residues.of(body.facts(), FunctionProto.parser());
    var out = rest.toBuilder().clearValueInfo().clearOpsetImport();
    if (!rest.hasName()) out.setName(signature.name());
    if (!signature.domain().isEmpty()) out.setDomain(signature.domain());
    if (!signature.overload().isEmpty()) out.setOverload(signature.overload());
    out.addAllAttribute(signature.attributes());
    for (var attr : signature.defaults()) {
      out.addAttributeProto(attributes.encode(attr, List.of(), this::encode));
    }
    for (var param : body.params()) out.addInput(names.of(param));
    nodes(body, out::addNode);
    for (var result : body.results()) {
      out.addOutput(outputName(body, result.index(), out::addNode));
    }
    var opsets = extended ? Opsets.withDefault(signature.opsets(), irVersion) : signature.opsets();
    out.addAllOpsetImport(Opsets.encode(opsets, rest.getOpsetImportList()));
    out.addAllValueInfo(valueInfos(body, rest.getValueInfoList()));
    return out.build();
  }

  /** The type that the file states, unless it contradicts what is known. */
  private static Type stated(Value value) {
    return value.facts().get(Fact.Declared.class) instanceof Fact.Declared(var type)
            && value.type().allows(type)
        ? type
        : value.type();
  }

  private static ValueInfoProto valueInfo(String name, Type type, Facts facts) {
    var rest = Residues.of(facts, ValueInfoProto.parser());
    var out = rest.toBuilder().setName(name);
    if (rest.hasType() || !(type instanceof Type.Opaque)) {
      out.setType(TypeEncoder.encode(type, rest.getType()));
    }
    return out.build();
  }

  private Form form(Node node) {
    if (node.facts().has(Fact.Sparse.class)) return Form.SPARSE_INITIALIZER;
    if (!(node.op() instanceof Const) || graph.function() != null) return Form.NODE;
    // Before version 4 every initializer is an input, except where a file broke that rule.
    return irVersion >= 4 || constantRest(node).getAttributeCount() > 0
        ? Form.INITIALIZER
        : Form.NODE;
  }

  private static NodeProto constantRest(Node node) {
    return Residues.of(node.facts(), NodeProto.parser());
  }

  private void initializers(Block block, GraphProto rest, GraphProto.Builder out) {
    var defaults = new LinkedHashMap<String, Value.Param>();
    for (var param : block.params()) {
      if (param.initial() != null) defaults.put(String.valueOf(param.name()), param);
    }
    var constants = new LinkedHashMap<Node, @Nullable String>();
    var byName = new HashMap<String, Node>();
    for (var node : block) {
      switch (form(node)) {
        case INITIALIZER -> {
          constants.put(node, node.result().name());
          if (node.result().name() != null) byName.putIfAbsent(node.result().name(), node);
        }
        case SPARSE_INITIALIZER -> out.addSparseInitializer(sparse(node));
        case NODE -> {}
      }
    }
    for (var known : rest.getInitializerList()) {
      var param = defaults.remove(known.getName());
      var node = byName.remove(known.getName());
      if (param != null) {
        out.addInitializer(initial(param, known));
      } else if (node != null) {
        constants.remove(node);
        out.addInitializer(initializer(node));
      }
    }
    for (var node : constants.keySet()) out.addInitializer(initializer(node));
    for (var param : defaults.values()) {
      out.addInitializer(initial(param, TensorProto.getDefaultInstance()));
    }
  }

  private TensorProto.Builder initial(Value.Param param, TensorProto known) {
    if (!(param.initial() instanceof Tensor tensor)) {
      throw new CompilerBug(param + " has no initial value");
    }
    return tensors.initializer(tensor, known).setName(names.of(param));
  }

  private TensorProto.Builder initializer(Node node) {
    var rest = constantRest(node);
    var known =
        rest.getAttributeCount() > 0
            ? rest.getAttribute(0).getT()
            : TensorProto.getDefaultInstance();
    var out = tensors.initializer(tensor(node), known);
    var name = names.of(node.result());
    return name.isEmpty() ? out : out.setName(name);
  }

  private static Tensor tensor(Node node) {
    if (node.op() instanceof Const(var tensor)) return tensor;
    throw new CompilerBug(node + " is not a constant");
  }

  private SparseTensorProto sparse(Node node) {
    if (!(node.facts().get(Fact.Sparse.class) instanceof Fact.Sparse(var message))) {
      throw new CompilerBug(node + " is not sparse");
    }
    var out = attributes.sparse(message).toBuilder();
    var name = names.of(node.result());
    if (!out.getValues().getName().equals(name)) out.getValuesBuilder().setName(name);
    return out.build();
  }

  /** Takes the nodes of a block in order. */
  @FunctionalInterface
  private interface Sink {
    Object add(NodeProto node);
  }

  private void nodes(Block block, Sink sink) {
    for (var node : block) {
      if (form(node) == Form.NODE) sink.add(node(node));
    }
  }

  private NodeProto node(Node node) {
    var rest = Residues.of(node.facts(), NodeProto.parser());
    var out = rest.toBuilder().clearAttribute();
    if (node.name() != null) out.setName(node.name());
    for (var operand : node.operands()) out.addInput(names.of(operand.value()));
    for (var result : node.results()) out.addOutput(names.of(result));
    switch (node.op()) {
      case Foreign(var domain, var name, var overload, _, var attrs) -> {
        out.setOpType(name);
        if (!domain.isEmpty()) out.setDomain(domain);
        if (!overload.isEmpty()) out.setOverload(overload);
        for (var attr : attrs.all()) {
          out.addAttribute(attributes.encode(attr, node.regions(), this::encode));
        }
      }
      case Const(var tensor) -> {
        extended = true;
        out.setOpType("Constant")
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("value")
                    .setType(AttributeProto.AttributeType.TENSOR)
                    .setT(tensors.encode(tensor, TensorProto.getDefaultInstance())));
      }
      default ->
          throw new CompilerBug(node + " is not an ONNX node: to-onnx must run before the writer");
    }
    return out.build();
  }

  private void outputs(Block block, GraphProto.Builder out) {
    for (var result : block.results()) {
      var signature = block.signature(result.index());
      out.addOutput(
          valueInfo(
              outputName(block, result.index(), out::addNode),
              signature.name() == null ? block.result(result.index()).type() : signature.declared(),
              signature.facts()));
    }
  }

  /** The name of an output; a value that must go by two names gets a second one by an Identity. */
  private String outputName(Block block, int index, Sink sink) {
    var value = block.result(index);
    var name = names.of(value);
    var wanted = block.signature(index).name();
    if (wanted == null || wanted.isEmpty()) {
      boolean isOwn = value.home() == block && !(value instanceof Value.Param);
      if (isOwn && !isGiven(block, index, name)) return name;
      wanted = names.fresh(name + "_out");
    } else if (wanted.equals(name) && value.home() != block) {
      // What a region yields must be made in it, under a name that is not one outside.
      wanted = names.fresh(name + "_out");
    }
    if (!wanted.equals(name)) {
      extended = true;
      identities++;
      sink.add(
          NodeProto.newBuilder().setOpType("Identity").addInput(name).addOutput(wanted).build());
    }
    return wanted;
  }

  /** Whether an earlier output has the name already: runtimes leave all but one of equal outputs unset. */
  private boolean isGiven(Block block, int index, String name) {
    var value = block.result(index);
    for (int i = 0; i < index; i++) {
      var earlier = block.signature(i).name();
      if (block.result(i).equals(value)
          && (earlier == null || earlier.isEmpty() || earlier.equals(name))) {
        return true;
      }
    }
    return false;
  }

  private List<ValueInfoProto> valueInfos(Block block, List<ValueInfoProto> known) {
    var declared = new HashMap<Value, ValueInfoProto>();
    var byName = new HashMap<String, Value>();
    var order = new ArrayList<Value>();
    if (graph.function() != null && block == graph.body()) order.addAll(block.params());
    for (var node : block) order.addAll(node.results());
    for (var value : order) {
      if (!value.facts().has(Fact.Declared.class)) continue;
      var name = names.of(value);
      if (name.isEmpty()) continue;
      declared.put(value, valueInfo(name, stated(value), value.facts()));
      if (value.name() != null) byName.put(value.name(), value);
    }
    var out = new ArrayList<ValueInfoProto>();
    var kept = new ArrayList<ValueInfoProto>();
    var marked = known.stream().anyMatch(GraphEncoder::isMark);
    for (var info : known) {
      if (!isMark(info)) {
        (marked ? out : kept).add(info);
        continue;
      }
      var value = byName.get(info.getName());
      var current = value == null ? null : declared.remove(value);
      if (current != null) out.add(current);
    }
    for (var value : order) {
      var current = declared.get(value);
      if (current != null) out.add(current);
    }
    out.addAll(kept);
    return out;
  }

  private static boolean isMark(ValueInfoProto info) {
    return info.getMetadataPropsCount() == 1
        && info.getMetadataProps(0).getSerializedSize() == 0
        && !info.hasType();
  }

  private void annotations(Block block, GraphProto rest, GraphProto.Builder out) {
    if (rest.getQuantizationAnnotationCount() == 0) return;
    Map<String, Value> own = new HashMap<>();
    for (var param : block.params()) own.put(String.valueOf(param.name()), param);
    for (var node : block) node.results().forEach(v -> own.put(String.valueOf(v.name()), v));
    for (var annotation : rest.getQuantizationAnnotationList()) {
      var last = annotation.getQuantParameterTensorNamesCount() - 1;
      var tracked =
          last >= 0 && annotation.getQuantParameterTensorNames(last).getSerializedSize() == 0;
      if (!tracked) {
        out.addQuantizationAnnotation(annotation);
        continue;
      }
      var value = own.get(annotation.getTensorName());
      if (value == null) continue;
      out.addQuantizationAnnotation(
          annotation.toBuilder()
              .removeQuantParameterTensorNames(last)
              .setTensorName(names.of(value)));
    }
  }
}
