package sinter.ir;

import java.util.ArrayList;
import java.util.List;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Severity;
import sinter.ir.op.Control;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;

/**
 * Types nodes together with their regions. Values that a loop carries are followed to a fixpoint; what does not fit in a
 * region is a warning, since the region may never run.
 */
public final class RegionTyping {
  /** Rounds after which what a loop carries is given up. */
  private static final int ROUNDS = 4;

  private RegionTyping() {}

  /** Types the nodes of {@code block} in order. */
  public static void infer(Block block, Diagnostics diagnostics) {
    for (var n : block) {
      infer(n, diagnostics);
    }
  }

  /** Types the regions of {@code n}, if any, and then its results. */
  public static void infer(Node n, Diagnostics diagnostics) {
    if (!n.regions().isEmpty()) {
      regions(n, diagnostics);
    }
    Typing.infer(n, diagnostics);
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
        infer(region, warningsOf(diagnostics));
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
      infer(region, found);
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
    infer(region, found);
    return found;
  }

  /** Forgets everything that has been inferred in {@code region} but the types of its own parameters. */
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
