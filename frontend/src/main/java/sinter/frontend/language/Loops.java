package sinter.frontend.language;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.Bodies.Body;
import sinter.frontend.language.ast.Expr;
import sinter.frontend.language.ast.Slice;
import sinter.frontend.language.ast.Statement;
import sinter.ir.Block;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.op.Control.Loop;
import sinter.ir.op.Control.Scan;
import sinter.ir.op.Op;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type.TensorType;

/** Loops that run with the model, over counts and conditions and over slices. */
final class Loops {
  private final Lowering to;
  private final Bodies bodies;

  Loops(Lowering to, Bodies bodies) {
    this.to = to;
    this.bodies = bodies;
  }

  void loop(Statement.Loop s, Frame frame, Scope scope) {
    if (s.counter() == null && s.condition() == null) {
      throw Mistake.of(Code.BAD_ARGUMENT, s.at(), "a loop needs a count or a condition");
    }
    var count = count(s, frame, scope);
    var initial = initial(s.at(), s.carried(), scope);
    var condition = Condition.of(s, count, initial, frame, scope, to);
    var begins = condition == null ? null : condition.first(initial);
    var region = bodies.scratch(new Loop(), s.at());
    var iteration = region.addParam(null, new TensorType(DType.I64, Shape.SCALAR));
    region.addParam(null, new TensorType(DType.BOOL, Shape.SCALAR));
    var inner = new Scope(scope);
    enter(s.carried(), initial, region, inner);
    var yields = new LinkedHashMap<String, Value>();
    var results = new ArrayList<Value>();
    bodies.evaluate(
        region,
        new Body(frame, yields),
        () -> {
          if (s.counter() != null && count != null) {
            inner.set(s.counter(), counter(s.at(), iteration, count));
          }
          to.statements.run(s.body(), frame, inner);
          var next = next(s.at(), s.carried(), initial, inner, region);
          results.add(bodies.local(s.at(), goesOn(s, condition, iteration, next), region));
          results.addAll(next);
        });
    checkGives(s.at(), "loop", s.carried(), yields);
    var operands = new ArrayList<@Nullable Value>();
    operands.add(count == null ? null : count.trips());
    operands.add(begins);
    operands.addAll(initial);
    finish(s.at(), new Loop(), operands, region, results, yields, s.carried(), frame, scope);
    var handed = handed(Stream.ofNullable(s.counter()), s.carried(), yields);
    Lost.mark(s.body(), handed, inner, scope);
  }

  private Value goesOn(
      Statement.Loop s, @Nullable Condition condition, Value iteration, List<Value> next) {
    return condition == null
        ? to.emitter.constant(s.at(), Tensor.ofLongs(DType.BOOL, List.of(), 1))
        : condition.again(iteration, next);
  }

  /** The counter in iteration number {@code iteration}. */
  Val counter(Loc.Span at, Value iteration, Count count) {
    return count.start().constant() instanceof Tensor t && t.longAt(0) == 0
        ? new Val.Tensor(iteration)
        : new Val.Tensor(to.ops.emit(at, "add", List.of(iteration, count.start())));
  }

  /** Where the counter of a loop starts and how often the loop runs. */
  record Count(Value start, Value trips) {}

  private @Nullable Count count(Statement.Loop s, Frame frame, Scope scope) {
    if (s.range() == null) {
      return null;
    }
    if (!(s.range() instanceof Expr.Range(var at, var from, var upTo))) {
      throw Mistake.of(Code.SYNTAX, s.range().at(), "a loop counts over a range such as 0..n");
    }
    var first = to.expressions.eval(from, frame, scope);
    var start = to.tensors.tensor(from.at(), first, DType.I64);
    Bodies.checkScalar(from.at(), start, DType.I64);
    var last = to.expressions.eval(upTo, frame, scope);
    if (first instanceof Val.Int(Dim a) && last instanceof Val.Int(Dim b)) {
      return new Count(start, to.extents.scalar(at, b.minus(a).max(Dim.ZERO)));
    }
    var stop = to.tensors.tensor(upTo.at(), last, DType.I64);
    Bodies.checkScalar(upTo.at(), stop, DType.I64);
    boolean isFromZero = first instanceof Val.Int(Dim a) && a.isConst(0);
    return new Count(start, isFromZero ? stop : to.ops.emit(at, "sub", List.of(stop, start)));
  }

  private List<Value> initial(Loc.Span at, List<String> names, Scope scope) {
    var out = new ArrayList<Value>();
    for (var name : names) {
      Lost.check(at, name, scope);
      var v = scope.get(name);
      if (v == null) {
        throw Mistake.unknown(Code.UNRESOLVED_NAME, at, "variable", name, scope.names());
      }
      if (v.isUnknown()) {
        throw new Abandoned();
      }
      out.add(to.tensors.tensor(at, v, null));
    }
    return out;
  }

