package sinter.frontend.language;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.ast.Expr.BinaryOp;
import sinter.ir.diag.Code;
import sinter.ir.diag.Loc;
import sinter.ir.type.Dim;

/** Functions of compile-time values. Some have the names of ops, which are meant as soon as a tensor takes part. */
final class Builtins {
  static final Set<String> NAMES =
      Set.of(
          "len", "min", "max", "sum", "abs", "sqrt", "exp", "log", "sin", "cos", "tan", "floor",
          "ceil", "round", "range", "reverse", "zip", "int", "float", "string", "prod", "repeat");

  /** The least float above every integer of 64 bits. */
  private static final double BEYOND = 0x1p63;

  private Builtins() {}

  /** The result of {@code name(args)}; null when the function does not take them, so that an op may. */
  static @Nullable Val call(Loc.Span at, String name, List<Val> args) {
    return switch (name) {
      case "len" -> length(at, args);
      case "min" -> least(at, args, true);
      case "max" -> least(at, args, false);
      case "sum" -> total(at, args, BinaryOp.PLUS, Val.Int.of(0));
      case "prod" -> total(at, args, BinaryOp.TIMES, Val.Int.of(1));
      case "abs" -> absolute(args);
      case "sqrt" -> real(at, args, Math::sqrt);
      case "exp" -> real(at, args, Math::exp);
      case "log" -> real(at, args, Math::log);
      case "sin" -> real(at, args, Math::sin);
      case "cos" -> real(at, args, Math::cos);
      case "tan" -> real(at, args, Math::tan);
      case "floor" -> whole(at, name, args, Math::floor);
      case "ceil" -> whole(at, name, args, Math::ceil);
      case "round" -> whole(at, name, args, Math::rint);
      case "range" -> range(at, args);
      case "reverse" -> reversed(args);
      case "repeat" -> repeated(at, args);
      case "zip" -> zip(at, args);
      case "int" -> whole(at, name, args, d -> d < 0 ? Math.ceil(d) : Math.floor(d));
      case "float" -> real(at, args, d -> d);
      case "string" -> args.size() == 1 ? new Val.Text(args.getFirst().toString()) : null;
      default -> null;
    };
  }

  private static @Nullable Val length(Loc.Span at, List<Val> args) {
    if (args.size() != 1) {
      return null;
    }
    return switch (args.getFirst()) {
      case Val.ListOf(var elements) -> Val.Int.of(elements.size());
      case Val.Text(var text) -> Val.Int.of(text.length());
      case Val.Int _,
          Val.Wide _,
          Val.Real _,
          Val.Bool _,
          Val.ElementType _,
          Val.Tensor _,
          Val.None _,
          Val.Unknown _,
          Val.Callee _ ->
          throw Mistake.kind(at, "a list or a string", args.getFirst());
    };
  }

  private static List<Val> spread(List<Val> args) {
    return args.size() == 1 && args.getFirst() instanceof Val.ListOf(var elements)
        ? elements
        : args;
  }

  private static @Nullable Val least(Loc.Span at, List<Val> args, boolean isMin) {
    var all = spread(args);
    if (all.isEmpty() && !args.isEmpty()) {
      throw Mistake.of(Code.BAD_ARGUMENT, at, "%s of an empty list", isMin ? "min" : "max");
    }
    if (all.isEmpty()
        || !all.stream().allMatch(v -> v instanceof Val.Int || v instanceof Val.Real)) {
      return null;
    }
    var best = all.getFirst();
    for (var v : all.subList(1, all.size())) {
      if (best instanceof Val.Int(Dim a) && v instanceof Val.Int(Dim b)) {
        best = new Val.Int(isMin ? a.min(b) : a.max(b));
      } else if (StaticMath.bool(
          at, StaticMath.binary(at, isMin ? BinaryOp.LESS : BinaryOp.GREATER, v, best))) {
        best = v;
      }
    }
    return best;
  }

  private static @Nullable Val total(Loc.Span at, List<Val> args, BinaryOp op, Val start) {
    if (args.size() != 1
        || !(args.getFirst() instanceof Val.ListOf(var elements))
        || elements.stream().anyMatch(v -> v instanceof Val.Tensor)) {
      return null;
    }
    var sum = start;
    for (var v : elements) {
      sum = StaticMath.binary(at, op, sum, v);
    }
    return sum;
  }

