package sinter.ir.op;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;

/** Shape arithmetic of matrix products over the last two axes. */
final class Product {
  private Product() {}

  /** Extent of the product of operands {@code a} and {@code b}; null when something was reported. */
  static @Nullable Shape shape(Expect e, int a, int b) {
    if (!e.numbers(a) || !e.rank(a, 1, Integer.MAX_VALUE) || !e.rank(b, 1, Integer.MAX_VALUE)) {
      return null;
    }
    var x = e.in().shape(a);
    var y = e.in().shape(b);
    if (!x.isRanked() || !y.isRanked()) {
      return Shape.UNRANKED;
    }
    int contracted = y.rank() == 1 ? 0 : y.rank() - 2;
    if (!e.dim(b, contracted, x.dim(-1), a)) {
      return null;
    }
    var batch = Shape.broadcast(batch(x), batch(y));
    if (batch == null) {
      e.d().shapes(b, "%s does not broadcast with %s", e.in().type(b), e.in().type(a));
      return null;
    }
    var dims = new ArrayList<>(batch.dims());
    if (x.rank() > 1) {
      dims.add(x.dim(-2));
    }
    if (y.rank() > 1) {
      dims.add(y.dim(-1));
    }
    return Shape.of(dims);
  }

  private static Shape batch(Shape s) {
    return Shape.of(s.dims().subList(0, Math.max(0, s.rank() - 2)));
  }

  static Cost cost(Ins in, int a, int b) {
    var shape = shape(new Expect(in, Infer.silent()), a, b);
    return new Cost(shape == null ? Dim.UNKNOWN : shape.elements().times(in.shape(a).dim(-1)));
  }
}
