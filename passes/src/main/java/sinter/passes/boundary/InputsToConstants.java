package sinter.passes.boundary;

import java.util.List;
import sinter.ir.Block;
import sinter.ir.Model;
import sinter.ir.Value;
import sinter.ir.diag.Code;
import sinter.ir.diag.Loc;
import sinter.ir.op.Const;
import sinter.ir.tensor.Tensor;
import sinter.passes.Pass;
import sinter.passes.PassContext;

/**
 * Makes initializers that are also listed as inputs constants, and takes them off the input list, so that they can be
 * folded. Callers can no longer override them; the file format must be at least version 4, which allows initializers
 * that are not inputs.
 */
public record InputsToConstants() implements Pass {
  public static final InputsToConstants DEFAULTS = new InputsToConstants();

  /** The version of the file format from which on initializers need not be inputs. */
  public static final long IR_VERSION = 4;

  @Override
  public void run(Model model, PassContext cx) {
    if (!cx.journal().open()) {
      return;
    }
    int count = 0;
    var body = model.main().body();
    for (var p : List.copyOf(body.params())) {
      if (p.initial() instanceof Tensor t) {
        convert(model, body, p, t);
        count++;
      }
    }
    if (count > 0) {
      cx.journal().accept(name(), count + " inputs", Loc.UNKNOWN);
      boolean raised = model.irVersion() < IR_VERSION;
      if (raised) {
        model.setIrVersion(IR_VERSION);
      }
      cx.diagnostics()
          .note(
              Code.CHANGED,
              Loc.UNKNOWN,
              count
                  + " initializers that were also inputs are constants now and can no longer be fed"
                  + (raised ? "; the file's IR version rises to " + IR_VERSION : "")
                  + " (--keep-initializer-inputs keeps them)");
    }
  }

  private static void convert(Model model, Block b, Value.Param p, Tensor t) {
    var c = model.node(new Const(t), List.of(), 1, Loc.UNKNOWN);
    c.result().setType(t.type());
    c.result().setName(p.name());
    c.result().setFacts(p.facts());
    b.insertBefore(c, b.first());
    p.replaceAllUses(c.result());
    b.removeParam(p);
  }
}
