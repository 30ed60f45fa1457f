package sinter.frontend.language;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.ast.Statement;
import sinter.ir.Block;
import sinter.ir.Value;
import sinter.ir.diag.Code;
import sinter.ir.diag.Loc;
import sinter.ir.op.Op;
import sinter.ir.op.Shaping;
import sinter.ir.type.DType;

/**
 * Bodies of loops and branches that run with the model. A body is evaluated once, into a region of a node that stands
 * nowhere; when it is known what the body changes, the real node is made and the region's content moves into it.
 */
final class Bodies {
  /** A body being evaluated: what its iterations yield; null values in a branch, which cannot yield. */
  record Body(Frame frame, @Nullable Map<String, Value> yields) {}

  private final Lowering to;
  private final Deque<Body> bodies = new ArrayDeque<>();

  Bodies(Lowering to) {
    this.to = to;
  }

  /** Whether a body that belongs to {@code frame} is being evaluated. */
  boolean isInside(Frame frame) {
    return bodies.stream().anyMatch(b -> b.frame() == frame);
  }

  Block scratch(Op op, Loc.Span at) {
    return to.emitter.model().node(op, List.of(), 0, at).addRegion();
  }

  void evaluate(Block region, Body body, Runnable action) {
    bodies.push(body);
    try {
      to.emitter.within(region, action);
    } finally {
      bodies.pop();
    }
  }

  void move(Block from, Block into) {
    for (var p : from.params()) {
      var copy = into.addParam(p.name(), p.type());
      p.replaceAllUses(copy);
    }
    Emitter.move(from, into);
  }

  /** A result of a region is computed in it: what comes from outside, or from a parameter, is handed on by a node. */
  Value local(Loc.Span at, Value v, Block region) {
    boolean isOwn =
        v.def() != null && v.home() == region && v.constant() == null && !v.isBlockResult();
    return isOwn ? v : to.emitter.emit(at, new Shaping.Identity(), v);
  }

  static void checkScalar(Loc.Span at, Value v, DType dtype) {
    var type = v.tensorType();
    boolean isOther = type.dtype() != null && type.dtype() != dtype;
    if (isOther || (type.shape().rank() > 0 && !type.shape().elements().isConst(1))) {
      throw Mistake.of(
          isOther ? Code.DTYPE_MISMATCH : Code.SHAPE_MISMATCH,
          at,
          "expected a single %s, found %s",
          dtype,
          type);
    }
  }

  void yielded(Statement.Yield y, Frame frame, Scope scope) {
    var body = bodies.peek();
    if (body == null || body.frame() != frame || body.yields() == null) {
      throw Mistake.of(Code.SYNTAX, y.at(), "'yield' stands directly in a loop or scan");
    }
    var value = to.expressions.eval(y.value(), frame, scope);
    if (value.isUnknown()) {
      return;
    }
    var tensor = to.tensors.tensor(y.value().at(), value, null);
    var own = local(y.at(), tensor, to.emitter.block());
    boolean isCarried = scope.own().values().stream().anyMatch(v -> v.equals(new Val.Tensor(own)));
    var handed = isCarried ? to.emitter.emit(y.at(), new Shaping.Identity(), own) : own;
    if (body.yields().put(y.name(), handed) != null) {
      throw Mistake.of(Code.UNRESOLVED_NAME, y.at(), "%s is yielded twice", y.name());
    }
  }
}
