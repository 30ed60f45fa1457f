package sinter.compiler.cases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import sinter.backend.onnx.OrtWorker;
import sinter.compiler.Evaluators;
import sinter.frontend.text.TextReader;
import sinter.ir.Model;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Severity;
import sinter.ir.diag.Source;
import sinter.ir.rewrite.Journal;
import sinter.ir.text.Printer;
import sinter.ir.text.Style;
import sinter.passes.Invariant;
import sinter.passes.PassContext;
import sinter.passes.PassManager;
import sinter.passes.Pipeline;
import sinter.passes.PipelineText;

/**
 * A case in textual IR. Its first line {@code // test: opt PIPELINE} says what happens to each of its graphs; what is
 * expected stands after {@code // ---- expected}. Above a graph, {@code // fires: RULE COUNT} and {@code // miss: RULE
 * "reason"} say what the journal must hold. Each graph is also executed before and after, where the runtime can.
 */
final class TextCase {
  private static final String MARK = "// ---- expected\n";
  private static final Pattern HEADER = Pattern.compile("^// test: opt (.*)$", Pattern.MULTILINE);
  private static final Pattern FIRES = Pattern.compile("^// fires: (\\S+) (\\d+)$");
  private static final Pattern MISS = Pattern.compile("^// miss: (\\S+) \"(.*)\"$");

  private final Path file;
  private final CaseOptions options;
  private final OrtWorker worker;
  private final Path scratch;
  private final List<String> remarks = new ArrayList<>();

  private TextCase(Path file, CaseOptions options, OrtWorker worker, Path scratch) {
    this.file = file;
    this.options = options;
    this.worker = worker;
    this.scratch = scratch;
  }

  static CaseResult run(
      CaseFiles.Found found, CaseOptions options, OrtWorker worker, Path scratch) {
    long start = System.nanoTime();
    var c = new TextCase(found.path(), options, worker, scratch);
    String failure;
    try {
      failure = c.check();
    } catch (IOException | RuntimeException e) {
      failure = CaseResult.failure(e);
    }
    var status = failure.isEmpty() ? CaseResult.Status.PASSED : CaseResult.Status.FAILED;
    var reason = failure.isEmpty() ? String.join("; ", c.remarks) : failure;
    return new CaseResult(found.name(), status, reason, "", (System.nanoTime() - start) / 1e6);
  }

  /** What is wrong; empty when nothing is. */
  private String check() throws IOException {
    var text = Files.readString(file).replace("\r\n", "\n");
    var header = HEADER.matcher(text);
    if (!header.find()) {
      return "no line '// test: opt PIPELINE' says what to do with " + file.getFileName();
    }
    var pipeline = PipelineText.parse(header.group(1));
    int mark = text.indexOf(MARK);
    var given = mark < 0 ? text : text.substring(0, mark);
    var directives = Directives.of(given);
    var models = read(given);
    var references = read(given);
    var printed = new StringBuilder();
    var wrong = new ArrayList<String>();
    try {
      for (int i = 0; i < models.size(); i++) {
        var journal = run(models.get(i), pipeline, wrong);
        printed.append(i == 0 ? "" : "\n").append(Printer.print(models.get(i), Style.PLAIN));
        wrong.addAll(directives.get(i).check(journal));
        wrong.addAll(execute(references.get(i), models.get(i), i));
      }
    } finally {
      models.forEach(Model::close);
      references.forEach(Model::close);
    }
    wrong.addAll(
        compare(given, mark < 0 ? "" : text.substring(mark + MARK.length()), printed.toString()));
    return String.join("\n", wrong);
  }

  private List<Model> read(String text) {
    var diagnostics = new Diagnostics();
    var source = new Source(String.valueOf(file.getFileName()), text);
    var models = new TextReader(file.toAbsolutePath().getParent(), diagnostics).readAll(source);
    if (models.isEmpty()) {
      throw new InputError(
          diagnostics.all().stream()
              .filter(d -> d.severity() == Severity.ERROR)
              .findFirst()
              .orElseThrow());
    }
    return models;
  }

