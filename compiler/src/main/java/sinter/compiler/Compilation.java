package sinter.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import sinter.backend.onnx.OnnxWriter;
import sinter.backend.onnx.OrtWorker;
import sinter.backend.onnx.StagedModel;
import sinter.compiler.compare.VerifyReport;
import sinter.ir.Model;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Reason;
import sinter.passes.PassContext;
import sinter.passes.PassObserver;

/** One compilation: what {@link Compiler#compile} does. */
final class Compilation {
  private final CompileOptions options;
  private final Diagnostics diagnostics;
  private final List<PassObserver> observers;
  private final UnaryOperator<PassContext> decoration;
  private final Work work = new Work();
  private final Stopwatch watch = new Stopwatch();

  Compilation(
      CompileOptions options,
      Diagnostics diagnostics,
      List<PassObserver> observers,
      UnaryOperator<PassContext> decoration) {
    this.options = options;
    this.diagnostics = diagnostics;
    this.observers = observers;
    this.decoration = decoration;
  }

  CompileReport run() {
    try (var worker = worker();
        var verification = verification(worker);
        var emitted = emit(worker);
        var archive = new Archive()) {
      var comparison = verify(emitted, verification);
      watch.lap("verify");
      var recipe = options.records().any() ? recipe(emitted) : null;
      if (recipe != null && options.records().replayed() instanceof Recipe replayed) {
        replayed
            .differences(recipe)
            .forEach(d -> diagnostics.warning(Code.RECIPE_DIFFERS, Loc.UNKNOWN, d));
      }
      var report = report(emitted, comparison);
      Gate.check(options, report);
      if (recipe != null) {
        archive(archive, emitted, report, recipe, comparison);
      }
      emitted.staged().commit();
      archive.commit();
      return report;
    }
  }

  /** What determined the output; reads all files to their ends. */
  private Recipe recipe(Emitted emitted) {
    var staged = emitted.staged();
    var output = new ArrayList<Digest>();
    output.add(Digest.of(staged.place(), String.valueOf(options.output().getFileName())));
    if (staged.dataFileName() instanceof String data) {
      output.add(Digest.of(staged.place().resolveSibling(data)));
    }
    return new Recipe(
        Compiler.VERSION,
        Recipe.Options.of(options),
        emitted.files().stream().map(Digest::of).toList(),
        output);
  }

  private void archive(
      Archive archive,
      Emitted emitted,
      CompileReport report,
      Recipe recipe,
      @Nullable VerifyReport verify) {
    var records = options.records();
    var comparison = verify == null ? null : Certificate.Comparison.of(verify, options);
    var applied = Certificate.Applied.of(emitted.done().rewrites());
    if (records.recipe() instanceof Path file) {
      archive.stage(file, Json.text(recipe));
    }
    if (records.certificate() instanceof Path file) {
      archive.stage(
          file,
          Json.text(
              new Certificate(
                  Compiler.VERSION,
                  recipe.input(),
                  recipe.output(),
                  recipe.options(),
                  options.signature().assume().toString(),
                  applied.stream().allMatch(Certificate.Applied::exact),
                  applied,
                  comparison)));
    }
    if (records.report() instanceof Path file) {
      var full =
          new FullReport(
              Compiler.VERSION,
              report,
              recipe.options(),
              applied,
              emitted.done().rewrites().stream().map(FullReport.Rewrite::of).toList(),
              comparison);
      boolean html = file.toString().toLowerCase(Locale.ROOT).endsWith(".html");
      archive.stage(file, html ? HtmlReport.text(full) : Json.text(full));
    }
  }

  /** Begun at once where the output is compared with the input as it is. */
  private Verification verification(OrtWorker worker) {
    var verification = new Verification(options, diagnostics, worker);
    if (options.verification().mode() != CompileOptions.Mode.OFF && isOwnReference()) {
      verification.begin(options.input());
    }
    return verification;
  }

  /** Null when it is not asked for. */
  private @Nullable VerifyReport verify(Emitted emitted, Verification verification) {
    if (options.verification().mode() == CompileOptions.Mode.OFF) {
      return null;
    }
    try (var reference = reference()) {
      var file = reference == null ? options.input() : reference.place();
      return verification.compare(file, emitted.staged(), () -> recipe(emitted));
    }
  }

  private boolean isOwnReference() {
    boolean isOnnx = !ModelFiles.isText(options.input()) && !ModelFiles.isProgram(options.input());
    return isOnnx && !options.signature().isAnother();
  }

  /**
   * What the output is compared with, when that is not the input itself: an input that is no ONNX file, or that has
   * another signature, is written without any pass but those that the format needs.
   */
  private @Nullable StagedModel reference() {
    if (isOwnReference()) {
      return null;
    }
    try (var model = read(new Diagnostics())) {
      OnnxForm.lower(model);
      return OnnxWriter.stage(model, aside(), options.target().externalData());
    }
  }

  /** Where the reference is staged: data files go by target and content, and the output's must outlive the reference's. */
  private Path aside() {
    var output = options.output();
    return StagedModel.isStream(output)
        ? output
        : output.resolveSibling(output.getFileName() + ".reference");
  }

