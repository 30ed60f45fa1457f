package sinter.frontend.language;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.Cloner;
import sinter.ir.Facts;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.diag.Code;
import sinter.ir.diag.Loc;
import sinter.ir.type.Type;

/** Calls of imported models: a copy of their nodes, typed by what they are called with. */
final class ImportedCalls {
  private ImportedCalls() {}

  static Val call(
      Loc.Span at,
      Val.Imported callee,
      List<OpCalls.Arg> args,
      Frame frame,
      @Nullable String segment,
      Lowering to) {
    var body = callee.model().main().body();
    var name = callee.name();
    var given = given(callee, args, to);
    var cloner = new Cloner(to.emitter.model());
    for (int i = 0; i < given.length; i++) {
      var input = body.params().get(i);
      var value = given[i];
      var initial = input.initial();
      if (value != null) {
        cloner.map(input, value);
      } else if (initial != null) {
        cloner.map(input, to.emitter.outerConstant(at, initial));
      } else {
        throw Mistake.of(Code.BAD_ARGUMENT, at, "%s needs %s", name, String.valueOf(input.name()));
      }
    }
    var path = frame.fresh(segment == null ? name : segment) + ".";
    for (var n : body) {
      copy(cloner, n, path, to);
    }
    return Val.ofResults(cloner.all(body.resultValues()));
  }

  private static @Nullable Value[] given(Val.Imported callee, List<OpCalls.Arg> args, Lowering to) {
    var inputs = callee.model().main().body().params();
    var given = new @Nullable Value[inputs.size()];
    int place = 0;
    for (var arg : args) {
      int index = place;
      if (arg.name() == null) {
        place++;
      } else {
        var names = inputs.stream().map(p -> String.valueOf(p.name())).toList();
        index = names.indexOf(arg.name());
        if (index < 0) {
          throw Mistake.unknown(
              Code.BAD_ARGUMENT, arg.at(), "input of " + callee.name(), arg.name(), names);
        }
      }
      if (index >= given.length || given[index] != null) {
        throw Mistake.of(
            Code.BAD_ARGUMENT, arg.at(), "%s takes %d arguments", callee.name(), given.length);
      }
      var input = inputs.get(index);
      var value = to.tensors.tensor(arg.at(), arg.value(), input.tensorType().dtype());
      check(arg, value, input);
      given[index] = value;
    }
    return given;
  }

  private static void check(OpCalls.Arg arg, Value given, Value input) {
    var wanted = input.tensorType();
    var found = given.tensorType();
    boolean isOther =
        wanted.dtype() != null && found.dtype() != null && wanted.dtype() != found.dtype();
    boolean isUnlike =
        wanted.shape().rank() >= 0
            && found.shape().rank() >= 0
            && wanted.shape().rank() != found.shape().rank();
    if (isOther || isUnlike) {
      throw Mistake.of(
          isOther ? Code.DTYPE_MISMATCH : Code.SHAPE_MISMATCH,
          arg.at(),
          "%s: expected %s, found %s",
          String.valueOf(input.name()),
          wanted,
          found);
    }
  }

  /** A copy whose names begin with {@code path} and whose types follow from what it is called with. */
  private static void copy(Cloner cloner, Node n, String path, Lowering to) {
    var copy = cloner.node(n, to.emitter.block(), null);
    copy.setName(null);
    for (var r : copy.results()) {
      var old = r.name();
      r.setName(null);
      r.setType(Type.OPAQUE);
      r.setFacts(Facts.NONE);
      if (old != null && !old.isEmpty()) {
        to.emitter.name(r, path + old);
      }
    }
    to.emitter.check(copy);
  }
}
