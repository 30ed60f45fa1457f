package sinter.frontend.language.decompile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Settles which blocks that were found are printed, in which order, and how they and their parameters are
 * called.
 */
final class Found {
  private static final int MOST_WORDS = 3;
  private static final double USUAL = 0.5;

  private Found() {}

  /**
   * The blocks that {@code main} needs, each after those that it calls. Blocks of one loop alone stand in
   * that loop.
   */
  static List<Item.Found> ordered(Item.Body main, List<Item.Found> all) {
    var calls = new HashMap<Item.Found, List<Item>>();
    count(main, calls);
    all.forEach(f -> count(f.body, calls));
    for (var f : all) {
      var own = calls.getOrDefault(f, List.of());
      f.isInline = own.size() == 1 && own.getFirst() instanceof Item.Repeat;
    }
    var order = new LinkedHashSet<Item.Found>();
    visit(main, order);
    var printed = new ArrayList<Item.Found>();
    for (var f : order) {
      if (!f.isInline) {
        printed.add(f);
        defaults(f, calls.getOrDefault(f, List.of()));
      }
    }
    return printed;
  }

  private static void count(Item.Body body, Map<Item.Found, List<Item>> calls) {
    for (var item : body.items) {
      switch (item) {
        case Item.Use u -> calls.computeIfAbsent(u.block(), _ -> new ArrayList<>()).add(u);
        case Item.Repeat r -> calls.computeIfAbsent(r.block(), _ -> new ArrayList<>()).add(r);
        case Item.Step _, Item.Branch _, Item.Loop _, Item.Scan _ -> {}
      }
    }
  }

  private static void visit(Item.Body body, Set<Item.Found> order) {
    for (var item : body.items) {
      var block =
          switch (item) {
            case Item.Use u -> u.block();
            case Item.Repeat r -> r.block();
            case Item.Step _, Item.Branch _, Item.Loop _, Item.Scan _ -> null;
          };
      if (block != null && !order.contains(block)) {
        visit(block.body, order);
        order.add(block);
      }
    }
  }

  /** Gives parameters the values that most calls have. */
  private static void defaults(Item.Found f, List<Item> calls) {
    for (int i = 0; i < f.parameters.size(); i++) {
      var counts = new HashMap<String, Integer>();
      int all = 0;
      for (var call : calls) {
        var rows =
            call instanceof Item.Repeat r && !r.calls().isEmpty()
                ? r.calls()
                : List.of(call instanceof Item.Repeat r ? r.first() : call.slots());
        for (var row : rows) {
          all++;
          if (row.get(i) instanceof Slot.Literal(var text, _, boolean isOpen) && !isOpen) {
            counts.merge(text, 1, Integer::sum);
          }
        }
      }
      for (var e : counts.entrySet()) {
        if (e.getValue() > 1 && e.getValue() > USUAL * all) {
          f.parameters.get(i).byDefault = e.getKey();
        }
      }
    }
  }

  /** Names the blocks after what they do, and their parameters after what they are about. */
  static void name(List<Item.Found> blocks, Set<String> taken) {
    for (var f : blocks) {
      f.name = Names.fresh(title(f.body), taken);
      var own = new HashSet<String>(taken);
      for (var p : f.parameters) {
        p.name = Names.fresh(Names.identifier(p.role, "n"), own);
      }
    }
  }

  private static String title(Item.Body body) {
    var words = new LinkedHashSet<String>();
    for (var item : body.items) {
      switch (item) {
        case Item.Step(Form.Call(var callee, _), _, _, _) -> words.add(camel(callee));
        case Item.Step _, Item.Use _, Item.Repeat _, Item.Branch _, Item.Loop _, Item.Scan _ -> {}
      }
    }
    boolean isSmall = !words.isEmpty() && words.size() <= MOST_WORDS && body.items.size() <= 4;
    boolean isOuter = body.items.stream().anyMatch(i -> !(i instanceof Item.Step));
    return isSmall && !isOuter ? String.join("", words) : isOuter ? "Stage" : "Unit";
  }

  private static String camel(String name) {
    var out = new StringBuilder();
    for (var word : name.replace("op.", "").split("_", -1)) {
      if (!word.isEmpty()) {
        out.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
      }
    }
    return out.toString();
  }
}
