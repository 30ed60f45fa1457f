package sinter.testsuite.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sinter.backend.onnx.OnnxWriter;
import sinter.backend.onnx.Optimization;
import sinter.backend.onnx.OrtWorker;
import sinter.backend.onnx.Outcome;
import sinter.backend.onnx.RuntimeSession;
import sinter.backend.onnx.SessionSpec;
import sinter.frontend.onnx.OnnxReader;
import sinter.frontend.text.TextReader;
import sinter.ir.Model;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Source;
import sinter.ir.op.OpCatalog;
import sinter.ir.rewrite.Journal;
import sinter.ir.text.Printer;
import sinter.ir.text.Style;
import sinter.ir.type.DType;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;
import sinter.passes.PassContext;
import sinter.passes.PassManager;
import sinter.passes.PipelineText;
import sinter.testsuite.reference.Agreement;
import sinter.testsuite.reference.Datum;
import sinter.testsuite.reference.Networks;
import sinter.testsuite.runtime.Installed;

/**
 * Every typed op has a case in {@code cases/ops}: a node in ONNX's words that is read as that op, survives text and the
 * ONNX form, and computes on the runtime what the interpreter in double precision computes, with the element type and the
 * extents that were inferred.
 */
class OpCasesTest {
  private static final Path FOLDER = Path.of("cases", "ops");
  private static final Map<String, Long> BINDING = Map.of("N", 2L, "M", 3L);
  private static final long SEED = 5;
  private static final double TOLERANCE = 2e-5;

  /** Ops whose results are drawn: what agrees is their form. */
  private static final Set<String> DRAWN =
      Set.of(
          "bernoulli",
          "multinomial",
          "random_normal",
          "random_normal_like",
          "random_uniform",
          "random_uniform_like");

  /** Ops that the runtime does not load, each with the reason. */
  private static final Map<String, String> NOT_LOADED = Map.of("swiglu", "opset 28 is newer");

  /** Cases whose outputs have a rank that nothing says. */
  private static final Set<String> OF_ANY_RANK = Set.of("sequence_empty");

  @TempDir private Path scratch;

  private static List<Path> files() throws IOException {
    try (var files = Files.list(FOLDER)) {
      return files.sorted().toList();
    }
  }

  /** Further opsets have a file of their own, {@code op.opset11.sir}. */
  private static String op(Path file) {
    var name = file.getFileName().toString();
    return name.substring(0, name.indexOf('.'));
  }

  @Test
  void everyOpHasACase() throws IOException {
    var ops = new TreeSet<String>();
    for (var entry : OpCatalog.get().all()) {
      if (entry.schema() != null) {
        ops.add(entry.name());
      }
    }
    var cases = new TreeSet<String>();
    files().forEach(f -> cases.add(op(f)));
    assertThat(cases).isEqualTo(ops);
    for (var op : ops) {
      assertThat(FOLDER.resolve(op + ".sir")).exists();
    }
  }

  @Test
  void everyCaseHoldsItsOpAndSurvivesTextAndOnnx() throws IOException {
    for (var file : files()) {
      for (var model : read(file)) {
        var text = Printer.print(model, Style.PLAIN);
        var type = Objects.requireNonNull(OpCatalog.get().named(op(file))).type();
        assertThat(model.allNodes()).as(text).anyMatch(n -> n.op().getClass() == type);
        try (var again = parse(text)) {
          assertThat(Printer.print(again, Style.PLAIN)).isEqualTo(text);
        }
        run(model, "to-onnx");
        var onnx = scratch.resolve("model.onnx");
        OnnxWriter.write(model, onnx, OnnxWriter.ExternalData.NEVER);
        try (var again = OnnxReader.read(onnx, new Diagnostics())) {
          run(again, "from-onnx,infer-shapes");
          assertThat(computed(Printer.print(again, Style.PLAIN))).isEqualTo(computed(text));
        }
        model.close();
      }
    }
  }

  /**
   * The lines but those of constants, which ONNX lists before all nodes and writes out; without the types of a region's
   * parameters that the file states then.
   */
  private static List<String> computed(String text) {
    return text.lines()
        .filter(l -> !l.contains(" = const "))
        .map(l -> l.replaceAll(" !declared \\{type = type\\([^)]*\\)}", ""))
        .toList();
  }

  @Test
  void everyCaseComputesTheSameOnTheRuntimeAndInDoublePrecision() throws IOException {
    var wrong = new TreeMap<String, String>();
    var notLoaded = new TreeSet<String>();
    try (var worker = Installed.worker("javacpp")) {
      for (var file : files()) {
        var models = read(file);
        for (int i = 0; i < models.size(); i++) {
          var model = models.get(i);
          var inputs = inputs(model, SEED);
          var own = Networks.run(model, inputs);
          types(op(file), model, own)
              .ifPresent(d -> wrong.merge(file.toString(), "inferred: " + d, String::concat));
          var theirs = execute(worker, model, inputs);
          if (theirs.isEmpty()) {
            notLoaded.add(op(file));
          } else {
            difference(op(file), own, theirs.get())
                .ifPresent(d -> wrong.merge(file.toString(), "computed: " + d, String::concat));
          }
          model.close();
        }
      }
    }
    assertThat(wrong).as("seed %d", SEED).isEmpty();
    assertThat(notLoaded).isEqualTo(NOT_LOADED.keySet());
  }

