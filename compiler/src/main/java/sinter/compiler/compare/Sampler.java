package sinter.compiler.compare;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import sinter.backend.onnx.FailureKind;
import sinter.backend.onnx.Outcome;
import sinter.backend.onnx.RuntimeSession;
import sinter.ir.Model;
import sinter.ir.tensor.Datum;

/** Finds inputs on which the reference runs and whose outputs can tell it from another model. */
final class Sampler {
  private static final int MAX_BINDINGS_TRIED = 120;
  private static final int MAX_SEEDS_TRIED = 8;

  /** Further flavours are drawn while all runs of a binding stay below this much work. */
  private static final long CHEAP_WORK = 250_000_000;

  /** Outputs that change less than this from input to input would hide most mistakes. */
  private static final double LEAST_CONTRAST = 100;

  private final RuntimeSession session;
  private final Model model;
  private final InputPlan plan;
  private final Map<String, Comparison> comparisons;
  private final VerifyOptions options;
  private final long round;
  private final long searchWork;
  private final List<Sample> samples = new ArrayList<>();
  private final Set<String> telling = new HashSet<>();
  private Outcome.@Nullable Failed<?> failure;
  private @Nullable Binding only;

  /**
   * Collects from an open session of {@code model}; other rounds draw other samples, and more of them.
   *
   * @param searchWork below how much work of a binding's runs a search goes on
   */
  Sampler(
      RuntimeSession session,
      Model model,
      InputPlan plan,
      Map<String, Comparison> comparisons,
      VerifyOptions options,
      long round,
      long searchWork) {
    this.session = session;
    this.model = model;
    this.plan = plan;
    this.comparisons = comparisons;
    this.options = options;
    this.round = round;
    this.searchWork = searchWork;
  }

  List<Sample> samples() {
    return samples;
  }

  /** The last failure of the reference, or null. */
  Outcome.@Nullable Failed<?> failure() {
    return failure;
  }

  /** The binding that was the only one to run among many; null when there were two, or no choice. */
  @Nullable Binding only() {
    return only;
  }

  /** Whether the reference can no longer run, or not in time. */
  boolean isExhausted() {
    return failure != null
        && (failure.kind() == FailureKind.TIMED_OUT || failure.kind() == FailureKind.CRASHED);
  }

  /** Finds up to two bindings that run, and samples for each. */
  void collect() {
    BindingSearch search = new BindingSearch(plan, options.bindings(), options.assumptions());
    if (search.isFixed()) {
      collect(List.of(search.onlyOne()), MAX_SEEDS_TRIED);
      return;
    }
    Binding first = collect(search.proposals(), 1);
    if (first != null && !isExhausted()) {
      List<Binding> others = search.proposalsUnlike(first);
      boolean alone = collect(others, 1) == null && !others.isEmpty();
      only = alone && !isExhausted() ? first : null;
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
    Sample first = samples.getLast();
    int counted = first.canFail() ? 1 : 0;
    double contrast = 0;
    long work = RunCost.of(model, binding);
    int last = 3 * Flavour.ORDER.length + options.samples() - 1;
    for (int i = 1; i < last && !isExhausted(); i++) {
      boolean enough = counted >= options.samples();
      boolean fresh = i < 3 * Flavour.ORDER.length;
      boolean searching =
          round > 0 || telling.size() < comparisons.size() || contrast < LEAST_CONTRAST;
      long limit = searching ? searchWork : CHEAP_WORK;
      if (enough && (!fresh || work * (i + 1) > limit)) {
        break;
      }
      Flavour flavour = Flavour.ORDER[i % Flavour.ORDER.length];
      if (add(binding, flavour, attempt + 100L * i)) {
        Sample next = samples.getLast();
        counted += next.canFail() ? 1 : 0;
        contrast = Math.max(contrast, contrast(first, next));
      }
    }
    dropFaint();
  }

  /**
   * Where an output is close to zero in one sample and not in another, rounding decides too much of the first, which is
   * not compared; the sample's other outputs are.
   */
  private void dropFaint() {
    Set<String> strong = new HashSet<>();
    for (Sample sample : samples) {
      sample.telling().stream().filter(name -> !isFaint(sample, name)).forEach(strong::add);
    }
    samples.replaceAll(sample -> {
      Set<String> faint =
          strong.stream().filter(name -> isFaint(sample, name)).collect(Collectors.toSet());
      return faint.isEmpty() ? sample : sample.without(faint);
    });
    samples.removeIf(sample -> sample.outputs().isEmpty());
  }

  private static boolean isFaint(Sample sample, String name) {
    Datum output = sample.outputs().get(name);
    return output != null && Comparison.isFaint(output);
  }

  /** How much the outputs depend on the inputs, as a multiple of what would count as a difference. */
  private double contrast(Sample one, Sample other) {
    return Runs.differences(comparisons, one.outputs(), other.outputs()).values().stream()
        .mapToDouble(Difference::strain)
        .max()
        .orElse(0);
  }

  private boolean add(Binding binding, Flavour flavour, long attempt) {
    long seed = options.seed() * 1_000_003 + round * 10_007 + attempt;
    Map<String, Datum> feeds = new InputMaker(binding, flavour, seed).feeds(plan);
    if (feeds == null) {
      failure = new Outcome.Failed<>(FailureKind.UNSUPPORTED_VALUE, plan.obstacle(), "");
      return false;
    }
    return switch (session.run(feeds, List.copyOf(comparisons.keySet()))) {
      case Outcome.Ok<Map<String, Datum>>(Map<String, Datum> outputs) ->
          samples.add(new Sample(binding, flavour, seed, feeds, outputs, telling(outputs)));
      case Outcome.Failed<Map<String, Datum>> failed -> {
        failure = failed;
        yield false;
      }
    };
  }

  private Set<String> telling(Map<String, Datum> outputs) {
    Set<String> names = new LinkedHashSet<>();
    outputs.forEach((name, value) -> {
      Comparison comparison = comparisons.get(name);
      if (comparison != null && comparison.canFail(value)) {
        names.add(name);
      }
    });
    telling.addAll(names);
    return names;
  }
}
