package sinter.frontend.language;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.ast.Expr;
import sinter.frontend.language.ast.Expr.BinaryOp;
import sinter.frontend.language.ast.Expr.UnaryOp;
import sinter.frontend.language.ast.Subscript;
import sinter.ir.diag.Code;
import sinter.ir.diag.Loc;
import sinter.ir.type.DType;
import sinter.ir.type.Shape;

/** Evaluates expressions. */
final class Expressions {
  private final Lowering to;
  private @Nullable Frame current;

  Expressions(Lowering to) {
    this.to = to;
  }

  /** An expression inside a type, in the frame whose statement is running. */
  Val extent(Expr e, Scope scope) {
    if (current == null) {
      throw Mistake.of(Code.NOT_CONSTANT, e.at(), "no expression can stand here");
    }
    return eval(e, current, scope);
  }

  /** The variable, or the constant of the running statement's file, of that name; null when there is none. */
  @Nullable Val known(String name, Scope scope) {
    var variable = scope.get(name);
    return variable != null || current == null ? variable : to.calls.constant(name, current);
  }

  /** Runs {@code action}, whose types may hold expressions of {@code frame}. */
  <T> T within(Frame frame, Supplier<T> action) {
    var before = current;
    current = frame;
    try {
      return action.get();
    } finally {
      current = before;
    }
  }

  Val eval(Expr e, Frame frame, Scope scope) {
    return eval(e, frame, scope, null, 1);
  }

  /**
   * The value of {@code e}.
   *
   * @param label name for what a call makes: the variable it is assigned to; null without
   * @param wanted how many results a call is assigned to
   */
  Val eval(Expr e, Frame frame, Scope scope, @Nullable String label, int wanted) {
    var value = value(e, frame, scope, label, wanted);
    if (value instanceof Val.ListOf(var elements)) {
      StaticMath.checkSize(e.at(), Elements.of(elements));
    }
    if (!(e instanceof Expr.Name)) {
      to.work(e.at(), frame, value);
    }
    return value;
  }

  private Val value(Expr e, Frame frame, Scope scope, @Nullable String label, int wanted) {
    return switch (e) {
      case Expr.Int(_, var value) ->
          value.bitLength() < 64 ? Val.Int.of(value.longValue()) : new Val.Wide(value);
      case Expr.Real(var at, double value) -> {
        if (Double.isInfinite(value)) {
          throw Mistake.of(Code.BAD_ARGUMENT, at, "a float has at most 64 bits");
        }
        yield new Val.Real(value);
      }
      case Expr.Bool(_, boolean value) -> new Val.Bool(value);
      case Expr.None _ -> new Val.None();
      case Expr.Text t -> new Val.Text(text(t, frame, scope));
      case Expr.Name n -> name(n, frame, scope);
      case Expr.ListOf(_, var elements) ->
          new Val.ListOf(elements.stream().map(x -> eval(x, frame, scope)).toList());
      case Expr.Comprehension c -> comprehension(c, frame, scope);
      case Expr.Range(var at, var start, var stop) ->
          Builtins.counted(
              at,
              StaticMath.integer(start.at(), eval(start, frame, scope), "a bound"),
              StaticMath.integer(stop.at(), eval(stop, frame, scope), "a bound"),
              1);
      case Expr.Unary(var at, var op, var operand) -> unary(at, op, eval(operand, frame, scope));
      case Expr.Binary b -> binary(b, frame, scope);
      case Expr.Choice(_, var condition, var then, var otherwise) ->
          choice(condition, then, otherwise, frame, scope);
      case Expr.Call c -> to.calls.call(c, frame, scope, label, wanted);
      case Expr.Index i -> index(i, frame, scope);
      case Expr.Member m -> member(m, frame, scope);
      case Expr.Lambda l -> {
        var seen = scope.copy();
        to.steps(l.at(), frame, seen.own().size());
        yield new Val.Lambda(l, frame, seen);
      }
    };
  }

