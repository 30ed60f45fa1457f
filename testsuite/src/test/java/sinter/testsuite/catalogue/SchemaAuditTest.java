package sinter.testsuite.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import sinter.ir.op.AttrValue;
import sinter.ir.op.Onnx;
import sinter.ir.op.Onnx.Trait;
import sinter.ir.op.OnnxCodec;
import sinter.ir.op.OpCatalog;
import sinter.ir.op.Schema;
import sinter.testsuite.onnx.Corpus;

/**
 * Every op of the catalogue against the published schemas: which versions exist, and for each version that the record
 * expresses, its attributes with their defaults and the arity of operands and results.
 */
final class SchemaAuditTest {
  @TestFactory
  Stream<DynamicTest> opsAgreeWithTheirPublishedSchemas() throws IOException {
    var published = published();
    return OpCatalog.get().all().stream()
        .filter(e -> onnx(e) != null)
        .map(e ->
            dynamicTest(
                e.name(), () -> assertThat(complaints(e, published)).as(e.name()).isEmpty()));
  }

  private static @Nullable Onnx onnx(OpCatalog.Entry entry) {
    return entry.schema() == null ? null : entry.schema().onnx();
  }

  private static Map<String, NavigableMap<Integer, JsonNode>> published() throws IOException {
    var file = Corpus.find().resolve("onnx-schemas.json").toFile();
    var all = new HashMap<String, NavigableMap<Integer, JsonNode>>();
    for (var s : new JsonMapper().readTree(file)) {
      all.computeIfAbsent(
              s.path("domain").asText() + "::" + s.path("op").asText(), _ -> new TreeMap<>())
          .put(s.path("since").asInt(), s);
    }
    return all;
  }

  private static List<String> complaints(
      OpCatalog.Entry entry, Map<String, NavigableMap<Integer, JsonNode>> published) {
    var onnx = Objects.requireNonNull(onnx(entry));
    var versions = published.get(onnx.domain() + "::" + onnx.name());
    if (versions == null) {
      return List.of(onnx.name() + " is not published");
    }
    var out = new ArrayList<String>();
    var claimed = new TreeSet<>(onnx.since());
    claimed.addAll(onnx.skipped());
    if (!claimed.equals(versions.keySet())) {
      out.add("versions " + claimed + ", published " + versions.keySet());
    }
    for (int since : onnx.since()) {
      var schema = versions.get(since);
      if (schema == null) {
        continue;
      }
      if (schema.path("deprecated").asBoolean()) {
        out.add(since + " is deprecated");
        continue;
      }
      if (onnx.all(Trait.Codec.class).findAny().isEmpty()) {
        attributes(entry, onnx, since, schema, out);
      }
      operands(entry.schemaOrThrow(), onnx, since, schema, out);
      results(entry.schemaOrThrow(), onnx, since, schema, out);
    }
    return out;
  }

  private static void attributes(
      OpCatalog.Entry entry, Onnx onnx, int since, JsonNode schema, List<String> out) {
    var components = OnnxCodec.attributes(entry).keySet();
    var moved =
        onnx.all(Trait.Moved.class)
            .filter(m -> since < m.from())
            .map(Trait.Moved::attribute)
            .collect(Collectors.toSet());
    var ignored =
        onnx.all(Trait.Ignored.class).map(Trait.Ignored::attribute).collect(Collectors.toSet());
    var seen = new TreeSet<String>();
    for (var a : schema.path("attributes")) {
      var name = a.path("name").asText();
      seen.add(name);
      if (ignored.contains(name) || onnx.regionAttributes().contains(name)) {
        continue;
      }
      if (!components.contains(name) && !moved.contains(name)) {
        out.add(since + " has attribute " + name);
        continue;
      }
      var declared = onnx.defaultOf(name, since);
      boolean absent = declared == null && (moved.contains(name) || !a.has("default"));
      if (!absent && !agrees(declared, a.path("type").asText(), a.path("default"))) {
        out.add(since + " " + name + " defaults to " + a.get("default") + ", not " + declared);
      }
    }
    missing(onnx, since, components, seen, out);
    moved.stream()
        .filter(m -> !seen.contains(m))
        .forEach(m -> out.add(since + " has no attribute " + m));
  }

