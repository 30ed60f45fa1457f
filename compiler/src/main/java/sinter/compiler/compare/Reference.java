package sinter.compiler.compare;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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

  private final OrtWorker worker;
  private final VerifyOptions options;
  private final Subject subject;
  private final Map<String, Comparison> comparisons;
  private final InputPlan plan;
  private final int threads;
  private @Nullable Outcome<Drawn> first;

  /**
   * Samples of one round.
   *
   * @param shortage why there are fewer than there should be; null when there are enough
   */
  record Drawn(List<Sample> samples, @Nullable String shortage) {}

  Reference(OrtWorker worker, VerifyOptions options, Subject subject) {
    this.worker = worker;
    this.options = options;
    this.subject = subject;
    this.comparisons = subject.comparisons();
    this.plan = InputPlan.of(subject.model(), options.specs());
    this.threads = suitableThreads();
  }

  private int suitableThreads() {
    BindingSearch search = search();
    Binding binding = search.isFixed() ? search.onlyOne() : search.proposals().getFirst();
    return work(binding) < HEAVY_WORK
        ? options.threads()
        : Math.max(
            options.threads(), Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors()));
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
    return Work.of(subject.model(), binding);
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
    return worker.open(
        SessionSpec.of(one.file())
            .with(Optimization.OFF)
            .withThreads(threads)
            .withConfig("session.intra_op.allow_spinning", "0")
            .withOperatorLibraries(options.operatorLibraries()));
  }

  /** Draws the samples of the first round, which {@link #draw} then gives at once. */
  void drawAhead() {
    first = sample(0, Sampler.SEARCH_WORK);
  }

  /**
   * Draws samples; other rounds draw others.
   *
   * @param searchWork below how much work of a binding's runs a search goes on
   */
  Outcome<Drawn> draw(int round, long searchWork) {
    if (round == 0 && first != null) {
      return first;
    }
    return sample(round, round == 0 ? Sampler.SEARCH_WORK : searchWork);
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
              return failure.as();
            }
            String shortage = failure != null && sampler.isExhausted() ? failure.message() : null;
            return new Outcome.Ok<>(new Drawn(List.copyOf(sampler.samples()), shortage));
          }
        });
  }
}
