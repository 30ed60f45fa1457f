package sinter.cli;

import java.util.concurrent.atomic.AtomicReference;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import sinter.ir.Model;
import sinter.passes.Pass;
import sinter.passes.PassObserver;

/** A bar on a terminal, for work that takes longer than a moment; nothing elsewhere. */
final class Progress implements PassObserver, AutoCloseable {
  private static final long MOMENT = 700_000_000;

  private final boolean shown;
  private final String task;
  private final boolean unicode;
  private final long start = System.nanoTime();
  private final AtomicReference<@Nullable ProgressBar> bar = new AtomicReference<>();

  private Progress(boolean shown, String task, boolean unicode) {
    this.shown = shown;
    this.task = task;
    this.unicode = unicode;
  }

  static Progress of(Talk talk, String task) {
    return new Progress(talk.isTerminal(), task, talk.unicode());
  }

  /** {@code done} of {@code all} are done, the last of which was {@code what}; {@code all} is -1 when unknown. */
  void step(long done, long all, String what) {
    if (!shown || System.nanoTime() - start < MOMENT) {
      return;
    }
    var b = bar.get();
    if (b == null) {
      b =
          new ProgressBarBuilder()
              .setTaskName(task)
              .setInitialMax(all)
              .setUpdateIntervalMillis(150)
              .setStyle(unicode ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
              .clearDisplayOnFinish()
              .build();
      bar.set(b);
    }
    b.maxHint(all);
    b.stepTo(done);
    b.setExtraMessage(" " + what);
  }

  @Override
  public void before(Pass pass, Model model) {
    step(0, -1, pass.name());
  }

  @Override
  public void close() {
    if (bar.getAndSet(null) instanceof ProgressBar b) {
      b.close();
    }
  }
}
