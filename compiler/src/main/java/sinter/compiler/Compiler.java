package sinter.compiler;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import sinter.backend.onnx.OnnxWriter;
import sinter.backend.onnx.OrtWorker;
import sinter.backend.onnx.Outcome;
import sinter.backend.onnx.RuntimeSet;
import sinter.backend.onnx.StagedModel;
import sinter.compiler.compare.VerifyReport;
import sinter.ir.Model;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.passes.Pass;
import sinter.passes.PassContext;
import sinter.passes.PassObserver;
import sinter.passes.Pipeline;
import sinter.passes.PipelineText;
import sinter.passes.Presets;
import sinter.passes.boundary.FromOnnx;
import sinter.passes.boundary.InputsToConstants;
import sinter.passes.boundary.SetOpset;
import sinter.passes.boundary.ToOnnx;

/**
 * The main job: reads a model, runs a pipeline, writes the result beside the output, compares it with the input, and only
 * then makes it visible.
 *
 * {@snippet :
 * var report = Compiler.compile(CompileOptions.of(Path.of("model.onnx"), Path.of("small.onnx")));
 * if (report.verify().status().equals("equal")) {
 *   System.out.println(report.nodes().before() + " nodes became " + report.nodes().after());
 * }
 * }
 */
public final class Compiler {
  /** The version of the product. */
  public static final String VERSION = "0.1.0";

  private final CompileOptions options;
  private final Diagnostics diagnostics;
  private final List<PassObserver> observers;
  private final UnaryOperator<PassContext> decoration;
  private final Work work = new Work();
  private final Stopwatch watch = new Stopwatch();

  private Compiler(
      CompileOptions options,
      Diagnostics diagnostics,
      List<PassObserver> observers,
      UnaryOperator<PassContext> decoration) {
    this.options = options;
    this.diagnostics = diagnostics;
    this.observers = observers;
    this.decoration = decoration;
  }

  /**
   * Compiles with nobody looking on.
   *
   * @throws InputError when the input cannot be read or compiled
   */
  public static CompileReport compile(CompileOptions options) {
    return compile(options, _ -> {}, List.of());
  }

  /**
   * Compiles; {@code listener} sees each diagnostic as it comes, the observers each pass.
   *
   * @throws InputError when the input cannot be read or compiled
   * @throws DifferentOutput when the output differs where it must not: a mistake of a pass; nothing is written
   * @throws MissedGate when a gate of the options was missed; nothing is written
   * @throws Crash when a pass fails; nothing is written
   */
  public static CompileReport compile(
      CompileOptions options, Consumer<Diagnostic> listener, List<PassObserver> observers) {
    return compile(options, listener, observers, UnaryOperator.identity());
  }

  /** Compiles with further settings of the passes' context, for tests. */
  static CompileReport compile(
      CompileOptions options,
      Consumer<Diagnostic> listener,
      List<PassObserver> observers,
      UnaryOperator<PassContext> decoration) {
    return new Compiler(options, new Diagnostics(listener), observers, decoration).run();
  }

