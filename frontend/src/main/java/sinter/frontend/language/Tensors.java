package sinter.frontend.language;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sinter.ir.Value;
import sinter.ir.diag.Code;
import sinter.ir.diag.Loc;
import sinter.ir.op.ElementTypes;
import sinter.ir.op.OpCatalog;
import sinter.ir.op.Schema;
import sinter.ir.tensor.Bytes;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Assumptions;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type.TensorType;

/** Makes tensors of numbers and lists, in the element type and form that their place asks for. */
final class Tensors {
  private static final long MOST_ELEMENTS = 1L << 40;

  private final Emitter emitter;
  private final Extents extents;

  Tensors(Emitter emitter, Extents extents) {
    this.emitter = emitter;
    this.extents = extents;
  }

  /** The value as a tensor; numbers take {@code dtype}, or f32 and i64 where it is null. */
  Value tensor(Loc.Span at, Val v, @Nullable DType dtype) {
    return switch (v) {
      case Val.Tensor(var t) -> t;
      case Val.Int(Dim d) -> extents.scalar(at, d, dtype == null ? DType.I64 : dtype);
      case Val.Wide w -> emitter.scalar(at, dtype == null ? DType.U64 : dtype, w);
      case Val.Real r -> emitter.scalar(at, dtype == null ? DType.F32 : dtype, r);
      case Val.Bool(boolean b) ->
          emitter.constant(at, Tensor.ofLongs(DType.BOOL, List.of(), b ? 1 : 0));
      case Val.Text(var text) -> emitter.constant(at, strings(List.of(), List.of(text)));
      case Val.ListOf(var elements) -> list(at, elements, dtype);
      case Val.ElementType _, Val.None _, Val.Callee _, Val.Unknown _ ->
          throw Mistake.kind(at, "a tensor", v);
    };
  }

  private Value list(Loc.Span at, List<Val> elements, @Nullable DType dtype) {
    boolean isInts = !elements.isEmpty() && elements.stream().allMatch(e -> e instanceof Val.Int);
    if (isInts && (dtype == null || dtype == DType.I64)) {
      return extents.vector(at, elements.stream().map(e -> StaticMath.dim(at, e)).toList());
    }
    return emitter.constant(at, literal(at, new Val.ListOf(elements), dtype));
  }

  /** A constant tensor of nested lists of numbers; {@code dtype} null for f32, or i64 for integers alone. */
  static Tensor literal(Loc.Span at, Val v, @Nullable DType dtype) {
    var dims = new ArrayList<Long>();
    for (var inner = v; inner instanceof Val.ListOf(var elements); inner = elements.getFirst()) {
      dims.add((long) elements.size());
      if (elements.isEmpty()) {
        break;
      }
    }
    long size = 1;
    for (long d : dims) {
      size = Math.multiplyExact(size, d);
    }
    StaticMath.checkLength(at, size);
    var flat = new ArrayList<Val>();
    flatten(at, v, dims, 0, flat);
    if (!flat.isEmpty() && flat.stream().allMatch(e -> e instanceof Val.Text)) {
      checkText(at, dtype);
      return strings(dims, flat.stream().map(Val::toString).toList());
    }
    boolean isBool = !flat.isEmpty() && flat.stream().allMatch(e -> e instanceof Val.Bool);
    boolean isWhole = flat.stream().allMatch(e -> e instanceof Val.Int || e instanceof Val.Wide);
    boolean isWide = flat.stream().anyMatch(Val.Wide.class::isInstance);
    var type =
        dtype != null
            ? dtype
            : isBool
                ? DType.BOOL
                : !isWhole || flat.isEmpty() ? DType.F32 : isWide ? DType.U64 : DType.I64;
    if (type.isFloat()) {
      var numbers = flat.stream().mapToDouble(e -> number(at, e)).toArray();
      var values = Tensor.ofDoubles(type, dims, numbers);
      if (firstLost(values, numbers) instanceof Integer lost) {
        Emitter.checkRange(at, type, numbers[lost]);
      }
      return values;
    }
    if (!type.isInteger() && type != DType.BOOL) {
      throw Mistake.of(Code.DTYPE_MISMATCH, at, "a list of numbers cannot be %s", type);
    }
    return Tensor.ofLongs(type, dims, flat.stream().mapToLong(e -> whole(at, e, type)).toArray());
  }

