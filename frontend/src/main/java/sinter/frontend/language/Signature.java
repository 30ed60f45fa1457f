package sinter.frontend.language;

import java.util.List;
import java.util.Objects;
import sinter.frontend.language.ast.Expr;
import sinter.frontend.language.ast.Statement;
import sinter.ir.Block;
import sinter.ir.Facts;
import sinter.ir.Value;
import sinter.ir.diag.Code;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;

/** The inputs and outputs of a model, which have exactly the names that the program gives them. */
final class Signature {
  private final Lowering to;

  Signature(Lowering to) {
    this.to = to;
  }

  void input(Statement.Input i, Frame frame, Scope scope) {
    checkModel(i.at(), "an input", frame);
    var body = to.emitter.model().main().body();
    if (body.params().stream().anyMatch(p -> i.called().equals(p.name()))) {
      throw Mistake.of(Code.UNRESOLVED_NAME, i.at(), "input %s is declared twice", i.called());
    }
    var type = to.patterns.declared(i.type(), scope, true);
    var param = body.addParam(null, type);
    to.emitter.claim(i.at(), param, i.called());
    if (i.byDefault() instanceof Expr e) {
      var dims = type.isStatic() ? type.shape().longs() : null;
      var value =
          Statements.contents(
              e.at(),
              to.expressions.eval(e, frame, scope),
              dims,
              Objects.requireNonNull(type.dtype()));
      if (!type.isStatic() || !value.type().equals(type)) {
        throw Mistake.of(
            Code.SHAPE_MISMATCH, e.at(), "%s: expected %s, found %s", i.name(), type, value.type());
      }
      param.setInitial(value);
    }
    to.extents.learn(param);
    scope.set(i.name(), new Val.Tensor(param));
  }

  private static void checkModel(Loc.Span at, String what, Frame frame) {
    if (!frame.block().isModel() || frame.caller() != null) {
      throw Mistake.of(Code.SYNTAX, at, "only a model has %s", what);
    }
  }

  void output(Statement.Output o, Frame frame, Scope scope) {
    checkModel(o.at(), "outputs", frame);
    var body = to.emitter.model().main().body();
    if (to.emitter.block() != body) {
      throw Mistake.of(
          Code.SYNTAX, o.at(), "an output inside a loop or branch that runs with the model");
    }
    if (body.params().stream().anyMatch(p -> o.called().equals(p.name()))) {
      throw Mistake.of(
          Code.UNRESOLVED_NAME,
          o.at(),
          "%s is the name of an input; an output needs another",
          o.called());
    }
    for (int i = 0; i < body.results().size(); i++) {
      if (o.called().equals(body.signature(i).name())) {
        throw Mistake.of(Code.UNRESOLVED_NAME, o.at(), "output %s is declared twice", o.called());
      }
    }
    var last = body.last();
    var source = o.value() == null ? new Expr.Name(o.at(), o.name()) : o.value();
    var value = to.expressions.eval(source, frame, scope, o.name(), 1);
    Hints.attach(o.hints(), body, last, o.at());
    if (value.isUnknown()) {
      scope.set(o.name(), value);
      return;
    }
    if (o.type() != null) {
      to.patterns.checkElement(o.type(), scope);
      value = to.patterns.match(o.type(), value, scope, o.at(), o.name());
      if (value instanceof Val.Tensor(var t)) {
        to.warnOfOpen(o.at(), o.name(), o.type(), t, scope);
      }
    }
    if (value instanceof Val.ListOf(var elements)) {
      throw severalFor(o, value, elements.size());
    }
    var tensor = to.tensors.tensor(o.at(), value, null);
    var result = nameable(tensor) ? tensor : to.ops.emit(o.at(), "identity", List.of(tensor));
    to.emitter.claim(o.at(), result, o.called());
    body.addResult(result, new Block.Signature(o.called(), result.type(), Facts.NONE));
    scope.set(o.name(), new Val.Tensor(result));
  }

  private static RuntimeException severalFor(Statement.Output o, Val value, int count) {
    var error = Mistake.kind(o.at(), "a tensor", value);
    boolean isResults =
        value instanceof Val.ListOf(var all)
            && count > 1
            && all.stream().allMatch(Val.Tensor.class::isInstance);
    if (!isResults || !(error instanceof InputError e)) {
      return error;
    }
    var targets = o.name() + ", _".repeat(count - 1);
    return new InputError(
        e.diagnostic()
            .with(
                "for one of %d results write '%s = …' and then 'output %s'"
                    .formatted(count, targets, o.name())));
  }

  /** Whether the value can take the name of an output: computed in the model's body, and no output yet. */
  private boolean nameable(Value v) {
    return v.def() != null
        && v.constant() == null
        && v.home() == to.emitter.model().main().body()
        && !v.isBlockResult();
  }
}
