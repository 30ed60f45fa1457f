package sinter.frontend.language;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.ast.Argument;
import sinter.frontend.language.ast.Declaration;
import sinter.frontend.language.ast.Expr;
import sinter.frontend.language.ast.Kind;
import sinter.frontend.language.ast.Parameter;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.op.OpCatalog;

/** Calls of blocks, lambdas, ops, functions and imported models. */
final class Calls {
  private static final int DEEPEST = 200;

  private final Lowering to;
  private final Set<Declaration.Constant> evaluating =
      Collections.newSetFromMap(new IdentityHashMap<>());

  Calls(Lowering to) {
    this.to = to;
  }

  /** What {@code name} stands for outside the variables of a block; null when nothing. */
  @Nullable Val find(Loc.Span at, String name, Frame frame) {
    frame.unit().checkUnique(at, name);
    if (frame.unit().find(name) instanceof Val v) {
      return v;
    }
    if (frame.unit().pending(name) instanceof Unit.Pending p) {
      return constant(p, frame);
    }
    if (Builtins.NAMES.contains(name) || Constants.NAMES.contains(name)) {
      return new Val.Builtin(name);
    }
    return beyond(name);
  }

  /** The constant of that name that {@code frame}'s file sees; null when there is none. */
  @Nullable Val constant(String name, Frame frame) {
    frame.unit().checkUnique(frame.block().at(), name);
    if (frame.unit().pending(name) instanceof Unit.Pending p) {
      return constant(p, frame);
    }
    return frame.unit().find(name) instanceof Val v && !(v instanceof Val.Callee) ? v : null;
  }

  /** Evaluates a constant in its own file; a tensor of it stands outside every loop and branch. */
  private Val constant(Unit.Pending p, Frame frame) {
    var constant = p.constant();
    if (!evaluating.add(constant)) {
      throw Mistake.of(Code.RECURSION, constant.at(), "%s is defined by itself", constant.name());
    }
    var inner = new Frame(frame.block(), p.unit(), "", frame, constant.at());
    var value = new Val[] {new Val.Unknown()};
    try {
      to.emitter.within(
          to.emitter.model().main().body(),
          () -> value[0] = to.expressions.eval(constant.value(), inner, new Scope(null)));
      if (value[0] instanceof Val.Wide w) {
        value[0] = new Val.Unknown();
        throw StaticMath.wide(constant.value().at(), w);
      }
    } finally {
      evaluating.remove(constant);
      p.unit().setValue(constant.name(), value[0]);
    }
    return value[0];
  }

  /** A block of the standard library or an op. */
  private @Nullable Val beyond(String name) {
    if (to.standard.find(name) instanceof Val v) {
      return v;
    }
    return OpCatalog.get().named(name) instanceof OpCatalog.Entry e ? new Val.Op(e) : null;
  }

  Val op(Loc.Span at, String name) {
    var entry = OpCatalog.get().named(name);
    if (entry == null) {
      var names = OpCatalog.get().all().stream().map(OpCatalog.Entry::name).toList();
      throw Mistake.unknown(Code.UNKNOWN_NAME, at, "op", name, names);
    }
    return new Val.Op(entry);
  }

  Val call(Expr.Call c, Frame frame, Scope scope, @Nullable String label, int wanted) {
    var callee = callee(c.callee(), frame, scope);
    var args = arguments(c.arguments(), frame, scope);
    if (callee.isUnknown() || args.stream().anyMatch(a -> a.value().isUnknown())) {
      return new Val.Unknown();
    }
    if (!(callee instanceof Val.Callee what)) {
      throw Mistake.kind(c.callee().at(), "a block", callee);
    }
    args.forEach(a -> to.work(a.at(), frame, a.value()));
    var segment = c.label() != null ? to.expressions.text(c.label(), frame, scope) : label;
    return call(c.at(), what, args, frame, segment, wanted);
  }

  private Val callee(Expr e, Frame frame, Scope scope) {
    if (!(e instanceof Expr.Name(var at, var name)) || scope.get(name) != null) {
      return to.expressions.eval(e, frame, scope);
    }
    if (find(at, name, frame) instanceof Val v) {
      return v;
    }
    var names = new ArrayList<>(scope.names());
    names.addAll(frame.unit().names());
    names.addAll(to.standard.names());
    names.addAll(Builtins.NAMES);
    names.addAll(Constants.NAMES);
    OpCatalog.get().all().forEach(o -> names.add(o.name()));
    throw Mistake.unknown(
        Code.UNKNOWN_NAME, at, "block or op", name, names.stream().distinct().toList());
  }

