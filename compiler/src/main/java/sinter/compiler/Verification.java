package sinter.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import sinter.backend.onnx.OrtWorker;
import sinter.backend.onnx.StagedModel;
import sinter.compiler.compare.Equivalence;
import sinter.compiler.compare.Subject;
import sinter.compiler.compare.VerifyOptions;
import sinter.compiler.compare.VerifyReport;
import sinter.compiler.compare.VerifyStatus;
import sinter.frontend.onnx.OnnxReader;
import sinter.ir.Model;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;

/** Compares what was written with what was read, whose first runs need not wait for the output. */
final class Verification implements AutoCloseable {
  private final CompileOptions options;
  private final Diagnostics diagnostics;
  private final OrtWorker worker;
  private @Nullable CompletableFuture<Begun> begun;

  Verification(CompileOptions options, Diagnostics diagnostics, OrtWorker worker) {
    this.options = options;
    this.diagnostics = diagnostics;
    this.worker = worker;
  }

  /** A reference that has run, and what compares others with it. */
  private record Begun(Model model, Function<Subject, VerifyReport> comparison)
      implements AutoCloseable {
    @Override
    public void close() {
      model.close();
    }
  }

  /** Starts to run the reference, in the background. */
  void begin(Path reference) {
    var future = new CompletableFuture<Begun>();
    begun = future;
    Thread.ofPlatform()
        .daemon()
        .name("reference")
        .start(() -> {
          try {
            future.complete(run(reference));
          } catch (Throwable e) {
            future.completeExceptionally(e);
          }
        });
  }

  private Begun run(Path reference) {
    var model = inferred(reference);
    try {
      if (reference.equals(options.input())) {
        Signatures.bind(model, options.signature().bind());
      }
      var subject = new Subject(reference, model);
      return new Begun(model, new Equivalence(worker, verifyOptions()).begin(subject));
    } catch (Throwable e) {
      model.close();
      throw e;
    }
  }

