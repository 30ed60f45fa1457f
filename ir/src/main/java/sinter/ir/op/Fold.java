package sinter.ir.op;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntPredicate;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Loc;
import sinter.ir.tensor.Pointwise;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type.TensorType;

/** Evaluation of element-wise ops on constant operands. */
final class Fold {
  private Fold() {}

  /** The only result, or no answer. */
  static @Nullable List<Tensor> one(@Nullable Tensor result) {
    return result == null ? null : List.of(result);
  }

  /** What {@code op} infers for its result {@code index}, errors unsaid. */
  static TensorType type(Op op, Ins in, int index) {
    var quiet = new Infer(new Diagnostics(), Loc.UNKNOWN, "", in.outputs());
    var types = op.infer(in, quiet);
    return index < types.size() && types.get(index) instanceof TensorType t ? t : TensorType.ANY;
  }

  /** The inferred extent of result {@code index} when it is static, else null. */
  static @Nullable List<Long> dims(Op op, Ins in, int index) {
    var shape = type(op, in, index).shape();
    return shape.isStatic() ? shape.longs() : null;
  }

  /** Operand 0 with the inferred extent of the result, which has as many elements. */
  static @Nullable List<Tensor> reshaped(Op op, Ins in) {
    var dims = dims(op, in, 0);
    return in.constant(0) instanceof Tensor x
            && dims != null
            && Dim.same(Shape.ofLongs(dims).elements(), x.shape().elements())
        ? List.of(x.reshaped(dims))
        : null;
  }

  /** A function of one operand that keeps its element type. */
  static @Nullable List<Tensor> unary(Ins in, DoubleUnaryOperator real, LongUnaryOperator whole) {
    return in.constant(0) instanceof Tensor x
        ? one(Pointwise.unary(x.dtype(), x, real, whole))
        : null;
  }

  /** A function of operands 0 and 1 that keeps their element type. */
  static @Nullable List<Tensor> binary(
      Ins in, DoubleBinaryOperator real, LongBinaryOperator whole) {
    return in.constant(0) instanceof Tensor a && in.constant(1) instanceof Tensor b
        ? one(Pointwise.binary(a.dtype(), a, b, real, whole))
        : null;
  }

  /** Any number of operands combined from the left, rounding after each. */
  static @Nullable List<Tensor> all(Ins in, DoubleBinaryOperator real, LongBinaryOperator whole) {
    var total = in.constant(0);
    for (int i = 1; i < in.inputs() && total != null; i++) {
      var next = in.constant(i);
      total = next == null ? null : Pointwise.binary(total.dtype(), total, next, real, whole);
    }
    return one(total);
  }

  /** Whether an operand's element type is u64, whose longs must be read as unsigned. */
  static boolean isU64(Ins in, int operand) {
    return in.tensor(operand).dtype() == DType.U64;
  }

  /** Order of two integers of operand 0's element type: -1, 0 or 1. */
  static int compare(Ins in, long a, long b) {
    return isU64(in, 0) ? Long.compareUnsigned(a, b) : Long.compare(a, b);
  }

  /** A relation of operands 0 and 1, given the sign of their order; NaN is in no relation. */
  static @Nullable List<Tensor> relation(Ins in, IntPredicate holds) {
    return in.constant(0) instanceof Tensor a && in.constant(1) instanceof Tensor b
        ? one(
            Pointwise.binary(
                DType.BOOL,
                a,
                b,
                (x, y) ->
                    x == y
                        ? bit(holds.test(0))
                        : x < y ? bit(holds.test(-1)) : x > y ? bit(holds.test(1)) : 0,
                (x, y) -> bit(holds.test(compare(in, x, y)))))
        : null;
  }

  /** A property of operand 0, which holds floats. */
  static @Nullable List<Tensor> test(Ins in, DoublePredicate holds) {
    return in.constant(0) instanceof Tensor x && x.dtype().isFloat()
        ? one(Pointwise.unary(DType.BOOL, x, v -> bit(holds.test(v)), v -> v))
        : null;
  }

  private static int bit(boolean value) {
    return value ? 1 : 0;
  }

  /** {@code v}; no answer when it is not a number, on which implementations differ. */
  static double number(double v) {
    if (Double.isNaN(v)) {
      throw new ArithmeticException("not a number");
    }
    return v;
  }
}
