package sinter.ir;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An immutable set of facts, at most one of each kind. */
public record Facts(List<Fact> all) {
  public static final Facts NONE = new Facts(List.of());

  public Facts {
    all = List.copyOf(all);
  }

  public static Facts of(Fact fact) {
    return new Facts(List.of(fact));
  }

  /** The fact of this kind, or null. */
  public <F extends Fact> @Nullable F get(Class<F> kind) {
    for (var f : all) {
      if (kind.isInstance(f)) {
        return kind.cast(f);
      }
    }
    return null;
  }

  public boolean has(Class<? extends Fact> kind) {
    return get(kind) != null;
  }

  /** These facts, with {@code fact} in place of any other of its kind. */
  public Facts with(Fact fact) {
    var list = new ArrayList<Fact>(all.size() + 1);
    for (var f : all) {
      if (f.getClass() != fact.getClass()) {
        list.add(f);
      }
    }
    list.add(fact);
    return new Facts(list);
  }

  public Facts without(Class<? extends Fact> kind) {
    var list = all.stream().filter(f -> !kind.isInstance(f)).toList();
    return list.isEmpty() ? NONE : new Facts(list);
  }

  public boolean isEmpty() {
    return all.isEmpty();
  }
}