  /** Runs the reference unless that has begun. */
  private Begun reference(Path file) {
    var future = begun;
    begun = null;
    try {
      return future == null ? run(file) : future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Ends runs that nobody has waited for. */
  @Override
  public void close() {
    var future = begun;
    if (future != null) {
      worker.close();
      future.handle((result, _) -> Optional.ofNullable(result)).join().ifPresent(Begun::close);
    }
  }

  /** The content of a file that is read only if somebody asks for it. */
  private static final class OnDemand implements Supplier<Model>, AutoCloseable {
    private final Path file;
    private @Nullable Model model;

    OnDemand(Path file) {
      this.file = file;
    }

    @Override
    public Model get() {
      if (model == null) {
        model = inferred(file);
      }
      return model;
    }

    @Override
    public void close() {
      if (model != null) {
        model.close();
      }
    }
  }

  /**
   * Runs both files.
   *
   * @throws Compiler.DifferentOutput when they differ; what is needed to repeat it stays in a folder
   * @throws InputError when a program runs on none of the inputs drawn
   */
  VerifyReport compare(Path reference, StagedModel staged, Supplier<Recipe> recipe) {
    var output = staged.place();
    try (var before = reference(reference);
        var after = new OnDemand(output)) {
      var report = before.comparison().apply(new Subject(output, after));
      if (report.status() == VerifyStatus.DIFFERENT) {
        throw new Compiler.DifferentOutput(
            String.valueOf(report.reason()), keep(staged, recipe.get()));
      }
      if (report.status() == VerifyStatus.NEVER_RAN && ModelFiles.isProgram(options.input())) {
        throw new InputError(neverRan(report));
      }
      remarks(report, diagnostics);
      return report;
    }
  }

  private static Diagnostic neverRan(VerifyReport report) {
    return Diagnostic.error(
            Code.NOT_VERIFIED, Loc.UNKNOWN, "nothing could be compared: " + report.reason())
        .with(
            "--input-spec says what its inputs may hold, --bind how long its axes are;"
                + " --no-verify compiles it unseen");
  }

  private VerifyOptions verifyOptions() {
    return new VerifyOptions(
        options.verification().samples(),
        options.runtime().seed(),
        Runner.specs(options.verification().inputSpecs()),
        options.signature().bind(),
        options.signature().assume(),
        options.runtime().threads(),
        List.of(),
        true,
        false);
  }

  /** The ONNX file, whatever its name, typed and with inferred shapes. */
  private static Model inferred(Path file) {
    var model = OnnxReader.read(file, new Diagnostics());
    Runtimes.infer(model);
    return model;
  }

  /** Tells what a comparison leaves open. */
  static void remarks(VerifyReport report, Diagnostics diagnostics) {
    if (report.optimizerDifference() != null) {
      diagnostics.warning(
          Code.RUNTIME_OPTIMIZER_DIFFERS,
          Loc.UNKNOWN,
          "equal without the runtime's own optimizations, but with them on both sides: "
              + report.optimizerDifference());
    }
    if (!report.shapeOnly().isEmpty()) {
      diagnostics.warning(
          Code.NOT_VERIFIED,
          Loc.UNKNOWN,
          "compared by shape and element type only, since they depend on a random op without a seed: "
              + String.join(", ", report.shapeOnly()));
    }
    if (!report.untold().isEmpty()) {
      diagnostics.warning(
          Code.NOT_VERIFIED,
          Loc.UNKNOWN,
          "no input was found on which other values than zero would be expected of "
              + String.join(", ", report.untold()));
    }
    switch (report.status()) {
      case EQUAL, DIFFERENT, MEASURED -> {}
      case WEAK, PARTIAL, SKIPPED, NEVER_RAN ->
          diagnostics.warning(
              Code.NOT_VERIFIED,
              Loc.UNKNOWN,
              "the comparison is " + report.status().label() + ": " + report.reason());
    }
  }

  static CompileReport.Verify summary(VerifyReport report) {
    double sqnr = report.sqnrDb();
    boolean measured =
        report.cases() > 0 && !report.shapeOnly().containsAll(report.outputs().keySet());
    return new CompileReport.Verify(
        report.status().label(),
        report.cases(),
        measured ? report.maxAbsError() : null,
        measured && !Double.isInfinite(sqnr) ? sqnr : null,
        report.reason());
  }

  /** Leaves the rejected output in a folder of its own, with a recipe and the command that repeats it. */
  private @Nullable Path keep(StagedModel staged, Recipe recipe) {
    var text = Json.text(recipe);
    var folder = Crash.folder(text + options.verification());
    var name = String.valueOf(options.output().getFileName());
    var rejected = folder.resolve("rejected-" + name);
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("recipe.json"), text);
      Files.copy(staged.place(), rejected, StandardCopyOption.REPLACE_EXISTING);
      if (staged.dataFileName() instanceof String data) {
        Files.copy(
            staged.place().resolveSibling(data),
            folder.resolve(data),
            StandardCopyOption.REPLACE_EXISTING);
      }
      Files.writeString(folder.resolve("command.txt"), command(folder, name) + "\n");
      return folder;
    } catch (IOException e) {
      diagnostics.warning(
          Code.NOT_VERIFIED,
          Loc.UNKNOWN,
          "the reproducer " + folder + " could not be written: " + e.getMessage());
      return null;
    }
  }

  private String command(Path folder, String name) {
    var words = new ArrayList<String>();
    words.addAll(List.of("sinter", "compile", options.input().toAbsolutePath().toString()));
    words.addAll(List.of("-o", folder.resolve(name).toString()));
    words.addAll(List.of("--recipe", folder.resolve("recipe.json").toString()));
    if (options.program().weights() instanceof Path weights) {
      words.addAll(List.of("--weights", weights.toAbsolutePath().toString()));
    }
    words.add("--verify=" + options.verification().samples());
    options
        .verification()
        .inputSpecs()
        .forEach((input, spec) -> words.addAll(List.of("--input-spec", input + "=" + spec)));
    words.addAll(List.of("--threads", Integer.toString(options.runtime().threads())));
    words.addAll(List.of("--timeout", Integer.toString(options.runtime().timeoutSeconds())));
    return words.stream().map(Crash::quoted).collect(Collectors.joining(" "));
  }
}
