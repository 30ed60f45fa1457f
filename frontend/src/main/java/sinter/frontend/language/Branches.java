package sinter.frontend.language;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import sinter.frontend.language.Bodies.Body;
import sinter.frontend.language.ast.Statement;
import sinter.ir.Block;
import sinter.ir.Value;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.op.Control.If;
import sinter.ir.type.DType;

/** Branches that are decided when the model runs. */
final class Branches {
  private final Lowering to;
  private final Bodies bodies;

  Branches(Lowering to, Bodies bodies) {
    this.to = to;
    this.bodies = bodies;
  }

  /** A branch with its content and the variables as it leaves them. */
  private record Side(Block content, Scope scope) {}

  void branch(Statement.If s, Value condition, Frame frame, Scope scope) {
    Bodies.checkScalar(s.condition().at(), condition, DType.BOOL);
    var then = side(s, s.then(), frame, scope);
    var otherwise = side(s, s.otherwise(), frame, scope);
    var merged = merged(s, then.scope(), otherwise.scope(), scope);
    var node = to.emitter.model().node(new If(), List.of(condition), merged.size(), s.at());
    to.emitter.block().append(node);
    fill(node.addRegion(), then, merged, otherwise.scope(), s.at());
    fill(node.addRegion(), otherwise, merged, then.scope(), s.at());
    to.emitter.check(node);
    for (int i = 0; i < merged.size(); i++) {
      to.emitter.name(node.result(i), frame.path() + merged.get(i));
      scope.set(merged.get(i), new Val.Tensor(node.result(i)));
    }
    then.scope().losses().forEach(scope::lose);
    otherwise.scope().losses().forEach(scope::lose);
  }

  private Side side(Statement.If s, List<Statement> body, Frame frame, Scope outer) {
    var content = bodies.scratch(new If(), s.at());
    var scope = new Scope(outer);
    bodies.evaluate(content, new Body(frame, null), () -> to.statements.run(body, frame, scope));
    return new Side(content, scope);
  }

  /** Names whose values the branches leave different; those that they leave the same are set at once. */
  private static List<String> merged(Statement.If s, Scope then, Scope otherwise, Scope scope) {
    var names = new LinkedHashSet<>(then.own().keySet());
    names.addAll(otherwise.own().keySet());
    var merged = new ArrayList<String>();
    for (var name : names) {
      var a = then.get(name);
      var b = otherwise.get(name);
      if (a == null || b == null) {
        continue;
      }
      if (a.isUnknown() || b.isUnknown()) {
        scope.set(name, new Val.Unknown());
      } else if (a.equals(b)) {
        scope.set(name, a);
      } else {
        checkSame(s.at(), name, a, b);
        merged.add(name);
      }
    }
    if (merged.isEmpty()) {
      var half = names.stream().filter(n -> scope.get(n) == null).toList();
      throw Mistake.of(
          Code.BAD_ARGUMENT,
          s.at(),
          "neither branch changes anything that lives on after it%s",
          half.isEmpty() ? "" : "; " + half.getFirst() + " is assigned in one of them only");
    }
    return merged;
  }

  private static void checkSame(Loc.Span at, String name, Val a, Val b) {
    if (!(a instanceof Val.Tensor(var x)) || !(b instanceof Val.Tensor(var y))) {
      return;
    }
    var one = x.tensorType().dtype();
    var other = y.tensorType().dtype();
    if (one != null && other != null && one != other) {
      var error =
          Diagnostic.error(
              Code.DTYPE_MISMATCH,
              at,
              "%s is %s in one branch and %s in the other".formatted(name, x.type(), y.type()));
      for (var v : List.of(x, y)) {
        error = v.def() == null ? error : error.with("computed here", Emitter.origin(v));
      }
      throw new InputError(error);
    }
  }

  private void fill(Block region, Side side, List<String> names, Scope other, Loc.Span at) {
    bodies.move(side.content(), region);
    to.emitter.within(
        region,
        () -> {
          for (var name : names) {
            var dtype =
                other.get(name) instanceof Val.Tensor(var t) ? t.tensorType().dtype() : null;
            var value =
                to.tensors.tensor(at, Objects.requireNonNull(side.scope().get(name)), dtype);
            region.addResult(bodies.local(at, value, region), Block.Signature.NONE);
          }
        });
  }
}
