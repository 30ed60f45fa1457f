package sinter.compiler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import sinter.ir.Block;
import sinter.ir.Fact;
import sinter.ir.Model;
import sinter.ir.Value;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Suggest;
import sinter.ir.op.Const;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;

/** Changes to the dims of a model's inputs that the user asks for. */
final class Signatures {
  private static final Pattern PLACE = Pattern.compile("(.+)\\[(\\d+)]");

  private Signatures() {}

  /**
   * Fixes symbolic dims, by name or by place ({@code x[2]}), in the types of all values.
   *
   * @throws InputError when no such dim exists, or it is a constant of another value
   */
  static void bind(Model model, Map<String, Long> values) {
    var named = new HashMap<String, Dim>();
    for (var e : values.entrySet()) {
      requireExtent(e.getKey(), e.getValue());
      var place = PLACE.matcher(e.getKey());
      if (place.matches()) {
        set(model, place.group(1), Integer.parseInt(place.group(2)), Dim.of(e.getValue()), named);
      } else {
        named.put(e.getKey(), Dim.of(e.getValue()));
        requireSymbol(model, e.getKey());
      }
    }
    if (!named.isEmpty()) {
      substitute(model, named);
    }
  }

  private static void requireExtent(String key, long value) {
    if (value < 0) {
      throw new InputError(
          Code.SHAPE_MISMATCH,
          Loc.UNKNOWN,
          "dim " + key + " cannot be " + value + ", which is negative");
    }
  }

  /**
   * Checks values that are only drawn with, and change no model.
   *
   * @throws InputError when the inputs of none of the models have such a dim
   */
  static void check(Map<String, Long> values, Model... models) {
    values.forEach((key, value) -> {
      requireExtent(key, value);
      var place = PLACE.matcher(key);
      if (place.matches()) {
        with(input(models[0], place.group(1)), Integer.parseInt(place.group(2)), Dim.of(value));
      } else if (Arrays.stream(models).noneMatch(m -> symbols(m).contains(key))) {
        requireSymbol(models[0], key);
      }
    });
  }

  /**
   * Checks what is said about inputs.
   *
   * @throws InputError when none of the models has an input of a name
   */
  static void checkInputs(Set<String> names, Model... models) {
    for (var name : names) {
      boolean isKnown =
          Arrays.stream(models)
              .flatMap(m -> m.main().body().params().stream())
              .anyMatch(p -> name.equals(p.name()));
      if (!isKnown) {
        var _ = input(models[0], name);
      }
    }
  }

  /** Makes dims symbolic, by place. Types of values that are computed are forgotten. */
  static void free(Model model, Map<String, String> names) {
    if (names.isEmpty()) {
      return;
    }
    for (var e : names.entrySet()) {
      var place = PLACE.matcher(e.getKey());
      if (!place.matches()) {
        throw new InputError(
            Code.UNRESOLVED_NAME,
            Loc.UNKNOWN,
            "--dynamic names a place, as in x[0]=N, not " + e.getKey());
      }
      var input = input(model, place.group(1));
      input.setType(with(input, Integer.parseInt(place.group(2)), Dim.sym(e.getValue())));
    }
    for (var b : model.allBlocks()) {
      if (b.owner() != null) {
        b.params().forEach(Signatures::forget);
      }
      for (var n : b) {
        if (!(n.op() instanceof Const)) {
          n.results().forEach(Signatures::forget);
        }
      }
    }
    var body = model.main().body();
    for (int i = 0; i < body.results().size(); i++) {
      var s = body.signature(i);
      if (s.declared() instanceof TensorType t) {
        var unknown = t.withShape(Shape.ofRank(Math.max(0, t.rank())));
        body.setSignature(i, new Block.Signature(s.name(), t.rank() < 0 ? t : unknown, s.facts()));
      }
    }
  }

  private static void forget(Value v) {
    v.setType(v.type().withoutExtent());
    v.setFacts(v.facts().without(Fact.Declared.class));
  }

