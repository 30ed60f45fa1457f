package sinter.frontend.onnx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sinter.grammar.onnx.OperatorSetIdProto;

/** Reads the operator sets that a model or a function imports. */
final class OpsetReader {
  private OpsetReader() {}

  /** Version by domain, in the order of the file; of a domain named twice the later counts. */
  static Map<String, Long> read(List<OperatorSetIdProto> imports) {
    var opsets = new LinkedHashMap<String, Long>();
    for (var opset : imports) opsets.put(opset.getDomain(), opset.getVersion());
    return opsets;
  }

  /** The version of {@code domain}, 0 when it is not imported; {@code ai.onnx} is the empty one. */
  static long version(Map<String, Long> opsets, String domain) {
    var version = opsets.get(domain);
    if (version != null) return version;
    return switch (domain) {
      case "" -> opsets.getOrDefault("ai.onnx", 0L);
      case "ai.onnx" -> opsets.getOrDefault("", 0L);
      default -> 0;
    };
  }

  /** The list itself, unless domain and version of each entry are stated and all there is. */
  static List<OperatorSetIdProto> residue(List<OperatorSetIdProto> imports) {
    var plain =
        imports.stream()
            .allMatch(o -> o.hasDomain() && o.hasVersion() && o.getUnknownFields().isEmpty());
    return plain && read(imports).size() == imports.size() ? List.of() : imports;
  }
}
