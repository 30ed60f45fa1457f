package sinter.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sinter.compiler.Compiler;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Reason;

/** The command line. */
@Command(
    name = "sinter",
    header = "Compiles ONNX models to smaller ones that compute the same.",
    synopsisHeading = "%nUsage: ",
    customSynopsis = "sinter VERB [OPTIONS]",
    commandListHeading = "%nVerbs:%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  sinter compile model.onnx -o small.onnx",
      "  sinter inspect model.onnx",
      "  sinter compile --help"
    },
    version = "sinter " + Main.VERSION)
public final class Main implements Callable<Integer> {
  static final String VERSION = Compiler.VERSION;

  private static final Map<String, Class<?>> VERBS = verbs();

  /** A difference or a missed gate. */
  public static final int MISSED = 1;

  /** Wrong usage. */
  public static final int USAGE = 2;

  /** An input that cannot be read or compiled. */
  public static final int INPUT = 3;

  /** A mistake of the compiler. */
  public static final int BUG = 70;

  private final Terminal terminal;
  private final List<Diagnostic> told = new ArrayList<>();

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version.")
  @SuppressWarnings("UnusedVariable")
  private boolean version;

  private Main(Terminal terminal) {
    this.terminal = terminal;
  }

  private static Map<String, Class<?>> verbs() {
    var verbs = new LinkedHashMap<String, Class<?>>();
    verbs.put("compile", CompileVerb.class);
    verbs.put("run", RunVerb.class);
    verbs.put("diff", DiffVerb.class);
    verbs.put("bench", BenchVerb.class);
    verbs.put("import", ImportVerb.class);
    verbs.put("export", ExportVerb.class);
    verbs.put("opt", OptVerb.class);
    verbs.put("inspect", InspectVerb.class);
    verbs.put("fmt", FmtVerb.class);
    verbs.put("lint", LintVerb.class);
    verbs.put("ops", OpsVerb.class);
    verbs.put("passes", PassesVerb.class);
    verbs.put("targets", TargetsVerb.class);
    verbs.put("test", TestVerb.class);
    return verbs;
  }

  Terminal terminal() {
    return terminal;
  }

  /** The diagnostics that were reported so far. */
  List<Diagnostic> told() {
    return told;
  }

  /** Without a verb the help is talk, and the usage wrong. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return USAGE;
  }

  /** Runs one verb and exits with its code. */
  public static void main(String[] args) {
    int code = run(args, Terminal.standardOutput(), System.err, Terminal.ofProcess());
    System.exit(code);
  }

  /** Runs one verb with these streams, which are no terminals, and returns its exit code. */
  public static int run(String[] args, OutputStream out, PrintStream err) {
    return run(args, out, err, Terminal.NONE);
  }

  private static int run(String[] args, OutputStream out, PrintStream err, Terminal terminal) {
    var watched = new WatchedOutput(out);
    var product = new PrintWriter(watched, false, StandardCharsets.UTF_8);
    var talk = new PrintWriter(err, true, err.charset());
    int code = execute(new Main(terminal), args, product, talk);
    product.flush();
    if (watched.failure() instanceof IOException e) {
      var lost = "cannot write the standard output: " + Reason.writing(e);
      var ink = new Ink(Terminal.Colors.of(args).on(terminal.err()));
      talk.println(Talk.rendered(Diagnostic.error(Code.UNWRITABLE_FILE, Loc.UNKNOWN, lost), ink));
      code = code == 0 || code == MISSED ? INPUT : code;
    }
    talk.flush();
    return code;
  }

  private static int execute(Main main, String[] args, PrintWriter product, PrintWriter talk) {
    var colors = Terminal.Colors.of(args);
    var failures = new Failures(new Ink(colors.on(main.terminal.err())), List.of(args), main.told);
    try {
      return commands(main, args, colors, failures, product, talk).execute(args);
    } catch (Error e) {
      return failures.report(e, product, talk);
    }
  }

  private static CommandLine commands(
      Main main,
      String[] args,
      Terminal.Colors colors,
      Failures failures,
      PrintWriter product,
      PrintWriter talk) {
    var line = new CommandLine(main);
    // Reading the annotations of every verb takes longer than many verbs themselves.
    var only = args.length > 0 ? VERBS.get(args[0]) : null;
    if (only != null) {
      line.addSubcommand(only);
    } else {
      VERBS.values().forEach(line::addSubcommand);
    }
    line.setOut(product);
    line.setErr(talk);
    line.setUsageHelpWidth(100);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            colors.on(main.terminal.out()) ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    Converters.register(line);
    line.setExecutionStrategy(Repetitions::refused);
    line.setParameterExceptionHandler(failures::usage);
    line.setExecutionExceptionHandler(failures::execution);
    return line;
  }
}
