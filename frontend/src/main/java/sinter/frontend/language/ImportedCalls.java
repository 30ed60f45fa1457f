package sinter.frontend.language;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sinter.ir.Block;
import sinter.ir.Cloner;
import sinter.ir.Facts;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.op.Const;
import sinter.ir.op.Foreign;

/**
 * Calls of imported models: a copy of their nodes, typed by what they are called with. All calls of a model share its
 * constants: it is one file, whose weights are the same wherever it is called.
 */
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
        cloner.map(input, shared(callee, input, () -> to.emitter.outerConstant(at, initial), to));
      } else {
        throw Mistake.of(Code.BAD_ARGUMENT, at, "%s needs %s", name, String.valueOf(input.name()));
      }
    }
    var path = frame.fresh(segment == null ? name : segment) + ".";
    try {
      for (var n : body) {
        if (n.op() instanceof Const) {
          cloner.map(n.result(0), constant(callee, n, to));
        } else {
          copy(cloner, n, path, at, to);
          share(callee, n, cloner, to);
        }
      }
    } catch (InputError inside) {
      throw misfit(inside.diagnostic(), at, callee, given);
    }
    return Val.ofResults(cloner.all(body.resultValues()));
  }

  /** Inside the regions of {@code n}'s copy, the constants of the file in place of their copies. */
  private static void share(Val.Imported callee, Node n, Cloner cloner, Lowering to) {
    for (var region : n.regions()) {
      for (var inner : region) {
        if (!(inner.op() instanceof Const)) {
          share(callee, inner, cloner, to);
          continue;
        }
        var copy = cloner.of(inner.result(0));
        if (!copy.isBlockResult() && copy.def() instanceof Node old) {
          copy.replaceAllUses(constant(callee, inner, to));
          old.erase();
        }
      }
    }
  }

  /** The constant {@code n} of the file, which all its calls share, outside every loop and branch. */
  private static Value constant(Val.Imported callee, Node n, Lowering to) {
    var main = to.emitter.model().main().body();
    return shared(
        callee,
        n.result(0),
        () -> {
          var copy = new Cloner(to.emitter.model()).node(n, main, null).result(0);
          copy.setName(null);
          return copy;
        },
        to);
  }

  /** What stands for {@code own} of the file in every call of it; it has the file's name before its own. */
  private static Value shared(Val.Imported callee, Value own, Supplier<Value> make, Lowering to) {
    var known = to.shared.get(own);
    if (known == null) {
      known = make.get();
      to.shared.put(own, known);
      if (own.name() instanceof String name && !name.isEmpty()) {
        to.emitter.name(known, callee.name() + "." + name);
      }
    }
    return known;
  }

  /** A mistake inside the imported model as one of the call: what was given, beside what the file declares. */
  private static InputError misfit(
      Diagnostic inside, Loc.Span at, Val.Imported callee, @Nullable Value[] given) {
    var error =
        Diagnostic.error(
            inside.code(), at, "%s cannot take what it is called with".formatted(callee.name()));
    var inputs = callee.model().main().body().params();
    for (int i = 0; i < given.length; i++) {
      if (given[i] instanceof Value v && !v.type().equals(inputs.get(i).type())) {
        error =
            error.with(
                "%s is %s, in the file %s"
                    .formatted(inputs.get(i).name(), v.type(), inputs.get(i).type()),
                Emitter.origin(v));
      }
    }
    error = error.with("inside: " + inside.message(), inside.at());
    for (var note : inside.notes()) {
      error = error.with(note.message(), note.at());
    }
    return new InputError(error);
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
            Code.BAD_ARGUMENT,
            arg.at(),
            "%s takes %s",
            callee.name(),
            Mistake.counted(given.length, "argument"));
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
  private static void copy(Cloner cloner, Node n, String path, Loc.Span at, Lowering to) {
    var copy = cloner.node(n, to.emitter.block(), null);
    forget(copy, path, at, to);
    to.emitter.checkWithRegions(copy);
  }

  /** Keeps nothing of what follows from the shapes in the file, in regions as well. */
  private static void forget(Node copy, String path, Loc.Span at, Lowering to) {
    copy.setName(null);
    if (copy.op() instanceof Foreign) {
      to.imported.put(copy, at);
    }
    copy.results().forEach(r -> forget(r, path, to));
    for (var region : copy.regions()) {
      region.params().forEach(p -> forget(p, path, to));
      region.forEach(n -> forget(n, path, at, to));
      for (int i = 0; i < region.results().size(); i++) {
        region.setSignature(i, Block.Signature.NONE);
      }
    }
  }

  private static void forget(Value copy, String path, Lowering to) {
    var old = copy.name();
    copy.setType(copy.type().withoutExtent());
    copy.setContents(null);
    copy.setFacts(Facts.NONE);
    // An empty name marks a result that the node does not give.
    if (old != null && !old.isEmpty()) {
      copy.setName(null);
      to.emitter.name(copy, path + old);
    }
  }
}
