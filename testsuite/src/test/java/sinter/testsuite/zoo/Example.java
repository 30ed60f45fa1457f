package sinter.testsuite.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sinter.backend.onnx.OrtWorker;
import sinter.backend.onnx.SessionSpec;
import sinter.compiler.Evaluators;
import sinter.frontend.language.LanguageReader;
import sinter.grammar.onnx.GraphProto;
import sinter.grammar.onnx.ModelProto;
import sinter.ir.Model;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Source;
import sinter.ir.rewrite.Journal;
import sinter.passes.PassContext;
import sinter.passes.PassManager;
import sinter.passes.PipelineText;
import sinter.passes.Presets;
import sinter.testsuite.reference.Datum;
import sinter.testsuite.reference.Networks;
import sinter.testsuite.reference.Reference;
import sinter.testsuite.runtime.Installed;

/**
 * A model of a program, with values of its parameters.
 *
 * @param model its name; null for the program's last one
 */
record Example(
    @Nullable Path file,
    String text,
    @Nullable String model,
    Map<String, String> parameters,
    @Nullable Path weights,
    long seed) {
  private static final Path FOLDER = Path.of("..", "examples");
  private static final long SEED = 7;

  Example {
    parameters = Map.copyOf(parameters);
  }

  /** A file of the examples, for example {@code seeds/08-crnn}. */
  static Example of(String name) {
    return new Example(FOLDER.resolve(name + ".sinter"), "", null, Map.of(), null, SEED);
  }

  /** A program of a test. */
  static Example program(String text) {
    return new Example(null, text, null, Map.of(), null, SEED);
  }

  Example model(String name) {
    return new Example(file, text, name, parameters, weights, seed);
  }

  Example seed(long other) {
    return new Example(file, text, model, parameters, weights, other);
  }

  /** The same with another value of a parameter, as the language writes it. */
  Example with(String parameter, Object value) {
    var more = new HashMap<>(parameters);
    more.put(parameter, value.toString());
    return new Example(file, text, model, more, weights, seed);
  }

  /** The same with weights from a file. */
  Example weights(Path other) {
    return new Example(file, text, model, parameters, other, seed);
  }

  /** The model that the program says, without a complaint. */
  Model read() {
    var diagnostics = new Diagnostics();
    var options = new LanguageReader.Options(model, parameters, weights, seed, Example::refuse);
    var read =
        file == null
            ? LanguageReader.read(new Source("program", text), null, options, diagnostics)
            : LanguageReader.read(file, options, diagnostics);
    assertThat(diagnostics.all().stream().map(Diagnostic::render)).as(toString()).isEmpty();
    return Objects.requireNonNull(read);
  }

  private static Model refuse(Path path) {
    throw new AssertionError("no example imports " + path);
  }

  /** The model with all passes off, in ONNX's form. */
  ModelProto plain() {
    try (var read = read()) {
      return through(Presets.of("O0"), read, null);
    }
  }

  /** The model behind {@code -O2}; the worker evaluates what is constant. */
  ModelProto optimized(OrtWorker worker) {
    try (var read = read()) {
      return through(Presets.of("O2"), read, worker);
    }
  }

  /** The model in which nothing is changed but that the worker has computed what is constant. */
  ModelProto folded(OrtWorker worker) {
    try (var read = read()) {
      return through(
          "from-onnx,infer-shapes,fixpoint(fold-constants,infer-shapes,dce),to-onnx", read, worker);
    }
  }

  private static ModelProto through(String pipeline, Model model, @Nullable OrtWorker worker) {
    var diagnostics = new Diagnostics();
    var manager = new PassManager(List.of(), true);
    var context = PassContext.of(diagnostics, new Journal(), manager);
    manager.run(
        model,
        PipelineText.parse(pipeline),
        worker == null ? context : context.evaluating(Evaluators.on(worker, diagnostics)));
    return Networks.message(model);
  }

  /** The model as it is, in double precision. */
  Reference reference() {
    try (var read = read()) {
      return Networks.of(read);
    }
  }

  /** The outputs of the model as it is, in double precision. */
  Map<String, Datum> run(Map<String, Datum> inputs) {
    return reference().run(inputs);
  }

  /** What the runtime computes for a model. */
  static Map<String, Datum> runtime(OrtWorker worker, ModelProto model, Map<String, Datum> inputs) {
    try (var arena = Arena.ofConfined()) {
      var bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, model.toByteArray());
      var session = Installed.ok(worker.open(SessionSpec.of(bytes)));
      var fed = new LinkedHashMap<String, sinter.ir.tensor.Datum>();
      inputs.forEach((name, value) -> fed.put(name, Networks.tensor((Datum.Array) value)));
      var out = new LinkedHashMap<String, Datum>();
      Installed.ok(session.run(fed, List.of()))
          .forEach((name, value) -> out.put(name, Networks.datum(value)));
      session.close();
      return out;
    }
  }

  /** Nodes with one of these operators, in all subgraphs. */
  static long count(ModelProto model, String... operators) {
    return count(model.getGraph(), Set.of(operators));
  }

  private static long count(GraphProto graph, Set<String> operators) {
    long out = 0;
    for (var node : graph.getNodeList()) {
      out += operators.contains(node.getOpType()) ? 1 : 0;
      for (var a : node.getAttributeList()) {
        out += a.hasG() ? count(a.getG(), operators) : 0;
      }
    }
    return out;
  }
}
