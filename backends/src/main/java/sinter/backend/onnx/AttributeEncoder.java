package sinter.backend.onnx;

import com.google.protobuf.ByteString;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Function;
import sinter.grammar.onnx.AttributeProto;
import sinter.grammar.onnx.AttributeProto.AttributeType;
import sinter.grammar.onnx.GraphProto;
import sinter.grammar.onnx.ModelProto;
import sinter.grammar.onnx.SparseTensorProto;
import sinter.grammar.onnx.TensorProto;
import sinter.grammar.onnx.TypeProto;
import sinter.ir.Block;
import sinter.ir.diag.CompilerBug;
import sinter.ir.op.Attr;
import sinter.ir.op.AttrValue;
import sinter.ir.tensor.Bytes;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Type;
import sinter.ir.wire.MalformedWire;
import sinter.ir.wire.WireScanner;
import sinter.ir.wire.WireSplicer;

/** Writes attributes of nodes and of function signatures. */
final class AttributeEncoder {
  private final TensorEncoder tensors;

  AttributeEncoder(TensorEncoder tensors) {
    this.tensors = tensors;
  }

  /** An attribute of a node with these regions, which {@code graph} writes. */
  AttributeProto encode(Attr attr, List<Block> regions, Function<Block, GraphProto> graph) {
    var rest = Residues.parse(attr.residue(), AttributeProto.parser());
    var out = rest.toBuilder();
    if (!attr.name().isEmpty()) out.setName(attr.name());
    if (!rest.hasType()) {
      out.setType(type(attr.value()));
    } else if (rest.getType() == AttributeType.UNDEFINED) {
      out.clearType();
    } else {
      out.setType(AttributeType.UNDEFINED);
    }
    value(attr.value(), rest, out, regions, graph);
    return out.build();
  }

  private void value(
      AttrValue value,
      AttributeProto rest,
      AttributeProto.Builder out,
      List<Block> regions,
      Function<Block, GraphProto> graph) {
    switch (value) {
      case AttrValue.Real(float v) -> out.setF(v);
      case AttrValue.Int(long v) -> out.setI(v);
      case AttrValue.Str(var v) -> out.setS(string(v));
      case AttrValue.Reals(var v) -> out.addAllFloats(v);
      case AttrValue.Ints(var v) -> out.addAllInts(v);
      case AttrValue.Strs(var v) -> v.forEach(s -> out.addStrings(string(s)));
      case AttrValue.Tens(var t) -> out.setT(tensors.encode(t, rest.getT()));
      case AttrValue.Tensors(var all) -> {
        out.clearTensors();
        for (var i = 0; i < all.size(); i++) out.addTensors(tensor(all, rest, i));
      }
      case AttrValue.Region(int index) -> out.setG(graph.apply(regions.get(index)));
      case AttrValue.Regions(var all) -> {
        for (int index : all) out.addGraphs(graph.apply(regions.get(index)));
      }
      case AttrValue.TypeOf(var t) -> out.setTp(TypeEncoder.encode(t, rest.getTp()));
      case AttrValue.TypesOf(var all) -> {
        out.clearTypeProtos();
        for (var i = 0; i < all.size(); i++) out.addTypeProtos(type(all, rest, i));
      }
      case AttrValue.Ref(var name, _) -> out.setRefAttrName(name);
      case AttrValue.Message(int kind, var content) -> message(kind, content, out);
    }
  }

  private TensorProto.Builder tensor(List<Tensor> all, AttributeProto rest, int index) {
    var known =
        rest.getTensorsCount() == all.size()
            ? rest.getTensors(index)
            : TensorProto.getDefaultInstance();
    return tensors.encode(all.get(index), known);
  }

  private static TypeProto type(List<Type> all, AttributeProto rest, int index) {
    var known =
        rest.getTypeProtosCount() == all.size()
            ? rest.getTypeProtos(index)
            : TypeProto.getDefaultInstance();
    return TypeEncoder.encode(all.get(index), known);
  }

  private void message(int kind, List<Bytes> content, AttributeProto.Builder out) {
    for (var bytes : content) {
      switch (AttributeType.forNumber(kind)) {
        case SPARSE_TENSOR -> out.setSparseTensor(sparse(bytes));
        case SPARSE_TENSORS -> out.addSparseTensors(sparse(bytes));
        case GRAPH -> out.setG(graph(bytes));
        case GRAPHS -> out.addGraphs(graph(bytes));
        case null, default ->
            throw new CompilerBug("an attribute of kind " + kind + " kept as a message");
      }
    }
  }

  /** A serialized SparseTensorProto, its payloads taken out. */
  SparseTensorProto sparse(Bytes bytes) {
    return tensors.sparse(Residues.parse(bytes, SparseTensorProto.parser()));
  }

  private GraphProto graph(Bytes bytes) {
    var graph = Residues.parse(bytes, GraphProto.parser());
    return extract(ModelProto.newBuilder().setGraph(graph).build()).getGraph();
  }

  /** The same message with its payloads taken out. */
  ModelProto extract(ModelProto message) {
    try {
      var first = tensors.payloads().size();
      var stripped = WireScanner.strip(MemorySegment.ofArray(message.toByteArray()), first);
      stripped.payloads().forEach(p -> tensors.payloads().add(WireSplicer.Payload.of(p)));
      return Residues.parse(Bytes.of(stripped.message()), ModelProto.parser());
    } catch (MalformedWire e) {
      throw new CompilerBug("a message of our own does not parse", e);
    }
  }

  private static ByteString string(Bytes bytes) {
    return ByteString.copyFrom(bytes.toArray());
  }

  private static AttributeType type(AttrValue value) {
    return switch (value) {
      case AttrValue.Real _ -> AttributeType.FLOAT;
      case AttrValue.Int _ -> AttributeType.INT;
      case AttrValue.Str _ -> AttributeType.STRING;
      case AttrValue.Reals _ -> AttributeType.FLOATS;
      case AttrValue.Ints _ -> AttributeType.INTS;
      case AttrValue.Strs _ -> AttributeType.STRINGS;
      case AttrValue.Tens _ -> AttributeType.TENSOR;
      case AttrValue.Tensors _ -> AttributeType.TENSORS;
      case AttrValue.Region _ -> AttributeType.GRAPH;
      case AttrValue.Regions _ -> AttributeType.GRAPHS;
      case AttrValue.TypeOf _ -> AttributeType.TYPE_PROTO;
      case AttrValue.TypesOf _ -> AttributeType.TYPE_PROTOS;
      case AttrValue.Ref(_, int kind) -> known(kind);
      case AttrValue.Message(int kind, _) -> known(kind);
    };
  }

  private static AttributeType known(int kind) {
    var type = AttributeType.forNumber(kind);
    return type == null ? AttributeType.UNDEFINED : type;
  }
}
