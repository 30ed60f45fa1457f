package sinter.passes.norm;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Linear.Conv;
import sinter.ir.op.Linear.Gemm;
import sinter.ir.op.Norm.BatchNorm;
import sinter.ir.rewrite.Rewriter;
import sinter.ir.tensor.Arithmetic;
import sinter.ir.tensor.Elements;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Dim;
import sinter.passes.match.Views;

/**
 * Folds what stands before a linear layer into its weight and bias: {@code W·(scale·x + shift) + b} is {@code
 * (W·scale)·x + (b + W·shift)}. Padding adds zeros behind the shift, so with a shift the layer must not pad.
 */
final class IntoConsumer {
  private final boolean allowSharedWeights;

  IntoConsumer(boolean allowSharedWeights) {
    this.allowSharedWeights = allowSharedWeights;
  }

  @Nullable Value conv(Conv op, Node n, Rewriter rw) {
    var d = n.defIn(Conv.X);
    var w = Weights.of(n, Conv.W);
    if (d == null || w == null || n.rank(Conv.X) < 3 || !w.isFoldable()) {
      return rw.miss(n, "the weight is not constant, or nothing stands before");
    }
    if (w.tensor().size() == 0 || w.tensor().dims().get(0) % op.group() != 0) {
      return rw.miss(n, "the weight does not come in %d groups", op.group());
    }
    long channels = w.tensor().dims().get(1) * op.group();
    var a = Affine.of(d, n.rank(Conv.X), 1, channels);
    if (a == null || d.rank(a.at()) != n.rank(Conv.X)) {
      return rw.miss(n, "%s is not a constant scale and shift per channel", d);
    }
    if (!(d.op() instanceof BatchNorm) && !d.shape(a.at()).dim(1).isConst(channels)) {
      return rw.miss(n, "%s may widen its operand", d);
    }
    a = a.over(channels);
    if (a.scale().length != channels || a.shift().length != channels || !a.isSound()) {
      return rw.miss(n, "a variance of %s is not positive, or a number is not finite", d);
    }
    if (a.shifts() && !op.window().isUnpadded()) {
      return rw.miss(n, "the padding would be shifted, too");
    }
    if (!n.in(Conv.X).hasOneUse()) {
      return rw.miss(n, "the result of %s has other users", d);
    }
    if (w.shared() && !allowSharedWeights) {
      return rw.miss(n, "the weight is shared and would be stored twice");
    }
    if (n.has(Conv.B) && n.constantIn(Conv.B) == null) {
      return rw.miss(n, "the bias is not constant");
    }
    var scaled = w.scaled(a.scale(), by -> Arithmetic.scaledGroups(w.tensor(), op.group(), by));
    if (scaled == null) {
      return rw.miss(n, IntoProducer.ABNORMAL);
    }
    var x = d.in(a.at());
    if (!a.shifts()) {
      return rw.emit(op, x, rw.constant(scaled), n.inOrNull(Conv.B));
    }
    var b = shifted(n, w.tensor(), op.group(), a.shift());
    if (b == null) {
      return rw.miss(n, IntoProducer.ABNORMAL);
    }
    return rw.emit(op, x, rw.constant(scaled), rw.constant(b));
  }

  /** b[o] + the sum over i, r, s of w[o, i, r, s]·shift[i], the channels counted within the group of o. */
  private static @Nullable Tensor shifted(Node n, Tensor w, long group, double[] shift) {
    int outputs = Math.toIntExact(w.dims().get(0));
    int inputs = Math.toIntExact(w.dims().get(1));
    long area = w.size() / outputs / inputs;
    var b =
        n.constantIn(Conv.B) instanceof Tensor t
            ? Arrays.copyOf(t.doubles(), outputs)
            : new double[outputs];
    var elements = Elements.of(w);
    Double uniform = w.uniform();
    long perGroup = outputs / group;
    for (int o = 0; o < outputs; o++) {
      int first = Math.toIntExact(o / perGroup * inputs);
      for (int i = 0; i < inputs; i++) {
        long at = ((long) o * inputs + i) * area;
        double sum = uniform != null ? uniform * area : sum(elements, at, area);
        b[o] += sum * shift[first + i];
      }
    }
    return Weights.vector(w.dtype(), b);
  }

