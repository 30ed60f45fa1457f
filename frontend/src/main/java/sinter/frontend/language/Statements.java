package sinter.frontend.language;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.ast.Expr;
import sinter.frontend.language.ast.Statement;
import sinter.frontend.language.ast.Target;
import sinter.frontend.language.weights.Initializer;
import sinter.ir.Block;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Suggest;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;

/**
 * Runs the statements of blocks. A mistake ends its statement only: what it would have assigned is unknown from then on,
 * and what depends on it says nothing more.
 */
final class Statements {
  private final Lowering to;

  Statements(Lowering to) {
    this.to = to;
  }

  void run(List<Statement> body, Frame frame, Scope scope) {
    for (var s : body) {
      if (frame.returned() != null) {
        return;
      }
      to.step(s.at(), frame);
      try {
        to.expressions.within(
            frame,
            () -> {
              step(s, frame, scope);
              return true;
            });
      } catch (InputError e) {
        to.report(e, frame);
        abandon(s, frame, scope);
      } catch (ArithmeticException e) {
        to.report(
            Mistake.of(Code.BAD_ARGUMENT, s.at(), "numbers here do not fit into 64 bits"), frame);
        abandon(s, frame, scope);
      } catch (Abandoned e) {
        abandon(s, frame, scope);
      }
    }
  }

  private static void abandon(Statement s, Frame frame, Scope scope) {
    Assigned.by(s).forEach(name -> scope.set(name, new Val.Unknown()));
    if (s instanceof Statement.Return r) {
      List<Val> unknown = r.values().stream().map(_ -> (Val) new Val.Unknown()).toList();
      frame.setReturned(unknown);
    }
  }

  private void step(Statement s, Frame frame, Scope scope) {
    switch (s) {
      case Statement.Assign a -> assign(a, frame, scope);
      case Statement.Declare d -> declare(d, frame, scope);
      case Statement.Input i -> to.signature.input(i, frame, scope);
      case Statement.Output o -> to.signature.output(o, frame, scope);
      case Statement.For f -> repeat(f, frame, scope);
      case Statement.If i -> branch(i, frame, scope);
      case Statement.Loop l -> to.loops.loop(l, frame, scope);
      case Statement.Scan n -> to.loops.scan(n, frame, scope);
      case Statement.Yield y -> to.bodies.yielded(y, frame, scope);
      case Statement.Return r -> returned(r, frame, scope);
      case Statement.Assert a -> check(a, frame, scope);
    }
  }

  private void assign(Statement.Assign a, Frame frame, Scope scope) {
    var targets = a.targets();
    var label =
        targets.size() == 1 && !targets.getFirst().isIgnored() ? targets.getFirst().name() : null;
    Block block = to.emitter.block();
    var last = block.last();
    var value = to.expressions.eval(a.value(), frame, scope, label, targets.size());
    Hints.attach(a.hints(), block, last, a.at());
    if (targets.size() == 1) {
      set(targets.getFirst(), value, frame, scope);
      return;
    }
    if (value.isUnknown() && !(value instanceof Val.ListOf)) {
      targets.forEach(t -> scope.set(t.name(), new Val.Unknown()));
      return;
    }
    if (!(value instanceof Val.ListOf(var elements)) || elements.size() != targets.size()) {
      int count = value instanceof Val.ListOf(var all) ? all.size() : 1;
      throw Mistake.of(
          Code.BAD_ARGUMENT,
          a.value().at(),
          "%d variables for %s",
          targets.size(),
          Mistake.counted(count, "value"));
    }
    for (int i = 0; i < targets.size(); i++) {
      set(targets.get(i), elements.get(i), frame, scope);
    }
  }

  private void set(Target target, Val value, Frame frame, Scope scope) {
    if (target.isIgnored()) {
      return;
    }
    var checked =
        target.type() == null
            ? value
            : to.patterns.match(target.type(), value, scope, target.at(), target.name());
    if (checked instanceof Val.Wide w) {
      throw StaticMath.wide(target.at(), w);
    }
    if (checked instanceof Val.Tensor(var t) && t.def() != null) {
      to.emitter.name(t, frame.path() + target.name());
    }
    scope.set(target.name(), checked);
  }

