package sinter.frontend.language.decompile;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.Vocabulary;
import sinter.frontend.language.decompile.Form.Piece;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.diag.Code;
import sinter.ir.diag.InputError;
import sinter.ir.op.Comparison;
import sinter.ir.op.Control;
import sinter.ir.op.OpCatalog;
import sinter.ir.op.Schema;
import sinter.ir.op.Shaping;
import sinter.ir.tensor.Contents;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;

/** Operands as a program says them: numbers, lists of extents, tensors of the file, variables. */
final class Operands {
  private static final int SPLAT = 8;

  private final Names.Symbols symbols;
  private final Stores stores;
  private final Function<Value, Def> defs;

  Operands(Names.Symbols symbols, Stores stores, Function<Value, Def> defs) {
    this.symbols = symbols;
    this.stores = stores;
    this.defs = defs;
  }

  /** Whether operand {@code index} is written without what computes it. */
  boolean isWritten(Node node, int index) {
    var v = node.inOrNull(index);
    return v == null || v.constant() != null || extents(node, index) != null;
  }

  /** Extents that operand {@code index} holds, where a list or number can stand for it. */
  private @Nullable List<Slot> extents(Node node, int index) {
    var v = node.in(index);
    if (v.constant() != null
        || node.op() instanceof Control
        || v.tensorType().dtype() != DType.I64
        || !(v.contents() instanceof Contents c)
        || v.tensorType().shape().rank() != (c.scalar() ? 0 : 1)
        || c.size() == 0
        || !takesIntegers(node, index, c.scalar())
        || (node.op() instanceof Shaping.Reshape(boolean allowzero) && allowzero)) {
      return null;
    }
    var slots = new ArrayList<Slot>();
    for (var d : c.elements()) {
      var text = Literals.dim(d, symbols);
      if (text == null) {
        return null;
      }
      slots.add(slot(d, text));
    }
    return slots;
  }

  /** Integers that operand {@code index} holds, as a list can say them; null otherwise. */
  @Nullable List<Slot> integers(Node node, int index) {
    return node.in(index).constant() instanceof Tensor t
        ? t.rank() == 1 && t.dtype().isInteger() ? numbers(node, t) : null
        : extents(node, index);
  }

  private static Slot slot(Dim d, String text) {
    return new Slot.Literal(text, d.isConst() ? (Long) d.constant() : null, !d.isConst());
  }

  /**
   * Whether integers in place of operand {@code index} become a tensor of 64-bit integers of the same form.
   */
  private static boolean takesIntegers(Node node, int index, boolean isScalar) {
    var entry = OpCatalog.get().of(node.op());
    var schema = entry.schema();
    if (schema == null || schema.inputs().isEmpty()) {
      return true;
    }
    var slot = slot(schema, index);
    if (isOpen(schema, index)) {
      return isScalar;
    }
    if (Vocabulary.isVector(slot)) {
      return !isScalar;
    }
    if (slot.equals("scales")) {
      return false;
    }
    boolean isAlone = true;
    for (int i = 0; i < node.inputs(); i++) {
      isAlone &= i == index || node.inOrNull(i) == null;
    }
    return Vocabulary.isInteger(slot) || isAlone || companion(node, index, DType.I64) == DType.I64;
  }

  /** Whether the operand may come in a list, so that a list is no tensor there. */
  private static boolean isOpen(Schema schema, int index) {
    return index >= schema.inputs().size() - 1
        && schema.inputs().getLast().arity() == Schema.Arity.VARIADIC;
  }

  private static String slot(Schema schema, int index) {
    return schema.inputs().get(Math.min(index, schema.inputs().size() - 1)).name();
  }

  /**
   * Element type of the first other operand that is written as a tensor: a number adopts it. Null when it is
   * not certain which one that is, unless all are of type {@code wanted}.
   */
  private static @Nullable DType companion(Node node, int index, @Nullable DType wanted) {
    boolean isChoice = node.op() instanceof Comparison.Where;
    for (int i = isChoice ? 1 : 0; i < node.inputs(); i++) {
      if (i == index || !(node.inOrNull(i) instanceof Value v)) {
        continue;
      }
      if (isTensor(v)) {
        return v.tensorType().dtype();
      }
      if (v.tensorType().dtype() != wanted) {
        return null;
      }
    }
    return null;
  }

  /** Whether {@code v} is a tensor in the program for certain. */
  private static boolean isTensor(Value v) {
    return (v.constant() == null && v.contents() == null) || Stores.large(v) != null;
  }

  /** Operand {@code index} of a call. */
  List<Piece> operand(FormBuilder b, Node node, int index) {
    var v = node.inOrNull(index);
    if (v == null) {
      return List.of(new Piece.Text("none"));
    }
    if (v.constant() instanceof Tensor t) {
      return stored(b, node, index, t) instanceof List<Piece> p ? p : constant(b, node, index, t);
    }
    var extents = extents(node, index);
    if (extents != null) {
      var role = role(node, index);
      return v.tensorType().shape().rank() == 0
          ? List.of(b.slot(extents.getFirst(), role))
          : b.list(extents, role);
    }
    return List.of(b.tensor(defs.apply(v)));
  }

