package sinter.compiler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import sinter.ir.Fact;
import sinter.ir.Model;
import sinter.ir.Value;
import sinter.ir.diag.Code;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.type.Assumptions;
import sinter.ir.type.Type;

/**
 * What is assumed of symbolic dims while a model is compiled. A symbol {@code W} of which {@code W%8==0} holds is
 * {@code 8*W'} in the meantime, so that every law of dims knows it; an upper bound belongs to the symbol itself. The
 * inputs get their own types back.
 */
final class Assumed {
  private final Assumptions facts;
  private final Map<String, Long> bound;
  private final Map<Value, Type> inputs = new HashMap<>();
  private final TreeSet<String> symbols = new TreeSet<>();

  /** Assumptions beside symbols that {@code bound} fixes, which must agree with them. */
  Assumed(Assumptions facts, Map<String, Long> bound) {
    this.facts = facts;
    this.bound = bound;
  }

  /**
   * Changes the types of all values.
   *
   * @throws InputError when no input has a dim of a name, or its value is not as assumed
   */
  void apply(Model model) {
    if (facts.facts().isEmpty()) {
      return;
    }
    symbols.addAll(Signatures.symbols(model));
    for (var symbol : facts.facts().keySet()) {
      var value = bound.get(symbol);
      if (value != null && facts.nearest(symbol, value) != value) {
        throw new InputError(
            Code.SHAPE_MISMATCH,
            Loc.UNKNOWN,
            "--bind " + symbol + "=" + value + " contradicts --assume '" + facts + "'");
      }
      if (value == null) {
        Signatures.requireSymbol(model, symbol);
      }
    }
    model.main().body().params().forEach(p -> inputs.put(p, p.type()));
    var inside = facts.substitution(this::free);
    values(model).forEach(v -> v.setType(Signatures.substitute(v.type(), inside)));
  }

  /** Brings the types back into the terms of the input. */
  void restore(Model model) {
    if (facts.facts().isEmpty()) {
      return;
    }
    var outside = facts.restoration(this::free);
    for (var v : values(model)) {
      v.setType(Signatures.substitute(v.type(), outside));
      if (v.facts().get(Fact.Declared.class) instanceof Fact.Declared(var type)) {
        v.setFacts(v.facts().with(new Fact.Declared(Signatures.substitute(type, outside))));
      }
    }
    inputs.forEach(Value::setType);
  }

  /** Values of the symbols that are in use in the meantime, as values of those of the input. */
  Map<String, Long> outside(Map<String, Long> inside) {
    var all = new TreeMap<>(inside);
    facts
        .substitution(this::free)
        .forEach((symbol, dim) -> {
          if (dim.symbols().size() == 1 && inside.containsKey(dim.symbols().first())) {
            all.remove(dim.symbols().first());
            all.put(symbol, dim.evaluate(inside));
          }
        });
    return all;
  }

  private String free(String symbol) {
    var name = symbol + "'";
    while (symbols.contains(name)) {
      name += "'";
    }
    return name;
  }

  private static List<Value> values(Model model) {
    var all = new ArrayList<Value>();
    for (var b : model.allBlocks()) {
      all.addAll(b.params());
      for (var n : b) {
        all.addAll(n.results());
      }
    }
    return all;
  }
}
