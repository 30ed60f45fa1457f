package sinter.compiler.compare;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sinter.backend.onnx.FailureKind;
import sinter.backend.onnx.Outcome;
import sinter.backend.onnx.RuntimeSession;
import sinter.ir.tensor.Datum;

/** Finds inputs on which the reference runs and whose outputs can tell it from another model. */
final class Sampler {
  private static final int MAX_BINDINGS_TRIED = 120;
  private static final int MAX_SEEDS_TRIED = 8;
  private static final int LEAST_FLAVOURS = 4;

  /** While the reference needs no more than this, every flavour is worth its time. */
  private static final long CHEAP_NANOS = 30_000_000;

  /** Outputs that have not been able to fail yet are worth this much. */
  private static final long SEARCH_NANOS = 500_000_000;

  private final RuntimeSession session;
  private final InputPlan plan;
  private final Map<String, Comparison> comparisons;
  private final VerifyOptions options;
  private final long round;
  private final List<Sample> samples = new ArrayList<>();
  private final Set<String> telling = new HashSet<>();
  private Outcome.@Nullable Failed<?> failure;
  private long spent;

  /** Collects from an open session; other rounds draw other samples. */
  Sampler(
      RuntimeSession session,
      InputPlan plan,
      Map<String, Comparison> comparisons,
      VerifyOptions options,
      long round) {
    this.session = session;
    this.plan = plan;
    this.comparisons = comparisons;
    this.options = options;
    this.round = round;
  }

  List<Sample> samples() {
    return samples;
  }

  /** The last failure of the reference, or null. */
  Outcome.@Nullable Failed<?> failure() {
    return failure;
  }

  /** Whether the reference can no longer run, or not in time. */
  boolean isExhausted() {
    return failure != null
        && (failure.kind() == FailureKind.TIMED_OUT || failure.kind() == FailureKind.CRASHED);
  }

  /** Finds up to two bindings that run, and samples for each. */
  void collect() {
    BindingSearch search = new BindingSearch(plan, options.bindings());
    if (search.isFixed()) {
      collect(List.of(new Binding(options.bindings())), MAX_SEEDS_TRIED);
      return;
    }
    Binding first = collect(search.proposals(), 1);
    if (first != null && !isExhausted()) {
      collect(search.proposalsUnlike(first), 1);
    }
  }

  /** Samples the first binding that runs, and returns it. */
  private @Nullable Binding collect(List<Binding> bindings, int seeds) {
    int tried = 0;
    for (Binding binding : bindings) {
      for (int attempt = 0; attempt < seeds; attempt++) {
        if (tried++ >= MAX_BINDINGS_TRIED || isExhausted()) {
          return null;
        }
        if (add(binding, Flavour.ORDER[0], attempt)) {
          fill(binding, attempt);
          return binding;
        }
      }
    }
    return null;
  }

  private void fill(Binding binding, int attempt) {
    int counted = samples.getLast().canFail() ? 1 : 0;
    spent = 0;
    for (int i = 1; i < Flavour.ORDER.length || counted < options.samples(); i++) {
      boolean enough = counted >= options.samples();
      boolean cheap = i < LEAST_FLAVOURS && spent < CHEAP_NANOS;
      boolean searching = telling.size() < comparisons.size() && spent < SEARCH_NANOS;
      boolean drained = i >= Flavour.ORDER.length + options.samples() - 1;
      if (drained || isExhausted() || (enough && !cheap && !searching)) {
        return;
      }
      Flavour flavour = Flavour.ORDER[i % Flavour.ORDER.length];
      if (add(binding, flavour, attempt + 100L * i)) {
        counted += samples.getLast().canFail() ? 1 : 0;
      }
    }
  }

  private boolean add(Binding binding, Flavour flavour, long attempt) {
    long seed = options.seed() * 1_000_003 + round * 10_007 + attempt;
    Map<String, Datum> feeds = new InputMaker(binding, flavour, seed).feeds(plan);
    if (feeds == null) {
      failure =
          new Outcome.Failed<>(
              FailureKind.UNSUPPORTED_VALUE, "no seeded inputs can be made for this model", "");
      return false;
    }
    long start = System.nanoTime();
    return switch (session.run(feeds, List.copyOf(comparisons.keySet()))) {
      case Outcome.Ok<Map<String, Datum>>(Map<String, Datum> outputs) -> {
        spent += System.nanoTime() - start;
        yield samples.add(new Sample(binding, flavour, seed, feeds, outputs, canFail(outputs)));
      }
      case Outcome.Failed<Map<String, Datum>> failed -> {
        failure = failed;
        yield false;
      }
    };
  }

  private boolean canFail(Map<String, Datum> outputs) {
    boolean any = false;
    for (Map.Entry<String, Datum> output : outputs.entrySet()) {
      Comparison comparison = comparisons.get(output.getKey());
      if (comparison != null && comparison.canFail(output.getValue())) {
        telling.add(output.getKey());
        any = true;
      }
    }
    return any;
  }
}
