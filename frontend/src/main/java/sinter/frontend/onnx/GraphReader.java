package sinter.frontend.onnx;

import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sinter.grammar.onnx.AttributeProto;
import sinter.grammar.onnx.FunctionProto;
import sinter.grammar.onnx.GraphProto;
import sinter.grammar.onnx.NodeProto;
import sinter.grammar.onnx.SparseTensorProto;
import sinter.grammar.onnx.StringStringEntryProto;
import sinter.grammar.onnx.TensorProto;
import sinter.grammar.onnx.ValueInfoProto;
import sinter.ir.Block;
import sinter.ir.Fact;
import sinter.ir.Facts;
import sinter.ir.Model;
import sinter.ir.Value;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.op.Attr;
import sinter.ir.op.AttrValue;
import sinter.ir.op.Attrs;
import sinter.ir.op.Const;
import sinter.ir.op.Domain;
import sinter.ir.op.Foreign;
import sinter.ir.op.Op;
import sinter.ir.type.Type;

/** Reads graphs and function bodies into blocks. */
final class GraphReader {
  private final Model model;
  private final String file;
  private final Map<String, Long> opsets;
  private final TensorReader tensors;
  private final AttributeReader attributes;
  private final Diagnostics diagnostics;

  GraphReader(
      Model model,
      String file,
      Map<String, Long> opsets,
      TensorReader tensors,
      AttributeReader attributes,
      Diagnostics diagnostics) {
    this.model = model;
    this.file = file;
    this.opsets = opsets;
    this.tensors = tensors;
    this.attributes = attributes;
    this.diagnostics = diagnostics;
  }

  /** Reads {@code graph} into the empty {@code block}; {@code outer} is what it may capture. */
  void read(GraphProto graph, Block block, @Nullable Scope outer) {
    var scope = new Scope(outer);
    if (graph.hasName()) block.setName(graph.getName());
    for (var input : graph.getInputList()) {
      var param = param(input, block);
      if (scope.define(input.getName(), param) != null) throw twice(input.getName(), Loc.UNKNOWN);
    }
    var rest = graph.toBuilder();
    rest.clearName().clearNode().clearInput().clearOutput();
    rest.clearInitializer().addAllInitializer(initializers(graph, block, scope));
    for (var tensor : graph.getSparseInitializerList()) sparse(tensor, block, scope);
    rest.clearSparseInitializer();
    nodes(graph.getNodeList(), block, scope);
    rest.clearValueInfo().addAllValueInfo(valueInfo(graph.getValueInfoList(), block, scope, false));
    for (var output : graph.getOutputList()) output(output, block, scope);
    track(rest, scope);
    block.setFacts(facts(rest.build()));
  }

  /** What a region receives follows from the node around it: only what the main graph takes is as the file says. */
  private static Value.Param param(ValueInfoProto input, Block block) {
    var declared = TypeReader.read(input.getType());
    var facts = facts(valueRest(input));
    if (block.owner() == null || declared instanceof Type.Opaque) {
      var param = block.addParam(input.getName(), declared);
      param.setFacts(facts);
      return param;
    }
    var param = block.addParam(input.getName(), declared.withoutExtent());
    param.setFacts(facts.with(new Fact.Declared(declared)));
    return param;
  }

  /** Reads the body of {@code function} into the empty {@code block}. */
  void read(FunctionProto function, Block block) {
    var scope = new Scope(null);
    for (var input : function.getInputList()) {
      if (scope.define(input, block.addParam(input, Type.OPAQUE)) != null) {
        throw twice(input, Loc.UNKNOWN);
      }
    }
    nodes(function.getNodeList(), block, scope);
    var infos = valueInfo(function.getValueInfoList(), block, scope, true);
    for (var output : function.getOutputList()) {
      output(ValueInfoProto.newBuilder().setName(output).build(), block, scope);
    }
    var rest = function.toBuilder();
    rest.clearInput().clearOutput().clearNode().clearValueInfo().addAllValueInfo(infos);
    rest.clearAttribute().clearAttributeProto();
    if (!function.getName().isEmpty()) rest.clearName();
    if (!function.getDomain().isEmpty()) rest.clearDomain();
    if (!function.getOverload().isEmpty()) rest.clearOverload();
    rest.clearOpsetImport().addAllOpsetImport(OpsetReader.residue(function.getOpsetImportList()));
    block.setFacts(facts(rest.build()));
  }

