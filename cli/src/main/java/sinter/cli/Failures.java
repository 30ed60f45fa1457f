package sinter.cli;

import java.io.PrintWriter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;
import sinter.compiler.CompileReport.Problem;
import sinter.compiler.Compiler;
import sinter.compiler.Crash;
import sinter.compiler.Json;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Severity;
import sinter.ir.diag.Suggest;

/**
 * Turns what was thrown into words and an exit code; with {@code --json} into an object on stdout, too.
 *
 * @param told the diagnostics that were reported before
 */
record Failures(Ink ink, List<String> args, List<Diagnostic> told) {
  private static final String NOTE = "%n  = note: ".formatted();

  /** What stdout holds in place of a report. */
  record Report(List<Problem> diagnostics) {}

  /** Wrong usage. */
  int usage(ParameterException e, String[] args) {
    var line = e.getCommandLine();
    var err = line.getErr();
    if (e.getCause() instanceof InputError cause) {
      err.println(Talk.rendered(cause.diagnostic(), ink));
      print(Problem.of(cause.diagnostic()), line.getOut());
    } else {
      var message = message(e);
      err.println(Talk.problem(message, ink));
      var parts = message.split(NOTE, 2);
      print(problem("usage", parts[0], List.of(parts).subList(1, parts.length)), line.getOut());
    }
    err.println("  = help: " + line.getCommandSpec().qualifiedName() + " --help");
    err.flush();
    return Main.USAGE;
  }

  private static Problem problem(String code, String message, List<String> notes) {
    return new Problem(Severity.ERROR.text(), code, message, Loc.UNKNOWN.toString(), notes);
  }

  /** Everything that was reported, and {@code last}, as JSON if that is wanted. */
  private void print(Problem last, PrintWriter out) {
    if (!args.contains("--json")) {
      return;
    }
    var all = new LinkedHashSet<Problem>();
    told.forEach(d -> all.add(Problem.of(d)));
    all.add(last);
    out.println(Json.text(new Report(List.copyOf(all))));
    out.flush();
  }

  private static String message(ParameterException e) {
    var unmatched = e.getCommandLine().getUnmatchedArguments();
    if (e instanceof UnmatchedArgumentException u) {
      unmatched = u.getUnmatched();
    }
    if (!unmatched.isEmpty()) {
      return unmatched(e.getCommandLine().getCommandSpec(), unmatched.getFirst());
    }
    var text = String.valueOf(e.getMessage());
    return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }

  private static String unmatched(CommandSpec spec, String word) {
    if (word.startsWith("-") && word.length() > 1) {
      var name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
      var near = near(name, spec.optionsMap().keySet());
      return "%s has no option %s".formatted(spec.qualifiedName(), name)
          + (near.isEmpty() ? "" : NOTE + Suggest.question(near));
    }
    if (!spec.subcommands().isEmpty()) {
      return "there is no verb called "
          + word
          + NOTE
          + Suggest.sentence(word, spec.subcommands().keySet());
    }
    return "%s takes no further argument: %s".formatted(spec.qualifiedName(), word);
  }

  /** Options that differ from {@code name} in few letters; the dashes, which all have, do not count. */
  private static List<String> near(String name, Collection<String> options) {
    var bare = name.replaceFirst("^-+", "");
    var known = new LinkedHashMap<String, String>();
    options.forEach(o -> known.put(o.replaceFirst("^-+", ""), o));
    return Suggest.within(Math.max(1, bare.length() / 3), bare, known.keySet()).stream()
        .map(known::get)
        .toList();
  }

  /** What a verb threw. */
  int execution(Exception e, CommandLine line, ParseResult result) {
    return report(e, line.getOut(), line.getErr());
  }

  /** Says what was thrown, and returns the exit code. */
  int report(Throwable e, PrintWriter out, PrintWriter err) {
    int code =
        switch (e) {
          case InputError input -> diagnosed(input.diagnostic(), Main.INPUT, out, err);
          case Compiler.MissedGate gate -> diagnosed(gate.diagnostic(), Main.MISSED, out, err);
          case Compiler.DifferentOutput different ->
              diagnosed(different.diagnostic(), Main.BUG, out, err);
          case Crash crash -> crash(crash, out, err);
          default -> crash(Crash.of(args, e), out, err);
        };
    err.flush();
    return code;
  }

  private int diagnosed(Diagnostic d, int code, PrintWriter out, PrintWriter err) {
    err.println(Talk.rendered(d, ink));
    print(Problem.of(d), out);
    return code;
  }

  private int crash(Crash crash, PrintWriter out, PrintWriter err) {
    var message = "the compiler failed: " + crash.getMessage();
    err.println(Talk.problem(message, ink));
    var remark =
        crash.getMessage() == null || crash.folder() == null
            ? String.valueOf(crash.getCause())
            : crash.folder() + " has what is needed to repeat it";
    err.println("  = note: " + remark);
    err.println("  = note: repeat it with " + crash.command());
    print(problem("compiler-failed", message, List.of(remark)), out);
    return Main.BUG;
  }
}
