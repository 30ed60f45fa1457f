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

  /** The list itself, unless domain and version of each entry are stated and all there is. */
  static List<OperatorSetIdProto> residue(List<OperatorSetIdProto> imports) {
    var plain =
        imports.stream()
            .allMatch(o -> o.hasDomain() && o.hasVersion() && o.getUnknownFields().isEmpty());
    return plain && read(imports).size() == imports.size() ? List.of() : imports;
  }
}
