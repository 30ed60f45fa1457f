package sinter.frontend.language;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.Bodies.Body;
import sinter.frontend.language.ast.Expr;
import sinter.frontend.language.ast.Statement;
import sinter.ir.Block;
import sinter.ir.Cloner;
import sinter.ir.Value;
import sinter.ir.diag.Loc;
import sinter.ir.op.Control.Loop;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Shape;
import sinter.ir.type.Type.TensorType;

/**
 * The condition of a loop: before every iteration it sees the counter and what is carried. It is evaluated once and
 * stands twice, before the loop and at the end of its body, so that both compute the same and what it declares is
 * declared once.
 */
final class Condition {
  private final Lowering to;
  private final Loc.Span at;
  private final Block first;
  private final Block again;

  /** Number of the last iteration that the count allows; null where the condition does not see the counter. */
  private final @Nullable Value last;

  private Condition(Lowering to, Loc.Span at, Block first, Block again, @Nullable Value last) {
    this.to = to;
    this.at = at;
    this.first = first;
    this.again = again;
    this.last = last;
  }

  /** The condition of {@code s}, with the types of what the loop begins with; null where there is none. */
  static @Nullable Condition of(
      Statement.Loop s,
      Loops.@Nullable Count count,
      List<Value> initial,
      Frame frame,
      Scope scope,
      Lowering to) {
    var e = s.condition();
    if (e == null) {
      return null;
    }
    var counted = mentions(e, s.counter()) ? count : null;
    var code = code(e, s, counted, initial, frame, scope, to);
    var copy = to.bodies.scratch(new Loop(), s.at());
    new Cloner(to.emitter.model()).block(code, copy);
    describe(code, copy, to);
    return new Condition(
        to, e.at(), code, copy, counted == null ? null : last(e.at(), counted.trips(), to));
  }

  /** What computes {@code e} from the number of the iteration and what is carried. */
  private static Block code(
      Expr e,
      Statement.Loop s,
      Loops.@Nullable Count counted,
      List<Value> initial,
      Frame frame,
      Scope scope,
      Lowering to) {
    var code = to.bodies.scratch(new Loop(), s.at());
    var iteration = code.addParam(null, new TensorType(DType.I64, Shape.SCALAR));
    var seen = new Scope(scope);
    Loops.enter(s.carried(), initial, code, seen);
    to.bodies.evaluate(
        code,
        new Body(frame, null),
        () -> {
          if (counted != null && s.counter() != null) {
            seen.set(s.counter(), to.loops.counter(s.at(), iteration, counted));
          }
          var value = to.expressions.eval(e, frame, seen);
          if (value.isUnknown()) {
            throw new Abandoned();
          }
          var tensor = to.tensors.tensor(e.at(), value, DType.BOOL);
          Bodies.checkScalar(e.at(), tensor, DType.BOOL);
          code.addResult(tensor, Block.Signature.NONE);
        });
    return code;
  }

  private static boolean mentions(Expr e, @Nullable String name) {
    var found = new boolean[1];
    Uses.in(e, x -> found[0] |= x instanceof Expr.Name(_, var n) && n.equals(name));
    return found[0];
  }

  private static Value last(Loc.Span at, Value trips, Lowering to) {
    var scalar =
        trips.tensorType().shape().rank() == 0
            ? trips
            : to.ops.emit(at, "reshape", List.of(trips, to.extents.vector(at, List.of())));
    return to.ops.emit(at, "sub", List.of(scalar, to.emitter.constant(at, Tensor.scalar(1L))));
  }

  /** Gives the values of {@code copy} names of their own, and its imported nodes the place of their call. */
  private static void describe(Block code, Block copy, Lowering to) {
    var originals = code.allNodes();
    var copies = copy.allNodes();
    for (int i = 0; i < copies.size(); i++) {
      if (to.imported.get(originals.get(i)) instanceof Loc.Span called) {
        to.imported.put(copies.get(i), called);
      }
      copies.get(i).results().forEach(r -> rename(r, to));
    }
    copy.allBlocks().forEach(b -> b.params().forEach(p -> rename(p, to)));
  }

  /** An empty name marks a result that the node does not give, and stays. */
  private static void rename(Value copy, Lowering to) {
    var name = copy.name();
    if (name != null && !name.isEmpty()) {
      copy.setName(null);
      to.emitter.name(copy, name);
    }
  }

  /** The check before the loop. */
  Value first(List<Value> initial) {
    return place(first, () -> to.emitter.constant(at, Tensor.scalar(0L)), initial);
  }

  /**
   * The check at the end of the body, for the next iteration. Behind the last one nothing depends on it, but it is
   * computed all the same: it sees the counter stay, so that what it indexes is not left.
   */
  Value again(Value iteration, List<Value> next) {
    return place(again, () -> following(iteration), next);
  }

  private Value following(Value iteration) {
    var one = to.emitter.constant(at, Tensor.scalar(1L));
    var following = to.ops.emit(at, "add", List.of(iteration, one));
    return last == null ? following : to.ops.emit(at, "min", List.of(following, last));
  }

  /** Moves {@code code} to where the program stands; {@code iteration} is asked for where it is read. */
  private Value place(Block code, Supplier<Value> iteration, List<Value> carried) {
    var params = code.params();
    if (!params.getFirst().isUnused()) {
      params.getFirst().replaceAllUses(iteration.get());
    }
    for (int i = 0; i < carried.size(); i++) {
      params.get(i + 1).replaceAllUses(carried.get(i));
    }
    var value = code.result(0);
    code.clearResults();
    Emitter.move(code, to.emitter.block());
    return value;
  }
}
