package sinter.testsuite.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sinter.frontend.onnx.OnnxReader;
import sinter.ir.Value;
import sinter.ir.diag.Diagnostics;
import sinter.ir.op.ElementTypes;
import sinter.ir.op.Foreign;
import sinter.ir.op.Onnx;
import sinter.ir.op.OpCatalog;
import sinter.ir.rewrite.Journal;
import sinter.ir.type.DType;
import sinter.passes.PassContext;
import sinter.passes.PassManager;
import sinter.passes.boundary.FromOnnx;
import sinter.testsuite.onnx.Corpus;

/** The element types that operators take, against the published schemas and the stored conformance cases. */
final class ElementTypesTest {
  /** What the schemas call element types that have other names here; the rest is an 'int' or 'uint' of some bits. */
  private static final Map<String, DType> NAMES =
      Map.ofEntries(
          Map.entry("float", DType.F32),
          Map.entry("double", DType.F64),
          Map.entry("float16", DType.F16),
          Map.entry("bfloat16", DType.BF16),
          Map.entry("float8e4m3fn", DType.F8E4M3FN),
          Map.entry("float8e4m3fnuz", DType.F8E4M3FNUZ),
          Map.entry("float8e5m2", DType.F8E5M2),
          Map.entry("float8e5m2fnuz", DType.F8E5M2FNUZ),
          Map.entry("float8e8m0", DType.F8E8M0),
          Map.entry("float4e2m1", DType.F4E2M1),
          Map.entry("bool", DType.BOOL),
          Map.entry("string", DType.STRING),
          Map.entry("complex64", DType.C64),
          Map.entry("complex128", DType.C128));

  @TempDir Path folder;

  @Test
  void operatorsTakeWhatTheirNewestSchemasSay() throws IOException {
    var newest = newest();
    var wrong = new ArrayList<String>();
    var seen = new TreeSet<String>();
    int compared = 0;
    for (var entry : OpCatalog.get().all()) {
      if (entry.schema() == null || !(entry.schema().onnx() instanceof Onnx onnx)) {
        continue;
      }
      var schema = onnx.domain().isEmpty() ? newest.get(onnx.name()) : null;
      seen.add(onnx.name());
      for (int i = 0; schema != null && i < schema.path("inputs").size(); i++) {
        var published = published(schema, i);
        var taken = ElementTypes.of(onnx, i);
        var all = taken == null ? EnumSet.allOf(DType.class) : EnumSet.copyOf(taken);
        compared++;
        if (!published.isEmpty() && !published.equals(all)) {
          wrong.add(onnx.name() + " operand " + i + ": " + all + ", published " + published);
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(compared).isGreaterThan(300);
    assertThat(seen).containsAll(ElementTypes.operators());
  }

  private static Map<String, JsonNode> newest() throws IOException {
    var all = new TreeMap<String, JsonNode>();
    for (var s : new JsonMapper().readTree(Corpus.find().resolve("onnx-schemas.json").toFile())) {
      int since = s.path("since").asInt();
      var before = all.get(s.path("op").asText());
      boolean isNewer = before == null || before.path("since").asInt() < since;
      if (s.path("domain").asText().isEmpty() && since <= Onnx.NEWEST && isNewer) {
        all.put(s.path("op").asText(), s);
      }
    }
    return all;
  }

  private static Set<DType> published(JsonNode schema, int operand) {
    var type = schema.path("inputs").path(operand).path("type").asText();
    var variable = schema.path("type_constraints").path(type);
    var texts =
        variable.isMissingNode() ? Stream.of(type) : variable.valueStream().map(JsonNode::asText);
    return texts
        .filter(t -> t.startsWith("tensor("))
        .map(t -> dtype(t.substring("tensor(".length(), t.length() - 1)))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(DType.class)));
  }

  private static DType dtype(String name) {
    return NAMES.containsKey(name)
        ? Objects.requireNonNull(NAMES.get(name))
        : Objects.requireNonNull(DType.of(name.replace("uint", "u").replace("int", "i")), name);
  }

  @Test
  void everyStoredCaseIsTaken() throws IOException {
    var refused = new TreeSet<String>();
    int operands = 0;
    try (var zip = new ZipFile(Corpus.find().resolve("conformance.zip").toFile())) {
      for (var e : zip.stream().filter(e -> e.getName().endsWith("/model.onnx")).toList()) {
        var file = folder.resolve("model.onnx");
        try (var in = zip.getInputStream(e)) {
          Files.write(file, in.readAllBytes());
        }
        operands += check(file, e.getName(), refused);
      }
    }
    assertThat(refused).isEmpty();
    assertThat(operands).isGreaterThan(2000);
  }

  /** Checks the operands of known element types; returns how many there are. */
  private static int check(Path file, String name, Set<String> refused) {
    int operands = 0;
    var diagnostics = new Diagnostics();
    try (var model = OnnxReader.read(file, diagnostics)) {
      var manager = new PassManager(List.of(), true);
      FromOnnx.DEFAULTS.run(model, PassContext.of(diagnostics, new Journal(), manager));
      for (var n : model.allNodes()) {
        for (int i = 0; i < n.inputs() && !(n.op() instanceof Foreign); i++) {
          @Nullable Value v = n.inOrNull(i);
          if (v != null && v.tensorType().dtype() instanceof DType found) {
            operands++;
            if (ElementTypes.of(n.op(), i) instanceof Set<DType> taken && !taken.contains(found)) {
              refused.add(name + ": " + n + " operand " + i + " is " + found);
            }
          }
        }
      }
    }
    return operands;
  }
}
