package sinter.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sinter.backend.onnx.RuntimeSet;
import sinter.compiler.cases.CaseOptions;
import sinter.compiler.cases.CaseResult;
import sinter.compiler.cases.CaseRunner;
import sinter.compiler.cases.CaseSummary;
import sinter.compiler.cases.JUnitReport;
import sinter.compiler.cases.SkipList;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Loc;

/** {@code sinter test}. */
@Command(
    name = "test",
    header = "Run compiler tests: .sir cases, and folders or zips in ONNX's backend layout.",
    synopsisHeading = "%nUsage: ",
    optionListHeading = "%nOptions:%n",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  sinter test cases/",
      "  sinter test conformance.zip -p from-onnx,infer-shapes,to-onnx --junit results.xml"
    })
final class TestVerb implements Callable<Integer> {
  @Parameters(paramLabel = "PATH", arity = "1..*", description = "Cases, folders or zips.")
  private List<Path> paths = new ArrayList<>();

  @Option(
      names = "-O",
      paramLabel = "LEVEL",
      converter = Converters.Level.class,
      description = "The pipeline of a level, 0 to 3. Default: 2.")
  private String level = "O2";

  @Option(
      names = {"-p", "--passes"},
      paramLabel = "PIPELINE",
      converter = Converters.PipelineName.class,
      description = "Passes to run instead.")
  private @Nullable String passes;

  @Option(
      names = "--runtime",
      paramLabel = "NAME|JAR",
      converter = Converters.RuntimeName.class,
      description = "javacpp (the default), microsoft, or a jar of ONNX Runtime.")
  private String runtime = RuntimeSet.DEFAULT;

  @Option(
      names = "--timeout",
      paramLabel = "S",
      converter = Converters.Positive.class,
      description = "Seconds for one run. Default: 60.")
  private int timeout = 60;

  @Option(
      names = "--skip-list",
      paramLabel = "FILE",
      description = "Cases that are not run: a name and the reason on each line.")
  private @Nullable Path skips;

  @Option(names = "--junit", paramLabel = "FILE", description = "Write the results as JUnit XML.")
  private @Nullable Path junit;

  @Option(
      names = "--keep",
      paramLabel = "FOLDER",
      description = "Keep the files that were written there.")
  private @Nullable Path keep;

  @Option(names = "--bless", description = "Rewrite the expectations of .sir cases.")
  private boolean bless;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Talk talk;

  @Override
  public Integer call() {
    var results = new ArrayList<CaseResult>();
    var summary = run(results);
    if (junit != null) {
      JUnitReport.write("sinter", results, junit);
    }
    if (talk.json()) {
      talk.print(summary);
    } else {
      print(summary);
    }
    if (summary.passed() + summary.failed() == 0) {
      talk.diagnostic(
          Diagnostic.error(Code.NOT_VERIFIED, Loc.UNKNOWN, "no case ran, each was skipped"));
      return Main.INPUT;
    }
    return summary.failed() > 0 ? Main.MISSED : 0;
  }

  private CaseSummary run(List<CaseResult> results) {
    var options =
        new CaseOptions(
            passes != null ? passes : level,
            runtime,
            Duration.ofSeconds(timeout),
            bless,
            skips == null ? Map.of() : SkipList.read(skips),
            keep);
    try (var progress = Progress.of(talk, "testing")) {
      return CaseRunner.run(
          paths,
          options,
          result -> {
            results.add(result);
            progress.step(results.size(), -1, result.name());
            tell(result);
          });
    }
  }

  private void tell(CaseResult r) {
    var ink = talk.ink();
    switch (r.status()) {
      case FAILED -> talk.say(ink.red("failed") + "  " + r.name() + ": " + r.text());
      case SKIPPED -> {
        if (talk.verbose()) {
          talk.say(ink.yellow("skipped") + " " + r.name() + ": " + r.text());
        }
      }
      case PASSED -> {
        if (talk.verbose()) {
          var remark = r.reason().isEmpty() ? "" : ink.dim(": " + r.reason());
          talk.say(ink.green("passed") + "  " + r.name() + remark);
        }
      }
    }
  }

  private void print(CaseSummary s) {
    s.byReason().forEach((reason, count) -> talk.say("  " + count + " skipped: " + reason));
    if (s.typed().cases() > 0) {
      talk.say(
          "  every node of ai.onnx was typed in %d of %d cases"
              .formatted(s.typed().complete(), s.typed().cases()));
    }
    if (talk.verbose()) {
      s.typed().untyped().forEach((op, count) -> talk.say("  not typed: " + op + " " + count));
    }
    talk.out()
        .println("%d passed, %d failed, %d skipped".formatted(s.passed(), s.failed(), s.skipped()));
  }
}
