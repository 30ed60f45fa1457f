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

  void branch(Statement.If s, Value condition, Frame frame, Scope scope) {
    Bodies.checkScalar(s.condition().at(), condition, DType.BOOL);
    var op = new If();
    var thenRegion = bodies.scratch(op, s.at());
    var thenScope = new Scope(scope);
    bodies.evaluate(
        thenRegion, new Body(frame, null), () -> to.statements.run(s.then(), frame, thenScope));
    var elseRegion = bodies.scratch(op, s.at());
    var elseScope = new Scope(scope);
    bodies.evaluate(
        elseRegion,
        new Body(frame, null),
        () -> to.statements.run(s.otherwise(), frame, elseScope));
    var names = new LinkedHashSet<>(thenScope.own().keySet());
    names.addAll(elseScope.own().keySet());
    var merged = new ArrayList<String>();
    for (var name : names) {
      var a = thenScope.get(name);
      var b = elseScope.get(name);
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
    var node = to.emitter.model().node(op, List.of(condition), merged.size(), s.at());
    to.emitter.block().append(node);
    fill(node.addRegion(), thenRegion, thenScope, merged, elseScope, s.at());
    fill(node.addRegion(), elseRegion, elseScope, merged, thenScope, s.at());
    to.emitter.check(node);
    for (int i = 0; i < merged.size(); i++) {
      to.emitter.name(node.result(i), frame.path() + merged.get(i));
      scope.set(merged.get(i), new Val.Tensor(node.result(i)));
    }
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

  private void fill(
      Block region, Block content, Scope scope, List<String> names, Scope other, Loc.Span at) {
    bodies.move(content, region);
    to.emitter.within(
        region,
        () -> {
          for (var name : names) {
            var dtype =
                other.get(name) instanceof Val.Tensor(var t) ? t.tensorType().dtype() : null;
            var value = to.tensors.tensor(at, Objects.requireNonNull(scope.get(name)), dtype);
            region.addResult(bodies.local(at, value, region), Block.Signature.NONE);
          }
        });
  }
}
