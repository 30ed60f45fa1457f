package sinter.passes.norm;

import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Elementwise.Add;
import sinter.ir.op.Linear.Conv;
import sinter.ir.op.Linear.ConvTranspose;
import sinter.ir.op.Linear.Gemm;
import sinter.ir.op.Linear.MatMul;
import sinter.ir.op.Norm.BatchNorm;
import sinter.ir.op.Op;
import sinter.ir.rewrite.Rewriter;
import sinter.ir.tensor.Arithmetic;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.passes.match.Sides;

/**
 * Folds what stands behind a linear layer into its weight and bias: {@code scale·(W·x + b) + shift} is {@code
 * (scale·W)·x + (scale·b + shift)}, whatever the padding. Computed in double precision, rounded once.
 */
final class IntoProducer {
  static final String ABNORMAL = "a folded number leaves the normal numbers of its type";

  private final boolean allowSharedWeights;

  IntoProducer(boolean allowSharedWeights) {
    this.allowSharedWeights = allowSharedWeights;
  }

  /** The layer that produces x, with the affine map behind it. */
  private record Site(Node layer, Affine affine, Weights weights) {}

  /**
   * A layer of class {@code op} with a constant weight, used only by {@code n}; null with the reason
   * recorded.
   */
  private @Nullable Site site(
      Node n, Class<? extends Op> op, int weight, Channels channels, Rewriter rw) {
    int at = op.isInstance(n.opIn(0)) ? 0 : op.isInstance(n.opIn(1)) ? 1 : -1;
    if (at < 0 || !(n.defIn(at) instanceof Node d)) {
      rw.miss(n, "the operand is not produced by a %s", op.getSimpleName());
      return null;
    }
    if (!n.in(at).hasOneUse()) {
      rw.miss(n, "the result of %s has other users", d);
      return null;
    }
    var w = Weights.of(d, weight);
    if (w == null || !w.isFoldable()) {
      rw.miss(n, "the weight of %s is not constant, or of too narrow a type", d);
      return null;
    }
    int rank = n.rank(at);
    if (rank < 0) {
      rw.miss(n, "the rank of %s is not known", n.type(at));
      return null;
    }
    long count = channels.count(d, w.tensor());
    var a = Affine.of(n, rank, channels.last() ? rank - 1 : 1, count);
    if (a == null || a.at() != at) {
      rw.miss(n, "it is not a constant scale and shift per channel");
      return null;
    }
    a = a.over(count);
    if (!a.isSound() || a.scale().length != count || a.shift().length != count) {
      rw.miss(n, "a variance is not positive, or a number is not finite");
      return null;
    }
    if (a.scales() && w.shared() && !allowSharedWeights) {
      rw.miss(n, "the weight of %s is shared and would be stored twice", d);
      return null;
    }
    return new Site(d, a, w);
  }

  /** Where the channels of a result are, and how many a weight makes. */
  private interface Channels {
    long count(Node d, Tensor w);

    default boolean last() {
      return false;
    }
  }

  private record Columns() implements Channels {
    @Override
    public long count(Node d, Tensor w) {
      return w.dims().get(d.op() instanceof Gemm g && g.transB() ? 0 : w.rank() - 1);
    }

    @Override
    public boolean last() {
      return true;
    }
  }

  private static double[] bias(Node d, int index, long channels) {
    return d.constantIn(index) instanceof Tensor t
        ? t.doubles()
        : new double[Math.toIntExact(channels)];
  }

  private static Value weight(Site s, int index, Tensor scaled, Rewriter rw) {
    return s.affine.scales() ? rw.constant(scaled) : s.layer.in(index);
  }

  @Nullable Value conv(Node n, Rewriter rw) {
    var s = site(n, Conv.class, Conv.W, (_, w) -> w.dims().get(0), rw);
    if (s == null || !(s.layer.op() instanceof Conv op)) {
      return null;
    }
    if (s.layer.has(Conv.B) && s.layer.constantIn(Conv.B) == null) {
      return rw.miss(n, "the bias of %s is not constant", s.layer);
    }
    var w = s.weights.tensor();
    long channels = w.dims().get(0);
    var scaled = s.weights.scaled(s.affine.scale(), by -> Arithmetic.scaled(w, 0, by));
    var b = Weights.vector(w.dtype(), s.affine.applied(bias(s.layer, Conv.B, channels)));
    if (scaled == null || b == null) {
      return rw.miss(n, ABNORMAL);
    }
    return rw.emit(op, s.layer.in(Conv.X), weight(s, Conv.W, scaled, rw), rw.constant(b));
  }