  String text(Expr.Text t, Frame frame, Scope scope) {
    var out = new StringBuilder();
    for (var p : t.parts()) {
      out.append(p.characters());
      if (p.value() instanceof Expr e) {
        var v = eval(e, frame, scope);
        if (v.isUnknown()) {
          throw new Abandoned();
        }
        if (v instanceof Val.Tensor) {
          throw Mistake.notConstant(e.at(), "an expression in a string", v.kind());
        }
        out.append(v);
        StaticMath.checkText(t.at(), out.length());
      }
    }
    return out.toString();
  }

  private Val name(Expr.Name n, Frame frame, Scope scope) {
    if (scope.get(n.name()) instanceof Val v) {
      Lost.check(n.at(), n.name(), scope);
      return v;
    }
    if (DType.of(n.name()) instanceof DType d) {
      return new Val.ElementType(d);
    }
    if (to.calls.find(n.at(), n.name(), frame) instanceof Val v) {
      return v;
    }
    var names = new ArrayList<>(scope.names());
    names.addAll(frame.unit().names());
    throw Mistake.unknown(Code.UNRESOLVED_NAME, n.at(), "variable or block", n.name(), names);
  }

  private Val choice(Expr condition, Expr then, Expr otherwise, Frame frame, Scope scope) {
    var c = eval(condition, frame, scope);
    if (c.isUnknown()) {
      return new Val.Unknown();
    }
    if (c instanceof Val.Tensor) {
      throw Mistake.notConstant(
          condition.at(),
          "the condition of '?'",
          c.kind() + "; where(c, a, b) chooses per element");
    }
    return eval(StaticMath.bool(condition.at(), c) ? then : otherwise, frame, scope);
  }

  private Val comprehension(Expr.Comprehension c, Frame frame, Scope scope) {
    var out = new ArrayList<Val>();
    var sequence = eval(c.sequence(), frame, scope);
    if (sequence.isUnknown()) {
      return new Val.Unknown();
    }
    int i = 0;
    for (var v : StaticMath.list(c.sequence().at(), sequence)) {
      to.step(c.at(), frame);
      var inner = new Scope(scope);
      bind(c.at(), c.names(), i++, v, inner);
      if (c.condition() == null
          || StaticMath.bool(c.condition().at(), eval(c.condition(), frame, inner))) {
        out.add(eval(c.element(), frame, inner));
      }
    }
    return new Val.ListOf(out);
  }

  /** Sets the variables of a loop: the element, or its number and the element. */
  static void bind(Loc.Span at, List<String> names, int index, Val element, Scope scope) {
    if (names.size() > 1) {
      scope.set(names.getFirst(), Val.Int.of(index));
    }
    scope.set(names.getLast(), element);
  }

  private Val unary(Loc.Span at, UnaryOp op, Val v) {
    if (v.isUnknown()) {
      return v;
    }
    return switch (op) {
      case NEGATE ->
          v instanceof Val.Tensor(var t) ? to.math.negate(at, t) : StaticMath.negate(at, v);
      case NOT ->
          v instanceof Val.Tensor(var t)
              ? to.math.not(at, t)
              : new Val.Bool(!StaticMath.bool(at, v));
    };
  }

  private Val binary(Expr.Binary b, Frame frame, Scope scope) {
    boolean isLogic = b.op() == BinaryOp.AND || b.op() == BinaryOp.OR;
    var left = eval(b.left(), frame, scope);
    if (isLogic) {
      checkTruth(b.left(), left);
    }
    boolean isDecided =
        left instanceof Val.Bool(boolean known) && isLogic && known == (b.op() == BinaryOp.OR);
    if (isDecided) {
      return left;
    }
    var right = eval(b.right(), frame, scope);
    if (isLogic) {
      checkTruth(b.right(), right);
      if (left instanceof Val.Bool) {
        return truths(b.right(), right);
      }
    }
    if (left.isUnknown() || right.isUnknown()) {
      return new Val.Unknown();
    }
    boolean isEquality = b.op() == BinaryOp.EQUAL || b.op() == BinaryOp.UNEQUAL;
    boolean isAbsence = left instanceof Val.None || right instanceof Val.None;
    if (isEquality && isAbsence) {
      return new Val.Bool(
          (left instanceof Val.None && right instanceof Val.None) == (b.op() == BinaryOp.EQUAL));
    }
    if (isEquality) {
      to.work(b.at(), frame, left);
    }
    boolean isTensor = left instanceof Val.Tensor || right instanceof Val.Tensor;
    return isTensor
        ? to.math.binary(b.at(), b.op(), left, right)
        : StaticMath.binary(b.at(), b.op(), left, right);
  }

