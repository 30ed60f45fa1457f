package sinter.compiler.cases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import sinter.backend.onnx.OrtWorker;
import sinter.backend.onnx.Outcome;
import sinter.backend.onnx.RuntimeSet;
import sinter.compiler.Evaluators;
import sinter.compiler.ModelFiles;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Reason;
import sinter.ir.op.Const;
import sinter.passes.PassManager;
import sinter.passes.Pipeline;
import sinter.passes.PipelineText;
import sinter.passes.Presets;
import sinter.passes.boundary.FromOnnx;

/** Runs compiler tests. */
public final class CaseRunner {
  private final CaseOptions options;
  private final Pipeline pipeline;
  private final OrtWorker worker;
  private final Map<String, Integer> untyped = new TreeMap<>();
  private long cases;
  private long complete;

  private CaseRunner(CaseOptions options, OrtWorker worker) {
    this.options = options;
    this.worker = worker;
    this.pipeline = PipelineText.parse(Presets.resolve(options.pipeline()));
  }

  /**
   * Runs every case below {@code paths}; {@code listener} sees each result as it comes.
   *
   * @throws InputError when a path does not exist or the pipeline does not parse
   */
  public static CaseSummary run(
      List<Path> paths, CaseOptions options, Consumer<CaseResult> listener) {
    var set =
        switch (RuntimeSet.find(options.runtime())) {
          case Outcome.Ok<RuntimeSet>(var found) -> found;
          case Outcome.Failed<RuntimeSet> f ->
              throw new InputError(Code.RUNTIME_FAILED, Loc.UNKNOWN, f.message());
        };
    try (var files = new CaseFiles();
        var worker = OrtWorker.start(set, options.limit())) {
      return new CaseRunner(options, worker).run(files.find(paths), listener);
    }
  }

  private CaseSummary run(List<CaseFiles.Found> found, Consumer<CaseResult> listener) {
    var results = new ArrayList<CaseResult>();
    for (var f : found) {
      var result = run(f);
      results.add(result);
      listener.accept(result);
    }
    return CaseSummary.of(results, new CaseSummary.Typed(cases, complete, untyped));
  }

  private CaseResult run(CaseFiles.Found found) {
    var reason = options.skips().get(found.name());
    if (reason != null) {
      return new CaseResult(found.name(), CaseResult.Status.SKIPPED, reason, "", 0);
    }
    Path scratch;
    try {
      scratch = Files.createTempDirectory("sinter-case");
    } catch (IOException e) {
      throw new InputError(
          Code.UNREADABLE_FILE, Loc.UNKNOWN, "no temporary folder: " + e.getMessage());
    }
    try {
      if (ModelFiles.isText(found.path())) {
        return TextCase.run(found, options, worker, scratch);
      }
      var evaluator = Evaluators.on(worker, new Diagnostics());
      var result =
          new BackendCase(found.name(), found.path(), pipeline, worker, evaluator, scratch).run();
      countTyped(found.path().resolve("model.onnx"));
      keep(found, scratch.resolve("model.onnx"));
      return result;
    } finally {
      CaseFiles.remove(scratch);
    }
  }

  private void keep(CaseFiles.Found found, Path written) {
    if (options.keep() == null || !Files.exists(written)) {
      return;
    }
    var folder = options.keep().resolve(found.name());
    try {
      Files.createDirectories(folder);
      Files.copy(written, folder.resolve("model.onnx"), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new InputError(
          Code.UNWRITABLE_FILE,
          Loc.UNKNOWN,
          "cannot write into " + folder + ": " + Reason.writing(e));
    }
  }

  /** Counts which nodes of the default domain the catalogue expresses. */
  private void countTyped(Path file) {
    try (var model = ModelFiles.read(file, new Diagnostics())) {
      PassManager.quietly(model, "from-onnx");
      var left = FromOnnx.untyped(model);
      boolean any =
          !left.isEmpty() || model.allNodes().stream().anyMatch(n -> !(n.op() instanceof Const));
      cases += any ? 1 : 0;
      complete += any && left.isEmpty() ? 1 : 0;
      left.forEach((op, count) -> untyped.merge(op, count, Integer::sum));
    } catch (InputError e) {
      cases++;
    }
  }
}
