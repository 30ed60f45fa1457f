package sinter.compiler;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sinter.ir.Block;
import sinter.ir.Facts;
import sinter.ir.Model;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Suggest;

/**
 * Cuts the main graph at values: those named become its inputs and outputs, in the order of the names, and all that no
 * output needs goes. An empty list keeps what there is.
 *
 * @param inputs names of values or inputs
 * @param outputs names of values or outputs
 */
record Cut(List<String> inputs, List<String> outputs) {
  boolean isWhole() {
    return inputs.isEmpty() && outputs.isEmpty();
  }

  /**
   * Cuts {@code model}.
   *
   * @param typed the same model with inferred types, which new inputs and outputs are declared with
   * @throws InputError when there is no value of a name, or an output needs an input that is not named
   */
  void apply(Model model, Model typed) {
    var body = model.main().body();
    var values = named(body);
    var types = named(typed.main().body());
    if (!outputs.isEmpty()) {
      outputs(body, values, types);
    }
    var params = new ArrayList<Value.Param>();
    for (var name : distinct(inputs, "--inputs")) {
      var value = find(name, values, "--inputs");
      params.add(
          value instanceof Value.Param p ? p : param(body, value, types.getOrDefault(name, value)));
    }
    prune(body);
    order(body, params);
  }

  private static Map<String, Value> named(Block body) {
    var all = new LinkedHashMap<String, Value>();
    for (int i = 0; i < body.results().size(); i++) {
      if (body.signature(i).name() instanceof String name) {
        all.put(name, body.result(i));
      }
    }
    body.params().forEach(p -> put(all, p));
    for (var n : body) {
      n.results().forEach(r -> put(all, r));
    }
    all.remove("");
    return all;
  }

  private static void put(Map<String, Value> all, Value v) {
    if (v.name() != null) {
      all.put(v.name(), v);
    }
  }

  private static List<String> distinct(List<String> names, String option) {
    var seen = new HashSet<String>();
    for (var name : names) {
      if (!seen.add(name)) {
        throw new InputError(
            Code.UNRESOLVED_NAME, Loc.UNKNOWN, option + " names " + name + " twice");
      }
    }
    return names;
  }

  private static Value find(String name, Map<String, Value> values, String option) {
    var value = values.get(name);
    if (value != null) {
      return value;
    }
    throw new InputError(
        Diagnostic.error(
                Code.UNRESOLVED_NAME,
                Loc.UNKNOWN,
                "there is no value called "
                    + name
                    + " in the main graph, which "
                    + option
                    + " names")
            .with(Suggest.sentence(name, values.keySet())));
  }

  private void outputs(Block body, Map<String, Value> values, Map<String, Value> types) {
    var known = new LinkedHashMap<String, Block.Signature>();
    for (int i = 0; i < body.results().size(); i++) {
      var signature = body.signature(i);
      known.put(String.valueOf(signature.name()), signature);
    }
    var results = new ArrayList<Value>();
    var signatures = new ArrayList<Block.Signature>();
    for (var name : distinct(outputs, "--outputs")) {
      var value = find(name, values, "--outputs");
      var type = types.getOrDefault(name, value).type();
      results.add(value);
      signatures.add(known.getOrDefault(name, new Block.Signature(name, type, Facts.NONE)));
    }
    body.clearResults();
    for (int i = 0; i < results.size(); i++) {
      body.addResult(results.get(i), signatures.get(i));
    }
  }

  private static Value.Param param(Block body, Value value, Value typed) {
    var param = body.addParam(value.name(), typed.type());
    value.replaceAllUses(param);
    value.setName(null);
    return param;
  }

  /** Erases what nothing reads, last first; what is not pure has no effect but its results. */
  private static void prune(Block body) {
    for (Node n = body.last(); n != null; ) {
      var before = n.previous();
      if (n.isDead()) {
        n.erase();
      }
      n = before;
    }
  }

  /** Leaves the named inputs, in their order, and those with a value of their own that are read. */
  private void order(Block body, List<Value.Param> named) {
    for (var p : List.copyOf(body.params())) {
      if (named.contains(p)) {
        continue;
      }
      if (p.isUnused()) {
        body.removeParam(p);
      } else if (!inputs.isEmpty() && p.initial() == null) {
        throw new InputError(
            Diagnostic.error(
                    Code.UNRESOLVED_NAME,
                    Loc.UNKNOWN,
                    "the outputs need input " + p.name() + ", which --inputs does not name")
                .with("name it, or a value between it and the outputs"));
      }
    }
    body.params().removeAll(named);
    body.params().addAll(0, named);
  }
}
