package sinter.passes.clean;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import sinter.ir.Block;
import sinter.ir.Fact;
import sinter.ir.Model;
import sinter.ir.Node;
import sinter.ir.Typing;
import sinter.ir.Value;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Severity;
import sinter.ir.op.Control;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;
import sinter.passes.Invariant;
import sinter.passes.Pass;
import sinter.passes.PassContext;

/**
 * Infers element types, shapes with symbolic dimensions, and the elements of small integer values, from the inputs on,
 * into regions and through their results. Values that a loop carries are followed to a fixpoint.
 */
public record InferShapes() implements Pass {
  public static final InferShapes DEFAULTS = new InferShapes();

  /** Rounds after which what a loop carries is given up. */
  private static final int ROUNDS = 4;

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
    block(model.main().body(), cx.diagnostics());
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

  private static void block(Block block, Diagnostics diagnostics) {
    for (var n : block) {
      if (!n.regions().isEmpty()) {
        regions(n, diagnostics);
      }
      Typing.infer(n, diagnostics);
    }
  }

  /** What does not fit in a region is an error only if the region ever runs. */
  private static Diagnostics warningsOf(Diagnostics diagnostics) {
    return new Diagnostics(d ->
        diagnostics.report(
            new Diagnostic(Severity.WARNING, d.code(), d.message(), d.at(), d.notes())));
  }

  private static void regions(Node n, Diagnostics diagnostics) {
    for (int r = 0; r < n.regions().size(); r++) {
      var region = n.regions().get(r);
      if (n.op() instanceof Control control && !(control instanceof Control.If)) {
        carried(n, control, r).all().forEach(warningsOf(diagnostics)::report);
      } else {
        block(region, warningsOf(diagnostics));
      }
    }
  }

  /** Follows what the region carries to a fixpoint; gives what is wrong there, and nothing of the rounds before. */
  private static Diagnostics carried(Node n, Control control, int index) {
    var region = n.regions().get(index);
    for (int round = 0; ; round++) {
      var found = new Diagnostics();
      var before = parameters(n, control, index, round);
      if (round > 0) {
        forget(region);
      }
      block(region, found);
      if (parameters(n, control, index, round + 1).equals(before)) {
        return found;
      }
      if (round == ROUNDS) {
        return giveUp(region);
      }
    }
  }

  /** Sets the region's parameter types from the operands and, after the first round, from what the body yields. */
  private static List<Type> parameters(Node n, Control control, int region, int round) {
    var types = new ArrayList<Type>();
    var params = n.regions().get(region).params();
    for (int i = 0; i < params.size(); i++) {
      var p = params.get(i);
      var type = control.paramType(n, region, i, round > 0);
      if (round == 0 && Type.meet(type, p.type()) instanceof Type met) {
        type = met;
      }
      p.setType(type);
      types.add(type);
    }
    return types;
  }

  /** Keeps no more of what the region receives than element types. */
  private static Diagnostics giveUp(Block region) {
    for (var p : region.params()) {
      p.setType(p.type() instanceof TensorType t ? t.withShape(Shape.UNRANKED) : Type.OPAQUE);
    }
    forget(region);
    var found = new Diagnostics();
    block(region, found);
    return found;
  }

  private static void forget(Block region) {
    for (var inner : region.allBlocks()) {
      if (inner != region) {
        inner.params().forEach(p -> p.setType(declared(p)));
      }
    }
    for (var n : region.allNodes()) {
      n.results()
          .forEach(r -> {
            r.setType(declared(r));
            r.setContents(null);
          });
    }
  }

  private static Type declared(Value v) {
    return v.facts().get(Fact.Declared.class) instanceof Fact.Declared(var t)
        ? t.withoutExtent()
        : Type.OPAQUE;
  }
}
