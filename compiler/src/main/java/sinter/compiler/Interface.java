package sinter.compiler;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sinter.ir.Model;
import sinter.ir.Value;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;

/**
 * The inputs and outputs of a model as a caller sees them, by name.
 *
 * @param required the inputs that a caller must give
 */
record Interface(Map<String, Type> inputs, List<String> required, Map<String, Type> outputs) {

  static Interface of(Model model) {
    var inputs = new LinkedHashMap<String, Type>();
    var required = new ArrayList<String>();
    var body = model.main().body();
    for (Value.Param p : body.params()) {
      if (p.name() instanceof String name) {
        inputs.put(name, p.type());
        if (p.initial() == null) {
          required.add(name);
        }
      }
    }
    var outputs = new LinkedHashMap<String, Type>();
    for (int i = 0; i < body.results().size(); i++) {
      var declared = body.signature(i).name();
      if ((declared != null ? declared : body.result(i).name()) instanceof String name) {
        outputs.put(name, body.result(i).type());
      }
    }
    return new Interface(inputs, required, outputs);
  }

  /**
   * Why no model of interface {@code other} can stand in for one of this: an output that is missing, an input that
   * nobody would give, types of one input that have no value in common. Empty when one can.
   */
  List<String> contradictions(Interface other) {
    var wrong = new ArrayList<String>();
    for (var name : outputs.keySet()) {
      if (!other.outputs.containsKey(name)) {
        wrong.add("the second model has no output '%s'%s".formatted(name, only(other.outputs)));
      }
    }
    for (var name : other.required) {
      if (!inputs.containsKey(name)) {
        wrong.add("the first model has no input '%s'%s".formatted(name, only(inputs)));
      }
    }
    inputs.forEach((name, mine) -> {
      if (other.inputs.get(name) instanceof Type theirs && areApart(mine, theirs)) {
        wrong.add(
            "input '%s' is %s in the first model and %s in the second"
                .formatted(name, mine, theirs));
      }
    });
    return wrong;
  }

  private static String only(Map<String, Type> names) {
    return names.isEmpty() ? "" : ", only '" + String.join("', '", names.keySet()) + "'";
  }

  private static boolean areApart(Type a, Type b) {
    if (a instanceof Type.Opaque || b instanceof Type.Opaque) {
      return false;
    }
    if (!(a instanceof TensorType(var x, var s) && b instanceof TensorType(var y, var t))) {
      return !a.getClass().equals(b.getClass());
    }
    return (x != null && y != null && x != y) || areApart(s, t);
  }

  private static boolean areApart(Shape a, Shape b) {
    if (!(a instanceof Shape.Ranked(var mine) && b instanceof Shape.Ranked(var theirs))) {
      return false;
    }
    if (mine.size() != theirs.size()) {
      return true;
    }
    for (int i = 0; i < mine.size(); i++) {
      if (mine.get(i).isConst()
          && theirs.get(i).isConst()
          && mine.get(i).constant() != theirs.get(i).constant()) {
        return true;
      }
    }
    return false;
  }

  /** Values of dims of this model that are open here and fixed in the other, by name or by place. */
  Map<String, Long> demands(Interface other) {
    var values = new LinkedHashMap<String, Long>();
    inputs.forEach((name, mine) -> {
      if (shape(mine) instanceof Shape.Ranked(var dims)
          && shape(other.inputs.get(name)) instanceof Shape.Ranked(var fixed)) {
        for (int i = 0; i < Math.min(dims.size(), fixed.size()); i++) {
          if (fixed.get(i).isConst() && key(name, i, dims.get(i)) instanceof String key) {
            values.putIfAbsent(key, fixed.get(i).constant());
          }
        }
      }
    });
    return values;
  }

  /** How a binding names a dim; null when it is fixed or computed. */
  private static @Nullable String key(String input, int axis, Dim dim) {
    if (!dim.isKnown()) {
      return input + "[" + axis + "]";
    }
    var symbols = dim.symbols();
    var symbol = symbols.size() == 1 ? symbols.iterator().next() : null;
    return symbol != null && dim.equals(Dim.sym(symbol)) ? symbol : null;
  }

  private static @Nullable Shape shape(@Nullable Type type) {
    return type instanceof TensorType(_, var shape) ? shape : null;
  }
}
