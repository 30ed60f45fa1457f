package sinter.ir;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A side table by node id. */
public final class NodeMap<T> {
  private final List<@Nullable T> entries = new ArrayList<>();

  public @Nullable T get(Node node) {
    return node.id() < entries.size() ? entries.get(node.id()) : null;
  }

  public void put(Node node, T value) {
    while (entries.size() <= node.id()) {
      entries.add(null);
    }
    entries.set(node.id(), value);
  }
}
