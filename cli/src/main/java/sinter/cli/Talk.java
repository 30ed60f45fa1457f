package sinter.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sinter.compiler.Json;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Severity;

/** The options that every verb has, and where its words go: the product to stdout, the talk to stderr. */
final class Talk {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec verb;

  @Option(names = "--json", description = "Print one JSON object instead of text.")
  private boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Say nothing but errors.")
  private boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      description = "Say more.")
  private boolean verbose;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      description = "auto (the default), always or never.")
  private Terminal.Colors color = Terminal.Colors.AUTO;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable")
  private boolean help;

  private Main main() {
    return (Main) verb.root().userObject();
  }

  boolean json() {
    return json;
  }

  boolean quiet() {
    return quiet;
  }

  boolean verbose() {
    return verbose;
  }

  /** Colours of stdout. */
  Ink paint() {
    return new Ink(color.on(main().terminal().out()));
  }

  /** Colours of stderr. */
  Ink ink() {
    return new Ink(color.on(main().terminal().err()));
  }

  boolean isTerminal() {
    return main().terminal().err() && !quiet && !json;
  }

  boolean unicode() {
    return main().terminal().unicode();
  }

  String arrow() {
    return unicode() ? "\u2192" : "->";
  }

  PrintWriter out() {
    return verb.commandLine().getOut();
  }

  PrintWriter err() {
    return verb.commandLine().getErr();
  }

  /** Prints {@code report} as one JSON object to stdout. */
  void print(Object report) {
    out().println(Json.text(report));
  }

  /** Prints {@code report}, or else {@code text} if there is any. */
  void print(Object report, @Nullable String text) {
    if (json) {
      print(report);
    } else if (text != null) {
      out().print(text);
      out().flush();
    }
  }

  /** A line of talk, which {@code --quiet} and {@code --json} silence. */
  void say(String line) {
    if (!quiet && !json) {
      err().println(line);
    }
  }

  /** Prints a diagnostic as it comes. Notes are told with {@code --verbose}, all of it goes into the JSON. */
  void diagnostic(Diagnostic d) {
    main().told().add(d);
    boolean heard =
        switch (d.severity()) {
          case ERROR -> true;
          case WARNING -> !quiet;
          case NOTE -> verbose && !quiet;
        };
    if (heard) {
      err().println(rendered(d, ink()));
    }
  }

  /** {@code d} with a coloured head. */
  static String rendered(Diagnostic d, Ink ink) {
    var text = d.render();
    var head = d.severity().text() + "[" + d.code().id() + "]";
    var painted =
        switch (d.severity()) {
          case ERROR -> ink.red(head);
          case WARNING -> ink.yellow(head);
          case NOTE -> ink.cyan(head);
        };
    return painted + text.substring(head.length());
  }

  /** {@code text} as an error of the command line itself. */
  static String problem(String text, Ink ink) {
    return ink.red(Severity.ERROR.text()) + ": " + text;
  }

  /** A count with separators: 12,345. */
  static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  /** How many inputs were drawn. */
  static String inputs(int n) {
    return count(n) + (n == 1 ? " drawn input" : " drawn inputs");
  }

  /** A size in the largest unit that leaves at least one digit before the point. */
  static String bytes(long n) {
    if (n < 1000) {
      return n + " B";
    }
    double value = n;
    var units = new String[] {"kB", "MB", "GB", "TB"};
    int unit = -1;
    while (value >= 999.95 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
  }

  /** Seconds or milliseconds. */
  static String duration(double millis) {
    return millis >= 1000
        ? String.format(Locale.ROOT, "%.2f s", millis / 1000)
        : String.format(Locale.ROOT, millis >= 10 ? "%.0f ms" : "%.1f ms", millis);
  }
}
