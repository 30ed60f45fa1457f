package sinter.testsuite.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sinter.backend.onnx.Optimization;
import sinter.backend.onnx.OrtWorker;
import sinter.backend.onnx.Outcome;
import sinter.backend.onnx.RuntimeSession;
import sinter.backend.onnx.SessionSpec;
import sinter.grammar.onnx.ModelProto;
import sinter.grammar.onnx.OperatorSetIdProto;
import sinter.grammar.onnx.TensorProto;
import sinter.ir.tensor.Tensor;
import sinter.testsuite.onnx.Corpus;
import sinter.testsuite.runtime.Installed;

/**
 * Operator versions that no stored case uses: small stored cases are declared to be of an older or
 * newer opset, and where the runtime still runs them, the interpreter computes the same.
 */
class OldVersionsTest {
  /** Oldest opset the runtime keeps to, and the newest one that it knows. */
  private static final int FIRST = 7;

  private static final int LAST = 26;

  private final Map<String, NavigableSet<Integer>> since = new TreeMap<>();
  private final Map<String, NavigableSet<Integer>> stored = new TreeMap<>();
  private final List<ConformanceCase> small = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final TreeSet<String> versions = new TreeSet<>();
  private final Conformance conformance = new Conformance();
  private int compared;

  @Test
  void versionsWithoutStoredCasesAgreeWithTheRuntime() throws IOException {
    var corpus = Corpus.find();
    var excluded = Listed.of("reference-runtime.txt");
    try (var worker = Installed.worker("javacpp")) {
      readSchemas(corpus);
      ConformanceCase.forEach(corpus.resolve("conformance.zip"), this::sort);
      for (var c : small) {
        if (!excluded.containsKey(c.id())) {
          check(worker, c);
        }
      }
    }
    System.out.printf(
        "%d cases in other opsets agree with the runtime, of %d operator versions%n",
        compared, versions.size());
    assertThat(failures).isEmpty();
    assertThat(versions).hasSizeGreaterThan(100);
  }

  private void readSchemas(Path corpus) throws IOException {
    for (var s : new ObjectMapper().readTree(corpus.resolve("onnx-schemas.json").toFile())) {
      if (s.get("domain").asText().isEmpty()) {
        since
            .computeIfAbsent(s.get("op").asText(), k -> new TreeSet<>())
            .add(s.get("since").asInt());
      }
    }
  }

  private static NavigableSet<Integer> versions(Map<String, NavigableSet<Integer>> of, String op) {
    return of.getOrDefault(op, new TreeSet<>());
  }

  private static long opset(ConformanceCase c) {
    return c.model().getOpsetImport(0).getVersion();
  }

  private void sort(ConformanceCase c) {
    boolean plain = c.operators().stream().allMatch(since::containsKey);
    if (!plain || !c.uncovered().isEmpty() || conformance.isRandom(c)) {
      return;
    }
    for (var op : c.operators()) {
      var version = versions(since, op).floor((int) opset(c));
      if (version != null) {
        stored.computeIfAbsent(op, k -> new TreeSet<>()).add(version);
      }
    }
    boolean tensors = c.inputs().values().stream().allMatch(Datum.Array.class::isInstance);
    if (tensors && c.model().getGraph().getNodeCount() == 1) {
      small.add(c);
    }
  }

  private void check(OrtWorker worker, ConformanceCase c) {
    var op = c.model().getGraph().getNode(0).getOpType();
    for (int version : versions(since, op)) {
      var next = versions(since, op).higher(version);
      int opset = next == null ? LAST : Math.min(next - 1, LAST);
      if (opset >= FIRST && version <= LAST && !versions(stored, op).contains(version)) {
        var model = constant(c, opset);
        var theirs = run(worker, model);
        if (theirs.isPresent()) {
          versions.add(op + "-" + version);
          compare(c.id() + " as opset " + opset, model, theirs.get());
        }
      }
    }
  }

  private void compare(String what, ModelProto model, Map<String, Datum.Array> theirs) {
    compared++;
    var own = Reference.run(model, Map.of());
    for (var output : theirs.entrySet()) {
      var value = own.get(output.getKey());
      var difference =
          value == null
              ? Optional.of("not computed")
              : Closeness.difference(
                  value,
                  output.getValue(),
                  output.getValue().type() == DataType.FLOAT ? Closeness.FLOAT_KERNELS : null);
      difference.ifPresent(d -> failures.add(what + ": " + d));
    }
  }

  /** The case's model in another opset, with its inputs as initializers. */
  private static ModelProto constant(ConformanceCase c, int opset) {
    var graph = c.model().getGraph().toBuilder().clearInput();
    c.inputs().forEach((name, value) -> graph.addInitializer(proto(name, (Datum.Array) value)));
    graph.getOutputBuilderList().stream()
        .filter(o -> o.getType().hasTensorType())
        .forEach(o -> o.getTypeBuilder().getTensorTypeBuilder().clearShape());
    return c.model().toBuilder()
        .setGraph(graph)
        .setIrVersion(Math.clamp(c.model().getIrVersion(), 4, 10))
        .clearOpsetImport()
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
        .build();
  }

  private static TensorProto proto(String name, Datum.Array a) {
    var proto = TensorProto.newBuilder().setName(name).setDataType(a.type().number);
    for (long d : a.shape()) {
      proto.addDims(d);
    }
    if (a.type().isText()) {
      for (var t : a.texts()) {
        proto.addStringData(ByteString.copyFromUtf8(t));
      }
      return proto.build();
    }
    return proto.setRawData(ByteString.copyFrom(TensorDecoding.bytes(a))).build();
  }

  /** What the runtime computes, or nothing where it refuses the model. */
  private static Optional<Map<String, Datum.Array>> run(OrtWorker worker, ModelProto model) {
    var spec = SessionSpec.of(MemorySegment.ofArray(model.toByteArray())).with(Optimization.OFF);
    if (!(worker.open(spec) instanceof Outcome.Ok<RuntimeSession>(var session))) {
      return Optional.empty();
    }
    try (session) {
      return session.run(Map.of(), List.of())
              instanceof Outcome.Ok<Map<String, sinter.ir.tensor.Datum>>(var values)
          ? Optional.of(arrays(values))
          : Optional.empty();
    }
  }

  private static Map<String, Datum.Array> arrays(Map<String, sinter.ir.tensor.Datum> values) {
    var out = new TreeMap<String, Datum.Array>();
    values.forEach((name, value) -> {
      var array = value instanceof Tensor t ? array(t) : null;
      if (array != null) {
        out.put(name, array);
      }
    });
    return out;
  }

  private static Datum.@Nullable Array array(Tensor t) {
    var type = DataType.of(t.dtype().onnx());
    if (type.isText() || type.kind == DataType.Kind.COMPLEX) {
      return null;
    }
    var shape = t.dims().stream().mapToLong(Long::longValue).toArray();
    int count = Grid.count(shape);
    if (type.isReal()) {
      var out = new double[count];
      Arrays.setAll(out, t::doubleAt);
      return Datum.Array.reals(type, shape, out);
    }
    var out = new long[count];
    Arrays.setAll(out, i -> type.wrap(t.longAt(i)));
    return Datum.Array.integers(type, shape, out);
  }
}
