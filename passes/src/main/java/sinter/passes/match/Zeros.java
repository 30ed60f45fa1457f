package sinter.passes.match;

import org.jspecify.annotations.Nullable;
import sinter.ir.Value;
import sinter.ir.op.Generate.ConstantOfShape;
import sinter.ir.op.Shaping.Expand;
import sinter.ir.tensor.Tensor;

/** Values that are zero everywhere, whatever their extent. */
public final class Zeros {
  private Zeros() {}

  public static boolean is(@Nullable Value v) {
    if (v == null) {
      return false;
    }
    if (v.constant() instanceof Tensor t) {
      return is(t);
    }
    var def = v.def();
    return switch (v.op()) {
      case ConstantOfShape(var value) -> value == null || is(value);
      case Expand _ when def != null -> is(def.inOrNull(0));
      case null, default -> false;
    };
  }

  /** True when every element is zero and that is known without reading much; a negative zero counts. */
  public static boolean is(Tensor t) {
    return (t.dtype().isFloat() || t.dtype().isInteger())
        && t.uniform() instanceof Double u
        && u == 0;
  }
}
