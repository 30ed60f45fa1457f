package sinter.frontend.language;

import java.util.List;
import sinter.frontend.language.ast.Expr.BinaryOp;
import sinter.ir.Value;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.op.Attr;
import sinter.ir.op.AttrValue;
import sinter.ir.tensor.Contents;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Assumptions;
import sinter.ir.type.DType;

/** Operators between tensors, or between a tensor and a number, which takes the tensor's element type. */
final class TensorMath {
  private final OpCalls ops;
  private final Tensors tensors;

  TensorMath(OpCalls ops, Tensors tensors) {
    this.ops = ops;
    this.tensors = tensors;
  }

  Val binary(Loc.Span at, BinaryOp op, Val a, Val b) {
    var x = operand(at, a, b);
    var y = operand(at, b, a);
    return new Val.Tensor(
        switch (op) {
          case PLUS -> ops.emit(at, "add", List.of(x, y));
          case MINUS -> ops.emit(at, "sub", List.of(x, y));
          case TIMES -> ops.emit(at, "mul", List.of(x, y));
          case DIVIDE -> quotient(at, dtype(at, op, a, b), x, y);
          case REMAINDER -> remainder(at, dtype(at, op, a, b), x, y);
          case POWER -> ops.emit(at, "pow", List.of(x, y));
          case MATMUL -> ops.emit(at, "mat_mul", List.of(x, y));
          case LESS -> ops.emit(at, "less", List.of(x, y));
          case LESS_EQUAL -> ops.emit(at, "less_or_equal", List.of(x, y));
          case GREATER -> ops.emit(at, "greater", List.of(x, y));
          case GREATER_EQUAL -> ops.emit(at, "greater_or_equal", List.of(x, y));
          case EQUAL -> ops.emit(at, "equal", List.of(x, y));
          case UNEQUAL -> ops.emit(at, "not", List.of(ops.emit(at, "equal", List.of(x, y))));
          case AND -> ops.emit(at, "and", List.of(x, y));
          case OR -> ops.emit(at, "or", List.of(x, y));
        });
  }

  /**
   * Div rounds integers towards zero: one less where that left over something of the sign that the divisor has not. No
   * step leaves the range of the integers, as what is left over is nearer to zero than both operands.
   */
  private Value quotient(Loc.Span at, DType dtype, Value x, Value y) {
    var quotient = ops.emit(at, "div", List.of(x, y));
    if (dtype.kind() != DType.Kind.SIGNED || (isNatural(x) && isNatural(y))) {
      return quotient;
    }
    var product = ops.emit(at, "mul", List.of(quotient, y));
    var rest = ops.emit(at, "sub", List.of(x, product));
    if (!isNatural(y)) {
      rest = ops.emit(at, "mul", List.of(rest, ops.emit(at, "sign", List.of(y))));
    }
    var zero = tensors.tensor(at, Val.Int.of(0), dtype);
    var isAbove = ops.emit(at, "less", List.of(rest, zero));
    var to = new Attr("to", new AttrValue.Int(dtype.onnx()));
    return ops.emit(at, "sub", List.of(quotient, ops.emit(at, "cast", List.of(isAbove), to)));
  }

  private Value remainder(Loc.Span at, DType dtype, Value x, Value y) {
    var fmod = new Attr("fmod", new AttrValue.Int(dtype.isFloat() ? 1 : 0));
    return ops.emit(at, "mod", List.of(x, y), fmod);
  }

  /**
   * The element type of both operands, on which it depends what division means. A float beside a tensor tells that this
   * is none of integers, an integer tells nothing.
   */
  private static DType dtype(Loc.Span at, BinaryOp op, Val a, Val b) {
    for (var v : List.of(a, b)) {
      if (v instanceof Val.Tensor(var t) && t.tensorType().dtype() instanceof DType d) {
        return d;
      }
    }
    if (a instanceof Val.Real || b instanceof Val.Real) {
      return DType.F32;
    }
    throw new InputError(
        Diagnostic.error(
                Code.DTYPE_MISMATCH,
                at,
                op.text()
                    + " of a tensor of unknown element type, which integers round and floats do"
                    + " not")
            .with("cast it first, as in cast(x, f32)"));
  }

  /** Whether every element is known not to be negative. */
  private static boolean isNatural(Value v) {
    var known = v.constant() instanceof Tensor t ? Contents.of(t) : v.contents();
    return known != null
        && known.elements().stream()
            .allMatch(d -> d.isKnown() && d.lowerBound(Assumptions.NONE) >= 0);
  }

  private Value operand(Loc.Span at, Val v, Val other) {
    if (v instanceof Val.Tensor(var t)) {
      return t;
    }
    var dtype = other instanceof Val.Tensor(var t) ? t.tensorType().dtype() : null;
    if (dtype != null && dtype.isInteger() && v instanceof Val.Real) {
      throw Mistake.of(
          Code.DTYPE_MISMATCH, at, "the float %s with %s; cast the tensor first", v, other.kind());
    }
    return tensors.tensor(at, v, dtype);
  }

  Val negate(Loc.Span at, Value x) {
    return new Val.Tensor(ops.emit(at, "neg", List.of(x)));
  }

  Val not(Loc.Span at, Value x) {
    return new Val.Tensor(ops.emit(at, "not", List.of(x)));
  }
}