  /** What an iteration hands on, which has the type that the first one was given. */
  private List<Value> next(
      Loc.Span at, List<String> names, List<Value> initial, Scope inner, Block region) {
    var out = new ArrayList<Value>();
    for (int i = 0; i < names.size(); i++) {
      var name = names.get(i);
      Lost.check(at, name, inner);
      var v = inner.get(name);
      if (v == null || v.isUnknown()) {
        throw new Abandoned();
      }
      var wanted = initial.get(i).tensorType();
      var value = to.tensors.tensor(at, v, wanted.dtype());
      var found = value.tensorType();
      boolean isOther =
          wanted.dtype() != null && found.dtype() != null && wanted.dtype() != found.dtype();
      if (isOther || Shape.differ(wanted.shape(), found.shape())) {
        throw new InputError(
            Diagnostic.error(
                    isOther ? Code.DTYPE_MISMATCH : Code.SHAPE_MISMATCH,
                    at,
                    "%s is %s before the loop and %s after an iteration"
                        .formatted(name, wanted, found))
                .with("computed here", Emitter.origin(value)));
      }
      out.add(bodies.local(at, value, region));
    }
    return out;
  }

  private void finish(
      Loc.Span at,
      Op op,
      List<@Nullable Value> operands,
      Block content,
      List<Value> results,
      Map<String, Value> yields,
      List<String> carried,
      Frame frame,
      Scope scope) {
    var node = to.emitter.model().node(op, operands, carried.size() + yields.size(), at);
    to.emitter.block().append(node);
    var region = node.addRegion();
    bodies.move(content, region);
    results.forEach(r -> region.addResult(r, Block.Signature.NONE));
    yields.values().forEach(y -> region.addResult(y, Block.Signature.NONE));
    to.emitter.check(node);
    int i = 0;
    for (var name : carried) {
      settle(node, i++, name, frame, scope);
    }
    for (var name : yields.keySet()) {
      settle(node, i++, name, frame, scope);
    }
  }

  private void settle(Node node, int index, String name, Frame frame, Scope scope) {
    to.emitter.name(node.result(index), frame.path() + name);
    scope.set(name, new Val.Tensor(node.result(index)));
  }

  void scan(Statement.Scan s, Frame frame, Scope scope) {
    var initial = initial(s.at(), s.carried(), scope);
    var sequences = new ArrayList<Value>();
    var axes = new ArrayList<Long>();
    var directions = new ArrayList<Long>();
    for (var slice : s.slices()) {
      var sequence =
          to.tensors.tensor(
              slice.sequence().at(), to.expressions.eval(slice.sequence(), frame, scope), null);
      sequences.add(sequence);
      axes.add(axis(slice, sequence, frame, scope));
      directions.add(slice.isReversed() ? 1L : 0L);
    }
    var op =
        new Scan(
            sequences.size(),
            axes.stream().allMatch(a -> a == 0) ? List.of() : axes,
            directions.stream().allMatch(d -> d == 0) ? List.of() : directions,
            List.of(),
            List.of());
    var region = bodies.scratch(op, s.at());
    var inner = new Scope(scope);
    enter(s.carried(), initial, region, inner);
    for (int i = 0; i < sequences.size(); i++) {
      var p = region.addParam(null, sliced(sequences.get(i).tensorType(), axes.get(i).intValue()));
      inner.set(s.slices().get(i).name(), new Val.Tensor(p));
    }
    var yields = new LinkedHashMap<String, Value>();
    var results = new ArrayList<Value>();
    bodies.evaluate(
        region,
        new Body(frame, yields),
        () -> {
          to.statements.run(s.body(), frame, inner);
          results.addAll(next(s.at(), s.carried(), initial, inner, region));
        });
    checkGives(s.at(), "scan", s.carried(), yields);
    var operands = new ArrayList<@Nullable Value>(initial);
    operands.addAll(sequences);
    finish(s.at(), op, operands, region, results, yields, s.carried(), frame, scope);
    var handed = handed(s.slices().stream().map(Slice::name), s.carried(), yields);
    Lost.mark(s.body(), handed, inner, scope);
  }

  /** What a loop names itself, carries and yields: no assignment of these is lost. */
  private static Set<String> handed(
      Stream<String> own, List<String> carried, Map<String, Value> yields) {
    return Stream.of(own, carried.stream(), yields.keySet().stream())
        .flatMap(names -> names)
        .collect(Collectors.toSet());
  }

  private static void checkGives(
      Loc.Span at, String what, List<String> carried, Map<String, Value> yields) {
    if (carried.isEmpty() && yields.isEmpty()) {
      throw Mistake.of(Code.MISSING_OUTPUT, at, "a %s carries or yields something", what);
    }
  }

  private long axis(Slice slice, Value sequence, Frame frame, Scope scope) {
    int rank = sequence.tensorType().shape().rank();
    long axis =
        slice.axis() == null
            ? 0
            : StaticMath.integer(
                slice.axis().at(), to.expressions.eval(slice.axis(), frame, scope), "an axis");
    if (rank < 0) {
      throw Mistake.notConstant(slice.at(), "the rank of what is scanned", sequence.type());
    }
    if (axis < -rank || axis >= rank) {
      throw Mistake.of(
          Code.SHAPE_MISMATCH, slice.at(), "axis %d of a tensor %s", axis, sequence.type());
    }
    return axis < 0 ? axis + rank : axis;
  }

  private static TensorType sliced(TensorType type, int axis) {
    var dims = new ArrayList<>(type.shape().dims());
    dims.remove(axis);
    return type.withShape(Shape.of(dims));
  }

  /** The carried variables as parameters of the body. */
  static void enter(List<String> carried, List<Value> initial, Block region, Scope inner) {
    for (int i = 0; i < initial.size(); i++) {
      var p = region.addParam(null, initial.get(i).type());
      inner.set(carried.get(i), new Val.Tensor(p));
    }
  }
}