  /** Declares each output with what is inferred of it; names of dims stay where the two may be the same. */
  static void follow(Model model) {
    var body = model.main().body();
    for (int i = 0; i < body.results().size(); i++) {
      var s = body.signature(i);
      var type = body.result(i).type();
      var met = Type.meet(s.declared(), type);
      body.setSignature(i, new Block.Signature(s.name(), met == null ? type : met, s.facts()));
    }
  }

  private static void set(Model model, String name, int axis, Dim value, Map<String, Dim> named) {
    var input = input(model, name);
    var old = input.tensorType().shape().dim(axis);
    if (!old.isConst()
        && old.symbols().size() == 1
        && old.equals(Dim.sym(old.symbols().iterator().next()))) {
      named.put(old.symbols().iterator().next(), value);
    }
    if (Dim.differ(old, value)) {
      throw new InputError(
          Code.SHAPE_MISMATCH,
          Loc.UNKNOWN,
          name + "[" + axis + "] is " + old + " and cannot be " + value);
    }
    input.setType(with(input, axis, value));
  }

  private static Value.Param input(Model model, String name) {
    var params = model.main().body().params();
    for (var p : params) {
      if (name.equals(p.name())) {
        return p;
      }
    }
    var names = params.stream().map(p -> String.valueOf(p.name())).toList();
    throw new InputError(
        Diagnostic.error(Code.UNRESOLVED_NAME, Loc.UNKNOWN, "there is no input called " + name)
            .with(Suggest.sentence(name, names)));
  }

  private static Type with(Value.Param input, int axis, Dim value) {
    var type = input.tensorType();
    if (axis >= type.rank()) {
      throw new InputError(
          Code.SHAPE_MISMATCH,
          Loc.UNKNOWN,
          "input " + input.name() + " is " + type + " and has no axis " + axis);
    }
    var dims = new ArrayList<>(type.shape().dims());
    dims.set(axis, value);
    return type.withShape(Shape.of(dims));
  }

  /** The symbols of the dims of the inputs. */
  static SortedSet<String> symbols(Model model) {
    var known = new TreeSet<String>();
    for (var p : model.main().body().params()) {
      if (p.tensorType().shape() instanceof Shape.Ranked(var dims)) {
        dims.forEach(d -> known.addAll(d.symbols()));
      }
    }
    return known;
  }

  /** Makes sure that an input has a dim of that name. */
  static void requireSymbol(Model model, String name) {
    var known = symbols(model);
    if (!known.contains(name)) {
      throw new InputError(
          Diagnostic.error(Code.UNRESOLVED_NAME, Loc.UNKNOWN, "no input has a dim called " + name)
              .with(
                  known.isEmpty() ? "no input has a symbolic dim" : Suggest.sentence(name, known)));
    }
  }

  private static void substitute(Model model, Map<String, Dim> named) {
    for (var b : model.allBlocks()) {
      b.params().forEach(p -> substitute(p, named));
      for (var n : b) {
        n.results().forEach(r -> substitute(r, named));
      }
      for (int i = 0; i < b.results().size(); i++) {
        var s = b.signature(i);
        b.setSignature(
            i, new Block.Signature(s.name(), substitute(s.declared(), named), s.facts()));
      }
    }
  }

  private static void substitute(Value v, Map<String, Dim> named) {
    v.setType(substitute(v.type(), named));
    if (v.facts().get(Fact.Declared.class) instanceof Fact.Declared(var type)) {
      v.setFacts(v.facts().with(new Fact.Declared(substitute(type, named))));
    }
  }

  /** The type with symbols of its dims replaced. */
  static Type substitute(Type type, Map<String, Dim> named) {
    return switch (type) {
      case Type.Opaque _, Type.MapType _ -> type;
      case TensorType(var d, var s) -> new TensorType(d, substitute(s, named));
      case Type.SparseType(var d, var s) -> new Type.SparseType(d, substitute(s, named));
      case Type.SequenceType(var e) -> new Type.SequenceType(substitute(e, named));
      case Type.OptionalType(var e) -> new Type.OptionalType(substitute(e, named));
    };
  }

  private static Shape substitute(Shape shape, Map<String, Dim> named) {
    return shape instanceof Shape.Ranked(var dims)
        ? Shape.of(dims.stream().map(d -> d.substitute(named)).toList())
        : shape;
  }
}
