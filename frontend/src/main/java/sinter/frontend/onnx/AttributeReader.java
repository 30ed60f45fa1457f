package sinter.frontend.onnx;

import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.frontend.onnx.TensorReader.Read;
import sinter.grammar.onnx.AttributeProto;
import sinter.grammar.onnx.AttributeProto.AttributeType;
import sinter.grammar.onnx.GraphProto;
import sinter.grammar.onnx.ModelProto;
import sinter.grammar.onnx.SparseTensorProto;
import sinter.grammar.onnx.TensorProto;
import sinter.grammar.onnx.TypeProto;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Loc;
import sinter.ir.op.Attr;
import sinter.ir.op.AttrValue;
import sinter.ir.tensor.Bytes;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Type;

/** Reads attributes of nodes and of function signatures. */
final class AttributeReader {
  private final TensorReader tensors;
  private final Payloads payloads;
  private final Diagnostics diagnostics;

  AttributeReader(TensorReader tensors, Payloads payloads, Diagnostics diagnostics) {
    this.tensors = tensors;
    this.payloads = payloads;
    this.diagnostics = diagnostics;
  }

  /**
   * Reads one attribute.
   *
   * @param regions takes the graphs it holds, which become regions of the node in this order; null
   *     where there is no node, so that they stay messages
   */
  Attr read(AttributeProto proto, @Nullable List<GraphProto> regions, Loc at) {
    var kind = kind(proto);
    var rest = proto.toBuilder().clearType();
    if (!proto.getName().isEmpty()) rest.clearName();
    if (!proto.hasType()) {
      rest.setType(AttributeType.UNDEFINED);
    } else if (proto.getType() != kind) {
      rest.setType(kind);
    }
    if (!proto.getRefAttrName().isEmpty()) {
      rest.clearRefAttrName();
      return finish(proto, new AttrValue.Ref(proto.getRefAttrName(), kind.getNumber()), rest, at);
    }
    var value = value(proto, kind, rest, regions, at);
    return finish(proto, value, rest, at);
  }

  private static AttributeType kind(AttributeProto a) {
    if (a.getType() != AttributeType.UNDEFINED) return a.getType();
    if (a.hasF()) return AttributeType.FLOAT;
    if (a.hasI()) return AttributeType.INT;
    if (a.hasS()) return AttributeType.STRING;
    if (a.hasT()) return AttributeType.TENSOR;
    if (a.hasG()) return AttributeType.GRAPH;
    if (a.hasTp()) return AttributeType.TYPE_PROTO;
    if (a.hasSparseTensor()) return AttributeType.SPARSE_TENSOR;
    if (a.getFloatsCount() > 0) return AttributeType.FLOATS;
    if (a.getIntsCount() > 0) return AttributeType.INTS;
    if (a.getStringsCount() > 0) return AttributeType.STRINGS;
    if (a.getTensorsCount() > 0) return AttributeType.TENSORS;
    if (a.getGraphsCount() > 0) return AttributeType.GRAPHS;
    if (a.getTypeProtosCount() > 0) return AttributeType.TYPE_PROTOS;
    if (a.getSparseTensorsCount() > 0) return AttributeType.SPARSE_TENSORS;
    return AttributeType.UNDEFINED;
  }

  private AttrValue value(
      AttributeProto a,
      AttributeType kind,
      AttributeProto.Builder rest,
      @Nullable List<GraphProto> regions,
      Loc at) {
    var absent = new AttrValue.Message(kind.getNumber(), List.of());
    return switch (kind) {
      case UNDEFINED -> absent;
      case FLOAT -> {
        rest.clearF();
        yield a.hasF() ? new AttrValue.Real(a.getF()) : absent;
      }
      case INT -> {
        rest.clearI();
        yield a.hasI() ? new AttrValue.Int(a.getI()) : absent;
      }
      case STRING -> {
        rest.clearS();
        yield a.hasS() ? new AttrValue.Str(Bytes.of(a.getS().toByteArray())) : absent;
      }
      case FLOATS -> {
        rest.clearFloats();
        yield new AttrValue.Reals(a.getFloatsList());
      }
      case INTS -> {
        rest.clearInts();
        yield new AttrValue.Ints(a.getIntsList());
      }
      case STRINGS -> {
        rest.clearStrings();
        yield new AttrValue.Strs(
            a.getStringsList().stream().map(s -> Bytes.of(s.toByteArray())).toList());
      }
      case TENSOR -> {
        if (!a.hasT()) yield absent;
        var read = tensor(a.getT(), a.getName(), at);
        rest.clearT();
        if (!isEmpty(read.residue())) rest.setT(read.residue());
        yield new AttrValue.Tens(read.tensor());
      }
      case TENSORS -> tensors(a, rest, at);
      case GRAPH -> {
        if (!a.hasG()) yield absent;
        rest.clearG();
        yield regions == null
            ? new AttrValue.Message(kind.getNumber(), List.of(inline(a.getG())))
            : region(a.getG(), regions);
      }
      case GRAPHS -> {
        rest.clearGraphs();
        yield regions == null
            ? new AttrValue.Message(
                kind.getNumber(), a.getGraphsList().stream().map(this::inline).toList())
            : new AttrValue.Regions(
                a.getGraphsList().stream().map(g -> region(g, regions).index()).toList());
      }
      case SPARSE_TENSOR -> {
        if (!a.hasSparseTensor()) yield absent;
        rest.clearSparseTensor();
        yield new AttrValue.Message(kind.getNumber(), List.of(inline(a.getSparseTensor())));
      }
      case SPARSE_TENSORS -> {
        rest.clearSparseTensors();
        yield new AttrValue.Message(
            kind.getNumber(), a.getSparseTensorsList().stream().map(this::inline).toList());
      }
      case TYPE_PROTO -> {
        if (!a.hasTp()) yield absent;
        if (TypeReader.residue(a.getTp()) == null) rest.clearTp();
        yield new AttrValue.TypeOf(TypeReader.read(a.getTp()));
      }
      case TYPE_PROTOS -> types(a, rest);
    };
  }