  @Nullable Value convTranspose(Node n, Rewriter rw) {
    var s = site(n, ConvTranspose.class, ConvTranspose.W, IntoProducer::transposedChannels, rw);
    if (s == null || !(s.layer.op() instanceof ConvTranspose op)) {
      return null;
    }
    if (s.layer.has(ConvTranspose.B) && s.layer.constantIn(ConvTranspose.B) == null) {
      return rw.miss(n, "the bias of %s is not constant", s.layer);
    }
    var w = s.weights.tensor();
    long channels = transposedChannels(s.layer, w);
    var scaled =
        s.weights.scaled(s.affine.scale(), by -> Arithmetic.scaledGroups(w, op.group(), by));
    var b = Weights.vector(w.dtype(), s.affine.applied(bias(s.layer, ConvTranspose.B, channels)));
    if (scaled == null || b == null) {
      return rw.miss(n, ABNORMAL);
    }
    return rw.emit(
        op, s.layer.in(ConvTranspose.X), weight(s, ConvTranspose.W, scaled, rw), rw.constant(b));
  }

  private static long transposedChannels(Node d, Tensor w) {
    return w.dims().get(1) * (d.op() instanceof ConvTranspose c ? c.group() : 1);
  }

  @Nullable Value gemm(Node n, Rewriter rw) {
    var s = site(n, Gemm.class, Gemm.B, new Columns(), rw);
    if (s == null || !(s.layer.op() instanceof Gemm op)) {
      return null;
    }
    var w = s.weights.tensor();
    int axis = op.transB() ? 0 : 1;
    long columns = w.dims().get(axis);
    var added = added(s.layer, op, columns);
    if (added == null) {
      return rw.miss(n, "what %s adds is not constant per column", s.layer);
    }
    var scaled = s.weights.scaled(s.affine.scale(), by -> Arithmetic.scaled(w, axis, by));
    var c = Weights.vector(w.dtype(), s.affine.applied(added));
    if (scaled == null || c == null) {
      return rw.miss(n, ABNORMAL);
    }
    return rw.emit(
        new Gemm(op.alpha(), 1, op.transA(), op.transB()),
        s.layer.in(Gemm.A),
        weight(s, Gemm.B, scaled, rw),
        rw.constant(c));
  }

  /** beta·C, one number per column; null when C is not constant or varies otherwise. */
  static double @Nullable [] added(Node d, Gemm op, long columns) {
    var all = new double[Math.toIntExact(columns)];
    if (!d.has(Gemm.C)) {
      return all;
    }
    var c = d.constantIn(Gemm.C) instanceof Tensor t ? Affine.perChannel(t, 2, 1, columns) : null;
    if (c == null) {
      return null;
    }
    for (int i = 0; i < all.length; i++) {
      all[i] = op.beta() * c[c.length == 1 ? 0 : i];
    }
    return all;
  }

  /** A MatMul has no bias: a shift needs matrices, of which it makes a Gemm. */
  @Nullable Value matMul(Node n, Rewriter rw) {
    var s = site(n, MatMul.class, MatMul.B, new Columns(), rw);
    if (s == null) {
      return null;
    }
    var w = s.weights.tensor();
    if (w.rank() != 2) {
      return rw.miss(n, "the weight is no matrix");
    }
    var scaled = s.weights.scaled(s.affine.scale(), by -> Arithmetic.scaled(w, 1, by));
    if (scaled == null) {
      return rw.miss(n, ABNORMAL);
    }
    var x = s.layer.in(MatMul.A);
    if (!s.affine.shifts()) {
      return rw.emit(new MatMul(), x, weight(s, MatMul.B, scaled, rw));
    }
    if (w.dtype() != DType.F32 && w.dtype() != DType.F64) {
      return rw.miss(n, "runtimes do not make a Gemm of %s", w.dtype().text());
    }
    var c = Weights.vector(w.dtype(), s.affine.shift());
    if (c == null) {
      return rw.miss(n, ABNORMAL);
    }
    var gemm = new Gemm(1, 1, false, false);
    var b = weight(s, MatMul.B, scaled, rw);
    var bias = rw.constant(c);
    return x.tensorType().rank() == 2 && rw.canWrite(gemm, x, b, bias)
        ? rw.emit(gemm, x, b, bias)
        : rw.miss(n, "%s has no room for a bias", s.layer);
  }

