package sinter.backend.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sinter.grammar.onnx.OperatorSetIdProto;
import sinter.ir.op.Domain;

/** Writes the operator sets that a model or a function imports. */
final class Opsets {
  private Opsets() {}

  /** One entry per domain; {@code known} entries keep what they say besides. */
  static List<OperatorSetIdProto> encode(Map<String, Long> opsets, List<OperatorSetIdProto> known) {
    var left = new LinkedHashMap<>(opsets);
    var out = new ArrayList<OperatorSetIdProto>();
    for (var i = 0; i < known.size(); i++) {
      var entry = known.get(i);
      var domain = entry.getDomain();
      var version = opsets.get(domain);
      if (version == null) continue;
      left.remove(domain);
      // Of a domain named twice the later entry counts, and is the one that a change is for.
      var counts = known.subList(i + 1, known.size()).stream().noneMatch(o -> same(o, domain));
      out.add(
          counts && entry.getVersion() != version
              ? entry.toBuilder().setVersion(version).build()
              : entry);
    }
    left.forEach((domain, version) ->
        out.add(OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version).build()));
    return out;
  }

  /**
   * {@code opsets}, with a default domain where there is none: what the writer adds of its own are
   * nodes of it.
   */
  static Map<String, Long> withDefault(Map<String, Long> opsets, long irVersion) {
    if (opsets.keySet().stream().anyMatch(Domain::isDefault)) return opsets;
    var all = new LinkedHashMap<>(opsets);
    all.put("", irVersion >= 7 ? 13L : 7L);
    return all;
  }

  private static boolean same(OperatorSetIdProto entry, String domain) {
    return entry.getDomain().equals(domain);
  }
}
