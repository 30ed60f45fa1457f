package sinter.compiler.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sinter.backend.onnx.FailureKind;
import sinter.backend.onnx.Outcome;
import sinter.backend.onnx.RuntimeSession;
import sinter.ir.Model;
import sinter.ir.tensor.Datum;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Assumptions;
import sinter.ir.type.Dim;
import sinter.ir.type.Type.TensorType;

/**
 * Inputs drawn from a seed on which a model runs: dims that are symbolic get values by search, elements
 * fit what reads them.
 *
 * @param binding the values of symbolic dims, in the order of their names; empty when there are none
 * @param outputs what the model makes of the feeds
 */
public record SeededInputs(Binding binding, Map<String, Datum> feeds, Map<String, Datum> outputs) {
  private static final int MAX_BINDINGS = 60;
  private static final int MAX_SEEDS = 4;

  /**
   * Finds the first inputs that {@code session} runs on.
   *
   * @param model the session's model with inferred shapes
   * @param given values that are used as they are
   * @param bindings the user's values of symbolic dims
   */
  public static Outcome<SeededInputs> find(
      RuntimeSession session,
      Model model,
      Map<String, Datum> given,
      Map<String, InputSpec> specs,
      Map<String, Long> bindings,
      long seed) {
    var plan = InputPlan.of(model, specs).without(given.keySet());
    var fixed = new LinkedHashMap<>(bound(model, given));
    fixed.putAll(bindings);
    var search = new BindingSearch(plan, fixed, Assumptions.NONE);
    var proposals = search.isFixed() ? List.of(new Binding(fixed)) : search.proposals();
    Outcome.@Nullable Failed<SeededInputs> first = null;
    int tried = 0;
    for (var binding : proposals) {
      for (int attempt = 0; attempt < (search.isFixed() ? MAX_SEEDS : 1); attempt++) {
        if (tried++ >= MAX_BINDINGS) {
          break;
        }
        var tryout = run(session, plan, given, binding, seed + attempt);
        switch (tryout) {
          case Outcome.Ok<SeededInputs> ok -> {
            return ok;
          }
          case Outcome.Failed<SeededInputs> f -> first = first == null ? f : first;
        }
      }
    }
    return first == null ? none(plan) : first;
  }

  /** The values of symbols that the shapes of {@code given} say. */
  private static Map<String, Long> bound(Model model, Map<String, Datum> given) {
    var values = new LinkedHashMap<String, Long>();
    for (var p : model.main().body().params()) {
      if (p.name() != null
          && given.get(p.name()) instanceof Tensor t
          && p.type() instanceof TensorType type
          && type.rank() == t.rank()) {
        for (int i = 0; i < t.rank(); i++) {
          var dim = type.shape().dim(i);
          for (var symbol : dim.isKnown() ? dim.symbols() : Set.<String>of()) {
            if (dim.equals(Dim.sym(symbol))) {
              values.put(symbol, t.dims().get(i));
            }
          }
        }
      }
    }
    return values;
  }

  private static Outcome<SeededInputs> run(
      RuntimeSession session,
      InputPlan plan,
      Map<String, Datum> given,
      Binding binding,
      long seed) {
    var made = new InputMaker(binding, Flavour.NORMAL, seed).feeds(plan);
    if (made == null) {
      return none(plan);
    }
    var feeds = new LinkedHashMap<>(made);
    feeds.putAll(given);
    return session
        .run(feeds, List.of())
        .map(outputs -> new SeededInputs(binding, Map.copyOf(feeds), outputs));
  }

  private static <T> Outcome.Failed<T> none(InputPlan plan) {
    return new Outcome.Failed<>(FailureKind.UNSUPPORTED_VALUE, plan.obstacle(), "");
  }
}