  private static AttrValue.Region region(GraphProto graph, List<GraphProto> regions) {
    regions.add(graph);
    return new AttrValue.Region(regions.size() - 1);
  }

  private Read tensor(TensorProto proto, String attribute, Loc at) {
    return tensors.read(proto, "attribute '" + attribute + "'", at);
  }

  private AttrValue tensors(AttributeProto a, AttributeProto.Builder rest, Loc at) {
    var values = new ArrayList<Tensor>();
    var left = new ArrayList<TensorProto>();
    for (var proto : a.getTensorsList()) {
      var read = tensor(proto, a.getName(), at);
      values.add(read.tensor());
      left.add(read.residue());
    }
    rest.clearTensors();
    if (!left.stream().allMatch(AttributeReader::isEmpty)) rest.addAllTensors(left);
    return new AttrValue.Tensors(values);
  }

  private static AttrValue types(AttributeProto a, AttributeProto.Builder rest) {
    var values = new ArrayList<Type>();
    var plain = true;
    for (TypeProto proto : a.getTypeProtosList()) {
      values.add(TypeReader.read(proto));
      plain &= TypeReader.residue(proto) == null;
    }
    if (plain) rest.clearTypeProtos();
    return new AttrValue.TypesOf(values);
  }

  private Attr finish(AttributeProto proto, AttrValue value, AttributeProto.Builder rest, Loc at) {
    var strays = strays(value, rest);
    if (strays) {
      diagnostics.warning(
          Code.CHANGED,
          at,
          "attribute '%s' of type %s also holds tensors or graphs, which are left out"
              .formatted(proto.getName(), proto.getType()));
    }
    return new Attr(proto.getName(), value, bytes(rest.build()));
  }

  /** Clears tensors and graphs of other kinds than the attribute's; true when there were any. */
  private static boolean strays(AttrValue value, AttributeProto.Builder rest) {
    var isTensor = value instanceof AttrValue.Tens;
    var isTensors = value instanceof AttrValue.Tensors;
    var strays =
        (rest.hasT() && !isTensor)
            || (rest.getTensorsCount() > 0 && !isTensors)
            || rest.hasG()
            || rest.getGraphsCount() > 0
            || rest.hasSparseTensor()
            || rest.getSparseTensorsCount() > 0;
    if (!strays) return false;
    if (!isTensor) rest.clearT();
    if (!isTensors) rest.clearTensors();
    rest.clearG().clearGraphs().clearSparseTensor().clearSparseTensors();
    return true;
  }

  private Bytes inline(GraphProto graph) {
    return bytes(payloads.inline(ModelProto.newBuilder().setGraph(graph).build()).getGraph());
  }

  /** The message with its payloads inside. */
  Bytes inline(SparseTensorProto tensor) {
    var graph = GraphProto.newBuilder().addSparseInitializer(tensor);
    var inlined = payloads.inline(ModelProto.newBuilder().setGraph(graph).build());
    return bytes(inlined.getGraph().getSparseInitializer(0));
  }

  static boolean isEmpty(Message message) {
    return message.getSerializedSize() == 0;
  }

  static Bytes bytes(Message message) {
    return isEmpty(message) ? Bytes.EMPTY : Bytes.of(message.toByteArray());
  }
}
