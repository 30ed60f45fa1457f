package sinter.passes;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import sinter.ir.Model;
import sinter.ir.Verifier;
import sinter.ir.diag.Code;
import sinter.ir.diag.CompilerBug;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.rewrite.Journal;

/**
 * Runs pipelines: checks what each pass requires, times it, verifies the model after it, and tells the observers. A pass
 * that throws is reported to them before the exception goes on.
 */
public final class PassManager {
  private final List<PassObserver> observers;
  private final boolean verifying;
  private final Set<Invariant> holding = EnumSet.noneOf(Invariant.class);
  private final List<PassStatistics> statistics = new ArrayList<>();

  /**
   * A manager for one compilation.
   *
   * @param verifying whether structure is verified after every pass
   */
  public PassManager(List<PassObserver> observers, boolean verifying) {
    this.observers = List.copyOf(observers);
    this.verifying = verifying;
  }

  /**
   * Runs {@code pipeline} where nobody looks on: without verification, diagnostics or a journal that is kept.
   *
   * @param holding what is true of the model
   */
  public static void quietly(Model model, String pipeline, Invariant... holding) {
    var manager = new PassManager(List.of(), false);
    for (var invariant : holding) {
      manager.assume(invariant);
    }
    manager.run(
        model,
        PipelineText.parse(pipeline),
        PassContext.of(new Diagnostics(), new Journal(), manager));
  }

  public void run(Model model, Pipeline pipeline, PassContext cx) {
    for (var pass : pipeline.steps()) {
      if (cx.journal().open() || !(pass instanceof RulePass)) {
        step(model, pass, cx);
      }
    }
  }

  private void step(Model model, Pass pass, PassContext cx) {
    if (cx.disabled().contains(pass.name())) {
      return;
    }
    require(pass);
    observers.forEach(o -> o.before(pass, model));
    int nodesBefore = count(model);
    int before = cx.journal().size();
    if (!(pass instanceof Fixpoint)) {
      cx.journal().enter(pass.name());
    }
    long start = System.nanoTime();
    try {
      pass.run(model, cx);
      holding.removeAll(pass.breaks());
      holding.addAll(pass.establishes());
      if (verifying) {
        verify(model, pass);
      }
    } catch (InputError e) {
      throw e;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      observers.forEach(o -> o.failed(pass, model, e));
      throw e;
    }
    if (pass instanceof Fixpoint) {
      return;
    }
    double millis = (System.nanoTime() - start) / 1e6;
    var s =
        new PassStatistics(
            pass.name(), millis, cx.journal().size() - before, nodesBefore, count(model));
    statistics.add(s);
    observers.forEach(o -> o.after(pass, model, s));
  }

  private void require(Pass pass) {
    for (var needed : pass.requires()) {
      if (!holding.contains(needed)) {
        var makers =
            PassCatalog.get().all().stream()
                .filter(e -> e.defaults().establishes().contains(needed))
                .map(PassCatalog.Entry::name)
                .toList();
        throw new InputError(
            Code.MISSING_INVARIANT,
            Loc.UNKNOWN,
            String.format(
                Locale.ROOT,
                "pass %s needs %s, which %s establishes: put it before",
                pass.name(),
                needed.text(),
                String.join(" or ", makers)));
      }
    }
  }

  private static void verify(Model model, Pass pass) {
    var found = new Diagnostics();
    Verifier.verify(model, found);
    if (found.hasErrors()) {
      var text = String.join("\n", found.all().stream().map(Diagnostic::render).toList());
      throw new CompilerBug("pass " + pass.name() + " left a broken model:\n" + text);
    }
  }

  private static int count(Model model) {
    return model.allBlocks().stream().mapToInt(b -> b.size()).sum();
  }

  /** Declares that {@code invariant} holds of the model before the first pass. */
  public void assume(Invariant invariant) {
    holding.add(invariant);
  }

  /** One entry per step that ran, in order; steps inside a fixpoint each time. */
  public List<PassStatistics> statistics() {
    return statistics;
  }
}