  private List<OpCalls.Arg> arguments(List<Argument> all, Frame frame, Scope scope) {
    return all.stream()
        .map(a ->
            new OpCalls.Arg(
                a.at(), a.name(), a.isQuoted(), to.expressions.eval(a.value(), frame, scope)))
        .toList();
  }

  Val call(
      Loc.Span at,
      Val.Callee callee,
      List<OpCalls.Arg> args,
      Frame frame,
      @Nullable String segment,
      int wanted) {
    return switch (callee) {
      case Val.Block b -> block(at, b, args, frame, segment);
      case Val.Lambda l -> lambda(at, l, args, frame);
      case Val.Op(var entry) -> to.ops.call(at, entry, args, wanted);
      case Val.Builtin(var name) -> builtin(at, name, args, frame, segment, wanted);
      case Val.Imported i -> ImportedCalls.call(at, i, args, frame, segment, to);
    };
  }

  private Val builtin(
      Loc.Span at,
      String name,
      List<OpCalls.Arg> args,
      Frame frame,
      @Nullable String segment,
      int wanted) {
    if (name.equals("stored")) {
      return Constants.stored(at, args, frame, segment, to);
    }
    if (Constants.NAMES.contains(name)) {
      return Constants.call(at, name, args, to);
    }
    if (args.stream().allMatch(a -> a.name() == null)
        && Builtins.call(at, name, args.stream().map(OpCalls.Arg::value).toList())
            instanceof Val v) {
      return v;
    }
    if (beyond(name) instanceof Val.Callee other) {
      return call(at, other, args, frame, segment, wanted);
    }
    var error =
        Mistake.of(
            Code.BAD_ARGUMENT,
            at,
            "%s does not take %s",
            name,
            args.isEmpty() ? "no argument" : args.getFirst().value().kind());
    boolean reduces = OpCatalog.get().named("reduce_" + name) != null;
    throw reduces
        ? new InputError(error.diagnostic().with("reduce_" + name + "(x, axes) reduces axes"))
        : error;
  }

  private Val lambda(Loc.Span at, Val.Lambda l, List<OpCalls.Arg> args, Frame frame) {
    var names = l.code().parameters();
    if (names.size() != args.size()) {
      throw Mistake.of(
          Code.BAD_ARGUMENT,
          at,
          "a lambda of %s is given %s",
          Mistake.counted(names.size(), "parameter"),
          Mistake.counted(args.size(), "argument"));
    }
    var scope = new Scope(l.scope());
    for (int i = 0; i < names.size(); i++) {
      scope.set(names.get(i), args.get(i).value());
    }
    checkDepth(at, frame);
    to.step(at, frame);
    var inner = Frame.ofLambda(l.frame(), frame, at);
    return to.expressions.eval(l.code().body(), inner, scope);
  }

  private static void checkDepth(Loc.Span at, Frame frame) {
    int depth = 0;
    for (@Nullable Frame f = frame; f != null; f = f.caller()) {
      depth++;
    }
    if (depth > DEEPEST) {
      throw Mistake.of(Code.RECURSION, at, "calls nest more than %d deep", DEEPEST);
    }
  }

  private Val block(
      Loc.Span at, Val.Block b, List<OpCalls.Arg> args, Frame frame, @Nullable String segment) {
    var declaration = b.declaration();
    if (declaration.isModel()) {
      throw Mistake.of(Code.BAD_ARGUMENT, at, "%s is a model; only blocks are called", b.name());
    }
    if (frame.isInside(declaration)) {
      throw Mistake.of(Code.RECURSION, at, "%s calls itself", b.name());
    }
    checkDepth(at, frame);
    var path = frame.fresh(segment == null ? b.name() : segment) + ".";
    var inner = new Frame(declaration, b.unit(), path, frame, at);
    var scope = new Scope(null);
    bind(at, declaration, args, inner, scope);
    to.statements.conditions(declaration.where(), inner, scope);
    var block = to.emitter.block();
    var last = block.last();
    to.statements.run(declaration.body(), inner, scope);
    Hints.attach(declaration.hints(), block, last, declaration.at());
    return result(at, declaration, inner, scope);
  }

