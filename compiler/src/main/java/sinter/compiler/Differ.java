package sinter.compiler;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sinter.compiler.compare.Difference;
import sinter.compiler.compare.Equivalence;
import sinter.compiler.compare.Subject;
import sinter.compiler.compare.VerifyOptions;
import sinter.compiler.compare.VerifyReport;
import sinter.compiler.compare.VerifyStatus;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.type.Assumptions;

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

  /**
   * The worst of an output over all cases.
   *
   * @param compared {@code values}, or {@code type} where only shape and element type are compared
   * @param maxAbsError infinite where the values are not of one kind
   */
  public record Output(
      String name,
      String compared,
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
   * @param cases inputs that both ran on and that a wrong output would have been noticed on
   * @param at the bindings of symbolic dims that were used
   */
  public record Report(
      String status,
      List<Output> outputs,
      int cases,
      @Nullable String reason,
      List<Map<String, Long>> at,
      List<CompileReport.Problem> diagnostics) {

    /** Whether nothing was compared that could have turned out different: neither equal nor different is known. */
    @JsonIgnore
    public boolean isOpen() {
      return !status.equals(VerifyStatus.DIFFERENT.label()) && cases == 0;
    }
  }

  /**
   * Compares.
   *
   * @throws InputError when a model cannot be read
   */
  public static Report diff(Options options) {
    return diff(options, _ -> {});
  }

  /**
   * The same; {@code listener} sees each diagnostic as it comes, a difference included.
   *
   * @throws InputError when a model cannot be read
   */
  public static Report diff(Options options, Consumer<Diagnostic> listener) {
    var diagnostics = new Diagnostics(listener);
    var runtime = options.runtime();
    try (var worker = Runtimes.start(runtime.name(), runtime.limit());
        var firstForm = OnnxForm.of(options.first(), ProgramOptions.DEFAULTS);
        var secondForm = OnnxForm.of(options.second(), ProgramOptions.DEFAULTS);
        var first = Runtimes.inferred(firstForm.path());
        var second = Runtimes.inferred(secondForm.path())) {
      Signatures.check(options.bind(), first, second);
      Signatures.checkInputs(options.inputSpecs().keySet(), first, second);
      var mine = Interface.of(first);
      var theirs = Interface.of(second);
      var apart = mine.contradictions(theirs);
      if (!apart.isEmpty()) {
        return apart(mine, theirs, String.join("; ", apart), diagnostics);
      }
      extras(mine, theirs, diagnostics);
      var bind = new HashMap<>(mine.demands(theirs));
      bind.putAll(options.bind());
      var how =
          new VerifyOptions(
              options.samples(),
              runtime.seed(),
              Runner.specs(options.inputSpecs()),
              bind,
              Assumptions.NONE,
              runtime.threads(),
              List.of(),
              true,
              true);
      var report =
          new Equivalence(worker, how)
              .compare(
                  new Subject(firstForm.path(), first), new Subject(secondForm.path(), second));
      if (report.cases() == 0 && report.status() != VerifyStatus.DIFFERENT) {
        diagnostics.error(
            Code.NOT_VERIFIED,
            Loc.UNKNOWN,
            "neither equal nor different, the comparison is %s: %s"
                .formatted(report.status().label(), report.reason()));
      } else {
        Verification.remarks(report, diagnostics);
      }
      return report(report, diagnostics);
    }
  }

  /** Outputs that only the second model has are not compared. */
  private static void extras(Interface mine, Interface theirs, Diagnostics diagnostics) {
    var more = new ArrayList<>(theirs.outputs().keySet());
    more.removeAll(mine.outputs().keySet());
    if (!more.isEmpty()) {
      diagnostics.warning(
          Code.NOT_VERIFIED,
          Loc.UNKNOWN,
          "only the second model has, and nothing was compared with: " + String.join(", ", more));
    }
  }

  /** Models of which one cannot stand in for the other differ without a run. */
  private static Report apart(
      Interface mine, Interface theirs, String reason, Diagnostics diagnostics) {
    diagnostics.error(Code.DIFFERENT_OUTPUT, Loc.UNKNOWN, "the signatures do not fit: " + reason);
    var missing = new ArrayList<Output>();
    for (var name : mine.outputs().keySet()) {
      if (!theirs.outputs().containsKey(name)) {
        missing.add(output(name, false, Difference.structural("the output is missing")));
      }
    }
    return new Report(
        VerifyStatus.DIFFERENT.label(), missing, 0, reason, List.of(), problems(diagnostics));
  }

  private static Report report(VerifyReport r, Diagnostics diagnostics) {
    if (r.status() == VerifyStatus.DIFFERENT) {
      diagnostics.error(Code.DIFFERENT_OUTPUT, Loc.UNKNOWN, String.valueOf(r.reason()));
    }
    var outputs = new ArrayList<Output>();
    r.outputs().forEach((name, d) -> outputs.add(output(name, r.shapeOnly().contains(name), d)));
    return new Report(
        r.status().label(),
        outputs,
        r.cases(),
        r.reason(),
        r.bindings().stream().map(b -> b.values()).toList(),
        problems(diagnostics));
  }

  private static List<CompileReport.Problem> problems(Diagnostics diagnostics) {
    return diagnostics.all().stream().map(CompileReport.Problem::of).toList();
  }

  private static Output output(String name, boolean shapeOnly, Difference d) {
    return new Output(
        name,
        shapeOnly ? "type" : "values",
        d.isEqual(),
        d.maxAbsError(),
        d.maxRelError(),
        Double.isInfinite(d.sqnrDb()) ? null : Double.valueOf(d.sqnrDb()),
        d.argmaxAgreement(),
        d.reason());
  }
}