  private static String role(Node node, int index) {
    var schema = OpCatalog.get().of(node.op()).schema();
    return schema == null || schema.inputs().isEmpty() ? "value" : slot(schema, index);
  }

  private @Nullable List<Piece> stored(FormBuilder b, Node node, int index, Tensor t) {
    var v = node.in(index);
    if (stores.shared(v) instanceof Def def) {
      return List.of(b.tensor(def));
    }
    return Stores.tensor(node, index) == null ? null : stores.pieces(b, v, t);
  }

  private List<Piece> constant(FormBuilder b, Node node, int index, Tensor t) {
    var schema = OpCatalog.get().of(node.op()).schema();
    var role = role(node, index);
    var slot = schema == null || schema.inputs().isEmpty() ? "" : slot(schema, index);
    boolean isShort = t.size() > 0 && t.rank() <= 1;
    if (isShort && t.dtype() == DType.I64 && Vocabulary.isVector(slot) && t.rank() == 1) {
      return b.list(numbers(node, t), role);
    }
    if (isShort && slot.equals("scales") && t.dtype() == DType.F32 && t.rank() == 1) {
      return b.list(numbers(node, t), role);
    }
    boolean isFree = !Vocabulary.isVector(slot) && !slot.equals("scales");
    if (isShort && isFree && t.dtype() == DType.I64 && Vocabulary.isInteger(slot)) {
      return t.rank() == 0
          ? List.of(b.slot(numbers(node, t).getFirst(), role))
          : b.list(numbers(node, t), role);
    }
    boolean isNumber = t.rank() == 0 && isNumeric(t.dtype()) && !slot.isEmpty();
    boolean isForced = Vocabulary.isInteger(slot) && !t.dtype().isFloat();
    if (isNumber && isFree && !isForced && companion(node, index, t.dtype()) == t.dtype()) {
      return List.of(b.slot(numbers(node, t).getFirst(), role));
    }
    return tensor(b, node, t, role);
  }

  private static boolean isNumeric(DType dtype) {
    return dtype.isFloat() || dtype.isInteger();
  }

  private static List<Slot> numbers(Node node, Tensor t) {
    var texts = texts(node, t);
    var slots = new ArrayList<Slot>();
    for (int i = 0; i < texts.size(); i++) {
      boolean isWhole = t.dtype().isInteger();
      slots.add(new Slot.Literal(texts.get(i), isWhole ? (Long) t.longAt(i) : null, false));
    }
    return slots;
  }

  private static List<String> texts(Node node, Tensor t) {
    var texts = Literals.elements(t);
    if (texts == null) {
      throw new InputError(
          Code.BAD_ATTRIBUTE,
          node.loc(),
          "a constant " + t.type() + " of " + node + " cannot be written in a program");
    }
    return texts;
  }

  /** {@code tensor([1.0, 2.0])}. */
  static List<Piece> tensor(FormBuilder b, Node node, Tensor t, String role) {
    var dtype = ", " + t.dtype().text();
    if (t.size() == 0 && t.dtype() != DType.STRING) {
      return List.of(new Piece.Text("zeros(" + t.dims() + dtype + ")"));
    }
    var slots = numbers(node, t);
    boolean isSplat = slots.size() > SPLAT && slots.stream().distinct().count() == 1;
    if (isSplat && t.dtype() != DType.STRING && t.dtype() != DType.BOOL) {
      return List.of(
          new Piece.Text("full(" + t.dims() + ", "),
          b.slot(slots.getFirst(), role),
          new Piece.Text(dtype + ")"));
    }
    var pieces = new ArrayList<Piece>();
    pieces.add(new Piece.Text("tensor("));
    nested(b, t.dims(), 0, slots, 0, role, pieces);
    boolean isNatural =
        t.dtype() == DType.F32
            || t.dtype() == DType.I64
            || t.dtype() == DType.BOOL
            || t.dtype() == DType.STRING;
    pieces.add(new Piece.Text(isNatural ? ")" : dtype + ")"));
    return pieces;
  }

  private static int nested(
      FormBuilder b,
      List<Long> dims,
      int depth,
      List<Slot> slots,
      int next,
      String role,
      List<Piece> into) {
    if (depth == dims.size()) {
      into.add(b.slot(slots.get(next), role));
      return next + 1;
    }
    into.add(new Piece.Text("["));
    for (long i = 0; i < dims.get(depth); i++) {
      if (i > 0) {
        into.add(new Piece.Text(", "));
      }
      next = nested(b, dims, depth + 1, slots, next, role, into);
    }
    into.add(new Piece.Text("]"));
    return next;
  }

  /** A side of an operator: a number, when it takes the other side's element type. */
  List<Piece> side(FormBuilder b, Node node, int index) {
    var v = node.in(index);
    var other = node.in(1 - index);
    if (v.constant() instanceof Tensor t && Stores.large(v) == null) {
      boolean isOther = isTensor(other) && other.tensorType().dtype() == t.dtype();
      boolean isNumber = t.size() == 1 && isNumeric(t.dtype());
      int rank = other.tensorType().shape().rank();
      if (isOther && isNumber && (t.rank() == 0 || rank >= t.rank())) {
        return List.of(b.slot(numbers(node, t).getFirst(), "value"));
      }
      return tensor(b, node, t, "value");
    }
    return operand(b, node, index);
  }
}