  private static @Nullable Val absolute(List<Val> args) {
    return switch (args.size() == 1 ? args.getFirst() : new Val.None()) {
      case Val.Int(Dim d) -> new Val.Int(d.max(d.negate()));
      case Val.Real(double d) -> new Val.Real(Math.abs(d));
      case Val.Wide w -> w;
      case Val.Bool _,
          Val.Text _,
          Val.ListOf _,
          Val.ElementType _,
          Val.Tensor _,
          Val.None _,
          Val.Unknown _,
          Val.Callee _ ->
          null;
    };
  }

  private static @Nullable Val real(Loc.Span at, List<Val> args, DoubleUnaryOperator f) {
    if (args.size() == 1 && args.getFirst() instanceof Val.Int(Dim d) && !d.isConst()) {
      throw Mistake.symbolic(at, d);
    }
    return args.size() == 1 && StaticMath.real(args.getFirst()) instanceof Double d
        ? new Val.Real(f.applyAsDouble(d))
        : null;
  }

  private static @Nullable Val whole(
      Loc.Span at, String name, List<Val> args, DoubleUnaryOperator f) {
    if (args.size() != 1) {
      return null;
    }
    return switch (args.getFirst()) {
      case Val.Int i -> i;
      case Val.Bool(boolean b) -> Val.Int.of(b ? 1 : 0);
      case Val.Real(double d) -> {
        double result = f.applyAsDouble(d);
        if (!(result >= -BEYOND && result < BEYOND)) {
          throw Mistake.of(
              Code.BAD_ARGUMENT, at, "%s(%s) is no integer that fits into 64 bits", name, d);
        }
        yield Val.Int.of((long) result);
      }
      case Val.Wide w -> w;
      case Val.Text _,
          Val.ListOf _,
          Val.ElementType _,
          Val.Tensor _,
          Val.None _,
          Val.Unknown _,
          Val.Callee _ ->
          null;
    };
  }

  private static @Nullable Val reversed(List<Val> args) {
    if (args.size() != 1 || !(args.getFirst() instanceof Val.ListOf(var elements))) {
      return null;
    }
    var all = new ArrayList<>(elements);
    Collections.reverse(all);
    return new Val.ListOf(all);
  }

  private static @Nullable Val range(Loc.Span at, List<Val> args) {
    if (args.isEmpty()
        || args.size() > 3
        || !args.stream().allMatch(v -> v instanceof Val.Int(Dim d) && d.isConst())) {
      return null;
    }
    long start = args.size() == 1 ? 0 : StaticMath.integer(at, args.get(0), "a bound");
    long stop = StaticMath.integer(at, args.get(args.size() == 1 ? 0 : 1), "a bound");
    long step = args.size() < 3 ? 1 : StaticMath.integer(at, args.get(2), "a step");
    return counted(at, start, stop, step);
  }

  /** start, start + step, … up to but not including stop. */
  static Val.ListOf counted(Loc.Span at, long start, long stop, long step) {
    if (step == 0) {
      throw Mistake.of(Code.BAD_ARGUMENT, at, "a range with step 0");
    }
    StaticMath.checkLength(at, Math.max(0, Math.subtractExact(stop, start) / step));
    var all = new ArrayList<Val>();
    for (long i = start; step > 0 ? i < stop : i > stop; i = Math.addExact(i, step)) {
      all.add(Val.Int.of(i));
    }
    return new Val.ListOf(all);
  }

  /** The first argument when it is a list of as many elements as the second says, else that many copies of it. */
  private static @Nullable Val repeated(Loc.Span at, List<Val> args) {
    if (args.size() != 2) {
      return null;
    }
    long count = StaticMath.integer(at, args.get(1), "the number of copies");
    if (args.getFirst() instanceof Val.ListOf(var elements)) {
      if (elements.size() != count) {
        throw Mistake.of(
            Code.BAD_ARGUMENT,
            at,
            "a list of %s where %d are needed",
            Mistake.counted(elements.size(), "element"),
            count);
      }
      return args.getFirst();
    }
    StaticMath.checkLength(at, count);
    return new Val.ListOf(Collections.nCopies((int) Math.max(0, count), args.getFirst()));
  }

  private static @Nullable Val zip(Loc.Span at, List<Val> args) {
    if (args.isEmpty() || !args.stream().allMatch(v -> v instanceof Val.ListOf)) {
      return null;
    }
    var lists = args.stream().map(v -> StaticMath.list(at, v)).toList();
    int length = lists.stream().mapToInt(List::size).min().orElse(0);
    var all = new ArrayList<Val>();
    for (int i = 0; i < length; i++) {
      int index = i;
      all.add(new Val.ListOf(lists.stream().map(l -> l.get(index)).toList()));
    }
    return new Val.ListOf(all);
  }
}