  private Val result(Loc.Span at, Declaration.Block d, Frame inner, Scope scope) {
    var returned = inner.returned();
    if (returned == null) {
      throw new InputError(
          Diagnostic.error(Code.MISSING_OUTPUT, at, d.name() + " returns nothing")
              .with("a block ends with 'return'", d.at()));
    }
    var values = new ArrayList<Val>(returned);
    if (!d.results().isEmpty()) {
      if (d.results().size() != values.size()) {
        throw Mistake.of(
            Code.BAD_ARGUMENT,
            d.at(),
            "%s declared, %d returned",
            d.results().size() == 1 ? "one result is" : d.results().size() + " results are",
            values.size());
      }
      for (int i = 0; i < values.size(); i++) {
        var what = values.size() == 1 ? "the result" : "result " + (i + 1);
        values.set(
            i,
            to.patterns.match(
                d.results().get(i), values.get(i), scope, d.results().get(i).at(), what));
        if (values.get(i) instanceof Val.Tensor(var t)) {
          to.warnOfOpen(d.results().get(i).at(), what, d.results().get(i), t, scope);
        }
      }
    }
    return values.size() == 1 ? values.getFirst() : new Val.ListOf(values);
  }

  /** Gives the parameters of {@code d} their values: arguments by place, by name, defaults. */
  private void bind(
      Loc.Span at, Declaration.Block d, List<OpCalls.Arg> args, Frame inner, Scope scope) {
    var given = given(d, args);
    for (int i = 0; i < given.size(); i++) {
      var p = d.parameters().get(i);
      var arg = given.get(i);
      if (arg != null) {
        scope.set(p.name(), checked(p, arg.value(), inner, scope, arg.at()));
      } else if (p.byDefault() != null) {
        scope.set(p.name(), byDefault(p, p.byDefault(), inner, scope));
      } else {
        throw note(Mistake.of(Code.BAD_ARGUMENT, at, "%s needs %s", d.name(), p.name()), d);
      }
    }
  }

  /** For each parameter of {@code d} its argument; null where it has none. */
  private static List<OpCalls.@Nullable Arg> given(Declaration.Block d, List<OpCalls.Arg> args) {
    var given =
        new ArrayList<OpCalls.@Nullable Arg>(Collections.nCopies(d.parameters().size(), null));
    int place = 0;
    for (var arg : args) {
      int index = arg.name() == null ? place++ : index(d, arg, arg.name());
      if (index >= given.size()) {
        throw note(
            Mistake.of(
                Code.BAD_ARGUMENT,
                arg.at(),
                "%s takes %s",
                d.name(),
                Mistake.counted(given.size(), "argument")),
            d);
      }
      if (given.get(index) != null) {
        throw Mistake.of(
            Code.BAD_ARGUMENT, arg.at(), "%s is given twice", d.parameters().get(index).name());
      }
      given.set(index, arg);
    }
    return given;
  }

  /** The value that {@code p} has without an argument; {@code none} goes with every kind. */
  Val byDefault(Parameter p, Expr e, Frame frame, Scope scope) {
    var value = to.expressions.eval(e, frame, scope);
    return value instanceof Val.None ? value : checked(p, value, frame, scope, p.at());
  }

  /** {@code value} as the parameter {@code p} takes it. */
  Val checked(Parameter p, Val value, Frame frame, Scope scope, Loc.Span at) {
    var kind = p.kind();
    return kind == null
        ? value
        : to.expressions.within(frame, () -> checked(p.name(), kind, value, scope, at));
  }

  private Val checked(String name, Kind kind, Val value, Scope scope, Loc.Span at) {
    var checked = to.patterns.match(kind, value, scope, at, name);
    if (kind instanceof Kind.One(_, var type) && checked instanceof Val.Tensor(var t)) {
      to.warnOfOpen(at, name, type, t, scope);
    }
    return checked;
  }

  private static InputError note(InputError e, Declaration.Block d) {
    var words = d.parameters().stream().map(Parameter::name).toList();
    return new InputError(
        e.diagnostic().with("it is " + d.name() + "(" + String.join(", ", words) + ")", d.at()));
  }

  private static int index(Declaration.Block d, OpCalls.Arg arg, String name) {
    var names = d.parameters().stream().map(Parameter::name).toList();
    int index = names.indexOf(name);
    if (index < 0) {
      throw Mistake.unknown(Code.BAD_ARGUMENT, arg.at(), "parameter of " + d.name(), name, names);
    }
    return index;
  }
}
