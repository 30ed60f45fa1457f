package sinter.passes.boundary;

import java.util.Set;
import sinter.ir.Model;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.InputError;
import sinter.ir.op.Domain;
import sinter.ir.op.Foreign;
import sinter.ir.op.Onnx;
import sinter.passes.Invariant;
import sinter.passes.Pass;
import sinter.passes.PassContext;

/**
 * Moves the model to another version of the default domain. Typed ops are written in the form of that
 * version, those it lost or has not yet in terms of others, and refused where there is no exact way; an
 * uninterpreted node of the default domain means what its own version says and is refused.
 *
 * @param to the version; 0 keeps the model's own
 */
public record SetOpset(long to) implements Pass {
  public static final SetOpset DEFAULTS = new SetOpset(0);

  public SetOpset {
    if (to < 0 || to > Onnx.NEWEST) {
      throw new IllegalArgumentException(
          "to must be a version up to " + Onnx.NEWEST + ", not " + to);
    }
  }

  @Override
  public Set<Invariant> requires() {
    return Set.of(Invariant.TYPED);
  }

  @Override
  public void run(Model model, PassContext cx) {
    if (to == 0 || to == model.opset("")) {
      return;
    }
    var conversions = new Conversions(model, to);
    for (var n : model.main().body().allNodes()) {
      conversions.apply(n);
    }
    for (var n : model.allNodes()) {
      if (n.op() instanceof Foreign f && Domain.isDefault(f.domain())) {
        throw new InputError(
            Diagnostic.error(
                    Code.NOT_EXPRESSIBLE,
                    n.loc(),
                    f.name()
                        + " of opset "
                        + f.opset()
                        + " is not interpreted and cannot move to opset "
                        + to)
                .with("leave the opset out to keep the model's own"));
      }
    }
    Domain.move(model.opsets(), to);
  }
}
