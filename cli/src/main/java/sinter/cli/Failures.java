package sinter.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;
import sinter.compiler.Compiler;
import sinter.compiler.Crash;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Suggest;

/** Turns what was thrown into words and an exit code. */
record Failures(Ink ink, List<String> args) {

  /** Wrong usage. */
  int usage(ParameterException e, String[] args) {
    var line = e.getCommandLine();
    var err = line.getErr();
    if (e.getCause() instanceof InputError cause) {
      err.println(Talk.rendered(cause.diagnostic(), ink));
    } else {
      err.println(Talk.problem(message(e), ink));
    }
    err.println("  = help: " + line.getCommandSpec().qualifiedName() + " --help");
    err.flush();
    return Main.USAGE;
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
      return "%s has no option %s%n  = note: %s"
          .formatted(
              spec.qualifiedName(), name, Suggest.sentence(name, spec.optionsMap().keySet()));
    }
    if (!spec.subcommands().isEmpty()) {
      return "there is no verb called %s%n  = note: %s"
          .formatted(word, Suggest.sentence(word, spec.subcommands().keySet()));
    }
    return "%s takes no further argument: %s".formatted(spec.qualifiedName(), word);
  }

  /** What a verb threw. */
  int execution(Exception e, CommandLine line, ParseResult result) {
    var err = line.getErr();
    int code = report(e, err);
    err.flush();
    return code;
  }

  /** Says what was thrown, and returns the exit code. */
  int report(Throwable e, PrintWriter err) {
    return switch (e) {
      case InputError input -> {
        err.println(Talk.rendered(input.diagnostic(), ink));
        yield Main.INPUT;
      }
      case Compiler.MissedGate gate -> {
        err.println(Talk.problem(String.valueOf(gate.getMessage()), ink));
        yield Main.MISSED;
      }
      case Compiler.DifferentOutput different -> {
        err.println(Talk.problem(String.valueOf(different.getMessage()), ink));
        err.println("  = note: this is a mistake of the compiler; no output was written");
        if (different.reproducer() != null) {
          err.println("  = note: " + different.reproducer() + " has what is needed to repeat it");
        }
        yield Main.BUG;
      }
      case Crash crash -> crash(crash, err);
      default -> crash(Crash.of(args, e), err);
    };
  }

  private int crash(Crash crash, PrintWriter err) {
    err.println(Talk.problem("the compiler failed: " + crash.getMessage(), ink));
    if (crash.getMessage() == null || crash.folder() == null) {
      err.println("  = note: " + crash.getCause());
    } else {
      err.println("  = note: " + crash.folder() + " has what is needed to repeat it");
    }
    err.println("  = note: repeat it with " + crash.command());
    return Main.BUG;
  }
}
