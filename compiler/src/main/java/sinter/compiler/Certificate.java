package sinter.compiler;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import sinter.compiler.compare.VerifyReport;
import sinter.ir.rewrite.Journal;
import sinter.ir.rewrite.Rule;
import sinter.passes.PassCatalog;
import sinter.passes.RulePass;

/**
 * What stands behind the claim that an output computes the same as its input: which rewrites keep every element and which
 * may round otherwise, and on which inputs both were run.
 *
 * @param conditions what was assumed of symbolic dims; empty when nothing was
 * @param exact whether only rewrites were applied that keep every element, but for the sign of a zero
 * @param comparison null when the two were not compared
 */
public record Certificate(
    String tool,
    List<Digest> input,
    List<Digest> output,
    Recipe.Options options,
    String conditions,
    boolean exact,
    List<Applied> rewrites,
    @Nullable Comparison comparison) {

  /** How often a rule, or a pass that is no list of rules, changed the model, and whether it keeps every element. */
  public record Applied(String pass, String rule, int times, boolean exact) {
    static List<Applied> of(List<Journal.Entry> entries) {
      var rounding = rounding();
      var counts = new LinkedHashMap<List<String>, Integer>();
      entries.forEach(e -> counts.merge(List.of(e.pass(), e.rule()), 1, Integer::sum));
      var all = new ArrayList<Applied>();
      counts.forEach((key, times) ->
          all.add(
              new Applied(
                  key.getFirst(), key.getLast(), times, !rounding.contains(key.getLast()))));
      return all;
    }

    private static Set<String> rounding() {
      return PassCatalog.get().all().stream()
          .filter(e -> e.defaults() instanceof RulePass)
          .flatMap(e -> ((RulePass) e.defaults()).rules().stream())
          .filter(Rule::rounds)
          .map(Rule::name)
          .collect(Collectors.toSet());
    }
  }

  /**
   * The comparison of output and input on seeded inputs, with the runtime's own optimizations off.
   *
   * @param discontinuous samples left out because the input model differs from itself as much
   * @param shapeOnly outputs of which only shape and element type could be compared
   */
  public record Comparison(
      String status,
      @Nullable String reason,
      String runtime,
      int threads,
      int cases,
      List<Output> outputs,
      List<VerifyReport.Drawn> samples,
      int discontinuous,
      List<String> shapeOnly,
      @Nullable String optimizerDifference) {
    static Comparison of(VerifyReport r, CompileOptions options) {
      var outputs = new ArrayList<Output>();
      r.outputs()
          .forEach((name, d) ->
              outputs.add(
                  new Output(
                      name,
                      d.maxAbsError(),
                      d.maxRelError(),
                      d.sqnrDb(),
                      d.argmaxAgreement(),
                      d.strain())));
      return new Comparison(
          r.status().label(),
          r.reason(),
          options.runtime().name(),
          options.runtime().threads(),
          r.cases(),
          outputs,
          r.samples(),
          r.discontinuous(),
          r.shapeOnly(),
          r.optimizerDifference());
    }
  }

  /**
   * The largest errors of one output.
   *
   * @param ofAllowed the largest as a part of what counts as equal
   */
  public record Output(
      String name,
      double maxAbsError,
      double maxRelError,
      double sqnrDb,
      @Nullable Double argmaxAgreement,
      double ofAllowed) {}
}
