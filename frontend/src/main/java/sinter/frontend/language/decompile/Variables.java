package sinter.frontend.language.decompile;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names of the tensors of a body. A name is used again when the tensor that had it is no longer needed, but
 * never one of a body around it.
 */
final class Variables {
  private final Map<Def, String> names = new HashMap<>();
  private final Set<String> live = new HashSet<>();

  /** Every name that this body or one beside or inside it has used. */
  private final Set<String> ever;

  /** Who has or had a name of this body. */
  private final Map<String, Def> own = new HashMap<>();

  Variables(Set<String> reserved) {
    this.ever = new HashSet<>(reserved);
  }

  private Variables(Variables around) {
    this.ever = around.ever;
    this.names.putAll(around.names);
  }

  /** Names for a body inside, which does not change what it finds. */
  Variables inner() {
    return new Variables(this);
  }

  String of(Def def) {
    return Objects.requireNonNull(names.get(def), "a tensor that nothing made");
  }

  boolean knows(Def def) {
    return names.containsKey(def);
  }

  /** Calls {@code def} by {@code name}, which is its own from now on. */
  String bind(Def def, String name) {
    names.put(def, name);
    live.add(name);
    own.put(name, def);
    ever.add(name);
    return name;
  }

  /** Calls {@code def} by the name of something around, which stays in use. */
  void lend(Def def, String name) {
    names.put(def, name);
    ever.add(name);
  }

  /** Names that may be in use. */
  Set<String> ever() {
    return ever;
  }

  /** The name of {@code def} may be used again. */
  void release(Def def) {
    if (names.get(def) instanceof String name && own.get(name) == def) {
      live.remove(name);
    }
  }

  /** Whether the name of {@code def} is free to be taken over. */
  boolean isFree(Def def) {
    return names.get(def) instanceof String name && own.get(name) == def && !live.contains(name);
  }

  /** A name for {@code def}: that of {@code like} when it is free, else a short one. */
  String name(Def def, @Nullable List<Def> like) {
    if (like != null) {
      for (var d : like) {
        if (isFree(d)) {
          return bind(def, of(d));
        }
      }
    }
    var taken = new HashSet<>(ever);
    own.keySet().stream().filter(n -> !live.contains(n)).forEach(taken::remove);
    return bind(def, Names.variable(taken));
  }

  /** A name that nothing has had. */
  String unused(Def def) {
    return bind(def, Names.variable(new HashSet<>(ever)));
  }
}
