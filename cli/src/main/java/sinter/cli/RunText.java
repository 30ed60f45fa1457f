package sinter.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.Collectors;
import sinter.compiler.RunReport;
import sinter.compiler.RunReport.Output;
import sinter.compiler.Statistics;

/** The outputs of a run as text. */
final class RunText {
  private final Talk talk;
  private final PrintWriter out;
  private final Ink ink;

  RunText(Talk talk) {
    this.talk = talk;
    this.out = talk.out();
    this.ink = talk.paint();
  }

  void print(RunReport r) {
    if (!r.at().isEmpty()) {
      talk.say(
          "at "
              + r.at().entrySet().stream()
                  .map(e -> e.getKey() + " = " + e.getValue())
                  .collect(Collectors.joining(", ")));
    }
    for (var o : r.outputs()) {
      out.println(ink.cyan(o.name()) + " " + o.dtype() + o.shape());
      if (o.file() != null) {
        out.println("  " + ink.dim("in " + o.file()));
      } else if (o.values() != null) {
        out.println("  " + o.values());
      }
      if (o.statistics() instanceof Statistics s && (o.values() == null || talk.verbose())) {
        out.println("  " + text(o, s));
      }
    }
    talk.say(ink.dim("ran in " + Talk.duration(r.millis())));
  }

  private static String text(Output o, Statistics s) {
    if (s.min() == null || s.max() == null || s.mean() == null || s.deviation() == null) {
      return o.shape().contains(0L)
          ? "no elements"
          : s.nan() + " NaN, " + s.infinite() + " infinite";
    }
    return String.format(
            Locale.ROOT,
            "min %.6g  max %.6g  mean %.6g  deviation %.4g",
            s.min(),
            s.max(),
            s.mean(),
            s.deviation())
        + (s.nan() > 0 ? "  NaN " + Talk.count(s.nan()) : "")
        + (s.infinite() > 0 ? "  infinite " + Talk.count(s.infinite()) : "");
  }
}
