package sinter.ir.rewrite;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sinter.ir.Model;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.diag.Code;
import sinter.ir.diag.CompilerBug;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.type.Type;

/**
 * Applies rules to a fixpoint. The worklist starts in reverse topological order, so that it pops nodes in the
 * order of the graph; an accepted rewrite queues the users of what it made and the producers that lost a use.
 * The budget is eight rewrites a node: two rules that undo each other end in a warning that names them, and a
 * correct model.
 */
public final class Driver {
  private final Model model;
  private final Rules rules;
  private final Journal journal;
  private final Diagnostics diagnostics;
  private final Rewriter rewriter;
  private final boolean forgiving;
  private final Set<Rule> failed = new HashSet<>();
  private final Deque<Node> worklist = new ArrayDeque<>();
  private final BitSet queued = new BitSet();
  private int rewrites;

  public Driver(Model model, Rules rules, Journal journal, Diagnostics diagnostics) {
    this(model, rules, journal, diagnostics, false);
  }

  /**
   * A driver of these rules.
   *
   * @param forgiving whether a rule that throws declines with a warning, as nothing that it staged is part of
   *     the graph
   */
  public Driver(
      Model model, Rules rules, Journal journal, Diagnostics diagnostics, boolean forgiving) {
    this.forgiving = forgiving;
    this.model = model;
    this.rules = rules;
    this.journal = journal;
    this.diagnostics = diagnostics;
    this.rewriter = new Rewriter(model, journal);
  }

  /**
   * Runs over the main graph; the number of accepted rewrites. Functions that are still called have opsets of
   * their own and stay as they are.
   */
  public int run() {
    model.main().body().allNodes().reversed().forEach(this::queue);
    long budget = 8L * Math.max(64, worklist.size());
    while (!worklist.isEmpty() && journal.open()) {
      var n = worklist.pop();
      queued.clear(n.id());
      if (n.block() == null || !attached(n)) {
        continue;
      }
      if (n.isDead() && n.op().isPure() && regionsArePure(n)) {
        eraseDead(n);
        continue;
      }
      apply(n);
      if (rewrites > budget) {
        overBudget();
        break;
      }
    }
    return rewrites;
  }

  private static boolean attached(Node n) {
    for (var b = n.block(); b != null; ) {
      var owner = b.owner();
      if (owner == null) {
        return true;
      }
      b = owner.block();
    }
    return false;
  }

  private void queue(Node n) {
    if (!queued.get(n.id())) {
      queued.set(n.id());
      worklist.push(n);
    }
  }

  private void apply(Node n) {
    for (var rule : rules.rootedAt(n.op().getClass())) {
      rewriter.begin(rule.name(), n.loc());
      var value = attempt(rule, n);
      if (value != null) {
        commit(rule, n, value);
        return;
      }
    }
  }

  private @Nullable Value attempt(Rule rule, Node n) {
    if (!forgiving) {
      return rule.apply(n, rewriter);
    }
    try {
      return rule.apply(n, rewriter);
    } catch (InputError e) {
      throw e;
    } catch (RuntimeException e) {
      if (failed.add(rule)) {
        diagnostics.warning(
            Code.RULE_FAILED,
            n.loc(),
            "rule %s failed at %s, which stays as it is: %s".formatted(rule.name(), n, e));
      }
      return rewriter.miss(n, "it failed: %s", e);
    }
  }

  private void commit(Rule rule, Node n, Value value) {
    rewriter.replacements().putIfAbsent(n.result(0), value);
    var label = n.toString();
    var parts = new ArrayList<Loc>();
    parts.add(n.loc());
    for (var s : rewriter.staged()) {
      var block = n.block();
      if (block == null) {
        throw new CompilerBug("rule " + rule.name() + " rewrote a node outside the graph");
      }
      block.insertBefore(s, n);
    }
    n.operands()
        .forEach(u -> {
          if (u.value() instanceof Value v && v.def() instanceof Node d && v.constant() == null) {
            parts.add(d.loc());
          }
        });
    var loc = Loc.fuse(rule.name(), parts);
    rewriter.staged().forEach(s -> s.setLoc(loc));
    for (var e : rewriter.replacements().entrySet()) {
      replace(rule, e.getKey(), e.getValue());
    }
    journal.accept(rule.name(), label, n.loc());
    rewrites++;
    var producers = producers(n);
    if (n.isDead()) {
      eraseDead(n);
    } else {
      queue(n);
    }
    producers.forEach(p -> {
      if (p.block() != null) {
        queue(p);
      }
    });
    for (var s : rewriter.staged().reversed()) {
      if (s.isDead() && s.op().isPure()) {
        eraseDead(s);
      } else {
        queue(s);
      }
    }
  }

  private void replace(Rule rule, Value old, Value by) {
    if (Type.meet(by.type(), old.type()) == null) {
      throw new CompilerBug(
          "rule " + rule.name() + " replaces " + old.type() + " by " + by.type() + " at " + old);
    }
    old.uses()
        .forEach(u -> {
          if (u.node() instanceof Node user) {
            queue(user);
          }
        });
    boolean fresh = by.def() instanceof Node d && rewriter.staged().contains(d);
    old.replaceBy(by, fresh ? Value.Naming.WHEN_NAMELESS : Value.Naming.OWN);
    if (fresh) {
      old.setName(null);
    }
  }

  private static List<Node> producers(Node n) {
    var list = new ArrayList<Node>();
    n.operands()
        .forEach(u -> {
          if (u.value() instanceof Value v && v.def() instanceof Node d) {
            list.add(d);
          }
        });
    return list;
  }

  /** Erases {@code n} and, in turn, pure producers that nothing reads any more. */
  private void eraseDead(Node n) {
    var dead = new ArrayDeque<Node>();
    dead.push(n);
    while (!dead.isEmpty()) {
      var d = dead.pop();
      if (d.block() == null || !d.isDead()) {
        continue;
      }
      var producers = producers(d);
      for (var b : d.regions()) {
        b.allNodes().forEach(inner -> producers.addAll(producers(inner)));
        b.results()
            .forEach(u -> {
              if (u.value() instanceof Value v && v.def() instanceof Node p) {
                producers.add(p);
              }
            });
      }
      d.erase();
      for (var p : producers) {
        if (p.block() != null && p.isDead() && p.op().isPure() && regionsArePure(p)) {
          dead.push(p);
        } else if (p.block() != null) {
          queue(p);
        }
      }
    }
  }

  /** Whether everything inside the regions of {@code n} may be dropped. */
  public static boolean regionsArePure(Node n) {
    return n.regions().stream().allMatch(b -> b.allNodes().stream().allMatch(i -> i.op().isPure()));
  }

  private void overBudget() {
    var recent = journal.entries();
    var names =
        recent.subList(Math.max(0, recent.size() - 16), recent.size()).stream()
            .map(Journal.Entry::rule)
            .distinct();
    diagnostics.warning(
        Code.REWRITE_BUDGET,
        Loc.UNKNOWN,
        "rewriting stopped after "
            + rewrites
            + " steps; the last rules were "
            + String.join(", ", names.toList())
            + ", which undo each other");
  }
}