  private List<TensorProto> initializers(GraphProto graph, Block block, Scope scope) {
    var defaults = new ArrayList<TensorProto>();
    var all = new ArrayList<TensorProto>();
    var constants = false;
    var mixed = false;
    for (var proto : graph.getInitializerList()) {
      var name = proto.getName();
      var at = new Loc.OnnxNode(file, name, all.size());
      var read = tensors.read(proto, "initializer '" + name + "'", at);
      if (scope.own(name) instanceof Value.Param param && param.initial() == null) {
        param.setInitial(read.tensor());
        defaults.add(read.residue());
        all.add(read.residue());
        mixed |= constants;
        continue;
      }
      constants = true;
      all.add(TensorProto.newBuilder().setName(name).build());
      var left = read.residue().toBuilder();
      if (!name.isEmpty()) left.clearName();
      constant(new Const(read.tensor()), name, initializerFacts(left.build()), at, block, scope);
    }
    return mixed ? all : defaults;
  }

  /** Marks a constant as an initializer where files of its version may also say it otherwise. */
  private Facts initializerFacts(TensorProto left) {
    if (AttributeReader.isEmpty(left) && model.irVersion() >= 4) return Facts.NONE;
    var attribute = AttributeProto.newBuilder().setT(left);
    return facts(NodeProto.newBuilder().addAttribute(attribute).build());
  }

  private void constant(Op op, String name, Facts facts, Loc at, Block block, Scope scope) {
    var node = model.node(op, List.of(), 1, at);
    node.setFacts(facts);
    block.append(node);
    var result = node.result();
    result.setName(name);
    if (op instanceof Const(var tensor)) result.setType(tensor.type());
    if (!name.isEmpty() && scope.define(name, result) != null) {
      diagnostics.warning(
          Code.UNRESOLVED_NAME, at, "initializer '" + name + "' is given twice; the later counts");
    }
  }

  private void sparse(SparseTensorProto proto, Block block, Scope scope) {
    var name = proto.getValues().getName();
    var what = "sparse initializer '" + name + "'";
    var at = new Loc.OnnxNode(file, name, 0);
    if (scope.own(name) instanceof Value.Param) {
      throw new InputError(
          Code.MALFORMED_FILE,
          at,
          what + " is also an input, which only dense initializers may be");
    }
    var values = tensors.read(proto.getValues(), "values of " + what, at);
    var indices = tensors.read(proto.getIndices(), "indices of " + what, at);
    var dense = tensors.dense(proto.getDimsList(), values, indices, what, at);
    var message = attributes.inline(proto);
    var kind = AttributeProto.AttributeType.SPARSE_TENSOR_VALUE;
    var op =
        dense != null
            ? new Const(dense)
            : foreign(
                "",
                "Constant",
                "",
                new Attrs(
                    List.of(
                        new Attr("sparse_value", new AttrValue.Message(kind, List.of(message))))));
    constant(op, name, Facts.of(new Fact.Sparse(message)), at, block, scope);
  }

  private void nodes(List<NodeProto> protos, Block block, Scope scope) {
    var order = NodeOrder.sorted(protos);
    if (order == null) {
      for (var i = 0; i < protos.size(); i++) node(protos.get(i), i, block, scope);
      return;
    }
    diagnostics.warning(
        Code.CHANGED, Loc.UNKNOWN, "nodes stand before what they read; they are sorted");
    for (var i : order) node(protos.get(i), i, block, scope);
  }

  private void node(NodeProto proto, int index, Block block, Scope scope) {
    var at = new Loc.OnnxNode(file, label(proto), index);
    if (proto.getOpType().isEmpty()) {
      throw new InputError(Code.MALFORMED_FILE, at, "node " + index + " names no operator");
    }
    var operands = new ArrayList<@Nullable Value>(proto.getInputCount());
    for (var name : proto.getInputList()) {
      operands.add(name.isEmpty() ? null : find(name, scope, at));
    }
    var graphs = new ArrayList<GraphProto>(0);
    var attrs = new ArrayList<Attr>(proto.getAttributeCount());
    for (var a : proto.getAttributeList()) attrs.add(attributes.read(a, graphs, at));
    var op =
        foreign(
            proto.getDomain(),
            proto.getOpType(),
            proto.getOverload(),
            attrs.isEmpty() ? Attrs.NONE : new Attrs(attrs));
    var node = model.node(op, operands, proto.getOutputCount(), at);
    if (proto.hasName()) node.setName(proto.getName());
    node.setFacts(facts(rest(proto)));
    for (var graph : graphs) read(graph, node.addRegion(), scope);
    block.append(node);
    for (var i = 0; i < proto.getOutputCount(); i++) {
      var name = proto.getOutput(i);
      node.result(i).setName(name);
      if (!name.isEmpty() && scope.define(name, node.result(i)) != null) throw twice(name, at);
    }
  }

