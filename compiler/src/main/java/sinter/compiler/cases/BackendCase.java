package sinter.compiler.cases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import sinter.backend.onnx.FailureKind;
import sinter.backend.onnx.OnnxWriter;
import sinter.backend.onnx.Optimization;
import sinter.backend.onnx.OrtWorker;
import sinter.backend.onnx.Outcome;
import sinter.backend.onnx.RuntimeSession;
import sinter.backend.onnx.SessionSpec;
import sinter.compiler.ModelFiles;
import sinter.compiler.compare.Comparison;
import sinter.compiler.compare.Subject;
import sinter.frontend.onnx.DatumReader;
import sinter.ir.Model;
import sinter.ir.Value;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Severity;
import sinter.ir.rewrite.Journal;
import sinter.ir.tensor.Datum;
import sinter.passes.Evaluator;
import sinter.passes.PassContext;
import sinter.passes.PassManager;
import sinter.passes.Pipeline;

/**
 * A folder with {@code model.onnx} and {@code test_data_set_k/input_i.pb}: the model goes through a pipeline and back to
 * a file, and both files are executed on the same inputs. The unmodified model is the reference; stored outputs only
 * matter where it agrees with them.
 */
final class BackendCase {
  private final String name;
  private final Path folder;
  private final Pipeline pipeline;
  private final OrtWorker worker;
  private final Evaluator evaluator;
  private final Path scratch;
  private String remark = "";
  private String refusal = "";
  private List<Diagnostic> mistakes = List.of();

  BackendCase(
      String name,
      Path folder,
      Pipeline pipeline,
      OrtWorker worker,
      Evaluator evaluator,
      Path scratch) {
    this.name = name;
    this.folder = folder;
    this.pipeline = pipeline;
    this.worker = worker;
    this.evaluator = evaluator;
    this.scratch = scratch;
  }

  /** Thrown to end a case. */
  private static final class Over extends Exception {
    private static final long serialVersionUID = 1;

    private final CaseResult.Status status;
    private final String detail;

    Over(CaseResult.Status status, String reason) {
      this(status, reason, "");
    }

    Over(CaseResult.Status status, String reason, String detail) {
      super(reason);
      this.status = status;
      this.detail = detail;
    }
  }

  CaseResult run() {
    long start = System.nanoTime();
    var status = CaseResult.Status.PASSED;
    var reason = "";
    var detail = "";
    try {
      execute();
      reason = remark;
    } catch (Over e) {
      status = e.status;
      reason = String.valueOf(e.getMessage());
      detail = e.detail;
    } catch (IOException | RuntimeException e) {
      status = CaseResult.Status.FAILED;
      reason = CaseResult.failure(e);
    }
    return new CaseResult(name, status, reason, detail, (System.nanoTime() - start) / 1e6);
  }

  private void execute() throws Over, IOException {
    var input = folder.resolve("model.onnx");
    var output = scratch.resolve("model.onnx");
    try (var model = ModelFiles.read(input, new Diagnostics())) {
      var manager = new PassManager(List.of(), true);
      var diagnostics = new Diagnostics();
      var cx = PassContext.of(diagnostics, new Journal(), manager).evaluating(evaluator);
      manager.run(model, pipeline, cx);
      mistakes = diagnostics.all().stream().filter(d -> d.severity() == Severity.ERROR).toList();
      OnnxWriter.write(model, output, OnnxWriter.ExternalData.AUTO);
    }
    if (pipeline.steps().isEmpty() && !RoundTrip.isFieldEqual(input, output)) {
      throw new Over(
          CaseResult.Status.FAILED,
          "the file that was written is not field-equal to the one that was read");
    }
    // Some element types have kernels only once the runtime's optimizer has put conversions around
    // them.
    if (!runs(input, output, Optimization.OFF) && !runs(input, output, Optimization.ON)) {
      throw new Over(CaseResult.Status.SKIPPED, "the runtime does not load the model", refusal);
    }
  }

  /** Compares the two, both under the same optimizations; false when the runtime refuses the first. */
  private boolean runs(Path input, Path output, Optimization optimization)
      throws Over, IOException {
    return switch (worker.open(SessionSpec.of(input).with(optimization))) {
      case Outcome.Failed<RuntimeSession> f -> {
        if (f.kind() != FailureKind.REFUSED) {
          throw new Over(CaseResult.Status.SKIPPED, "the model " + f.kind().label(), f.message());
        }
        refusal = f.message();
        yield false;
      }
      case Outcome.Ok<RuntimeSession>(var session) -> {
        try (session) {
          against(session, input, output, optimization);
        }
        yield true;
      }
    };
  }

