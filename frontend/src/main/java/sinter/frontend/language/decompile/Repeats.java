package sinter.frontend.language.decompile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds stretches of items that do the same several times, and makes blocks of them: in every round the one
 * that saves the most lines, until none saves any. What repeats inside a block is found like everything else,
 * so blocks nest.
 */
final class Repeats {
  private static final int LONGEST = 200;
  private static final int MOST_ROUNDS = 200;
  private static final int MOST_TENSORS = 5;
  private static final int MOST_RESULTS = 3;
  private static final int MOST_PARAMETERS = 6;

  /** Lines that a block costs besides its statements: its head, its end, and a blank one. */
  private static final double FRAME = 3;

  /**
   * What an operand or result more than one each costs at a call, in lines: blocks should end where few
   * tensors pass.
   */
  private static final double SEAM = 0.2;

  private static final double LEAST_GAIN = 0.8;

  /** Columns of a line that expressions fill in practice. */
  private static final double FILLED = 80;

  private record Candidate(List<Segment> places, Unified values, List<List<Def>> results) {
    Candidate settled() {
      return new Candidate(places.stream().map(Segment::copy).toList(), values, results);
    }
  }

  private final Item.Body main;
  private final List<Item.Found> found = new ArrayList<>();
  private final Map<Object, Integer> keys = new HashMap<>();

  private Repeats(Item.Body main) {
    this.main = main;
  }

  /** Rewrites {@code main}; the blocks, those that others call first. */
  static List<Item.Found> find(Item.Body main) {
    var repeats = new Repeats(main);
    for (int round = 0; round < MOST_ROUNDS && repeats.step(); round++) {
      repeats.loops();
    }
    return Found.ordered(main, repeats.found);
  }

  private List<Item.Body> bodies() {
    var all = new ArrayList<Item.Body>();
    all.add(main);
    found.forEach(f -> all.add(f.body));
    return all;
  }

  private void loops() {
    var bodies = bodies();
    bodies.forEach(b -> b.items = Runs.joined(b, bodies));
  }

  private boolean step() {
    Candidate best = null;
    double most = LEAST_GAIN;
    var active = new ArrayList<Segment>();
    for (var body : bodies()) {
      for (int i = 0; i < body.items.size(); i++) {
        active.add(new Segment(body, i));
      }
    }
    var outside = new HashMap<Item.Body, Readers>();
    bodies().forEach(b -> outside.put(b, new Readers(b)));
    for (int length = 1; length <= LONGEST && active.size() > 1; length++) {
      var groups = new HashMap<Long, List<Segment>>();
      for (var s : active) {
        if (s.end() < s.body.items.size() && s.grow(key(s.body.items.get(s.end())))) {
          groups.computeIfAbsent(s.hash(), _ -> new ArrayList<>()).add(s);
        }
      }
      active.clear();
      for (var group : groups.values()) {
        if (group.size() < 2) {
          continue;
        }
        active.addAll(group);
        var candidate = candidate(group, outside);
        double gain = candidate == null ? 0 : gain(candidate, outside);
        if (candidate != null && gain > most) {
          best = candidate.settled();
          most = gain;
        }
      }
    }
    if (best == null) {
      return false;
    }
    apply(best);
    return true;
  }

  private int key(Item item) {
    return keys.computeIfAbsent(item.key(), _ -> keys.size());
  }

  /** Places of {@code group} that do not overlap; null when they make no block. */
  private static @Nullable Candidate candidate(
      List<Segment> group, Map<Item.Body, Readers> outside) {
    if (group.getFirst().isPeriodic()) {
      return null;
    }
    var places = new ArrayList<Segment>();
    var ends = new HashMap<Item.Body, Integer>();
    for (var s : group) {
      if (s.start >= ends.getOrDefault(s.body, 0) && s.isLike(group.getFirst())) {
        places.add(s);
        ends.put(s.body, s.end());
      }
    }
    if (places.size() < 2 || places.getFirst().given().size() > MOST_TENSORS) {
      return null;
    }
    var results = results(places, outside);
    if (results.getFirst().isEmpty() || results.getFirst().size() > MOST_RESULTS) {
      return null;
    }
    var values = Unified.of(places);
    return values.parameters().size() > MOST_PARAMETERS
        ? null
        : new Candidate(places, values, results);
  }

  /** For each place, what is read outside of it there or in another place. */
  private static List<List<Def>> results(List<Segment> places, Map<Item.Body, Readers> outside) {
    var all = new ArrayList<List<Def>>();
    places.forEach(_ -> all.add(new ArrayList<>()));
    for (int i = 0; i < places.getFirst().length(); i++) {
      for (int j = 0; j < places.getFirst().items().get(i).out().size(); j++) {
        boolean isRead = false;
        for (var p : places) {
          var readers = outside.get(p.body);
          var d = p.items().get(i).out().get(j);
          isRead |= readers != null && readers.last(d) >= p.end();
        }
        if (isRead) {
          for (int k = 0; k < places.size(); k++) {
            all.get(k).add(places.get(k).items().get(i).out().get(j));
          }
        }
      }
    }
    return all;
  }

