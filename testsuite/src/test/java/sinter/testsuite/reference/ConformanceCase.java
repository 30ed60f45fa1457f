package sinter.testsuite.reference;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipFile;
import sinter.grammar.onnx.GraphProto;
import sinter.grammar.onnx.ModelProto;
import sinter.grammar.onnx.NodeProto;
import sinter.grammar.onnx.OptionalProto;
import sinter.grammar.onnx.SequenceProto;
import sinter.grammar.onnx.TensorProto;
import sinter.grammar.onnx.TypeProto;
import sinter.grammar.onnx.ValueInfoProto;

/**
 * A stored model with stored inputs and outputs.
 *
 * @param id {@code group/name}
 * @param operators every operator of the model, inner graphs included, as {@link #name} gives it
 */
record ConformanceCase(
    String id,
    ModelProto model,
    Set<String> operators,
    Map<String, Datum> inputs,
    Map<String, Datum> outputs) {

  /** What is done with one case while the archive is open. */
  interface Visitor {
    void visit(ConformanceCase c);
  }

  /** Reads the cases of an archive one after the other. */
  static void forEach(Path archive, Visitor visitor) throws IOException {
    try (var zip = new ZipFile(archive.toFile())) {
      var names = new TreeMap<String, String>();
      zip.stream()
          .map(e -> e.getName())
          .filter(n -> n.endsWith("/model.onnx"))
          .forEach(n -> names.put(n.substring(0, n.length() - "/model.onnx".length()), n));
      for (var name : names.entrySet()) {
        visitor.visit(read(zip, name.getKey()));
      }
    }
  }

  private static ConformanceCase read(ZipFile zip, String id) throws IOException {
    var model = ModelProto.parseFrom(bytes(zip, id + "/model.onnx"));
    var graph = model.getGraph();
    var operators = new TreeSet<String>();
    collect(graph, operators);
    return new ConformanceCase(
        id,
        model,
        operators,
        values(zip, id + "/test_data_set_0/input_", graph.getInputList()),
        values(zip, id + "/test_data_set_0/output_", graph.getOutputList()));
  }

  static String name(NodeProto node) {
    boolean standard = node.getDomain().isEmpty() || node.getDomain().equals("ai.onnx");
    return standard ? node.getOpType() : node.getDomain() + ":" + node.getOpType();
  }

  private static void collect(GraphProto graph, Set<String> into) {
    for (var node : graph.getNodeList()) {
      into.add(name(node));
      for (var a : node.getAttributeList()) {
        if (a.hasG()) {
          collect(a.getG(), into);
        }
        a.getGraphsList().forEach(g -> collect(g, into));
      }
    }
  }

  private static Map<String, Datum> values(ZipFile zip, String prefix, List<ValueInfoProto> of)
      throws IOException {
    var out = new LinkedHashMap<String, Datum>();
    for (int i = 0; i < of.size(); i++) {
      if (zip.getEntry(prefix + i + ".pb") != null) {
        out.put(of.get(i).getName(), value(bytes(zip, prefix + i + ".pb"), of.get(i).getType()));
      }
    }
    return out;
  }

  private static Datum value(ByteString bytes, TypeProto type) throws IOException {
    return switch (type.getValueCase()) {
      case SEQUENCE_TYPE -> TensorDecoding.sequence(SequenceProto.parseFrom(bytes), null);
      case OPTIONAL_TYPE -> TensorDecoding.optional(OptionalProto.parseFrom(bytes), null);
      default -> TensorDecoding.tensor(TensorProto.parseFrom(bytes), null);
    };
  }

  private static ByteString bytes(ZipFile zip, String name) throws IOException {
    try (InputStream in = zip.getInputStream(zip.getEntry(name))) {
      return ByteString.readFrom(in);
    }
  }

  /** Operators of the case that the interpreter lacks. */
  List<String> uncovered() {
    var out = new ArrayList<String>();
    for (var o : operators) {
      int colon = o.indexOf(':');
      if (!Reference.covers(colon < 0 ? "" : o.substring(0, colon), o.substring(colon + 1))) {
        out.add(o);
      }
    }
    return out;
  }
}
