package sinter.compiler.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import sinter.ir.type.Assumptions;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type.TensorType;

/** Proposes bindings for the symbolic dimensions of a plan's inputs, likely ones first. */
final class BindingSearch {
  /** What a dimension seems to be. */
  private enum Role {
    BATCH,
    SPATIAL,
    OTHER
  }

  private static final long[] BATCH = {1, 2, 3, 4};
  private static final long[] SPATIAL = {
    64, 96, 128, 224, 256, 160, 320, 192, 416, 640, 32, 48, 16, 8, 1
  };
  private static final long[] OTHER = {
    8, 12, 16, 32, 64, 128, 256, 512, 1, 2, 3, 4, 5, 7, 10, 24, 48, 100, 160, 224, 320, 384, 400,
    576, 640, 768, 1024
  };

  private final Map<String, Role> roles = new LinkedHashMap<>();
  private final Map<String, Long> fixed;
  private final Assumptions assumptions;

  /** The search for a plan; the user's values stay, and what is assumed of dimensions holds in every proposal. */
  BindingSearch(InputPlan plan, Map<String, Long> fixed, Assumptions assumptions) {
    this.assumptions = assumptions;
    this.fixed = new LinkedHashMap<>(assumptions.fixed());
    this.fixed.putAll(fixed);
    for (InputPlan.Input input : plan.inputs()) {
      if (input.type() instanceof TensorType(_, Shape shape)) {
        note(input.name(), shape.isRanked() ? shape : Shape.ofRank(Binding.UNKNOWN_RANK));
      }
    }
  }

  private void note(String input, Shape shape) {
    for (int axis = 0; axis < shape.rank(); axis++) {
      Dim dim = shape.dim(axis);
      Role role =
          axis == 0 ? Role.BATCH : shape.rank() == 4 && axis > 1 ? Role.SPATIAL : Role.OTHER;
      if (!dim.isKnown()) {
        add(Binding.key(input, axis), role);
      }
      for (String symbol : dim.isKnown() ? dim.symbols() : Set.<String>of()) {
        String lower = symbol.toLowerCase(Locale.ROOT);
        boolean batch = lower.contains("batch") || (axis == 0 && lower.equals("n"));
        add(symbol, batch ? Role.BATCH : role);
      }
    }
  }

  private void add(String key, Role role) {
    if (!fixed.containsKey(key)) {
      roles.merge(key, role, (a, b) -> a == Role.BATCH || b == Role.BATCH ? Role.BATCH : a);
    }
  }

  /** Whether there is nothing to choose. */
  boolean isFixed() {
    return roles.isEmpty();
  }

  /** The binding where there is nothing to choose. */
  Binding onlyOne() {
    return new Binding(fixed);
  }

  /** The symbols and unnamed dimensions to choose. */
  Set<String> keys() {
    return roles.keySet();
  }

  /** Bindings in the order in which they should be tried. */
  List<Binding> proposals() {
    Set<Binding> proposals = new LinkedHashSet<>();
    for (int batch = 0; batch < 2; batch++) {
      for (int rest = 0; rest < OTHER.length; rest++) {
        proposals.add(proposal(batch, rest, 0));
      }
    }
    for (long value : OTHER) {
      proposals.add(uniform(value));
    }
    for (int batch = 2; batch < BATCH.length; batch++) {
      for (int rest = 0; rest < OTHER.length; rest++) {
        proposals.add(proposal(batch, rest, 0));
      }
    }
    return new ArrayList<>(proposals);
  }

  /**
   * Bindings unlike {@code first} in as many dimensions as possible, in the order in which they should be
   * tried.
   */
  List<Binding> proposalsUnlike(Binding first) {
    Set<Binding> proposals = new LinkedHashSet<>();
    for (int step = 1; step >= 0; step--) {
      for (int batch = 1; batch < BATCH.length; batch++) {
        for (int rest = 0; rest < OTHER.length; rest++) {
          proposals.add(proposal(batch, rest, step));
        }
      }
    }
    proposals.addAll(proposals());
    Map<Boolean, List<Binding>> byReach =
        proposals.stream()
            .filter(one -> differing(one, first) > 0)
            .collect(Collectors.partitioningBy(one -> differing(one, first) == roles.size()));
    List<Binding> ordered = new ArrayList<>(byReach.getOrDefault(true, List.of()));
    ordered.addAll(byReach.getOrDefault(false, List.of()));
    return ordered;
  }

  private long differing(Binding a, Binding b) {
    return roles.keySet().stream()
        .filter(key -> !Objects.equals(a.values().get(key), b.values().get(key)))
        .count();
  }

  /** With step 0 all dimensions of a role are equal, otherwise each next one is a candidate further. */
  private Binding proposal(int batch, int rest, int step) {
    Map<String, Long> values = new LinkedHashMap<>(fixed);
    int count = 0;
    for (Map.Entry<String, Role> entry : roles.entrySet()) {
      int shift = step * count++;
      values.put(
          entry.getKey(),
          assumptions.nearest(
              entry.getKey(),
              switch (entry.getValue()) {
                case BATCH -> BATCH[batch];
                case SPATIAL -> SPATIAL[(rest + shift) % SPATIAL.length];
                case OTHER -> OTHER[(rest + shift) % OTHER.length];
              }));
    }
    return new Binding(values);
  }

  private Binding uniform(long value) {
    Map<String, Long> values = new LinkedHashMap<>(fixed);
    roles.keySet().forEach(key -> values.put(key, assumptions.nearest(key, value)));
    return new Binding(values);
  }
}
