package sinter.compiler.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sinter.backend.onnx.FailureKind;
import sinter.backend.onnx.OrtWorker;
import sinter.backend.onnx.Outcome;
import sinter.backend.onnx.RuntimeSession;
import sinter.compiler.compare.Reference.Drawn;
import sinter.ir.tensor.Datum;

/**
 * Runs two models on the same seeded inputs and compares every output.
 *
 * <p>The runtime's own optimizations are off on both sides; a second run has them on on both sides and can
 * only warn. One model is loaded at a time. Where outputs differ, a reference that differs from itself as
 * much after a change of its inputs or weights by 1e-6 puts the sample aside as discontinuous; others take its place.
 */
public final class Equivalence {
  private static final int MAX_ROUNDS = 4;

  /** Errors of this part of the limit are unusual for rounding alone and worth a closer look. */
  private static final double SUSPICIOUS = 0.05;

  private final OrtWorker worker;
  private final VerifyOptions options;

  public Equivalence(OrtWorker worker, VerifyOptions options) {
    this.worker = worker;
    this.options = options;
  }

  /** Compares {@code candidate} with {@code reference}. */
  public VerifyReport compare(Subject reference, Subject candidate) {
    return new Verification(new Reference(worker, options, reference), candidate).run();
  }

  /**
   * Runs the reference on the first inputs before there is anything to compare it with; the result compares a
   * candidate with it.
   */
  public Function<Subject, VerifyReport> begin(Subject reference) {
    Reference begun = new Reference(worker, options, reference);
    if (!options.symmetric()) {
      begun.drawAhead();
    }
    return candidate -> new Verification(begun, candidate).run();
  }

  private final class Verification {
    private final Reference reference;
    private final Subject candidate;
    private final Map<String, Comparison> comparisons;
    private final Map<String, Difference> worst = new LinkedHashMap<>();
    private final List<Sample> counted = new ArrayList<>();
    private final Set<Binding> bindings = new LinkedHashSet<>();
    private final Set<String> told = new LinkedHashSet<>();
    private long look;
    private int cases;
    private int discontinuous;
    private @Nullable String difference;
    private @Nullable String shortage;

    Verification(Reference reference, Subject candidate) {
      this.reference = reference;
      this.candidate = candidate;
      this.comparisons = reference.comparisons();
      this.look = reference.lookWork();
      if (options.symmetric()) {
        candidate
            .comparisons()
            .forEach((name, other) ->
                comparisons.computeIfPresent(name, (_, mine) -> mine.looser(other)));
      }
    }

    VerifyReport run() {
      if (reference.subject().outputs().isEmpty()) {
        return VerifyReport.skipped(first() + " has no outputs");
      }
      for (int round = 0; round < MAX_ROUNDS && difference == null; round++) {
        switch (reference.draw(round, look / (2L * Math.max(1, bindings.size())))) {
          case Outcome.Ok<Drawn>(Drawn(_, _, String refusal)) when refusal != null -> {
            if (counted.isEmpty()) {
              return VerifyReport.nothing(
                  VerifyStatus.NEVER_RAN, first() + " fails on every input drawn: " + refusal);
            }
            shortage = refusal;
            return report();
          }
          case Outcome.Ok<Drawn>(Drawn(List<Sample> samples, String lack, _)) -> {
            shortage = lack == null ? shortage : lack;
            boolean unfinished = compare(samples);
            look -= round == 0 ? 0 : 2 * work(samples);
            boolean plain = !options.judging() || strain() < SUSPICIOUS || least() > look;
            if (!unfinished && plain) {
              return report();
            }
          }
          case Outcome.Failed<Drawn> failed when counted.isEmpty() -> {
            return VerifyReport.skipped(skipReason(failed));
          }
          case Outcome.Failed<Drawn> failed -> {
            shortage = failed.message();
            return report();
          }
        }
      }
      return report();
    }

    private String first() {
      return options.symmetric() ? "the first model" : "the input model";
    }

    private String second() {
      return options.symmetric() ? "the second model" : "the output model";
    }

    private long work(List<Sample> samples) {
      return samples.stream().mapToLong(sample -> reference.work(sample.binding())).sum();
    }

    /** The work of a round that draws no more samples than it has to. */
    private long least() {
      return bindings.stream()
          .mapToLong(binding -> 2L * options.samples() * reference.work(binding))
          .sum();
    }

    private double strain() {
      return worst.values().stream().mapToDouble(Difference::strain).max().orElse(0);
    }

    private String skipReason(Outcome.Failed<?> failed) {
      return failed.kind() == FailureKind.REFUSED
          ? "the runtime does not accept " + first() + ": " + failed.message()
          : first() + " " + failed.kind().label() + ": " + failed.message();
    }

    /** Compares on these samples; true when others should take the place of discontinuous ones. */
    private boolean compare(List<Sample> samples) {
      Map<Sample, Map<String, Difference>> differing = new LinkedHashMap<>();
      switch (reference.open(candidate)) {
        case Outcome.Ok<RuntimeSession>(RuntimeSession session) -> {
          try (session) {
            samples.forEach(sample -> compare(session, sample, differing));
          }
        }
        case Outcome.Failed<RuntimeSession> failed ->
            difference = "the runtime does not accept " + second() + ": " + failed.message();
      }
      return difference == null && !differing.isEmpty() && setAside(differing);
    }

