package sinter.passes.clean;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Conversion.Cast;
import sinter.ir.rewrite.Rewriter;
import sinter.ir.rewrite.Rule;
import sinter.ir.type.DType;

/** Chains of casts of which the first loses nothing. */
final class Casts {
  static final List<Rule> RULES = List.of(Rule.on(Cast.class, "merge-casts", Casts::merge));

  private Casts() {}

  private static @Nullable Value merge(Cast op, Node n, Rewriter rw) {
    var d = n.defIn(0);
    if (d == null || !(d.op() instanceof Cast inner)) {
      return rw.miss(n, "the operand is not a cast");
    }
    if (op.to() == DType.STRING) {
      return rw.miss(n, "the text depends on the type in between");
    }
    var from = d.tensor(0).dtype();
    if (from == null) {
      return rw.miss(n, "the element type is not known");
    }
    if (!isExact(from, inner.to())) {
      return rw.miss(n, "not every %s is a %s", from, inner.to());
    }
    return rw.emit(op, d.in(0));
  }

  /** True when {@code to} represents every value of {@code from}. */
  static boolean isExact(DType from, DType to) {
    if (from == to) {
      return true;
    }
    int digits = digits(from);
    if (digits < 0 || digits(to) < 0 || to == DType.BOOL) {
      return false;
    }
    return switch (from.kind()) {
      case BOOL -> true;
      case UNSIGNED -> digits <= digits(to);
      case SIGNED -> to.kind() != DType.Kind.UNSIGNED && digits <= digits(to);
      case FLOAT -> to.isFloat() && digits <= digits(to) && exponent(from) <= exponent(to);
      case STRING, COMPLEX -> false;
    };
  }

  /** Binary digits that every value has room for, the sign not counted; -1 for types that are left alone. */
  private static int digits(DType t) {
    return switch (t) {
      case BOOL -> 1;
      case U8, U16, U32, U64 -> t.bits();
      case I8, I16, I32, I64 -> t.bits() - 1;
      case F16 -> 11;
      case BF16 -> 8;
      case F32 -> 24;
      case F64 -> 53;
      case U4, I4, U2, I2, STRING, C64, C128 -> -1;
      case F8E4M3FN, F8E4M3FNUZ, F8E5M2, F8E5M2FNUZ, F4E2M1, F8E8M0 -> -1;
    };
  }

  private static int exponent(DType t) {
    return t == DType.F16 ? 5 : t == DType.F64 ? 11 : 8;
  }
}
