package sinter.passes.clean;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Elementwise.Add;
import sinter.ir.op.Linear.Gemm;
import sinter.ir.op.Linear.MatMul;
import sinter.ir.rewrite.Rewriter;
import sinter.ir.rewrite.Rule;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;

/** Matrix products that take an addition in. */
final class Products {
  static final List<Rule> RULES =
      List.of(
          Rule.rounding(Add.class, "matmul-add-to-gemm", (_, n, rw) -> matMul(n, rw)),
          Rule.rounding(Add.class, "add-into-gemm", (_, n, rw) -> gemm(n, rw)));

  private Products() {}

  private static int side(Node n, Class<?> op) {
    return op.isInstance(n.opIn(0)) ? 0 : op.isInstance(n.opIn(1)) ? 1 : -1;
  }

  private static @Nullable Value matMul(Node n, Rewriter rw) {
    int at = side(n, MatMul.class);
    var d = at < 0 ? null : n.defIn(at);
    if (d == null) {
      return rw.miss(n, "no operand is a matrix product");
    }
    if (!n.in(at).hasOneUse()) {
      return rw.miss(n, "the product has other users");
    }
    if (d.rank(0) != 2 || d.rank(1) != 2) {
      return rw.miss(n, "%s by %s is not a product of matrices", d.type(0), d.type(1));
    }
    var dtype = n.result(0).tensorType().dtype();
    if (dtype != DType.F32 && dtype != DType.F64) {
      return rw.miss(n, "runtimes do not make a %s this way", n.result(0).type());
    }
    var c = n.in(1 - at);
    if (!broadcastsTo(c.tensorType().shape(), n.in(at).tensorType().shape())) {
      return rw.miss(n, "%s may widen %s", c.type(), n.in(at).type());
    }
    var gemm = new Gemm(1, 1, false, false);
    return rw.canWrite(gemm, d.in(0), d.in(1), c)
        ? rw.emit(gemm, d.in(0), d.in(1), c)
        : rw.miss(n, "the opset has no such Gemm");
  }

  private static @Nullable Value gemm(Node n, Rewriter rw) {
    int at = side(n, Gemm.class);
    var d = at < 0 ? null : n.defIn(at);
    if (d == null || !(d.op() instanceof Gemm g)) {
      return rw.miss(n, "no operand is a Gemm");
    }
    if (!n.in(at).hasOneUse()) {
      return rw.miss(n, "the product has other users");
    }
    if (d.has(Gemm.C)) {
      return rw.miss(n, "the Gemm adds something already");
    }
    var c = n.in(1 - at);
    if (!broadcastsTo(c.tensorType().shape(), n.in(at).tensorType().shape())) {
      return rw.miss(n, "%s may widen %s", c.type(), n.in(at).type());
    }
    var with = new Gemm(g.alpha(), 1, g.transA(), g.transB());
    return rw.canWrite(with, d.in(Gemm.A), d.in(Gemm.B), c)
        ? rw.emit(with, d.in(Gemm.A), d.in(Gemm.B), c)
        : rw.miss(n, "the opset has no such Gemm");
  }

  /** True when {@code from} broadcasts to {@code to} for every binding of the symbols. */
  static boolean broadcastsTo(Shape from, Shape to) {
    int lead = to.rank() - from.rank();
    if (!from.isRanked() || lead < 0) {
      return false;
    }
    for (int k = 0; k < from.rank(); k++) {
      if (!from.dim(k).isConst(1) && !Dim.same(from.dim(k), to.dim(lead + k))) {
        return false;
      }
    }
    return true;
  }
}
