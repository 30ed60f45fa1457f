package sinter.cli;

import java.util.Locale;
import sinter.ir.Model;
import sinter.passes.Pass;
import sinter.passes.PassObserver;
import sinter.passes.PassStatistics;

/** A line for each step of a pipeline. */
record TimingText(Talk talk) implements PassObserver {
  @Override
  public void after(Pass pass, Model model, PassStatistics s) {
    talk.say(
        String.format(
            Locale.ROOT,
            "  %8.2f ms  %-20s %5d rewrites  %6d nodes",
            s.millis(),
            s.name(),
            s.rewrites(),
            s.nodesAfter()));
  }
}