  /** A written model, not yet visible; the input's mappings are closed by then. */
  private record Emitted(
      StagedModel staged,
      Summary before,
      Summary after,
      long opset,
      CompileReport.Macs macs,
      List<Path> files,
      PipelineRun.Done done)
      implements AutoCloseable {
    @Override
    public void close() {
      staged.close();
    }
  }

  private Emitted emit(OrtWorker worker) {
    try (var model = read(diagnostics)) {
      var before = Summary.of(model, options.input());
      var files = Summary.read(model, options.input());
      refuseOverwriting(files.subList(1, files.size()));
      Signatures.checkInputs(options.verification().inputSpecs().keySet(), model);
      watch.lap("import");
      var assumed = assume(model);
      var done = passes(model, worker);
      assumed.restore(model);
      if (options.signature().follow()) {
        Signatures.follow(model);
      }
      OnnxForm.lower(model);
      watch.lap("passes");
      var staged = OnnxWriter.stage(model, options.output(), options.target().externalData());
      var after =
          Summary.of(model, staged.modelBytes() + staged.dataBytes()).plus(staged.identities());
      watch.lap("emit");
      return new Emitted(staged, before, after, model.opset(""), work.macs(assumed), files, done);
    }
  }

  /**
   * Nothing is written over what the input is made of.
   *
   * @param read weights, data, and what a program imports
   */
  private void refuseOverwriting(List<Path> read) {
    var records = options.records();
    refuseOverwriting(read, options.output());
    refuseOverwriting(read, records.report());
    refuseOverwriting(read, records.certificate());
    refuseOverwriting(read, records.recipe());
  }

  private void refuseOverwriting(List<Path> read, @Nullable Path written) {
    try {
      if (written != null && Files.exists(written) && read.contains(written.toRealPath())) {
        throw new InputError(
            Code.UNWRITABLE_FILE,
            Loc.UNKNOWN,
            "cannot write %s: %s is read from it".formatted(written, options.input()));
      }
    } catch (IOException e) {
      throw new InputError(
          Code.UNWRITABLE_FILE,
          Loc.UNKNOWN,
          "cannot write %s: %s".formatted(written, Reason.writing(e)));
    }
  }

  /** The input with the signature that the options ask for. */
  private Model read(Diagnostics found) {
    var signature = options.signature();
    var cut = new Cut(signature.inputs(), signature.outputs());
    var model = bound(found);
    try {
      if (!cut.isWhole()) {
        try (var typed = bound(new Diagnostics())) {
          Runtimes.infer(typed);
          cut.apply(model, typed);
        }
      }
      return model;
    } catch (InputError e) {
      model.close();
      throw e;
    }
  }

  private Model bound(Diagnostics found) {
    var model = ModelFiles.read(options.input(), options.program(), found);
    try {
      Signatures.bind(model, options.signature().bind());
      Signatures.free(model, options.signature().dynamic());
      return model;
    } catch (InputError e) {
      model.close();
      throw e;
    }
  }

  private Assumed assume(Model model) {
    var signature = options.signature();
    var assumed = new Assumed(signature.assume(), signature.bind());
    assumed.apply(model);
    return assumed;
  }

  /** The input once more, as the passes get it. */
  private Model again() {
    var model = read(new Diagnostics());
    assume(model);
    return model;
  }

  private OrtWorker worker() {
    var limit = options.runtime().limit();
    var set = Runtimes.set(options.runtime().name());
    return options.verification().mode() == CompileOptions.Mode.OFF
        ? OrtWorker.lazy(set, limit)
        : OrtWorker.start(set, limit);
  }

  private PipelineRun.Done passes(Model model, OrtWorker worker) {
    var all = new ArrayList<>(observers);
    all.add(work);
    return new PipelineRun(
            Compiler.pipeline(options),
            options.passes(),
            ModelFiles.isText(options.input()),
            true,
            new RuntimeEvaluator(worker, diagnostics),
            decoration)
        .on(model, diagnostics, all, this::again);
  }

  private CompileReport report(Emitted emitted, @Nullable VerifyReport verify) {
    var before = emitted.before();
    var after = emitted.after();
    return new CompileReport(
        options.input().toString(),
        options.output().toString(),
        options.target().name(),
        Processor.resolved(options.target().cpu()),
        emitted.opset(),
        new CompileReport.Change(before.nodes(), after.nodes()),
        new CompileReport.Change(before.bytes(), after.bytes()),
        new CompileReport.Change(before.parameters(), after.parameters()),
        emitted.macs(),
        watch.millis(),
        emitted.done().passes(),
        verify == null
            ? CompileReport.Verify.skipped("not asked for")
            : Verification.summary(verify),
        diagnostics.all().stream().map(CompileReport.Problem::of).toList());
  }

  /** Wall time of the phases. */
  private static final class Stopwatch {
    private final long start = System.nanoTime();
    private final Map<String, Double> laps = new LinkedHashMap<>();
    private long last = start;

    void lap(String phase) {
      long now = System.nanoTime();
      laps.put(phase, (now - last) / 1e6);
      last = now;
    }

    CompileReport.Millis millis() {
      return new CompileReport.Millis(
          (System.nanoTime() - start) / 1e6,
          laps.getOrDefault("import", 0.0),
          laps.getOrDefault("passes", 0.0),
          laps.getOrDefault("emit", 0.0),
          laps.getOrDefault("verify", 0.0));
    }
  }
}