  private void declare(Statement.Declare d, Frame frame, Scope scope) {
    var type = to.patterns.declared(d.type(), scope, false);
    var dtype = Objects.requireNonNull(type.dtype());
    var name = frame.fresh(d.name());
    var initial = d.initial();
    if (initial instanceof Expr.Call(var at, Expr.Name(_, var function), var arguments, _)
        && Initializer.isKnown(function)
        && scope.get(function) == null) {
      var positional = new ArrayList<Double>();
      Map<String, Double> named = new LinkedHashMap<>();
      for (var a : arguments) {
        var v = to.expressions.eval(a.value(), frame, scope);
        if (!(StaticMath.real(v) instanceof Double number)) {
          throw Mistake.kind(a.at(), "a number", v);
        }
        if (a.name() == null) {
          positional.add(number);
        } else {
          named.put(a.name(), number);
        }
      }
      var initializer = Initializer.of(function, positional, named, at);
      if (type.isStatic()
          && initializer.refusal(dtype, type.shape().longs()) instanceof String reason) {
        throw Mistake.of(Code.BAD_ARGUMENT, at, "%s", reason);
      }
      if (type.isStatic() && initializer.excess(type.shape().longs()) instanceof String reason) {
        throw Mistake.of(Code.TOO_LARGE, at, "%s", reason);
      }
      scope.set(
          d.name(),
          new Val.Tensor(
              to.parameters.declare(
                  d.at(), Lowering.origin(d.at(), frame), name, type, d.storage(), initializer)));
      return;
    }
    if (initial == null) {
      if (d.storage() == Statement.Storage.CONST) {
        throw Mistake.of(Code.NOT_CONSTANT, d.at(), "a const needs its value");
      }
      scope.set(
          d.name(),
          new Val.Tensor(
              to.parameters.declare(
                  d.at(), Lowering.origin(d.at(), frame), name, type, d.storage(), null)));
      return;
    }
    if (initial instanceof Expr.Call(_, Expr.Name(var at, var function), _, _)) {
      checkKnown(at, function, frame, scope);
    }
    var value = to.expressions.eval(initial, frame, scope);
    if (value.isUnknown()) {
      scope.set(d.name(), value);
      return;
    }
    var tensor =
        contents(initial.at(), value, type.isStatic() ? type.shape().longs() : null, dtype);
    if (!type.isStatic()
        || !tensor.dims().equals(type.shape().longs())
        || tensor.dtype() != dtype) {
      throw Mistake.of(
          Code.SHAPE_MISMATCH,
          initial.at(),
          "%s: expected %s, found %s",
          d.name(),
          type,
          tensor.type());
    }
    scope.set(d.name(), new Val.Tensor(to.parameters.declareAs(d.at(), name, d.storage(), tensor)));
  }

  /** An unknown function that is called nearly like an initializer is most likely meant to be one. */
  private void checkKnown(Loc.Span at, String function, Frame frame, Scope scope) {
    if (scope.get(function) == null && to.calls.find(at, function, frame) == null) {
      var names = Initializer.names();
      if (!Suggest.nearest(function, names).isEmpty()) {
        throw Mistake.unknown(Code.UNKNOWN_NAME, at, "initializer", function, names);
      }
    }
  }

  /** The contents of a stored tensor; a number fills {@code dims}, where these are given. */
  static Tensor contents(Loc.Span at, Val value, @Nullable List<Long> dims, DType dtype) {
    if (value instanceof Val.Tensor(var t)) {
      if (t.constant() instanceof Tensor constant) {
        return constant;
      }
      throw Mistake.notConstant(at, "the value of a stored tensor", value.kind());
    }
    if (dims != null && StaticMath.real(value) != null) {
      return Tensors.filled(at, value, dtype, dims);
    }
    return Tensors.literal(at, value, dtype);
  }

