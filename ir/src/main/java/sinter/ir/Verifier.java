package sinter.ir;

import java.util.HashSet;
import java.util.Set;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Loc;

/** Checks the structural invariants of a model: every operand is defined before its use and in scope, use lists agree
 * with operands, and nothing dangles. Mutates nothing. */
public final class Verifier {
  private final Diagnostics diagnostics;
  private final Set<Value> inScope = new HashSet<>();

  private Verifier(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** Reports each broken invariant as {@link Code#BROKEN_MODEL}. */
  public static void verify(Model model, Diagnostics diagnostics) {
    for (var g : model.graphs()) {
      new Verifier(diagnostics).block(g.body());
    }
  }

  private void block(Block block) {
    inScope.addAll(block.params());
    for (var p : block.params()) {
      uses(p);
    }
    int count = 0;
    for (var n : block) {
      count++;
      if (n.block() != block) {
        broken(n.loc(), n + " does not know its block");
      }
      node(n);
    }
    if (count != block.size()) {
      broken(Loc.UNKNOWN, "a block of " + count + " nodes says it has " + block.size());
    }
    for (var u : block.results()) {
      if (u.value() == null || !inScope.contains(u.value())) {
        broken(
            Loc.UNKNOWN,
            "result " + u.index() + " of a block reads " + u.value() + ", which is not in scope");
      }
    }
    block.params().forEach(inScope::remove);
    for (var n : block) {
      n.results().forEach(inScope::remove);
    }
  }

  private void node(Node n) {
    for (var u : n.operands()) {
      if (u.value() != null && !inScope.contains(u.value())) {
        broken(n.loc(), n + " reads " + u.value() + ", which is not defined before it");
      }
      if (u.node() != n || !u.linked) {
        broken(n.loc(), "operand " + u.index() + " of " + n + " is not linked to it");
      }
    }
    n.regions()
        .forEach(r -> {
          if (r.owner() != n) {
            broken(n.loc(), "a region of " + n + " belongs to " + r.owner());
          }
          block(r);
        });
    for (var r : n.results()) {
      if (!inScope.add(r)) {
        broken(n.loc(), r + " is defined twice");
      }
      uses(r);
    }
  }

  private void uses(Value v) {
    int count = 0;
    for (var u : v.uses()) {
      count++;
      if (u.value() != v) {
        broken(Loc.UNKNOWN, v + " lists a use that reads " + u.value());
      }
    }
    if (count != v.useCount()) {
      broken(Loc.UNKNOWN, v + " has " + count + " uses and says " + v.useCount());
    }
  }

  private void broken(Loc at, String message) {
    diagnostics.error(Code.BROKEN_MODEL, at, message);
  }
}