  /** {@code (x·W + b)·scale + shift}, the bias being a node of its own. */
  @Nullable Value matMulAdd(Node n, Rewriter rw) {
    int at = n.opIn(0) instanceof Add ? 0 : 1;
    var add = n.defIn(at);
    var b = add == null || !(add.op() instanceof Add) ? null : Sides.of(add);
    if (add == null || b == null || !n.in(at).hasOneUse()) {
      return rw.miss(n, "the operand is not a sum with a constant and one use");
    }
    var product = add.defIn(1 - b.at());
    var w = product == null || !(product.op() instanceof MatMul) ? null : Weights.of(product, 1);
    if (product == null || w == null || w.tensor().rank() != 2 || !b.other().hasOneUse()) {
      return rw.miss(n, "the sum is not of a product with a constant matrix and one use");
    }
    long columns = w.tensor().dims().get(1);
    int rank = n.rank(at);
    var a = rank < 0 ? null : Affine.of(n, rank, rank - 1, columns);
    var bias = rank < 0 ? null : Affine.perChannel(b.constant(), rank, rank - 1, columns);
    if (a == null || a.at() != at || bias == null || !w.isFoldable()) {
      return rw.miss(n, "it is not a constant scale and shift per column");
    }
    a = a.over(columns);
    if (!a.isSound() || !a.scales() || (w.shared() && !allowSharedWeights)) {
      return rw.miss(n, "it does not scale by finite numbers, or the weight is shared");
    }
    var scaled = w.scaled(a.scale(), by -> Arithmetic.scaled(w.tensor(), 1, by));
    var all = new Affine(bias, bias, 0).over(columns).scale();
    var shifted = Weights.vector(b.constant().dtype(), a.applied(all));
    if (scaled == null || shifted == null) {
      return rw.miss(n, ABNORMAL);
    }
    var y = rw.emit(new MatMul(), product.in(0), rw.constant(scaled));
    return rw.emit(new Add(), y, rw.constant(shifted));
  }

  /** Behind a BatchNorm: its scale and bias take the map in. */
  @Nullable Value batchNorm(Node n, Rewriter rw) {
    int at = n.opIn(0) instanceof BatchNorm ? 0 : 1;
    var d = n.defIn(at);
    if (d == null || !(d.op() instanceof BatchNorm op) || !n.in(at).hasOneUse()) {
      return rw.miss(n, "the operand is not a batch normalization with one use");
    }
    var gamma = d.constantIn(BatchNorm.SCALE);
    var beta = d.constantIn(BatchNorm.BIAS);
    if (gamma == null || beta == null || n.rank(at) < 2) {
      return rw.miss(n, "the scale and bias of %s are not constant", d);
    }
    var a = Affine.of(n, n.rank(at), 1, gamma.size());
    if (a == null || a.at() != at || !a.over(gamma.size()).isSound()) {
      return rw.miss(n, "it is not a finite, constant scale and shift per channel");
    }
    a = a.over(gamma.size());
    var scale = new Weights(gamma, false).scaled(a.scale(), by -> Arithmetic.scaled(gamma, 0, by));
    var bias = Weights.vector(beta.dtype(), a.applied(beta.doubles()));
    if (scale == null || bias == null) {
      return rw.miss(n, ABNORMAL);
    }
    return rw.emit(
        op,
        d.in(BatchNorm.X),
        rw.constant(scale),
        rw.constant(bias),
        d.in(BatchNorm.MEAN),
        d.in(BatchNorm.VAR));
  }
}
