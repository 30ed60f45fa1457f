package sinter.ir;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sinter.ir.op.Attr;

/** A body with a name: the main graph of a model, or one of its functions. */
public final class Graph {
  /**
   * What makes a graph a function that nodes can call.
   *
   * @param attributes names of attributes without a default
   * @param defaults attributes with their defaults
   * @param opsets versions of the domains that the body's ops belong to
   */
  public record Signature(
      String domain,
      String name,
      String overload,
      List<String> attributes,
      List<Attr> defaults,
      Map<String, Long> opsets) {
    public Signature {
      attributes = List.copyOf(attributes);
      defaults = List.copyOf(defaults);
      opsets = Collections.unmodifiableMap(new LinkedHashMap<>(opsets));
    }
  }

  private final Block body = new Block(null);
  private final @Nullable Signature function;

  Graph(@Nullable Signature function) {
    this.function = function;
  }

  public Block body() {
    return body;
  }

  /** The signature when this is a function, else null. */
  public @Nullable Signature function() {
    return function;
  }
}