  /** An operand of {@code and} or {@code or} is a bool, or a tensor, which the op checks. */
  private static void checkTruth(Expr e, Val v) {
    if (!(v instanceof Val.Tensor) && !v.isUnknown()) {
      StaticMath.bool(e.at(), v);
    }
  }

  /** {@code v}, whose elements are bool where it is a tensor. */
  private static Val truths(Expr e, Val v) {
    if (v instanceof Val.Tensor(var t)
        && t.tensorType().dtype() instanceof DType d
        && d != DType.BOOL) {
      throw Mistake.of(Code.DTYPE_MISMATCH, e.at(), "%s where bool is expected", t.type());
    }
    return v;
  }

  private Val index(Expr.Index i, Frame frame, Scope scope) {
    var base = eval(i.base(), frame, scope);
    var places = i.subscripts().stream().map(s -> place(s, frame, scope)).toList();
    return switch (base) {
      case Val.Unknown u -> u;
      case Val.Tensor(var t) -> to.indexing.index(i.at(), t, places);
      case Val.ListOf(var list) -> Indexing.index(i.at(), list, places);
      case Val.Int _,
          Val.Wide _,
          Val.Real _,
          Val.Bool _,
          Val.Text _,
          Val.ElementType _,
          Val.None _,
          Val.Callee _ ->
          throw Mistake.kind(i.base().at(), "a tensor or a list", base);
    };
  }

  private Indexing.Place place(Subscript s, Frame frame, Scope scope) {
    return switch (s) {
      case Subscript.At(var at, var index) -> new Indexing.Place.At(at, eval(index, frame, scope));
      case Subscript.Span(_, var start, var stop, var step) ->
          new Indexing.Place.Span(
              optional(start, frame, scope),
              optional(stop, frame, scope),
              optional(step, frame, scope));
      case Subscript.Rest _ -> new Indexing.Place.Rest();
      case Subscript.NewAxis _ -> new Indexing.Place.NewAxis();
    };
  }

  private @Nullable Val optional(@Nullable Expr e, Frame frame, Scope scope) {
    return e == null ? null : eval(e, frame, scope);
  }

  private Val member(Expr.Member m, Frame frame, Scope scope) {
    if (m.base() instanceof Expr.Name(_, var space)
        && space.equals("op")
        && scope.get(space) == null) {
      return to.calls.op(m.at(), m.name());
    }
    var base = eval(m.base(), frame, scope);
    if (base.isUnknown()) {
      return base;
    }
    if (!(base instanceof Val.Tensor(var t))) {
      throw Mistake.kind(m.base().at(), "a tensor", base);
    }
    var type = t.tensorType();
    return switch (m.name()) {
      case "shape" -> {
        if (!(type.shape() instanceof Shape.Ranked(var dims))) {
          throw Mistake.notConstant(m.at(), "the rank of this tensor", type);
        }
        yield new Val.ListOf(dims.stream().map(d -> (Val) new Val.Int(d)).toList());
      }
      case "rank" -> {
        if (type.shape().rank() < 0) {
          throw Mistake.notConstant(m.at(), "the rank of this tensor", type);
        }
        yield Val.Int.of(type.shape().rank());
      }
      case "dtype" -> {
        if (type.dtype() == null) {
          throw Mistake.notConstant(m.at(), "the element type of this tensor", type);
        }
        yield new Val.ElementType(type.dtype());
      }
      default ->
          throw Mistake.unknown(
              Code.UNKNOWN_NAME, m.at(), "property", m.name(), List.of("shape", "rank", "dtype"));
    };
  }
}