  private CompileReport run() {
    try (var worker = worker();
        var verification = verification(worker);
        var emitted = emit(worker);
        var archive = new Archive()) {
      var comparison = verify(emitted.staged(), verification);
      watch.lap("verify");
      var recipe = recipe(emitted);
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

  /** Null unless it is needed: it reads all files to their ends. */
  private @Nullable Recipe recipe(Emitted emitted) {
    if (!options.records().any()) {
      return null;
    }
    var staged = emitted.staged();
    var output = new ArrayList<Digest>();
    output.add(Digest.of(staged.place(), String.valueOf(options.output().getFileName())));
    if (staged.dataFileName() instanceof String data) {
      output.add(Digest.of(staged.place().resolveSibling(data)));
    }
    return new Recipe(
        VERSION,
        Recipe.Options.of(options),
        inputs(emitted).stream().map(Digest::of).toList(),
        output);
  }

  private List<Path> inputs(Emitted emitted) {
    var all = new LinkedHashSet<>(emitted.files());
    if (options.program().weights() instanceof Path weights) {
      all.add(weights);
    }
    return List.copyOf(all);
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
                  VERSION,
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
              VERSION,
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
  private @Nullable VerifyReport verify(StagedModel staged, Verification verification) {
    if (options.verification().mode() == CompileOptions.Mode.OFF) {
      return null;
    }
    try (var reference = reference()) {
      var file = reference == null ? options.input() : reference.place();
      return verification.compare(file, staged);
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
      return OnnxWriter.stage(model, options.output(), options.externalData());
    }
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
      var files = Summary.files(model, options.input());
      watch.lap("import");
      var assumed = assume(model);
      var done = passes(model, worker);
      assumed.restore(model);
      if (options.signature().follow()) {
        Signatures.follow(model);
      }
      OnnxForm.lower(model);
      watch.lap("passes");
      var staged = OnnxWriter.stage(model, options.output(), options.externalData());
      var after = Summary.of(model, staged.modelBytes() + staged.dataBytes());
      watch.lap("emit");
      return new Emitted(
          staged,
          before,
          after,
          model.opset(""),
          new CompileReport.Macs(work.before(), work.after(), assumed.outside(work.at())),
          files,
          done);
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
    var limit = Duration.ofSeconds(options.verification().timeoutSeconds());
    return switch (RuntimeSet.find(options.runtime())) {
      case Outcome.Ok<RuntimeSet>(var set) ->
          options.verification().mode() == CompileOptions.Mode.OFF
              ? OrtWorker.lazy(set, limit)
              : OrtWorker.start(set, limit);
      case Outcome.Failed<RuntimeSet> f ->
          throw new InputError(Code.RUNTIME_FAILED, Loc.UNKNOWN, f.message());
    };
  }

  private PipelineRun.Done passes(Model model, OrtWorker worker) {
    var all = new ArrayList<>(observers);
    all.add(work);
    return new PipelineRun(
            pipeline(options),
            options.disabled(),
            options.rewriteLimit(),
            ModelFiles.isText(options.input()),
            true,
            new RuntimeEvaluator(worker, diagnostics),
            decoration)
        .on(model, diagnostics, all, this::again);
  }

  /**
   * The pipeline that {@code options} ask for: a preset by name, or pipeline text; without what the options leave out,
   * and with the move to another opset as soon as the model is typed.
   */
  static Pipeline pipeline(CompileOptions options) {
    var text =
        CompileOptions.LEVELS.contains(options.pipeline())
            ? Presets.of(options.pipeline())
            : options.pipeline();
    var steps = new ArrayList<>(PipelineText.parse(text).steps());
    if (options.signature().keepInitializerInputs()) {
      steps.removeIf(InputsToConstants.class::isInstance);
    }
    if (options.opset() != 0) {
      int typed = first(steps, FromOnnx.class);
      if (typed < 0) {
        steps.add(FromOnnx.DEFAULTS);
        steps.add(ToOnnx.DEFAULTS);
        typed = steps.size() - 2;
      }
      steps.add(typed + 1, new SetOpset(options.opset()));
    }
    return new Pipeline(steps);
  }

  private static int first(List<Pass> steps, Class<? extends Pass> type) {
    for (int i = 0; i < steps.size(); i++) {
      if (type.isInstance(steps.get(i))) {
        return i;
      }
    }
    return -1;
  }

  private CompileReport report(Emitted emitted, @Nullable VerifyReport verify) {
    var before = emitted.before();
    var after = emitted.after();
    return new CompileReport(
        options.input().toString(),
        options.output().toString(),
        options.target(),
        Processor.resolved(options.cpu()),
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

  /** A difference between input and output where none is allowed. */
  public static final class DifferentOutput extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final @Nullable transient Path reproducer;

    public DifferentOutput(String message, @Nullable Path reproducer) {
      super(message);
      this.reproducer = reproducer;
    }

    /** Folder with what is needed to repeat it. */
    public @Nullable Path reproducer() {
      return reproducer;
    }

    /** What happened, for the user. */
    public Diagnostic diagnostic() {
      var d =
          Diagnostic.error(Code.DIFFERENT_OUTPUT, Loc.UNKNOWN, String.valueOf(getMessage()))
              .with("this is a mistake of the compiler; no output was written");
      return reproducer == null ? d : d.with(reproducer + " has what is needed to repeat it");
    }
  }

  /** A gate that the output did not pass. */
  public static final class MissedGate extends RuntimeException {
    private static final long serialVersionUID = 1;

    public MissedGate(String message) {
      super(message);
    }

    /** What was missed, for the user. */
    public Diagnostic diagnostic() {
      return Diagnostic.error(Code.GATE_MISSED, Loc.UNKNOWN, String.valueOf(getMessage()));
    }
  }
}
