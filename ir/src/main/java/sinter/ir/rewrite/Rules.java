package sinter.ir.rewrite;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sinter.ir.op.Op;
import sinter.ir.op.OpCatalog;

/** Rules by the class of their root op, in the order given. */
public final class Rules {
  private final List<Rule> all;
  private final Map<Class<? extends Op>, List<Rule>> byRoot = new HashMap<>();

  public Rules(Collection<Rule> rules) {
    this.all = List.copyOf(rules);
    for (var r : all) {
      byRoot.computeIfAbsent(r.root(), _ -> new ArrayList<>()).add(r);
    }
  }

  /** The rules that the ops themselves declare. */
  public static List<Rule> canonical() {
    return OpCatalog.get().all().stream().flatMap(e -> e.canonical().stream()).toList();
  }

  /** These rules without the named ones. */
  public Rules without(Set<String> names) {
    return new Rules(all.stream().filter(r -> !names.contains(r.name())).toList());
  }

  public List<Rule> all() {
    return all;
  }

  List<Rule> rootedAt(Class<? extends Op> op) {
    return byRoot.getOrDefault(op, List.of());
  }
}