  private void against(RuntimeSession reference, Path input, Path output, Optimization optimization)
      throws Over, IOException {
    switch (worker.open(SessionSpec.of(output).with(optimization))) {
      case Outcome.Failed<RuntimeSession> f ->
          throw new Over(
              CaseResult.Status.FAILED, "the runtime no longer loads it: " + f.message());
      case Outcome.Ok<RuntimeSession>(var session) -> {
        try (session;
            var model = inferred(input)) {
          var subject = new Subject(input, model);
          for (var set : dataSets()) {
            compare(reference, session, set, model, subject.comparisons());
          }
        }
      }
    }
  }

  private static Model inferred(Path input) {
    var model = ModelFiles.read(input, new Diagnostics());
    PassManager.quietly(model, "from-onnx,infer-shapes");
    return model;
  }

  private List<Path> dataSets() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> String.valueOf(f.getFileName()).startsWith("test_data_set_"))
          .sorted()
          .toList();
    }
  }

  private void compare(
      RuntimeSession reference,
      RuntimeSession candidate,
      Path set,
      Model model,
      Map<String, Comparison> comparisons)
      throws Over {
    var feeds = feeds(set, model);
    var expected =
        switch (reference.run(feeds, List.of())) {
          case Outcome.Ok<Map<String, Datum>>(var values) -> values;
          case Outcome.Failed<Map<String, Datum>> f ->
              throw f.kind() == FailureKind.UNSUPPORTED_VALUE
                  ? new Over(CaseResult.Status.SKIPPED, f.message())
                  : new Over(
                      CaseResult.Status.SKIPPED,
                      "the runtime does not run the unmodified model on the stored inputs",
                      f.message());
        };
    if (!mistakes.isEmpty()) {
      throw new Over(
          CaseResult.Status.FAILED,
          "the runtime runs the unmodified model, which is said to contradict itself: "
              + mistakes.getFirst().render());
    }
    var found = candidate.run(feeds, List.of());
    if (!(found instanceof Outcome.Ok<Map<String, Datum>>(var values))) {
      var message = found instanceof Outcome.Failed<Map<String, Datum>> f ? f.message() : "";
      throw new Over(CaseResult.Status.FAILED, "the runtime no longer runs it: " + message);
    }
    for (var e : comparisons.entrySet()) {
      var a = expected.get(e.getKey());
      var b = values.get(e.getKey());
      if (a == null || b == null) {
        throw new Over(CaseResult.Status.FAILED, "output " + e.getKey() + " is missing");
      }
      var difference = e.getValue().of(a, b);
      if (!difference.isEqual()) {
        throw new Over(
            CaseResult.Status.FAILED, "output " + e.getKey() + ": " + difference.reason());
      }
    }
    stored(set, model, comparisons, expected);
  }

  private static Map<String, Datum> feeds(Path set, Model model) {
    var feeds = new LinkedHashMap<String, Datum>();
    int k = 0;
    for (var p : model.main().body().params()) {
      var file = set.resolve("input_" + k++ + ".pb");
      if (Files.exists(file) && p.name() != null) {
        feeds.put(p.name(), DatumReader.read(file, p.type()));
      }
    }
    return feeds;
  }

  /** Remarks where the unmodified model disagrees with the stored outputs. */
  private void stored(
      Path set, Model model, Map<String, Comparison> comparisons, Map<String, Datum> values) {
    var body = model.main().body();
    var disagreeing = new ArrayList<String>();
    for (int i = 0; i < body.results().size(); i++) {
      Value v = body.result(i);
      var label = body.signature(i).name();
      var file = set.resolve("output_" + i + ".pb");
      if (label != null && Files.exists(file) && comparisons.get(label) instanceof Comparison c) {
        var stored = DatumReader.read(file, v.type());
        if (values.get(label) instanceof Datum d && !c.of(stored, d).isEqual()) {
          disagreeing.add(label);
        }
      }
    }
    if (!disagreeing.isEmpty()) {
      remark =
          "the unmodified model disagrees with the stored outputs "
              + String.join(", ", disagreeing);
    }
  }
}