  private static List<Model> read(Path file) throws IOException {
    var text = Files.readString(file);
    var given = text.substring(0, text.indexOf("// ---- expected"));
    var diagnostics = new Diagnostics();
    var models = new TextReader(null, diagnostics).readAll(new Source(file.toString(), given));
    assertThat(diagnostics.all().stream().map(Diagnostic::render)).isEmpty();
    models.forEach(m -> run(m, "from-onnx,infer-shapes"));
    return models;
  }

  private static Model parse(String text) {
    var diagnostics = new Diagnostics();
    var model = new TextReader(null, diagnostics).read(new Source("printed", text));
    assertThat(diagnostics.all().stream().map(Diagnostic::render)).as(text).isEmpty();
    assertThat(model).isNotNull();
    return model;
  }

  private static void run(Model model, String pipeline) {
    var diagnostics = new Diagnostics();
    var manager = new PassManager(List.of(), true);
    manager.run(
        model, PipelineText.parse(pipeline), PassContext.of(diagnostics, new Journal(), manager));
    assertThat(diagnostics.all().stream().map(Diagnostic::render)).isEmpty();
  }

  /** Reals between -1 and 1, integers from -3 to 3, unsigned ones from 0 to 7. */
  private static Map<String, Datum> inputs(Model model, long seed) {
    var random = new SplittableRandom(seed);
    var inputs = Networks.inputs(model, BINDING, seed);
    for (var p : model.main().body().params()) {
      var dtype = p.tensorType().dtype();
      if (p.name() instanceof String name && dtype != null && dtype.isInteger()) {
        var array = (Datum.Array) Objects.requireNonNull(inputs.get(name));
        var numbers =
            dtype.kind() == DType.Kind.UNSIGNED
                ? random.longs(array.integers().length, 0, 8)
                : random.longs(array.integers().length, -3, 4);
        inputs.put(name, Datum.Array.integers(array.type(), array.shape(), numbers.toArray()));
      }
    }
    return inputs;
  }

  /** The first output that is not of the type that was inferred for it. */
  private static Optional<String> types(String op, Model model, Map<String, Datum> outputs) {
    var values = model.main().body().resultValues().iterator();
    for (var output : outputs.entrySet()) {
      var inferred = values.next().type();
      var type =
          output.getValue() instanceof Datum.Array a ? Networks.tensor(a).type() : Type.OPAQUE;
      if (!(inferred instanceof TensorType t)
          || !(type instanceof TensorType u)
          || !isOf(OF_ANY_RANK.contains(op) ? t.withShape(u.shape()) : t, u)) {
        return Optional.of("%s is %s, inferred as %s".formatted(output.getKey(), type, inferred));
      }
    }
    return Optional.empty();
  }

  private static boolean isOf(TensorType inferred, TensorType type) {
    if (inferred.dtype() != type.dtype() || inferred.rank() != type.rank()) {
      return false;
    }
    for (int i = 0; i < type.rank(); i++) {
      var dim = inferred.shape().dim(i);
      var extent = dim.isKnown() ? dim.evaluate(BINDING) : null;
      if (extent != null && extent != type.shape().dim(i).constant()) {
        return false;
      }
    }
    return true;
  }

  private static Optional<String> difference(
      String op, Map<String, Datum> own, Map<String, Datum> theirs) {
    if (!DRAWN.contains(op)) {
      return Agreement.difference(theirs, own, TOLERANCE);
    }
    for (var e : own.entrySet()) {
      var a = (Datum.Array) e.getValue();
      if (!(theirs.get(e.getKey()) instanceof Datum.Array b)
          || a.type() != b.type()
          || !Arrays.equals(a.shape(), b.shape())) {
        return Optional.of(e.getKey() + " has another form");
      }
    }
    return Optional.empty();
  }

  /** What the runtime computes; nothing when it does not load the model. */
  private static Optional<Map<String, Datum>> execute(
      OrtWorker worker, Model model, Map<String, Datum> inputs) {
    var bytes = Networks.message(model).toByteArray();
    var spec = SessionSpec.of(MemorySegment.ofArray(bytes)).with(Optimization.OFF);
    if (!(worker.open(spec) instanceof Outcome.Ok<RuntimeSession>(var session))) {
      return Optional.empty();
    }
    try (session) {
      var feeds = new LinkedHashMap<String, sinter.ir.tensor.Datum>();
      inputs.forEach((name, d) -> feeds.put(name, Networks.tensor((Datum.Array) d)));
      var theirs = new LinkedHashMap<String, Datum>();
      Installed.ok(session.run(feeds, List.of()))
          .forEach((name, d) -> theirs.put(name, Networks.datum(d)));
      return Optional.of(theirs);
    }
  }
}
