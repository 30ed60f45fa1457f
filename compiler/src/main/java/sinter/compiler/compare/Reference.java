package sinter.compiler.compare;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sinter.backend.onnx.FailureKind;
import sinter.backend.onnx.Optimization;
import sinter.backend.onnx.OrtWorker;
import sinter.backend.onnx.Outcome;
import sinter.backend.onnx.RuntimeSession;
import sinter.backend.onnx.SessionSpec;

/** The model that others are compared with: how it is run, on what, and how its outputs are judged. */
final class Reference {
  /** From this much work of a run on, more threads gain more than they cost. */
  private static final long HEAVY_WORK = 300_000_000L;

  private static final int MAX_THREADS = 4;

  /** Below this much work of a run the search for telling inputs goes on for longer. */
  private static final long LIGHT_WORK = 100_000_000L;

  /** Below how much work of a binding's runs that search goes on, for light models and others. */
  private static final long LONG_SEARCH = 3_000_000_000L;

  private static final long SHORT_SEARCH = 1_000_000_000L;

  /** The most work of all runs of a closer look, on both sides, where a run is not light. */
  private static final long LOOK_WORK = 3_000_000_000L;

  private final OrtWorker worker;
  private final VerifyOptions options;
  private final Subject subject;
  private final Map<String, Comparison> comparisons;
  private final InputPlan plan;
  private final long work;
  private final int threads;
  private @Nullable Outcome<Drawn> first;

  /**
   * Samples of one round.
   *
   * @param shortage why there are fewer than there should be; null when there are enough
   * @param refusal what the runtime last said when it ran the model on none of the inputs tried; else null
   */
  record Drawn(List<Sample> samples, @Nullable String shortage, @Nullable String refusal) {}

  Reference(OrtWorker worker, VerifyOptions options, Subject subject) {
    this.worker = worker;
    this.options = options;
    this.subject = subject;
    this.comparisons = subject.comparisons();
    this.plan = InputPlan.of(subject.model(), options.specs());
    BindingSearch search = search();
    this.work = work(search.isFixed() ? search.onlyOne() : search.proposals().getFirst());
    int most = Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
    this.threads = work < HEAVY_WORK ? options.threads() : Math.max(options.threads(), most);
  }

  Subject subject() {
    return subject;
  }

  /** How to compare each output, by name. */
  Map<String, Comparison> comparisons() {
    return comparisons;
  }

  InputPlan plan() {
    return plan;
  }

  /** The options, with the number of threads that suits this model. */
  VerifyOptions options() {
    return options.withThreads(threads);
  }

  /** A search for values of the symbolic dims. */
  BindingSearch search() {
    return new BindingSearch(plan, options.bindings(), options.assumptions());
  }

  /** What one run at a binding costs. */
  long work(Binding binding) {
    return RunCost.of(subject.model(), binding);
  }

  /** The most work of a closer look at errors near the limit. */
  long lookWork() {
    return work < LIGHT_WORK ? Long.MAX_VALUE : LOOK_WORK;
  }

  private long searchWork() {
    return work < LIGHT_WORK ? LONG_SEARCH : SHORT_SEARCH;
  }

  /** All samples, or where a run is heavy those of the lightest binding. */
  List<Sample> lightest(List<Sample> samples, Set<Binding> bindings) {
    if (bindings.stream().allMatch(binding -> work(binding) < HEAVY_WORK)) {
      return samples;
    }
    Binding least = bindings.stream().min(Comparator.comparingLong(this::work)).orElseThrow();
    return samples.stream().filter(sample -> sample.binding().equals(least)).toList();
  }

  /** Loads a model as this one is loaded, without the runtime's optimizations. */
  Outcome<RuntimeSession> open(Subject one) {
    return worker.open(plain(SessionSpec.of(one.file())));
  }

  /** Loads this model with its {@link MovedWeights}; null when it has none that can be moved. */
  @Nullable RuntimeSession openMoved(long seed) {
    var message = subject.message();
    var moved = message == null ? null : MovedWeights.of(message, seed);
    return moved != null
            && worker.open(plain(subject.rewritten(moved)))
                instanceof Outcome.Ok<RuntimeSession>(var session)
        ? session
        : null;
  }

  private SessionSpec plain(SessionSpec spec) {
    return spec.with(Optimization.OFF)
        .withThreads(threads)
        .withConfig("session.intra_op.allow_spinning", "0")
        .withOperatorLibraries(options.operatorLibraries());
  }

  /** Draws the samples of the first round, which {@link #draw} then gives at once. */
  void drawAhead() {
    first = sample(0, searchWork());
  }

  /**
   * Draws samples; other rounds draw others.
   *
   * @param most work of a binding's runs
   */
  Outcome<Drawn> draw(int round, long most) {
    if (round == 0 && first != null) {
      return first;
    }
    return sample(round, Math.min(most, searchWork()));
  }

  private Outcome<Drawn> sample(int round, long searchWork) {
    return open(subject)
        .then(session -> {
          try (session) {
            Sampler sampler =
                new Sampler(
                    session, subject.model(), plan, comparisons, options, round, searchWork);
            sampler.collect();
            Outcome.Failed<?> failure = sampler.failure();
            if (sampler.samples().isEmpty() && failure != null) {
              return failure.kind() == FailureKind.REFUSED
                  ? new Outcome.Ok<>(new Drawn(List.of(), null, failure.message()))
                  : failure.as();
            }
            String shortage =
                failure != null && sampler.isExhausted()
                    ? failure.message()
                    : sampler.only() instanceof Binding only
                        ? "of all sizes that were tried the model runs only at " + only
                        : null;
            return new Outcome.Ok<>(new Drawn(List.copyOf(sampler.samples()), shortage, null));
          }
        });
  }
}
