package sinter.compiler;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import sinter.backend.onnx.OnnxWriter;
import sinter.backend.onnx.OrtWorker;
import sinter.backend.onnx.Outcome;
import sinter.backend.onnx.RuntimeSet;
import sinter.backend.onnx.StagedModel;
import sinter.ir.Model;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.passes.PassContext;
import sinter.passes.PassObserver;
import sinter.passes.Pipeline;
import sinter.passes.PipelineText;
import sinter.passes.Presets;

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
        var emitted = emit(worker)) {
      var verify =
          options.verification().mode() == CompileOptions.Mode.OFF
              ? CompileReport.Verify.skipped("not asked for")
              : new Verification(options, diagnostics).compare(emitted.staged(), worker);
      watch.lap("verify");
      var report = report(emitted, verify);
      Gate.check(options, report);
      emitted.staged().commit();
      return report;
    }
  }

  /** A written model, not yet visible; the input's mappings are closed by then. */
  private record Emitted(
      StagedModel staged,
      Summary before,
      Summary after,
      long opset,
      List<CompileReport.PassReport> passes)
      implements AutoCloseable {
    @Override
    public void close() {
      staged.close();
    }
  }

  private Emitted emit(OrtWorker worker) {
    try (var model = read()) {
      var before = Summary.of(model, options.input());
      watch.lap("import");
      var statistics = passes(model, worker);
      watch.lap("passes");
      var staged = OnnxWriter.stage(model, options.output(), options.externalData());
      var after = Summary.of(model, staged.modelBytes() + staged.dataBytes());
      watch.lap("emit");
      return new Emitted(staged, before, after, model.opset(""), statistics);
    }
  }

  private Model read() {
    var model = ModelFiles.read(options.input(), diagnostics);
    try {
      Signatures.bind(model, options.bind());
      Signatures.free(model, options.dynamic());
      return model;
    } catch (InputError e) {
      model.close();
      throw e;
    }
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

  private List<CompileReport.PassReport> passes(Model model, OrtWorker worker) {
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
        .on(model, diagnostics, all, this::read);
  }

  /** The pipeline that {@code options} ask for: a preset by name, or pipeline text. */
  static Pipeline pipeline(CompileOptions options) {
    var text =
        CompileOptions.LEVELS.contains(options.pipeline())
            ? Presets.of(options.pipeline())
            : options.pipeline();
    var pipeline = PipelineText.parse(text);
    return options.keepInitializerInputs()
        ? new Pipeline(
            pipeline.steps().stream().filter(p -> !p.name().equals("inputs-to-constants")).toList())
        : pipeline;
  }

  private CompileReport report(Emitted emitted, CompileReport.Verify verify) {
    var before = emitted.before();
    var after = emitted.after();
    return new CompileReport(
        options.input().toString(),
        options.output().toString(),
        options.target(),
        emitted.opset(),
        new CompileReport.Change(before.nodes(), after.nodes()),
        new CompileReport.Change(before.bytes(), after.bytes()),
        new CompileReport.Change(before.parameters(), after.parameters()),
        work.report(),
        watch.millis(),
        emitted.passes(),
        verify,
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