  private static double gain(Candidate c, Map<Item.Body, Readers> readers) {
    var first = c.places().getFirst();
    double body = lines(first, Objects.requireNonNull(readers.get(first.body)));
    double call =
        0.25 + 0.09 * c.values().parameters().size() + 0.1 * (c.results().getFirst().size() - 1);
    int runs = 1;
    double calls = 0;
    int length = 1;
    for (int i = 1; i <= c.places().size(); i++) {
      boolean goesOn =
          i < c.places().size()
              && c.places().get(i).body == c.places().get(i - 1).body
              && c.places().get(i).start == c.places().get(i - 1).end();
      if (goesOn) {
        length++;
        continue;
      }
      calls += Math.min(length * call, 2 + Math.max(1, call));
      runs += i < c.places().size() ? 1 : 0;
      length = 1;
    }
    double after = runs == 1 ? body + 2 : Math.max(1, body) + FRAME + calls;
    int seams = first.given().size() + c.results().getFirst().size();
    return c.places().size() * (body - SEAM * (seams - 2)) - after;
  }

  private static double lines(Segment s, Readers readers) {
    double sum = 0;
    for (var item : s.items()) {
      sum += width(item) / FILLED;
      boolean isSplit = item.out().size() != 1 || readers.count(item.out().getFirst()) > 1;
      sum += isSplit ? 0.4 : 0;
    }
    return sum;
  }

  /** Columns that {@code item} takes in a chain. */
  private static int width(Item item) {
    var operands = new ArrayList<Rendered>();
    item.in().forEach(_ -> operands.add(Rendered.variable("x")));
    return switch (item) {
      case Item.Step s ->
          Rendered.of(s.form(), s.slots(), operands, Map.of()).nested().length() + 2;
      case Item.Use u -> 10 + 5 * u.slots().size() + 3 * u.in().size();
      case Item.Repeat _, Item.Branch _, Item.Loop _, Item.Scan _ -> 160;
    };
  }

  private void apply(Candidate c) {
    var first = c.places().getFirst();
    var map = new HashMap<Def, Def>();
    var params = new ArrayList<Def>();
    for (var d : first.given()) {
      var copy = d.copy();
      params.add(copy);
      map.put(d, copy);
    }
    var items = new ArrayList<Item>();
    int slot = 0;
    for (var item : first.items()) {
      item.out().forEach(d -> map.put(d, d.copy()));
      var slots = c.values().common().subList(slot, slot + item.slots().size());
      slot += slots.size();
      items.add(item.with(Item.mapped(item.in(), map), Item.mapped(item.out(), map), slots));
    }
    var results = Item.mapped(c.results().getFirst(), map);
    var block = new Item.Found(new Item.Body(params, items, results), c.values().parameters());
    found.add(block);
    var calls = new HashMap<Item.Body, Map<Integer, Item>>();
    var gone = new HashMap<Item.Body, Set<Integer>>();
    for (int i = 0; i < c.places().size(); i++) {
      var p = c.places().get(i);
      var call = new Item.Use(block, c.values().of(i), p.given(), c.results().get(i));
      calls.computeIfAbsent(p.body, _ -> new HashMap<>()).put(p.start, call);
      for (int j = p.start; j < p.end(); j++) {
        gone.computeIfAbsent(p.body, _ -> new HashSet<>()).add(j);
      }
    }
    calls.forEach((body, at) -> {
      var left = new ArrayList<Item>();
      for (int i = 0; i < body.items.size(); i++) {
        if (at.get(i) instanceof Item call) {
          left.add(call);
        } else if (!gone.getOrDefault(body, Set.of()).contains(i)) {
          left.add(body.items.get(i));
        }
      }
      body.items = left;
    });
  }

  /** How often the tensors of a body are read, and where for the last time. */
  private static final class Readers {
    private final Map<Def, Integer> last = new HashMap<>();
    private final Map<Def, Integer> counts = new HashMap<>();

    Readers(Item.Body body) {
      for (int i = 0; i < body.items.size(); i++) {
        for (var d : body.items.get(i).in()) {
          last.put(d, i);
          counts.merge(d, 1, Integer::sum);
        }
      }
      for (var d : body.results) {
        last.put(d, Integer.MAX_VALUE);
        counts.merge(d, 1, Integer::sum);
      }
    }

    int count(Def d) {
      return counts.getOrDefault(d, 0);
    }

    int last(Def d) {
      return last.getOrDefault(d, -1);
    }
  }
}