  /** Refuses texts where {@code dtype} asks for others. */
  static void checkText(Loc.Span at, @Nullable DType dtype) {
    if (dtype != null && dtype != DType.STRING) {
      throw Mistake.of(Code.DTYPE_MISMATCH, at, "a text cannot be %s", dtype);
    }
  }

  /** The first finite number that is none any more; null when there is no such. */
  private static @Nullable Integer firstLost(Tensor values, double[] numbers) {
    for (int i = 0; i < numbers.length; i++) {
      if (Double.isFinite(numbers[i]) && !Double.isFinite(values.doubleAt(i))) {
        return i;
      }
    }
    return null;
  }

  private static Tensor strings(List<Long> dims, List<String> texts) {
    return new Tensor.Strings(
        new TensorType(DType.STRING, Shape.ofLongs(dims)),
        texts.stream().map(Bytes::utf8).toList());
  }

  private static void flatten(Loc.Span at, Val v, List<Long> dims, int depth, List<Val> into) {
    if (depth == dims.size()) {
      if (v instanceof Val.ListOf) {
        throw Mistake.of(Code.BAD_ARGUMENT, at, "lists of different depth in a tensor");
      }
      into.add(v);
      return;
    }
    if (!(v instanceof Val.ListOf(var elements)) || elements.size() != dims.get(depth)) {
      throw Mistake.of(Code.BAD_ARGUMENT, at, "rows of different length in a tensor");
    }
    elements.forEach(e -> flatten(at, e, dims, depth + 1, into));
  }

  private static double number(Loc.Span at, Val v) {
    return v instanceof Val.Bool(boolean b)
        ? b ? 1 : 0
        : Objects.requireNonNullElseGet(StaticMath.real(v), () -> fail(at, v));
  }

  private static Double fail(Loc.Span at, Val v) {
    if (v instanceof Val.Tensor) {
      throw Mistake.of(
          Code.BAD_ARGUMENT,
          at,
          "a list of tensors is no tensor: several results are taken apart first, as in"
              + " 'a, b = f(x)', and concat joins tensors");
    }
    throw v instanceof Val.Int
        ? Mistake.notConstant(at, "an element of this tensor", v.kind())
        : Mistake.kind(at, "a number", v);
  }

  private static long whole(Loc.Span at, Val v, DType type) {
    double number = number(at, v);
    return Emitter.integer(at, type, v instanceof Val.Bool ? new Val.Real(number) : v);
  }

  /** The operands of a call of {@code entry}; those of an open last slot may come in lists. */
  List<@Nullable Value> operands(
      Loc.Span at,
      OpCatalog.Entry entry,
      Schema schema,
      List<OpCalls.@Nullable Arg> slots,
      List<OpCalls.Arg> rest) {
    var spread = new ArrayList<OpCalls.Arg>();
    for (var arg : rest) {
      if (arg.value() instanceof Val.ListOf(var elements)) {
        elements.forEach(e -> spread.add(new OpCalls.Arg(arg.at(), null, e)));
      } else {
        spread.add(arg);
      }
    }
    var inputs = schema.inputs();
    var all = new ArrayList<OpCalls.@Nullable Arg>(slots);
    all.addAll(spread);
    var out = new ArrayList<@Nullable Value>();
    for (int i = 0; i < all.size(); i++) {
      var slot = inputs.get(Math.min(i, inputs.size() - 1));
      var arg = all.get(i);
      if (arg == null || arg.value() instanceof Val.None) {
        if (slot.arity() == Schema.Arity.ONE) {
          throw missing(at, entry, schema, slot);
        }
        out.add(null);
      } else {
        out.add(operand(arg, entry, schema, i, all));
      }
    }
    for (int i = all.size(); i < inputs.size(); i++) {
      if (inputs.get(i).arity() == Schema.Arity.ONE) {
        throw missing(at, entry, schema, inputs.get(i));
      }
    }
    while (!out.isEmpty() && out.getLast() == null) {
      out.removeLast();
    }
    return out;
  }

  private static RuntimeException missing(
      Loc.Span at, OpCatalog.Entry entry, Schema schema, Schema.Slot slot) {
    return Mistake.of(
        Code.BAD_ARGUMENT, at, "%s needs %s", OpCalls.signature(entry, schema), slot.name());
  }

