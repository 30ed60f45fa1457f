package sinter.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sinter.compiler.Bench;
import sinter.compiler.BenchOptions;
import sinter.compiler.BenchReport;

/** {@code sinter bench}. */
@Command(
    name = "bench",
    header = "Measure the latency of a model, alone or against another.",
    synopsisHeading = "%nUsage: ",
    optionListHeading = "%nOptions:%n",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  sinter bench small.onnx --against model.onnx",
      "  sinter bench model.onnx --bind N=8 --threads 4 --json"
    })
final class BenchVerb implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = "The model.")
  @SuppressWarnings("NullAway.Init")
  private Path model;

  @Option(
      names = "--against",
      paramLabel = "OTHER",
      description = "Another model, measured in turns on the same inputs.")
  private @Nullable Path against;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private FeedMixin feeds;

  @Option(
      names = "--runs",
      paramLabel = "N",
      converter = Converters.Positive.class,
      description = "Timed runs of each model. Default: 200.")
  private int runs = BenchOptions.RUNS;

  @Option(
      names = "--no-optimize",
      description = "Measure without the optimizations of the runtime.")
  private boolean plain;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private RuntimeMixin runtime;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Talk talk;

  @Override
  public Integer call() {
    var report = measure();
    if (talk.json()) {
      talk.print(report);
    } else {
      print(report, talk.out());
    }
    return 0;
  }

  private BenchReport measure() {
    var options =
        new BenchOptions(
            model,
            against,
            feeds.files(),
            feeds.bind(),
            feeds.specs(),
            runs,
            !plain,
            runtime.options());
    try (var progress = Progress.of(talk, "measuring")) {
      return Bench.run(options, (done, all) -> progress.step(done, all, ""));
    }
  }

  private void print(BenchReport r, PrintWriter out) {
    var ink = talk.paint();
    out.println(line(model, r.medianMillis()));
    if (against != null
        && r.against() instanceof BenchReport.Against other
        && r.speedup() instanceof Double speedup
        && r.ci95() instanceof List<Double> ci) {
      out.println(line(against, other.medianMillis()));
      var text = String.format(Locale.ROOT, "%.3f times as fast", speedup);
      out.println(
          (ci.getFirst() > 1 ? ink.green(text) : ci.getLast() < 1 ? ink.yellow(text) : text)
              + String.format(Locale.ROOT, ", 95 %% [%.3f, %.3f]", ci.getFirst(), ci.getLast()));
    }
    talk.say(
        ink.dim(
            "%d runs, %d %s%s"
                .formatted(
                    r.runs(),
                    r.threads(),
                    r.threads() == 1 ? "thread, CPU time" : "threads, elapsed time",
                    r.at().isEmpty() ? "" : ", " + r.at())));
  }

  private static String line(Path file, double millis) {
    return String.format(Locale.ROOT, "%10.4f ms  %s", millis, file);
  }
}