  private static double sum(Elements elements, long from, long count) {
    double sum = 0;
    for (long k = 0; k < count; k++) {
      sum += elements.getDouble(from + k);
    }
    return sum;
  }

  /**
   * A BatchNorm of rows, or of images that a view lays out as rows: channel c owns as many columns as it has
   * pixels.
   */
  @Nullable Value gemm(Gemm op, Node n, Rewriter rw) {
    var before = n.defIn(Gemm.A);
    var view =
        before != null && Views.isView(before.op()) && n.in(Gemm.A).hasOneUse() ? before : null;
    var bn = view != null ? view.defIn(0) : before;
    var w = Weights.of(n, Gemm.B);
    if (bn == null || w == null || !(bn.op() instanceof BatchNorm) || !w.isFoldable()) {
      return rw.miss(n, "the operand is not a batch normalization, or the weight not constant");
    }
    int rank = bn.rank(0);
    long rows = w.tensor().dims().get(op.transB() ? 1 : 0);
    long channels = bn.shape(0).dim(1).isConst() ? bn.shape(0).dim(1).constant() : 0;
    var a = rank < 2 || channels == 0 ? null : Affine.of(bn, rank, 1, channels);
    boolean aligned =
        !op.transA()
            && (view == null || Dim.same(bn.shape(0).dim(0), n.shape(Gemm.A).dim(0)))
            && channels > 0
            && rows % channels == 0;
    if (a == null || !aligned || !a.isSound()) {
      return rw.miss(n, "%s is not a finite, constant scale and shift per column", bn);
    }
    if (!bn.result(0).hasOneUse() || (w.shared() && !allowSharedWeights)) {
      return rw.miss(n, "the normalization or the weight has other users");
    }
    long columns = w.tensor().dims().get(op.transB() ? 0 : 1);
    var added = IntoProducer.added(n, op, columns);
    if (added == null) {
      return rw.miss(n, "what is added is not constant per column");
    }
    a = a.repeated((int) (rows / channels));
    var scaled = w.scaled(a.scale(), by -> Arithmetic.scaled(w.tensor(), op.transB() ? 1 : 0, by));
    var c = Weights.vector(w.tensor().dtype(), moved(w.tensor(), op, a.shift(), added));
    if (scaled == null || c == null) {
      return rw.miss(n, IntoProducer.ABNORMAL);
    }
    var x = view != null ? relaid(view, bn.in(0), rw) : bn.in(0);
    var gemm = new Gemm(op.alpha(), 1, false, op.transB());
    return rw.emit(gemm, x, rw.constant(scaled), rw.constant(c));
  }

  /** The view, of what was normalized. */
  private static Value relaid(Node view, Value x, Rewriter rw) {
    var operands = view.inputValues();
    operands.set(0, x);
    return rw.node(view.op(), operands, 1).result(0);
  }

  /** added[n] + alpha · the sum over k of shift[k]·B[k, n]. */
  private static double[] moved(Tensor w, Gemm op, double[] shift, double[] added) {
    var out = added.clone();
    var elements = Elements.of(w);
    int rows = op.transB() ? out.length : shift.length;
    var row = new double[op.transB() ? shift.length : out.length];
    for (int r = 0; r < rows; r++) {
      elements.read((long) r * row.length, row, row.length);
      for (int i = 0; i < row.length; i++) {
        int c = op.transB() ? r : i;
        out[c] += op.alpha() * shift[op.transB() ? i : r] * row[i];
      }
    }
    return out;
  }
}
