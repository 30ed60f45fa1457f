package sinter.frontend.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.ast.Statement;
import sinter.ir.Value;
import sinter.ir.diag.Code;
import sinter.ir.diag.Loc;
import sinter.ir.op.Attr;
import sinter.ir.op.AttrValue;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type.TensorType;

/** Functions that make tensors: constants where their extents are known at compile time, else ops. */
final class Constants {
  static final Set<String> NAMES =
      Set.of("tensor", "zeros", "ones", "full", "arange", "eye", "foreign", "stored");

  private Constants() {}

  static Val call(Loc.Span at, String name, List<OpCalls.Arg> args, Lowering to) {
    if (name.equals("foreign")) {
      return to.ops.foreign(at, args);
    }
    var names =
        switch (name) {
          case "tensor" -> List.of("value", "dtype");
          case "full" -> List.of("shape", "value", "dtype");
          case "arange", "eye" -> List.of("count", "dtype");
          default -> List.of("shape", "dtype");
        };
    var values = sorted(name, names, args);
    var dtype = dtype(at, values.getLast());
    var first = values.getFirst();
    if (first == null) {
      throw Mistake.of(Code.BAD_ARGUMENT, at, "%s needs its %s", name, names.getFirst());
    }
    return new Val.Tensor(
        switch (name) {
          case "tensor" ->
              first instanceof Val.Tensor(var t)
                  ? cast(at, t, dtype, to)
                  : to.emitter.constant(at, Tensors.literal(at, first, dtype));
          case "zeros" -> filled(at, first, Val.Int.of(0), orFloat(dtype), to);
          case "ones" -> filled(at, first, Val.Int.of(1), orFloat(dtype), to);
          case "full" -> {
            var value = values.get(1);
            if (value == null) {
              throw Mistake.of(Code.BAD_ARGUMENT, at, "full needs its value");
            }
            yield value instanceof Val.Tensor(var t)
                ? expanded(at, first, cast(at, t, dtype, to), to)
                : filled(at, first, value, dtype == null ? natural(value) : dtype, to);
          }
          case "arange" -> counted(at, first, dtype == null ? DType.I64 : dtype, to);
          default -> identity(at, first, orFloat(dtype), to);
        });
  }

  /** {@code stored([64, 3], f32)}: a parameter that is an expression, whose contents a file of weights gives. */
  static Val stored(
      Loc.Span at, List<OpCalls.Arg> args, Frame frame, @Nullable String segment, Lowering to) {
    var values = sorted("stored", List.of("shape", "dtype"), args);
    var shape = values.getFirst();
    if (shape == null) {
      throw Mistake.of(Code.BAD_ARGUMENT, at, "stored needs its shape");
    }
    var dims = extents(at, shape);
    var dtype = orFloat(dtype(at, values.getLast()));
    var storage = dtype.isFloat() ? Statement.Storage.PARAM : Statement.Storage.BUFFER;
    return new Val.Tensor(
        to.parameters.declare(
            at,
            Lowering.origin(at, frame),
            frame.fresh(segment == null ? "stored" : segment),
            new TensorType(dtype, Shape.of(dims)),
            storage,
            null));
  }

  private static Value cast(Loc.Span at, Value t, @Nullable DType dtype, Lowering to) {
    return dtype == null || t.tensorType().dtype() == dtype
        ? t
        : to.ops.emit(at, "cast", List.of(t), new Attr("to", new AttrValue.Int(dtype.onnx())));
  }

  private static List<@Nullable Val> sorted(
      String function, List<String> names, List<OpCalls.Arg> args) {
    var out = new ArrayList<@Nullable Val>();
    names.forEach(_ -> out.add(null));
    int place = 0;
    for (var a : args) {
      int index = a.name() == null ? place++ : names.indexOf(a.name());
      if (index < 0 || index >= names.size() || out.get(index) != null) {
        throw Mistake.of(
            Code.BAD_ARGUMENT, a.at(), "%s takes %s", function, String.join(", ", names));
      }
      out.set(index, a.value());
    }
    return out;
  }

