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
    block(model.main().body(), cx);
  }

  private static void block(Block block, PassContext cx) {
    for (var n : block) {
      if (!n.regions().isEmpty()) {
        regions(n, cx);
      }
      Typing.infer(n, cx.diagnostics());
    }
  }

  private static void regions(Node n, PassContext cx) {
    for (int r = 0; r < n.regions().size(); r++) {
      var region = n.regions().get(r);
      if (!(n.op() instanceof Control control)) {
        block(region, cx);
        continue;
      }
      for (int round = 0; ; round++) {
        var before = parameters(n, control, r, round);
        if (round > 0) {
          forget(region);
        }
        block(region, cx);
        if (parameters(n, control, r, round + 1).equals(before)) {
          break;
        }
        if (round == ROUNDS) {
          giveUp(region, cx);
          break;
        }
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
  private static void giveUp(Block region, PassContext cx) {
    for (var p : region.params()) {
      p.setType(p.type() instanceof TensorType t ? t.withShape(Shape.UNRANKED) : Type.OPAQUE);
    }
    forget(region);
    block(region, cx);
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
    return v.facts().get(Fact.Declared.class) instanceof Fact.Declared(var t) ? t : Type.OPAQUE;
  }
}
