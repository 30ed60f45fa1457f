package sinter.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sinter.compiler.Differ;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;

/** {@code sinter diff}. */
@Command(
    name = "diff",
    header = "Run two models on the same inputs and compare every output.",
    synopsisHeading = "%nUsage: ",
    optionListHeading = "%nOptions:%n",
    sortOptions = false,
    footerHeading = "%nExample:%n",
    footer = "  sinter diff model.onnx small.onnx --bind N=4 --seed 7")
final class DiffVerb implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "A", description = "The reference.")
  @SuppressWarnings("NullAway.Init")
  private Path first;

  @Parameters(index = "1", paramLabel = "B", description = "The model to compare with it.")
  @SuppressWarnings("NullAway.Init")
  private Path second;

  @Option(
      names = "--samples",
      paramLabel = "K",
      converter = Converters.Positive.class,
      description = "Samples per binding of symbolic dims. Default: 2.")
  private int samples = 2;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private DrawMixin draw;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private RuntimeMixin runtime;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Talk talk;

  @Override
  public Integer call() {
    var report =
        Differ.diff(
            new Differ.Options(
                first, second, samples, draw.bind(), draw.specs(), runtime.options()),
            this::tell);
    if (talk.json()) {
      talk.print(report);
    } else {
      print(report, talk.out());
    }
    if (report.isOpen()) {
      return Main.INPUT;
    }
    return report.status().equals("different") ? Main.MISSED : 0;
  }

  /** In text the product itself says what differs. */
  private void tell(Diagnostic d) {
    if (talk.json() || d.code() != Code.DIFFERENT_OUTPUT) {
      talk.diagnostic(d);
    }
  }

  private void print(Differ.Report r, PrintWriter out) {
    var ink = talk.paint();
    var status =
        switch (r.status()) {
          case "equal" -> ink.green(r.status());
          case "different" -> ink.red(r.status());
          default -> ink.yellow(r.status());
        };
    if (r.isOpen()) {
      out.println(status);
      return;
    }
    out.println(
        status
            + (r.cases() == 0 ? "" : " on " + Talk.inputs(r.cases()))
            + (r.reason() == null ? "" : ": " + r.reason()));
    for (var o : r.outputs()) {
      out.println("  " + (o.equal() ? ink.cyan(o.name()) : ink.red(o.name())) + "  " + numbers(o));
    }
    if (talk.verbose()) {
      r.at().stream().filter(at -> !at.isEmpty()).forEach(at -> talk.say(ink.dim("at " + at)));
    }
  }

  private static String numbers(Differ.Output o) {
    if (o.equal() && o.maxAbsError() == 0) {
      return o.compared().equals("type") ? "of the same shape and element type" : "identical";
    }
    if (Double.isInfinite(o.maxAbsError())) {
      return String.valueOf(o.reason());
    }
    return String.format(Locale.ROOT, "largest difference %.3g", o.maxAbsError())
        + (Double.isInfinite(o.maxRelError())
            ? ""
            : String.format(Locale.ROOT, ", relative %.3g", o.maxRelError()))
        + (o.sqnrDb() == null ? "" : String.format(Locale.ROOT, ", %.1f dB", o.sqnrDb()))
        + (o.argmaxAgreement() == null
            ? ""
            : String.format(
                Locale.ROOT, ", largest element agrees in %.1f %%", 100 * o.argmaxAgreement()));
  }
}
