package sinter.ir;

import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.op.Infer;
import sinter.ir.tensor.Contents;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;

/** Types one node from its op and operands. */
public final class Typing {
  private Typing() {}

  /**
   * Sets the result types and contents of {@code n} to what its op infers, met with what is already known; where the two
   * contradict each other, inference wins. True when something changed.
   */
  public static boolean infer(Node n, Diagnostics diagnostics) {
    var types = n.op().infer(n, new Infer(diagnostics, n.loc(), n.toString(), n.outputs()));
    boolean changed = false;
    for (int i = 0; i < n.outputs(); i++) {
      var r = n.result(i);
      var inferred = i < types.size() ? natural(n, i, types.get(i), diagnostics) : Type.OPAQUE;
      var met = Type.meet(inferred, r.type());
      var type = met != null ? met : inferred;
      if (met == null) {
        diagnostics.warning(
            Code.DECLARED_TYPE,
            n.loc(),
            "result %d of %s is %s, not %s as it says".formatted(i, n, inferred, r.type()));
      }
      if (!type.equals(r.type())) {
        r.setType(type);
        changed = true;
      }
      changed |= contents(n, i, r);
    }
    return changed;
  }

  /** Reports negative extents, which stated shapes and sizes can ask for; they become unknown. */
  private static Type natural(Node n, int index, Type type, Diagnostics diagnostics) {
    if (!(type instanceof TensorType(var dtype, Shape.Ranked(var dims)))
        || dims.stream().noneMatch(Typing::isNegative)) {
      return type;
    }
    diagnostics.report(
        Diagnostic.error(
            Code.SHAPE_MISMATCH,
            n.loc(),
            (n.outputs() == 1 ? "the result of " : "result " + (index + 1) + " of ")
                + n
                + " would be "
                + type
                + ", with a negative extent"));
    return new TensorType(
        dtype, Shape.of(dims.stream().map(d -> isNegative(d) ? Dim.UNKNOWN : d).toList()));
  }

  private static boolean isNegative(Dim dim) {
    return dim.isConst() && dim.constant() < 0;
  }

  private static boolean contents(Node n, int index, Value.Result r) {
    @Nullable Contents c = n.op().contents(n, index);
    if (c == null || c.equals(r.contents())) {
      return false;
    }
    r.setContents(c);
    return true;
  }
}
