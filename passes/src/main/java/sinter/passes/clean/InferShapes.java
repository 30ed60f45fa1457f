package sinter.passes.clean;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import sinter.ir.Fact;
import sinter.ir.Model;
import sinter.ir.RegionTyping;
import sinter.ir.Value;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Loc;
import sinter.ir.type.Type;
import sinter.passes.Invariant;
import sinter.passes.Pass;
import sinter.passes.PassContext;

/**
 * Infers element types, shapes with symbolic dimensions, and the elements of small integer values, from the inputs on,
 * into regions and through their results. Values that a loop carries are followed to a fixpoint.
 */
public record InferShapes() implements Pass {
  public static final InferShapes DEFAULTS = new InferShapes();

  @Override
  public Set<Invariant> requires() {
    return Set.of(Invariant.TYPED);
  }

  @Override
  public Set<Invariant> establishes() {
    return Set.of(Invariant.INFERRED);
  }

  @Override
  public void run(Model model, PassContext cx) {
    RegionTyping.infer(model.main().body(), cx.diagnostics());
    claims(model, cx.diagnostics());
  }

  /** What the file states of computed values, where it is not so: one warning for all, since one cause has many. */
  private static void claims(Model model, Diagnostics diagnostics) {
    var wrong = new ArrayList<String>();
    for (var b : model.main().body().allBlocks()) {
      if (b.owner() != null) {
        b.params().forEach(p -> claim(p, wrong));
      }
      for (var n : b) {
        n.results().forEach(r -> claim(r, wrong));
      }
      for (int i = 0; i < b.results().size(); i++) {
        var declared = b.signature(i).declared();
        if (!b.result(i).type().allows(declared)) {
          wrong.add(contradiction(b.result(i), declared));
        }
      }
    }
    if (!wrong.isEmpty()) {
      int others = wrong.size() - 1;
      diagnostics.warning(
          Code.DECLARED_TYPE,
          Loc.UNKNOWN,
          wrong.getFirst() + (others == 0 ? "" : ", and " + others + " more like it"));
    }
  }

  private static void claim(Value v, List<String> wrong) {
    if (v.facts().get(Fact.Declared.class) instanceof Fact.Declared(var declared)
        && !v.type().allows(declared)) {
      wrong.add(contradiction(v, declared));
      v.setFacts(v.facts().with(new Fact.Declared(v.type())));
    }
  }

  private static String contradiction(Value v, Type declared) {
    return "%s is %s, not %s as the file states".formatted(v.name(), v.type(), declared);
  }
}
