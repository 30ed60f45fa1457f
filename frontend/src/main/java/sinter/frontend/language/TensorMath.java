package sinter.frontend.language;

import java.util.List;
import sinter.frontend.language.ast.Expr.BinaryOp;
import sinter.ir.Value;
import sinter.ir.diag.Code;
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
          case DIVIDE -> quotient(at, x, y);
          case REMAINDER -> ops.emit(at, "mod", List.of(x, y), fmod(x));
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

  /** Div rounds integers towards zero: what the remainder leaves over is taken from the dividend before. */
  private Value quotient(Loc.Span at, Value x, Value y) {
    boolean isSigned = x.tensorType().dtype() instanceof DType d && d.kind() == DType.Kind.SIGNED;
    if (!isSigned || (isNatural(x) && isNatural(y))) {
      return ops.emit(at, "div", List.of(x, y));
    }
    var rest = ops.emit(at, "mod", List.of(x, y), fmod(x));
    return ops.emit(at, "div", List.of(ops.emit(at, "sub", List.of(x, rest)), y));
  }

  /** Whether every element is known not to be negative. */
  private static boolean isNatural(Value v) {
    var known = v.constant() instanceof Tensor t ? Contents.of(t) : v.contents();
    return known != null
        && known.elements().stream()
            .allMatch(d -> d.isKnown() && d.lowerBound(Assumptions.NONE) >= 0);
  }

  private static Attr fmod(Value x) {
    boolean isFloat = x.tensorType().dtype() instanceof DType d && d.isFloat();
    return new Attr("fmod", new AttrValue.Int(isFloat ? 1 : 0));
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
