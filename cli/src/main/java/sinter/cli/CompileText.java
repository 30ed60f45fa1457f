package sinter.cli;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;
import sinter.compiler.CompileReport;
import sinter.compiler.CompileReport.Change;
import sinter.compiler.CompileReport.PassReport;
import sinter.compiler.CompileReport.Verify;
import sinter.compiler.ModelFiles;

/** A compilation in a few lines. */
final class CompileText {
  private static final int PASSES = 5;

  private final Talk talk;
  private final Ink ink;

  CompileText(Talk talk) {
    this.talk = talk;
    this.ink = talk.ink();
  }

  void print(CompileReport r) {
    talk.say(
        "%s %s %s  %s"
            .formatted(
                ink.bold(name(r.input())),
                talk.arrow(),
                ink.bold(name(r.output())),
                ink.dim("opset " + r.opset() + ", " + r.target())));
    talk.say(
        change("nodes", r.nodes(), Talk.count(r.nodes().before()), Talk.count(r.nodes().after())));
    talk.say(
        isWritten(r.input())
            ? "  size     " + Talk.bytes(r.bytes().after())
            : change(
                "size", r.bytes(), Talk.bytes(r.bytes().before()), Talk.bytes(r.bytes().after())));
    talk.say(
        change(
            "params",
            r.parameters(),
            Talk.count(r.parameters().before()),
            Talk.count(r.parameters().after())));
    var passes = passes(r);
    if (!passes.isEmpty()) {
      talk.say("  passes   " + passes);
    }
    talk.say("  verify   " + verify(r.verify()));
    var m = r.millis();
    talk.say(
        "  time     "
            + Talk.duration(m.total())
            + ink.dim(
                "  (import %s, passes %s, emit %s, verify %s)"
                    .formatted(
                        Talk.duration(m.reading()),
                        Talk.duration(m.passes()),
                        Talk.duration(m.emit()),
                        Talk.duration(m.verify()))));
  }

  /** A text says nothing of the size of its model. */
  private static boolean isWritten(String input) {
    return ModelFiles.isProgram(Path.of(input)) || ModelFiles.isText(Path.of(input));
  }

  private static String name(String path) {
    return String.valueOf(Path.of(path).getFileName());
  }

  private String change(String what, Change c, String before, String after) {
    var line = String.format(Locale.ROOT, "  %-8s %10s %s %10s", what, before, talk.arrow(), after);
    if (c.before() == c.after() || c.before() == 0) {
      return line;
    }
    double percent = 100.0 * (c.after() - c.before()) / c.before();
    var text = String.format(Locale.ROOT, "%+.1f %%", percent);
    return line + "  " + (percent < 0 ? ink.green(text) : ink.yellow(text));
  }

  /** The passes that did most. */
  private static String passes(CompileReport r) {
    var active =
        r.passes().stream()
            .filter(p -> p.rewrites() > 0)
            .sorted(Comparator.comparingInt(PassReport::rewrites).reversed())
            .toList();
    var text =
        active.stream()
            .limit(PASSES)
            .map(p -> p.name() + " " + Talk.count(p.rewrites()))
            .collect(Collectors.joining(", "));
    return active.size() > PASSES ? text + ", ..." : text;
  }

  private String verify(Verify v) {
    var status =
        switch (v.status()) {
          case "equal" -> ink.green(v.status());
          case "skipped" -> ink.dim(v.status());
          default -> ink.yellow(v.status());
        };
    var text = new StringBuilder(status);
    if (v.cases() > 0) {
      text.append(" on ").append(Talk.inputs(v.cases()));
    }
    if (v.maxAbsError() instanceof Double e) {
      text.append(
          e == 0 ? ", bit for bit" : String.format(Locale.ROOT, ", largest difference %.1e", e));
    }
    if (v.reason() instanceof String reason) {
      text.append(ink.dim(": " + reason));
    }
    return text.toString();
  }
}
