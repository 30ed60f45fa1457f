package sinter.ir.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sinter.ir.Block;
import sinter.ir.Value;

/**
 * What values are called in the text of one graph: their name where no visible value has it already, else a number.
 * Numbers count up in the order of the text, inner regions before the results of their node.
 */
final class Labels {
  private final Map<Value, String> labels = new HashMap<>();
  private final Set<String> visible = new HashSet<>();
  private int numbers;

  static Labels of(Block body) {
    var labels = new Labels();
    labels.block(body);
    return labels;
  }

  private void block(Block block) {
    var scope = new ArrayList<String>();
    block.params().forEach(p -> define(p, scope));
    for (var n : block) {
      n.regions().forEach(this::block);
      n.results().forEach(r -> define(r, scope));
    }
    scope.forEach(visible::remove);
  }

  private void define(Value value, List<String> scope) {
    var name = value.name();
    if (name != null && !isAbsent(value) && visible.add(name)) {
      scope.add(name);
      labels.put(value, '%' + Quoted.label(name));
    } else if (!isAbsent(value)) {
      labels.put(value, "%" + numbers++);
    }
  }

  /** An unused result with the empty name stands for an output that the node does not give. */
  static boolean isAbsent(Value value) {
    return value instanceof Value.Result && "".equals(value.name()) && value.isUnused();
  }

  /** The label with its sigil; {@code _} for what is absent. */
  String of(Value value) {
    if (isAbsent(value)) {
      return "_";
    }
    return labels.getOrDefault(value, "%\"not in scope\"");
  }

  /** True when the label does not say the value's name. */
  boolean hidesName(Value value) {
    var name = value.name();
    return name != null && !isAbsent(value) && !of(value).equals('%' + Quoted.label(name));
  }
}
