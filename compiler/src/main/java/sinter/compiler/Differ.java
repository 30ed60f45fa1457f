package sinter.compiler;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sinter.compiler.RunOptions.RuntimeOptions;
import sinter.compiler.compare.Difference;
import sinter.compiler.compare.Equivalence;
import sinter.compiler.compare.Subject;
import sinter.compiler.compare.VerifyOptions;
import sinter.compiler.compare.VerifyReport;
import sinter.ir.diag.InputError;

/** Runs two models on the same seeded inputs and compares every output. */
public final class Differ {
  private Differ() {}

  /**
   * What to compare.
   *
   * @param samples cases per binding of symbolic dims that must be able to fail
   */
  public record Options(
      Path first,
      Path second,
      int samples,
      Map<String, Long> bind,
      Map<String, String> inputSpecs,
      RuntimeOptions runtime) {
    public Options {
      bind = Map.copyOf(bind);
      inputSpecs = Map.copyOf(inputSpecs);
    }

    /** Two samples per binding, everything derived. */
    public static Options of(Path first, Path second) {
      return new Options(first, second, 2, Map.of(), Map.of(), RuntimeOptions.DEFAULTS);
    }
  }

  /** The worst of an output over all cases. */
  public record Output(
      String name,
      boolean equal,
      double maxAbsError,
      double maxRelError,
      @Nullable Double sqnrDb,
      @Nullable Double argmaxAgreement,
      @Nullable String reason) {}

  /**
   * The JSON form of {@code diff --json}.
   *
   * @param status equal, different, weak, partial or skipped
   * @param at the bindings of symbolic dims that were used
   */
  public record Report(
      String status,
      List<Output> outputs,
      int cases,
      @Nullable String reason,
      List<Map<String, Long>> at) {}

  /**
   * Compares.
   *
   * @throws InputError when a model cannot be read
   */
  public static Report diff(Options options) {
    var runtime = options.runtime();
    var limit = Duration.ofSeconds(runtime.timeoutSeconds());
    try (var worker = Runtimes.start(runtime.name(), limit);
        var first = Runtimes.inferred(options.first());
        var second = Runtimes.inferred(options.second())) {
      var how =
          new VerifyOptions(
              options.samples(),
              runtime.seed(),
              Runner.specs(options.inputSpecs()),
              options.bind(),
              List.of(),
              true,
              true);
      return report(
          new Equivalence(worker, how)
              .compare(new Subject(options.first(), first), new Subject(options.second(), second)));
    }
  }

  private static Report report(VerifyReport r) {
    var outputs = new ArrayList<Output>();
    r.outputs().forEach((name, d) -> outputs.add(output(name, d)));
    return new Report(
        r.status().label(),
        outputs,
        r.cases(),
        r.reason(),
        r.bindings().stream().map(b -> b.values()).toList());
  }

  private static Output output(String name, Difference d) {
    return new Output(
        name,
        d.isEqual(),
        d.maxAbsError(),
        d.maxRelError(),
        Double.isInfinite(d.sqnrDb()) ? null : Double.valueOf(d.sqnrDb()),
        d.argmaxAgreement(),
        d.reason());
  }
}
