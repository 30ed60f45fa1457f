package sinter.frontend.language;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sinter.ir.Value;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.op.Conversion;
import sinter.ir.op.Elementwise;
import sinter.ir.op.Op;
import sinter.ir.op.Shaping;
import sinter.ir.op.Slicing;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Assumptions;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.DimStructure;
import sinter.ir.type.Shape;

/**
 * Turns integers into tensors. One with symbols is computed from the shapes of the model's inputs, once, outside every
 * loop and branch.
 */
final class Extents {
  private record Axis(Value input, int axis) {}

  private final Emitter emitter;
  private final Map<String, Axis> symbols = new HashMap<>();
  private final Map<Dim, Value> computed = new HashMap<>();

  Extents(Emitter emitter) {
    this.emitter = emitter;
  }

  /** Symbols that are extents of {@code input} can be computed from now on. */
  void learn(Value input) {
    if (!(input.tensorType().shape() instanceof Shape.Ranked(var dims))) {
      return;
    }
    for (int i = 0; i < dims.size(); i++) {
      var symbol = symbol(dims.get(i));
      if (symbol != null) {
        symbols.putIfAbsent(symbol, new Axis(input, i));
      }
    }
  }

  private static @Nullable String symbol(Dim d) {
    return DimStructure.of(d) instanceof DimStructure.Symbol(var name) ? name : null;
  }

  /** A vector of i64. */
  Value vector(Loc.Span at, List<Dim> dims) {
    if (dims.stream().allMatch(Dim::isConst)) {
      return emitter.constant(at, Tensor.vector(dims.stream().map(Dim::constant).toList()));
    }
    var parts = new ArrayList<@Nullable Value>();
    var run = new ArrayList<Long>();
    for (var d : dims) {
      if (d.isConst()) {
        run.add(d.constant());
        continue;
      }
      flush(at, run, parts);
      parts.add(single(at, d));
    }
    flush(at, run, parts);
    return parts.size() == 1 && parts.getFirst() instanceof Value only
        ? only
        : emitter.node(at, new Slicing.Concat(0), parts, 1).result(0);
  }

  private void flush(Loc.Span at, List<Long> run, List<@Nullable Value> parts) {
    if (!run.isEmpty()) {
      parts.add(emitter.constant(at, Tensor.vector(List.copyOf(run))));
      run.clear();
    }
  }

  /** A scalar of i64. */
  Value scalar(Loc.Span at, Dim d) {
    if (d.isConst()) {
      return emitter.constant(at, Tensor.scalar(d.constant()));
    }
    return emitter.emit(at, new Shaping.Squeeze(), single(at, d));
  }

  /** A vector of one i64, which holds {@code d}. */
  private Value single(Loc.Span at, Dim d) {
    var known = computed.get(d);
    if (known == null) {
      var made = new Value[1];
      emitter.within(emitter.model().main().body(), () -> made[0] = compute(at, d));
      known = made[0];
      computed.put(d, known);
    }
    return known;
  }

  private Value compute(Loc.Span at, Dim d) {
    return switch (DimStructure.of(d)) {
      case DimStructure.Unknown _ ->
          throw Mistake.of(Code.NOT_CONSTANT, at, "an extent here is not known at compile time");
      case DimStructure.Constant(long c) -> emitter.constant(at, Tensor.vector(List.of(c)));
      case DimStructure.Symbol(var name) -> extent(at, name);
      case DimStructure.Sum(var parts) -> folded(at, new Elementwise.Add(), parts);
      case DimStructure.Product(var parts) -> folded(at, new Elementwise.Mul(), parts);
      case DimStructure.Quotient(var a, var b) -> quotient(at, a, b);
      case DimStructure.Remainder(var a, var b) ->
          emitter.emit(at, new Elementwise.Mod(false), single(at, a), single(at, b));
      case DimStructure.Least(var parts) -> folded(at, new Elementwise.Min(), parts);
      case DimStructure.Greatest(var parts) -> folded(at, new Elementwise.Max(), parts);
    };
  }

  private Value extent(Loc.Span at, String symbol) {
    var from = symbols.get(symbol);
    if (from == null) {
      throw new InputError(
          Diagnostic.error(
                  Code.NOT_CONSTANT, at, symbol + " cannot be computed when the model runs")
              .with("no input has an extent that is just " + symbol));
    }
    return emitter.emit(at, new Shaping.Shape(from.axis(), from.axis() + 1L), from.input());
  }

  /** Division of integers rounds towards zero when a model runs, so what may be negative is rounded down first. */
  private Value quotient(Loc.Span at, Dim a, Dim b) {
    var dividend = single(at, a);
    var divisor = single(at, b);
    if (a.lowerBound(Assumptions.NONE) < 0 || b.lowerBound(Assumptions.NONE) < 0) {
      var rest = emitter.emit(at, new Elementwise.Mod(false), dividend, divisor);
      dividend = emitter.emit(at, new Elementwise.Sub(), dividend, rest);
    }
    return emitter.emit(at, new Elementwise.Div(), dividend, divisor);
  }

  private Value folded(Loc.Span at, Op op, List<Dim> parts) {
    var value = single(at, parts.getFirst());
    for (var p : parts.subList(1, parts.size())) {
      value = emitter.emit(at, op, value, single(at, p));
    }
    return value;
  }

  /** A scalar of {@code dtype} with the value of {@code d}. */
  Value scalar(Loc.Span at, Dim d, DType dtype) {
    if (d.isConst()) {
      return emitter.scalar(at, dtype, new Val.Int(d));
    }
    var whole = scalar(at, d);
    return dtype == DType.I64 ? whole : emitter.emit(at, new Conversion.Cast(dtype), whole);
  }
}
