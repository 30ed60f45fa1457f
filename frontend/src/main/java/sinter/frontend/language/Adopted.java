package sinter.frontend.language;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.op.Comparison;
import sinter.ir.op.Generate;
import sinter.ir.op.OpCatalog;
import sinter.ir.op.Quant;
import sinter.ir.op.Recurrent;
import sinter.ir.op.Schema;
import sinter.ir.type.DType;

/** The element type that a number, or a list of numbers, takes as an operand: most adopt that of the first tensor beside them. */
final class Adopted {
  private final OpCatalog.Entry entry;
  private final List<Schema.Slot> slots;
  private final List<OpCalls.@Nullable Arg> all;

  Adopted(OpCatalog.Entry entry, Schema schema, List<OpCalls.@Nullable Arg> all) {
    this.entry = entry;
    this.slots = schema.inputs();
    this.all = all;
  }

  /** The type of operand {@code index}, which is {@code v}; null for what numbers are where nothing is said. */
  @Nullable DType of(int index, Val v) {
    var slot = slots.get(Math.min(index, slots.size() - 1)).name();
    if (slot.equals("condition")) {
      return DType.BOOL;
    }
    if (slot.equals("scales")) {
      return DType.F32;
    }
    if (slot.equals("lengths") && Recurrent.class.isAssignableFrom(entry.type())) {
      return DType.I32;
    }
    if (Generate.Range.class.equals(entry.type())) {
      var other = beside(index);
      return other == null && all.stream().anyMatch(a -> a != null && isReal(a.value()))
          ? DType.F32
          : other;
    }
    if (Vocabulary.isInteger(slot) && !(v instanceof Val.Real)) {
      return null;
    }
    if (slot.equals("zero") || slot.endsWith("_zero")) {
      return zeroPoint(slot, v);
    }
    var other = beside(index);
    boolean isScale = slot.endsWith("scale") && Quant.class.isAssignableFrom(entry.type());
    return other != null && !other.isFloat() && (isScale || isReal(v)) ? DType.F32 : other;
  }

  /** That of what is quantized; where that is a float, the narrowest that quantized tensors commonly have. */
  private DType zeroPoint(String slot, Val v) {
    var of = slot.equals("zero") ? "x" : slot.substring(0, slot.length() - "_zero".length());
    for (int i = 0; i < Math.min(slots.size(), all.size()); i++) {
      if (slots.get(i).name().equals(of)
          && all.get(i) instanceof OpCalls.Arg(_, _, _, Val.Tensor(var t))
          && t.tensorType().dtype() instanceof DType d
          && d.isInteger()) {
        return d;
      }
    }
    boolean isNegative = StaticMath.real(v) instanceof Double d && d < 0;
    return isNegative ? DType.I8 : DType.U8;
  }

  /** Element type of the first other operand that is a tensor; null when there is none. */
  private @Nullable DType beside(int index) {
    boolean isChoice = entry.type() == Comparison.Where.class;
    for (int i = isChoice ? 1 : 0; i < all.size(); i++) {
      if (i != index && all.get(i) instanceof OpCalls.Arg(_, _, _, Val.Tensor(var t))) {
        return t.tensorType().dtype();
      }
    }
    return null;
  }

  /** Whether there is a float in it, which no tensor of integers can hold. */
  private static boolean isReal(Val v) {
    return v instanceof Val.Real
        || (v instanceof Val.ListOf(var elements) && elements.stream().anyMatch(Adopted::isReal));
  }
}
