package sinter.frontend.language.decompile;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.Control;
import sinter.ir.op.Shaping;
import sinter.ir.tensor.Tensor;

/** Branches, loops and scans that run with the model. */
final class Regions {
  private final Capture capture;

  Regions(Capture capture) {
    this.capture = capture;
  }

  Item item(Node node, Control op, List<Item> items) {
    return switch (op) {
      case Control.If _ -> branch(node, items);
      case Control.Loop _ -> loop(node, items);
      case Control.Scan s -> scan(node, s, items);
      case Control.SequenceMap _ ->
          throw Capture.unsayable(node, "maps over sequences, for which there is no statement");
    };
  }

  /** What the bodies read from outside. */
  private static List<Def> captured(Item.Body... bodies) {
    var read = new LinkedHashSet<Def>();
    for (var body : bodies) {
      var own = new HashSet<>(body.params);
      for (var item : body.items) {
        outside(item.in(), own, read);
        own.addAll(item.out());
      }
      outside(body.results, own, read);
    }
    return List.copyOf(read);
  }

  private static void outside(List<Def> defs, Set<Def> own, Set<Def> read) {
    defs.stream().filter(d -> !own.contains(d)).forEach(read::add);
  }

  private List<Def> out(Node node) {
    return node.results().stream().map(v -> capture.def((Value) v)).toList();
  }

  private Item branch(Node node, List<Item> items) {
    var in = new ArrayList<Def>();
    in.add(capture.variable(node, Control.If.CONDITION, items));
    var then = capture.body(node.regions().get(Control.If.THEN));
    var otherwise = capture.body(node.regions().get(Control.If.ELSE));
    if (then.results.equals(otherwise.results)) {
      throw Capture.unsayable(node, "has two branches with the same results");
    }
    in.addAll(captured(then, otherwise));
    return new Item.Branch(then, otherwise, in, out(node));
  }

  private Item loop(Node node, List<Item> items) {
    var region = node.regions().getFirst();
    var in = new ArrayList<Def>();
    String trips = null;
    int tripsAt = -1;
    if (node.inOrNull(Control.Loop.MAX_TRIPS) instanceof Value count) {
      if (count.constant() instanceof Tensor t && t.size() == 1) {
        trips = Long.toString(Math.max(0, t.longAt(0)));
      } else {
        tripsAt = in.size();
        in.add(capture.variable(node, Control.Loop.MAX_TRIPS, items));
      }
    }
    var begins = node.inOrNull(Control.Loop.CONDITION);
    var next = region.result(0);
    boolean isOpen = !(isTrue(begins) && (isTrue(next) || next == region.params().get(1)));
    int goesOn = -1;
    if (isOpen && begins != null) {
      goesOn = in.size();
      in.add(capture.variable(node, Control.Loop.CONDITION, items));
    }
    if (trips == null && tripsAt < 0 && (!isOpen || !region.params().getFirst().isUnused())) {
      trips = Long.toString(Long.MAX_VALUE);
    }
    int initial = in.size();
    int states = Math.max(0, node.inputs() - Control.Loop.INITIAL);
    for (int i = 0; i < states; i++) {
      in.add(capture.variable(node, Control.Loop.INITIAL + i, items));
    }
    var body = capture.body(region);
    in.addAll(captured(body));
    return new Item.Loop(trips, tripsAt, goesOn, isOpen, initial, states, body, in, out(node));
  }

  private static boolean isTrue(@Nullable Value v) {
    if (v == null) {
      return true;
    }
    if (v.op() instanceof Shaping.Identity && v.def() != null) {
      return isTrue(v.def().in(0));
    }
    return v.constant() instanceof Tensor t && t.size() == 1 && t.longAt(0) == 1;
  }

  private Item scan(Node node, Control.Scan op, List<Item> items) {
    boolean isPlain =
        op.scanOutputAxes().stream().allMatch(a -> a == 0)
            && op.scanOutputDirections().stream().allMatch(d -> d == 0);
    if (!isPlain) {
      throw Capture.unsayable(
          node, "collects results backwards or along another axis than the first");
    }
    var in = new ArrayList<Def>();
    for (int i = 0; i < node.inputs(); i++) {
      in.add(capture.variable(node, i, items));
    }
    var body = capture.body(node.regions().getFirst());
    in.addAll(captured(body));
    return new Item.Scan(
        op.states(node), op.scanInputAxes(), op.scanInputDirections(), body, in, out(node));
  }
}
