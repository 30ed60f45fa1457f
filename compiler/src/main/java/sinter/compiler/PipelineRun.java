package sinter.compiler;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import sinter.compiler.CompileReport.PassReport;
import sinter.ir.Model;
import sinter.ir.diag.CompilerBug;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.rewrite.Journal;
import sinter.ir.text.Printer;
import sinter.ir.text.Style;
import sinter.passes.Evaluator;
import sinter.passes.Fixpoint;
import sinter.passes.Invariant;
import sinter.passes.Pass;
import sinter.passes.PassContext;
import sinter.passes.PassManager;
import sinter.passes.PassObserver;
import sinter.passes.PassStatistics;
import sinter.passes.Pipeline;

/**
 * Runs a pipeline. When a pass fails, the pipeline is run again up to that pass, and the model before it is left in a
 * folder with what remained to be done.
 *
 * @param passes which of its passes and rules run, and how often
 * @param typed whether the model is typed before the first pass
 * @param verifying whether the model is verified after every pass
 * @param decoration further settings of the passes' context
 */
record PipelineRun(
    Pipeline pipeline,
    Passes passes,
    boolean typed,
    boolean verifying,
    Evaluator evaluator,
    UnaryOperator<PassContext> decoration) {

  /** What the passes did: one entry for each pass, and every rewrite in order. */
  record Done(List<PassReport> passes, List<Journal.Entry> rewrites) {}

  /**
   * Runs on {@code model}.
   *
   * @param again the same model once more, should a pass fail
   * @throws InputError after a pass that found the model to contradict itself, which was reported
   * @throws Crash when a pass fails
   */
  Done on(
      Model model,
      Diagnostics diagnostics,
      List<? extends PassObserver> observers,
      Supplier<Model> again) {
    var steps = new Steps();
    var all = new ArrayList<PassObserver>(observers);
    all.add(steps);
    all.add(new Mistakes(diagnostics));
    var manager = manager(all);
    var cx = context(manager, diagnostics);
    try {
      manager.run(model, pipeline, cx);
    } catch (InputError e) {
      throw e;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      if (steps.failing instanceof Pass pass) {
        throw crash(pass, steps.count, e, again);
      }
      throw e;
    }
    var byName = new LinkedHashMap<String, PassReport>();
    for (var s : manager.statistics()) {
      byName.merge(
          s.name(),
          new PassReport(s.name(), s.millis(), s.rewrites()),
          (a, b) -> new PassReport(a.name(), a.millis() + b.millis(), a.rewrites() + b.rewrites()));
    }
    return new Done(List.copyOf(byName.values()), cx.journal().entries());
  }

  private PassManager manager(List<PassObserver> observers) {
    var manager = new PassManager(observers, verifying);
    if (typed) {
      manager.assume(Invariant.TYPED);
    }
    return manager;
  }

  private PassContext context(PassManager manager, Diagnostics diagnostics) {
    return decoration.apply(
        PassContext.of(diagnostics, new Journal(false, passes.rewriteLimit()), manager)
            .disabling(passes.disabled())
            .forgiving(true)
            .evaluating(evaluator));
  }

  /** Ends the run after a pass that reported errors. */
  private record Mistakes(Diagnostics diagnostics) implements PassObserver {
    @Override
    public void after(Pass pass, Model model, PassStatistics statistics) {
      if (diagnostics.hasErrors()) {
        throw ModelFiles.mistakes("the model cannot be compiled", diagnostics);
      }
    }
  }

  /** Counts the steps up to the one that fails. */
  private static final class Steps implements PassObserver {
    private int count;
    private @Nullable Pass failing;

    @Override
    public void before(Pass pass, Model model) {
      count++;
    }

    @Override
    public void failed(Pass pass, Model model, Throwable cause) {
      failing = failing == null ? pass : failing;
    }
  }

  private Crash crash(Pass pass, int step, Throwable cause, Supplier<Model> again) {
    var remaining = String.valueOf(remaining(pipeline, pass));
    var folder = Crash.folder(pipeline + " " + step + " " + cause);
    var text = folder.resolve("before.sir");
    var disabled = passes.disabled();
    var off = disabled.isEmpty() ? "" : " --disable " + String.join(",", disabled);
    var command =
        "sinter opt %s -p %s --verify-each --weights-anywhere%s"
            .formatted(Crash.quoted(text.toString()), Crash.quoted(remaining), off);
    var message = "pass " + pass.name() + " failed: " + message(cause);
    var left = Crash.leave(folder, command, cause);
    if (left == null || !before(step, text, again)) {
      return new Crash(message, left, "the command that was given", cause);
    }
    return new Crash(message, left, command, cause);
  }

  private static String message(Throwable cause) {
    return cause instanceof CompilerBug ? String.valueOf(cause.getMessage()) : cause.toString();
  }

  /** Writes the model before step {@code step}; false when the way there does not repeat itself. */
  private boolean before(int step, Path text, Supplier<Model> again) {
    var stop = new Stop(step, text);
    try (var model = again.get()) {
      var manager = manager(List.of(stop));
      manager.run(model, pipeline, context(manager, new Diagnostics()));
    } catch (Reached e) {
      return Files.exists(text);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      return false;
    }
    return false;
  }

  /** Thrown to end a run where it was to end. */
  private static final class Reached extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Ends a run before a step. */
  private static final class Stop implements PassObserver {
    private final int step;
    private final Path text;
    private int count;

    Stop(int step, Path text) {
      this.step = step;
      this.text = text;
    }

    @Override
    public void before(Pass pass, Model model) {
      if (++count < step) {
        return;
      }
      try {
        Printer.write(model, text, new Style(true, null, true));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      throw new Reached();
    }
  }

  /** What is left of {@code pipeline} from {@code from} on; null when that is not in it. */
  private static @Nullable Pipeline remaining(Pipeline pipeline, Pass from) {
    for (int i = 0; i < pipeline.steps().size(); i++) {
      var step = pipeline.steps().get(i);
      var after = pipeline.steps().subList(i, pipeline.steps().size());
      if (isSame(step, from)) {
        return new Pipeline(after);
      }
      if (step instanceof Fixpoint f && remaining(f.body(), from) instanceof Pipeline inside) {
        var all = new ArrayList<>(inside.steps());
        all.addAll(after);
        return new Pipeline(all);
      }
    }
    return null;
  }

  /** The same step, not an equal one. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(Pass a, Pass b) {
    return a == b;
  }
}
