package sinter.compiler;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import sinter.backend.onnx.Optimization;
import sinter.backend.onnx.OrtWorker;
import sinter.backend.onnx.RuntimeSession;
import sinter.backend.onnx.SessionSpec;
import sinter.backend.onnx.Timing;
import sinter.compiler.compare.SeededInputs;
import sinter.compiler.data.FeedFiles;
import sinter.ir.Model;
import sinter.ir.diag.Code;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.tensor.Datum;

/**
 * Measures latency on ONNX Runtime. Two models are measured in turns, in rounds whose order changes, so that what slows
 * the machine down slows both.
 */
public final class Bench {
  private static final int ROUNDS = 20;
  private static final int WARM_UP = 3;
  private static final int RESAMPLES = 2000;

  private final BenchOptions options;
  private final RandomGenerator random;

  private Bench(BenchOptions options) {
    this.options = options;
    this.random = new SplittableRandom(options.runtime().seed());
  }

  /** Sees how many rounds of how many are done. */
  @FunctionalInterface
  public interface Listener {
    void round(int done, int all);
  }

  /**
   * Measures.
   *
   * @throws InputError when a model or input cannot be read, or the runtime does not run it
   */
  public static BenchReport run(BenchOptions options, Listener listener) {
    return new Bench(options).run(listener);
  }

  private BenchReport run(Listener listener) {
    var runtime = options.runtime();
    try (var worker = Runtimes.start(runtime.name(), runtime.limit());
        var form = OnnxForm.of(options.model(), ProgramOptions.DEFAULTS);
        var model = Runtimes.inferred(form.path());
        var session = open(worker, form.path())) {
      Signatures.check(options.bind(), model);
      Signatures.checkInputs(options.inputSpecs().keySet(), model);
      var inputs = inputs(session, model);
      var first = new Subject(session, inputs.feeds(), options.model());
      if (options.against() == null) {
        measure(List.of(first), listener);
        return report(first, null, inputs);
      }
      try (var otherForm = OnnxForm.of(options.against(), ProgramOptions.DEFAULTS);
          var other = open(worker, otherForm.path())) {
        var feeds = shared(inputs.feeds(), other, options.against());
        var second = new Subject(other, feeds, options.against());
        measure(List.of(first, second), listener);
        return report(first, second, inputs);
      }
    }
  }

  /** What {@code other}, the session of {@code file}, takes of the inputs of the first model. */
  private Map<String, Datum> shared(Map<String, Datum> feeds, RuntimeSession other, Path file) {
    var shared = new LinkedHashMap<String, Datum>();
    for (var port : other.inputs()) {
      if (!(feeds.get(port.name()) instanceof Datum d)) {
        throw new InputError(
            Code.UNRESOLVED_NAME,
            Loc.UNKNOWN,
            "both models are measured on the same inputs, and %s takes %s, which %s does not: its inputs are %s"
                .formatted(file, port.name(), options.model(), String.join(", ", feeds.keySet())));
      }
      shared.put(port.name(), d);
    }
    return shared;
  }

  private RuntimeSession open(OrtWorker worker, Path file) {
    var spec =
        SessionSpec.of(file)
            .withThreads(options.runtime().threads())
            .with(options.optimized() ? Optimization.ON : Optimization.OFF);
    return Runtimes.found(worker.open(spec), "cannot load " + file);
  }

  private SeededInputs inputs(RuntimeSession session, Model model) {
    var given = FeedFiles.read(options.inputs(), model.main().body().params());
    return Runtimes.found(
        SeededInputs.find(
            session,
            model,
            given,
            Runner.specs(options.inputSpecs()),
            options.bind(),
            options.runtime().seed()),
        "cannot run " + options.model());
  }

  /** A model with its measurements: one array of nanoseconds per round. */
  private final class Subject {
    private final RuntimeSession session;
    private final String what;
    private final List<double[]> rounds = new ArrayList<>();

    Subject(RuntimeSession session, Map<String, Datum> feeds, Path file) {
      this.session = session;
      this.what = "cannot run " + file;
      Runtimes.found(session.time(feeds, WARM_UP), what);
    }

    void round(int runs) {
      Timing timing = Runtimes.found(session.timeAgain(runs), what);
      var times = options.runtime().threads() == 1 ? timing.cpu() : timing.wall();
      rounds.add(times.stream().mapToDouble(Long::doubleValue).toArray());
    }

    double median() {
      return Bench.median(rounds.stream().flatMapToDouble(Arrays::stream).toArray());
    }

    double[] medians() {
      return rounds.stream().mapToDouble(Bench::median).toArray();
    }
  }

  private void measure(List<Subject> subjects, Listener listener) {
    int rounds = Math.min(ROUNDS, options.runs());
    for (int r = 0; r < rounds; r++) {
      long all = options.runs();
      int runs = (int) (all * (r + 1) / rounds - all * r / rounds);
      boolean turned = r % 2 == 1;
      for (var s : turned ? subjects.reversed() : subjects) {
        s.round(runs);
      }
      listener.round(r + 1, rounds);
    }
  }

  private BenchReport report(Subject model, @Nullable Subject other, SeededInputs inputs) {
    double own = model.median() / 1e6;
    if (other == null) {
      return new BenchReport(
          own, null, null, null, options.runtime().threads(), options.runs(), at(inputs));
    }
    double others = other.median() / 1e6;
    return new BenchReport(
        own,
        new BenchReport.Against(others),
        others / own,
        interval(model.medians(), other.medians()),
        options.runtime().threads(),
        options.runs(),
        at(inputs));
  }

  private static Map<String, Long> at(SeededInputs inputs) {
    return inputs.binding().values();
  }

  /** The middle 95 % of the ratio of medians when rounds are drawn again, both models together. */
  private List<Double> interval(double[] own, double[] others) {
    var ratios = new double[RESAMPLES];
    var a = new double[own.length];
    var b = new double[own.length];
    for (int k = 0; k < RESAMPLES; k++) {
      for (int i = 0; i < own.length; i++) {
        int pick = random.nextInt(own.length);
        a[i] = own[pick];
        b[i] = others[pick];
      }
      ratios[k] = median(b) / median(a);
    }
    Arrays.sort(ratios);
    return List.of(ratios[(int) (0.025 * RESAMPLES)], ratios[(int) (0.975 * RESAMPLES)]);
  }

  private static double median(double[] values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
  }
}