    private void compare(
        RuntimeSession session, Sample sample, Map<Sample, Map<String, Difference>> differing) {
      switch (Runs.run(session, sample.feeds(), comparisons.keySet())) {
        case Outcome.Ok<Map<String, Datum>>(Map<String, Datum> outputs) -> {
          Map<String, Difference> differences =
              Runs.differences(comparisons, sample.outputs(), outputs);
          if (!options.judging() || differences.values().stream().allMatch(Difference::isEqual)) {
            count(sample, differences);
          } else {
            differing.put(sample, differences);
          }
        }
        case Outcome.Failed<Map<String, Datum>> failed
            when failed.kind() == FailureKind.TIMED_OUT ->
            shortage = second() + " gives " + failed.message();
        case Outcome.Failed<Map<String, Datum>> failed ->
            difference = second() + " " + failed.kind().label() + ": " + failed.message();
      }
    }

    private void count(Sample sample, Map<String, Difference> differences) {
      differences.forEach((name, one) -> worst.merge(name, one, Difference::worst));
      counted.add(sample);
      bindings.add(sample.binding());
      told.addAll(sample.telling());
      cases += sample.canFail() ? 1 : 0;
    }

    /**
     * Tells discontinuities from differences; true when at least one sample was discontinuous and none
     * different.
     */
    private boolean setAside(Map<Sample, Map<String, Difference>> differing) {
      Discontinuity discontinuity = new Discontinuity(reference, comparisons);
      Outcome<RuntimeSession> opened = reference.open(reference.subject());
      for (Map.Entry<Sample, Map<String, Difference>> entry : differing.entrySet()) {
        boolean jumps =
            difference == null
                && opened instanceof Outcome.Ok<RuntimeSession>(var session)
                && discontinuity.explains(session, entry.getKey(), entry.getValue());
        if (jumps) {
          discontinuous++;
        } else if (difference == null) {
          count(entry.getKey(), entry.getValue());
          difference = describe(entry.getKey(), entry.getValue());
        }
      }
      if (opened instanceof Outcome.Ok<RuntimeSession>(var session)) {
        session.close();
      }
      return difference == null && cases < wanted();
    }

    private int wanted() {
      return options.samples() * (reference.search().isFixed() ? 1 : 2);
    }

    private String describe(Sample sample, Map<String, Difference> differences) {
      for (Map.Entry<String, Difference> entry : differences.entrySet()) {
        if (!entry.getValue().isEqual()) {
          String at = sample.binding().values().isEmpty() ? "" : " at " + sample.binding();
          return "output '%s'%s (%s inputs, seed %d): %s"
              .formatted(
                  entry.getKey(),
                  at,
                  sample.flavour().name().toLowerCase(Locale.ROOT),
                  sample.seed(),
                  entry.getValue().reason());
        }
      }
      return "outputs differ";
    }

    private VerifyReport report() {
      if (difference != null) {
        return report(VerifyStatus.DIFFERENT, difference, null);
      }
      if (!options.judging()) {
        return report(VerifyStatus.MEASURED, shortage, null);
      }
      if (!untold().isEmpty() && !counted.isEmpty()) {
        Intermediates inside = new Intermediates(worker, options, reference.subject(), candidate);
        switch (inside.compare(counted)) {
          case Intermediates.Result.Different(String reason) -> {
            return report(VerifyStatus.DIFFERENT, reason, null);
          }
          case Intermediates.Result.Agreeing(int able) -> cases += cases == 0 ? able : 0;
        }
      }
      List<String> shapeOnly = shapeOnly();
      if (cases == 0 && !comparisons.isEmpty() && shapeOnly.size() == comparisons.size()) {
        // Shapes and element types are all there is to compare, and those could have been wrong.
        cases = counted.size();
      }
      if (cases == 0) {
        String reason =
            counted.isEmpty()
                ? "every sample lies at a discontinuity of " + first()
                : "no input was found on which all-zero outputs would be noticed";
        return report(
            shortage == null ? VerifyStatus.WEAK : VerifyStatus.PARTIAL,
            shortage == null ? reason : shortage,
            null);
      }
      String optimized =
          new OptimizedRun(worker, reference.options(), comparisons)
              .compare(reference.subject(), candidate, reference.lightest(counted, bindings));
      if (shortage != null) {
        return report(VerifyStatus.PARTIAL, shortage, optimized);
      }
      return report(VerifyStatus.EQUAL, null, optimized);
    }

    private VerifyReport report(
        VerifyStatus status, @Nullable String reason, @Nullable String optimized) {
      return new VerifyReport(
          status,
          cases,
          worst,
          reason,
          discontinuous,
          List.copyOf(bindings),
          counted.stream().map(VerifyReport.Drawn::of).toList(),
          shapeOnly(),
          status == VerifyStatus.EQUAL || status == VerifyStatus.PARTIAL ? untold() : List.of(),
          optimized);
    }

    /** Outputs that were the same on every input as if all their numbers were zero. */
    private List<String> untold() {
      return comparisons.entrySet().stream()
          .filter(e -> !e.getValue().isShapeOnly() && !told.contains(e.getKey()))
          .map(Map.Entry::getKey)
          .toList();
    }

    private List<String> shapeOnly() {
      return comparisons.entrySet().stream()
          .filter(e -> e.getValue().isShapeOnly())
          .map(Map.Entry::getKey)
          .toList();
    }
  }
}