  /** Components that the version does not have must be said to come later. */
  private static void missing(
      Onnx onnx, int since, Set<String> components, Set<String> seen, List<String> out) {
    var later =
        onnx.all(Trait.Introduced.class)
            .filter(i -> since < i.from())
            .map(Trait.Introduced::attribute)
            .collect(Collectors.toSet());
    for (var c : components) {
      if (!seen.contains(c) && !later.contains(c)) {
        out.add(since + " has no attribute " + c);
      }
      if (seen.contains(c) && later.contains(c)) {
        out.add(since + " already has attribute " + c);
      }
    }
  }

  private static boolean agrees(@Nullable AttrValue declared, String type, JsonNode published) {
    if (declared == null || published.isMissingNode()) {
      return false;
    }
    var text = published.asText().replace("(", "").replace(")", "").replace("'", "");
    return switch (declared) {
      case AttrValue.Int(long v) -> type.equals("int") && v == Long.parseLong(text);
      case AttrValue.Real(float v) -> type.equals("float") && isPrintedAs(v, text);
      case AttrValue.Str(var v) -> type.equals("string") && v.text().equals(text);
      case AttrValue.Ints(var v) -> v.toString().equals(text);
      case AttrValue.Strs(var v) -> v.toString().equals(text);
      case AttrValue.Reals _,
          AttrValue.Tens _,
          AttrValue.Tensors _,
          AttrValue.Region _,
          AttrValue.Regions _,
          AttrValue.TypeOf _,
          AttrValue.TypesOf _,
          AttrValue.Message _,
          AttrValue.Ref _ ->
          false;
    };
  }

  /** The published numbers have six or seven digits. */
  private static boolean isPrintedAs(float v, String text) {
    double stated = Double.parseDouble(text);
    return Math.abs(v - stated) <= 2e-6 * Math.abs(stated);
  }

  private static void operands(
      Schema schema, Onnx onnx, int since, JsonNode published, List<String> out) {
    var slots = new ArrayList<Schema.Slot>();
    for (int i = 0; i < schema.inputs().size(); i++) {
      int index = i;
      boolean later =
          onnx.all(Trait.Moved.class).anyMatch(m -> m.operand() == index && since < m.from())
              || onnx.all(Trait.OperandSince.class)
                  .anyMatch(o -> o.operand() == index && since < o.from());
      boolean required =
          onnx.all(Trait.OptionalSince.class)
              .anyMatch(o -> o.operand() == index && since < o.from());
      var slot = schema.inputs().get(i);
      if (!later) {
        slots.add(required ? new Schema.Slot(slot.name(), Schema.Arity.ONE) : slot);
      }
    }
    slots(since + " operands", slots, published.path("inputs"), out);
  }

  /** A record can leave out optional results at the end. */
  private static void results(
      Schema schema, Onnx onnx, int since, JsonNode published, List<String> out) {
    var slots = new ArrayList<Schema.Slot>();
    for (int i = 0; i < schema.outputs().size(); i++) {
      int index = i;
      if (onnx.all(Trait.ResultSince.class)
          .noneMatch(r -> r.result() == index && since < r.from())) {
        slots.add(schema.outputs().get(i));
      }
    }
    for (int i = slots.size(); i < published.path("outputs").size(); i++) {
      if (published.path("outputs").get(i).path("optional").asBoolean()) {
        slots.add(new Schema.Slot("left out", Schema.Arity.OPTIONAL));
      }
    }
    slots(since + " results", slots, published.path("outputs"), out);
  }

  private static void slots(
      String what, List<Schema.Slot> slots, JsonNode published, List<String> out) {
    if (slots.size() != published.size()) {
      out.add(what + ": " + slots + ", published " + published.size());
      return;
    }
    for (int i = 0; i < slots.size(); i++) {
      var stated =
          published.get(i).path("variadic").asBoolean()
              ? Schema.Arity.VARIADIC
              : published.get(i).path("optional").asBoolean()
                  ? Schema.Arity.OPTIONAL
                  : Schema.Arity.ONE;
      if (slots.get(i).arity() != stated) {
        out.add(what + ": " + slots.get(i) + " is " + stated);
      }
    }
  }
}