  private static @Nullable DType dtype(Loc.Span at, @Nullable Val v) {
    return switch (v) {
      case null -> null;
      case Val.ElementType(DType d) -> d;
      case Val.Int _,
          Val.Wide _,
          Val.Real _,
          Val.Bool _,
          Val.Text _,
          Val.ListOf _,
          Val.Tensor _,
          Val.None _,
          Val.Unknown _,
          Val.Callee _ ->
          throw Mistake.kind(at, "a dtype", v);
    };
  }

  private static DType orFloat(@Nullable DType dtype) {
    return dtype == null ? DType.F32 : dtype;
  }

  /** The element type of a value for which none is asked. */
  private static DType natural(Val value) {
    return switch (value) {
      case Val.Int _ -> DType.I64;
      case Val.Wide _ -> DType.U64;
      case Val.Bool _ -> DType.BOOL;
      case Val.Text _ -> DType.STRING;
      case Val.Real _,
          Val.ListOf _,
          Val.ElementType _,
          Val.Tensor _,
          Val.None _,
          Val.Unknown _,
          Val.Callee _ ->
          DType.F32;
    };
  }

  private static Value filled(Loc.Span at, Val shape, Val value, DType dtype, Lowering to) {
    if (value instanceof Val.Text) {
      Tensors.checkText(at, dtype);
    }
    var number =
        value instanceof Val.Bool(boolean b) && dtype != DType.BOOL ? Val.Int.of(b ? 1 : 0) : value;
    var dims = extents(at, shape);
    if (dims.stream().allMatch(d -> d.isConst() && d.constant() >= 0)
        && StaticMath.real(number) != null) {
      return to.emitter.constant(
          at, Tensors.filled(at, number, dtype, dims.stream().map(Dim::constant).toList()));
    }
    return expanded(at, shape, to.tensors.tensor(at, number, dtype), to);
  }

  private static Value expanded(Loc.Span at, Val shape, Value value, Lowering to) {
    return to.ops.emit(at, "expand", List.of(value, to.extents.vector(at, extents(at, shape))));
  }

  private static List<Dim> extents(Loc.Span at, Val shape) {
    var list = shape instanceof Val.ListOf(var elements) ? elements : List.of(shape);
    return list.stream().map(v -> StaticMath.dim(at, v)).toList();
  }

  private static Value counted(Loc.Span at, Val count, DType dtype, Lowering to) {
    var n = StaticMath.dim(at, count);
    if (n.isConst()) {
      StaticMath.checkLength(at, n.constant());
      var values = new ArrayList<Val>();
      for (long i = 0; i < n.constant(); i++) {
        values.add(Val.Int.of(i));
      }
      return to.emitter.constant(at, Tensors.literal(at, new Val.ListOf(values), dtype));
    }
    var range =
        to.ops.emit(
            at,
            "range",
            List.of(
                to.extents.scalar(at, Dim.ZERO),
                to.extents.scalar(at, n),
                to.extents.scalar(at, Dim.ONE)));
    return dtype == DType.I64
        ? range
        : to.ops.emit(at, "cast", List.of(range), new Attr("to", new AttrValue.Int(dtype.onnx())));
  }

  private static Value identity(Loc.Span at, Val count, DType dtype, Lowering to) {
    long n = StaticMath.integer(at, count, "the size of eye");
    if (n < 0) {
      throw Mistake.of(Code.BAD_ARGUMENT, at, "a matrix of size %d", n);
    }
    StaticMath.checkLength(at, n > Integer.MAX_VALUE ? n : n * n);
    var values = new double[(int) (n * n)];
    for (int i = 0; i < n; i++) {
      values[(int) (i * n + i)] = 1;
    }
    return to.emitter.constant(at, Tensor.ofDoubles(dtype, List.of(n, n), values));
  }
}
