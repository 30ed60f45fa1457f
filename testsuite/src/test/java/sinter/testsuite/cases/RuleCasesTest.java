package sinter.testsuite.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import sinter.frontend.text.TextReader;
import sinter.ir.Model;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Source;
import sinter.ir.op.Const;
import sinter.ir.rewrite.Journal;
import sinter.ir.rewrite.Rule;
import sinter.passes.Invariant;
import sinter.passes.PassContext;
import sinter.passes.PassManager;
import sinter.passes.PipelineText;
import sinter.passes.clean.Canonicalize;
import sinter.passes.fuse.FuseBlocks;
import sinter.passes.norm.FoldNorm;
import sinter.testsuite.reference.Agreement;
import sinter.testsuite.reference.Datum;
import sinter.testsuite.reference.Networks;

/**
 * Every rule has a case in which it fires and one in which it must not, with the reason; every case computes the same
 * before and after, and is never larger after.
 */
class RuleCasesTest {
  private static final long SEEDS = 2;
  private static final double TOLERANCE = 2e-5;

  /** Rules that decline nothing whose types are known. */
  private static final Set<String> ALWAYS = Set.of("drop-identity", "cast-like-to-cast");

  private static final Set<String> ROUNDING =
      rules().filter(Rule::rounds).map(Rule::name).collect(Collectors.toSet());

  private static Stream<Rule> rules() {
    return Stream.of(Canonicalize.DEFAULTS, FoldNorm.DEFAULTS, FuseBlocks.DEFAULTS)
        .flatMap(pass -> pass.rules().stream());
  }

  private static List<TextCase> cases() throws IOException {
    var folder = Path.of("cases", "rules");
    var all = new ArrayList<TextCase>();
    try (var files = Files.list(folder)) {
      for (var f : files.sorted().toList()) {
        all.addAll(TextCase.parse(f.getFileName().toString(), Files.readAllLines(f)));
      }
    }
    return all;
  }

  @TestFactory
  Stream<DynamicTest> everyCase() throws IOException {
    return cases().stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c)));
  }

  private static Model read(TextCase c) {
    var diagnostics = new Diagnostics();
    var model = new TextReader(null, diagnostics).read(new Source(c.name(), c.text()));
    assertThat(diagnostics.all().stream().map(Diagnostic::render)).as(c.text()).isEmpty();
    return Objects.requireNonNull(model);
  }

  private static Journal run(Model model, String pipeline) {
    var diagnostics = new Diagnostics();
    var journal = new Journal(true, Long.MAX_VALUE);
    var manager = new PassManager(List.of(), true);
    manager.assume(Invariant.TYPED);
    manager.run(model, PipelineText.parse(pipeline), PassContext.of(diagnostics, journal, manager));
    assertThat(diagnostics.all().stream().map(Diagnostic::render)).isEmpty();
    return journal;
  }

  private static long nodes(Model model) {
    return model.allNodes().stream().filter(n -> !(n.op() instanceof Const)).count();
  }

  private static void check(TextCase c) {
    try (var before = read(c);
        var after = read(c)) {
      var journal = run(after, "infer-shapes," + c.pipeline() + ",infer-shapes,dce");
      assertThat(nodes(after)).as("nodes of " + c.text()).isLessThanOrEqualTo(nodes(before));
      c.fires()
          .forEach((rule, times) ->
              assertThat(journal.entries().stream().filter(e -> e.rule().equals(rule)).count())
                  .as("%s in %s%n%s", rule, c.name(), reasons(journal, rule))
                  .isEqualTo((long) times));
      c.misses()
          .forEach((rule, reason) ->
              assertThat(journal.misses().stream().filter(m -> m.rule().equals(rule)))
                  .as("%s in %s", rule, c.name())
                  .extracting(Journal.Miss::reason)
                  .contains(reason));
      execute(
          c, before, after, journal.entries().stream().anyMatch(e -> ROUNDING.contains(e.rule())));
    }
  }

  private static String reasons(Journal journal, String rule) {
    return journal.misses().stream()
        .filter(m -> m.rule().equals(rule))
        .map(m -> m.node() + ": " + m.reason())
        .toList()
        .toString();
  }

  private static void execute(TextCase c, Model before, Model after, boolean rounds) {
    var inputs = new ArrayList<Map<String, Datum>>();
    for (long seed = 1; seed <= SEEDS; seed++) {
      inputs.add(Execution.inputs(before, seed));
    }
    var was = Networks.of(before);
    var is = Networks.of(after);
    for (int i = 0; i < inputs.size(); i++) {
      var wanted = was.run(inputs.get(i));
      var computed = is.run(inputs.get(i));
      var difference =
          rounds
              ? Agreement.difference(computed, wanted, TOLERANCE)
              : Agreement.inequality(computed, wanted);
      assertThat(difference)
          .as("%s with seed %d, %s", c.name(), i + 1, rounds ? "rounded" : "exactly")
          .isEmpty();
    }
  }

  @Test
  void everyRuleHasACaseOfEitherKind() throws IOException {
    var fires = new HashSet<String>();
    var misses = new HashSet<String>();
    for (var c : cases()) {
      c.fires().forEach((rule, times) -> (times > 0 ? fires : misses).add(rule));
    }
    var without = new HashMap<String, String>();
    rules()
        .map(Rule::name)
        .distinct()
        .forEach(rule -> {
          if (!fires.contains(rule)) {
            without.put(rule, "never fires");
          } else if (!misses.contains(rule) && !ALWAYS.contains(rule)) {
            without.put(rule, "never declines");
          }
        });
    assertThat(without).isEmpty();
  }
}