  /** Unrolls a loop; the first iteration with a mistake is the last one, since the others have it too. */
  private void repeat(Statement.For f, Frame frame, Scope scope) {
    var sequence = to.expressions.eval(f.sequence(), frame, scope);
    if (sequence.isUnknown()) {
      Assigned.by(f).forEach(name -> scope.set(name, sequence));
      return;
    }
    if (sequence instanceof Val.Tensor) {
      throw Mistake.notConstant(
          f.sequence().at(),
          "what 'for' runs over",
          sequence.kind() + "; 'scan' runs over tensors");
    }
    int i = 0;
    long before = to.mistakes();
    for (var v : StaticMath.list(f.sequence().at(), sequence)) {
      to.step(f.at(), frame);
      Expressions.bind(f.at(), f.names(), i++, v, scope);
      run(f.body(), frame, scope);
      if (frame.returned() != null) {
        return;
      }
      if (to.mistakes() > before) {
        throw new Abandoned();
      }
    }
  }

  private void branch(Statement.If s, Frame frame, Scope scope) {
    var condition = to.expressions.eval(s.condition(), frame, scope);
    if (condition instanceof Val.Tensor(var t)) {
      to.branches.branch(s, t, frame, scope);
    } else if (condition.isUnknown()) {
      Assigned.by(s).forEach(name -> scope.set(name, new Val.Unknown()));
    } else {
      boolean holds = StaticMath.bool(s.condition().at(), condition);
      run(holds ? s.then() : s.otherwise(), frame, scope);
    }
  }

  private void returned(Statement.Return r, Frame frame, Scope scope) {
    if (frame.block().isModel()) {
      throw Mistake.of(Code.SYNTAX, r.at(), "a model has outputs; 'return' ends a block");
    }
    if (to.bodies.isInside(frame)) {
      throw Mistake.of(
          Code.SYNTAX, r.at(), "'return' inside a loop or branch that runs with the model");
    }
    var values = new ArrayList<Val>();
    for (var e : r.values()) {
      values.add(to.expressions.eval(e, frame, scope));
    }
    frame.setReturned(values);
  }

  private void check(Statement.Assert a, Frame frame, Scope scope) {
    var condition = to.expressions.eval(a.condition(), frame, scope);
    if (condition.isUnknown() || StaticMath.bool(a.condition().at(), condition)) {
      return;
    }
    if (a.message() == null) {
      throw Mistake.of(Code.FAILED_ASSERTION, a.at(), "%s does not hold", quoted(a.condition()));
    }
    var message = to.expressions.eval(a.message(), frame, scope);
    if (message.isUnknown()) {
      throw new Abandoned();
    }
    throw Mistake.of(Code.FAILED_ASSERTION, a.at(), "%s", message);
  }

  /** The condition as it is written, where it stands on one line. */
  private static String quoted(Expr e) {
    var line = e.at().source().line(e.at().line());
    int from = e.at().column() - 1;
    int to = from + e.at().length();
    boolean isWhole = to <= line.length() && (!(e instanceof Expr.Binary b) || isOn(b, to));
    return isWhole ? line.substring(from, to) : "what its condition says";
  }

  private static boolean isOn(Expr.Binary b, int end) {
    return b.sign().line() == b.at().line() && b.sign().column() < end;
  }

  /** The conditions of a block. One that symbols leave open is taken to hold. */
  void conditions(List<Expr> where, Frame frame, Scope scope) {
    for (var e : where) {
      Val v;
      try {
        v = to.expressions.within(frame, () -> to.expressions.eval(e, frame, scope));
      } catch (InputError open) {
        if (open.diagnostic().code() != Code.NOT_CONSTANT) {
          throw open;
        }
        continue;
      }
      if (!v.isUnknown() && !StaticMath.bool(e.at(), v)) {
        var error =
            Diagnostic.error(
                Code.FAILED_ASSERTION,
                frame.calledAt(),
                frame.block().name() + " needs " + quoted(e));
        error = error.with("the condition", e.at());
        for (var entry : scope.own().entrySet()) {
          if (entry.getValue() instanceof Val.Int i && Assigned.mentions(e, entry.getKey())) {
            error = error.with(entry.getKey() + " is " + i);
          }
        }
        throw new InputError(error);
      }
    }
  }
}
