package sinter.ir.op;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Attributes in the order of the file. */
public record Attrs(List<Attr> all) {
  public static final Attrs NONE = new Attrs(List.of());

  public Attrs {
    all = List.copyOf(all);
  }

  /** The value of attribute {@code name}, or null. */
  public @Nullable AttrValue get(String name) {
    for (var a : all) {
      if (a.name().equals(name)) {
        return a.value();
      }
    }
    return null;
  }

  public boolean has(String name) {
    return get(name) != null;
  }

  /** The integer attribute {@code name}, or {@code otherwise} when absent or of another kind. */
  public long intOr(String name, long otherwise) {
    return get(name) instanceof AttrValue.Int(long v) ? v : otherwise;
  }

  public Attrs with(String name, AttrValue value) {
    var list = new ArrayList<Attr>(all);
    list.removeIf(a -> a.name().equals(name));
    list.add(new Attr(name, value));
    return new Attrs(list);
  }

  public Attrs without(String name) {
    return new Attrs(all.stream().filter(a -> !a.name().equals(name)).toList());
  }

  /** True when some attribute takes its value from the caller of a function. */
  public boolean hasReferences() {
    return all.stream().anyMatch(a -> a.value() instanceof AttrValue.Ref);
  }
}