  private Value operand(
      OpCalls.Arg arg,
      OpCatalog.Entry entry,
      Schema schema,
      int index,
      List<OpCalls.@Nullable Arg> all) {
    var slot = schema.inputs().get(Math.min(index, schema.inputs().size() - 1));
    var v = arg.value();
    var at = arg.at();
    if (v instanceof Val.Tensor(var t)) {
      return t;
    }
    if (entry.name().equals("reshape") && index == 1 && v instanceof Val.ListOf(var elements)) {
      return target(at, all.getFirst(), elements.stream().map(e -> StaticMath.dim(at, e)).toList());
    }
    var dtype = adopted(entry, schema, all, index, v);
    if (Vocabulary.isVector(slot.name()) && dtype != DType.I32) {
      return vector(at, v instanceof Val.ListOf(var elements) ? elements : List.of(v));
    }
    return tensor(at, v, dtype);
  }

  /** The only element type that the operator takes there, else what follows from the other operands. */
  private static @Nullable DType adopted(
      OpCatalog.Entry entry, Schema schema, List<OpCalls.@Nullable Arg> all, int index, Val v) {
    var taken = schema.onnx() == null ? null : ElementTypes.of(schema.onnx(), index);
    return taken != null && taken.size() == 1
        ? taken.iterator().next()
        : new Adopted(entry, schema, all).of(index, v);
  }

  /** A vector of the integers in {@code list}, each as it is. */
  Value vector(Loc.Span at, List<Val> list) {
    return extents.vector(at, list.stream().map(e -> StaticMath.dim(at, e)).toList());
  }

  /** Refuses a tensor that no file can hold. */
  static void checkSize(Loc.Span at, List<Long> dims) {
    double size = 1;
    for (long d : dims) {
      size *= d;
    }
    if (size > MOST_ELEMENTS) {
      throw Mistake.of(
          Code.TOO_LARGE, at, "a tensor %s; %d elements are the most", dims, MOST_ELEMENTS);
    }
  }

  /** One number in every place; it must be one that {@code dtype} can hold. */
  static Tensor filled(Loc.Span at, Val value, DType dtype, List<Long> dims) {
    checkSize(at, dims);
    double number = number(at, value);
    if (dtype.isFloat()) {
      Emitter.checkRange(at, dtype, number);
      return Tensor.splat(dtype, dims, number);
    }
    long exact = whole(at, value, dtype);
    if (Math.abs(number) > 1L << 53) {
      long size = Shape.ofLongs(dims).elements().constant();
      StaticMath.checkLength(at, size);
      var values = new long[(int) size];
      Arrays.fill(values, exact);
      return Tensor.ofLongs(dtype, dims, values);
    }
    return Tensor.splat(dtype, dims, number);
  }

  /**
   * The shape operand of a reshape. An extent that stays in its place is written 0, the only other one with symbols -1,
   * so that a model needs no arithmetic for what follows from its operand; the rest is computed. What remains beside an
   * extent that is 0 cannot be inferred, so -1 stands beside a copied one only where that is never 0.
   */
  private Value target(Loc.Span at, OpCalls.@Nullable Arg from, List<Dim> dims) {
    if (dims.stream().allMatch(Dim::isConst)
        || from == null
        || !(from.value() instanceof Val.Tensor(var x))
        || !(x.tensorType().shape() instanceof Shape.Ranked(var old))) {
      return extents.vector(at, dims);
    }
    var plain = new ArrayList<Dim>();
    int open = 0;
    boolean mayBeEmpty = false;
    for (int i = 0; i < dims.size(); i++) {
      var d = dims.get(i);
      if (d.isConst()) {
        plain.add(d);
      } else if (i < old.size() && Dim.same(d, old.get(i))) {
        plain.add(Dim.ZERO);
        mayBeEmpty |= d.lowerBound(Assumptions.NONE) < 1;
      } else {
        open++;
        plain.add(Dim.of(-1));
      }
    }
    boolean isExact = Dim.same(Shape.of(dims).elements(), Shape.of(old).elements());
    boolean hasOpen = plain.stream().filter(d -> d.isConst(-1)).count() == open;
    boolean isInferable = open == 0 || (open == 1 && !mayBeEmpty);
    return isInferable && hasOpen && isExact && dims.stream().noneMatch(d -> d.isConst(0))
        ? extents.vector(at, plain)
        : extents.vector(at, dims);
  }
}