  /** What a pass calls an error goes to {@code wrong}: no case is right that has one. */
  private Journal run(Model model, Pipeline pipeline, List<String> wrong) {
    var manager = new PassManager(List.of(), true);
    manager.assume(Invariant.TYPED);
    var journal = new Journal(true, Long.MAX_VALUE);
    var diagnostics = new Diagnostics();
    var cx =
        PassContext.of(diagnostics, journal, manager)
            .evaluating(Evaluators.on(worker, diagnostics));
    manager.run(model, pipeline, cx);
    diagnostics.all().stream()
        .filter(d -> d.severity() == Severity.ERROR)
        .map(Diagnostic::render)
        .forEach(wrong::add);
    return journal;
  }

  private List<String> execute(Model before, Model after, int index) {
    var verdict = new Execution(worker, scratch).compare(before, after);
    return switch (verdict) {
      case Execution.Verdict.Equal() -> List.of();
      case Execution.Verdict.NotRun(var reason) -> {
        remarks.add("graph " + index + " was not executed: " + reason);
        yield List.of();
      }
      case Execution.Verdict.Different(var reason) ->
          List.of("graph " + index + " computes something else afterwards: " + reason);
    };
  }

  private List<String> compare(String given, String expected, String printed) throws IOException {
    if (expected.equals(printed)) {
      return List.of();
    }
    if (options.bless()) {
      Files.writeString(file, given + MARK + printed);
      return List.of();
    }
    return List.of("the result is not the expected one:\n" + difference(expected, printed));
  }

  /** The lines from the first that differs on, at most ten of each. */
  private static String difference(String expected, String found) {
    var a = expected.lines().toList();
    var b = found.lines().toList();
    int i = 0;
    while (i < a.size() && i < b.size() && a.get(i).equals(b.get(i))) {
      i++;
    }
    var minus = a.stream().skip(i).limit(10).map(l -> "- " + l);
    var plus = b.stream().skip(i).limit(10).map(l -> "+ " + l);
    return "line " + (i + 1) + "\n" + Stream.concat(minus, plus).collect(Collectors.joining("\n"));
  }

  /** What the comments above one graph demand. */
  private record Directives(List<String> lines) {
    static List<Directives> of(String text) {
      var all = new ArrayList<Directives>();
      var open = new ArrayList<String>();
      for (var line : text.lines().toList()) {
        if (line.startsWith("// fires:") || line.startsWith("// miss:")) {
          open.add(line);
        } else if (line.startsWith("graph ")) {
          all.add(new Directives(List.copyOf(open)));
          open.clear();
        }
      }
      return all;
    }

    private static long fired(Journal journal, String rule) {
      return journal.entries().stream().filter(e -> e.rule().equals(rule)).count();
    }

    /** A rule that is only said to miss must not fire at all. */
    private boolean isCounted(String rule) {
      return lines.stream()
          .map(FIRES::matcher)
          .anyMatch(m -> m.matches() && m.group(1).equals(rule));
    }

    List<String> check(Journal journal) {
      var wrong = new ArrayList<String>();
      for (var line : lines) {
        var fires = FIRES.matcher(line);
        var miss = MISS.matcher(line);
        if (fires.matches()) {
          long found = fired(journal, fires.group(1));
          if (found != Long.parseLong(fires.group(2))) {
            wrong.add(line + " is not so: it fires " + found + " times");
          }
        } else if (miss.matches()) {
          var reasons =
              journal.misses().stream()
                  .filter(m -> m.rule().equals(miss.group(1)))
                  .map(Journal.Miss::reason)
                  .toList();
          if (!reasons.contains(miss.group(2))) {
            wrong.add(line + " is not so: its reasons are " + reasons);
          }
          if (!isCounted(miss.group(1)) && fired(journal, miss.group(1)) > 0) {
            wrong.add(line + " is not so: it fires, and no line says how often");
          }
        } else {
          wrong.add("cannot read " + line);
        }
      }
      return wrong;
    }
  }
}