  private static String label(NodeProto proto) {
    if (!proto.getName().isEmpty()) return proto.getName();
    return proto.getOutputCount() == 0 ? "" : proto.getOutput(0);
  }

  private static NodeProto rest(NodeProto proto) {
    var rest = proto.toBuilder();
    rest.clearInput().clearOutput().clearName().clearOpType().clearAttribute();
    if (!proto.getDomain().isEmpty()) rest.clearDomain();
    if (!proto.getOverload().isEmpty()) rest.clearOverload();
    return rest.build();
  }

  private Foreign foreign(String domain, String name, String overload, Attrs attrs) {
    return new Foreign(domain, name, overload, Domain.version(opsets, domain), attrs);
  }

  private static Value find(String name, Scope scope, Loc at) {
    var value = scope.find(name);
    if (value != null) return value;
    throw new InputError(
        Code.UNRESOLVED_NAME, at, "'" + name + "' is read, and nothing before it defines it");
  }

  private static InputError twice(String name, Loc at) {
    return new InputError(Code.UNRESOLVED_NAME, at, "'" + name + "' is defined twice");
  }

  private void output(ValueInfoProto proto, Block block, Scope scope) {
    var value = find(proto.getName(), scope, Loc.UNKNOWN);
    var declared = TypeReader.read(proto.getType());
    if (value.home() == block) refine(value, declared);
    block.addResult(value, new Block.Signature(proto.getName(), declared, facts(valueRest(proto))));
  }

  /**
   * Takes over the kind and the element type, which every runtime checks. Extents are what the writer of the file
   * believed; nothing checks them, so that nothing may follow from them.
   */
  private static void refine(Value value, Type declared) {
    var met = Type.meet(value.type(), declared.withoutExtent());
    if (met != null) value.setType(met);
  }

  private static ValueInfoProto valueRest(ValueInfoProto proto) {
    var rest = proto.toBuilder().clearName();
    if (proto.hasType() && TypeReader.residue(proto.getType()) == null) rest.clearType();
    return rest.build();
  }

  /** Gives declared types to the values of a block; returns what the block keeps of the list. */
  private static List<ValueInfoProto> valueInfo(
      List<ValueInfoProto> infos, Block block, Scope scope, boolean params) {
    var kept = new ArrayList<ValueInfoProto>();
    var inOrder = new ArrayList<ValueInfoProto>();
    var tracked = new ArrayList<Value>();
    var late = false;
    for (var info : infos) {
      var value = scope.own(info.getName());
      if (value == null
          || (value instanceof Value.Param && !params)
          || value.facts().has(Fact.Declared.class)) {
        kept.add(info);
        inOrder.add(info);
        continue;
      }
      late |= !kept.isEmpty();
      var declared = TypeReader.read(info.getType());
      value.setFacts(facts(valueRest(info)).with(new Fact.Declared(declared)));
      refine(value, declared);
      tracked.add(value);
      inOrder.add(mark(info.getName()));
    }
    return late || !tracked.equals(declared(block, params)) ? inOrder : kept;
  }

  private static ValueInfoProto mark(String name) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .addMetadataProps(StringStringEntryProto.getDefaultInstance())
        .build();
  }

  private static List<Value> declared(Block block, boolean params) {
    var list = new ArrayList<Value>();
    if (params) list.addAll(block.params());
    for (var node : block) list.addAll(node.results());
    list.removeIf(v -> !v.facts().has(Fact.Declared.class));
    return list;
  }

  /** Marks the annotations of values of the graph, which go when the value goes. */
  private static void track(GraphProto.Builder rest, Scope scope) {
    for (var annotation : rest.getQuantizationAnnotationBuilderList()) {
      if (scope.own(annotation.getTensorName()) != null) {
        annotation.addQuantParameterTensorNamesBuilder();
      }
    }
  }

  static Facts facts(Message rest) {
    return AttributeReader.isEmpty(rest)
        ? Facts.NONE
        : Facts.of(new Fact.Residue(AttributeReader.bytes(rest)));
  }
}
