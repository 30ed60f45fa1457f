package sinter.frontend.language;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.ast.Declaration;
import sinter.ir.diag.Loc;

/** One call of a block, or the model itself. */
final class Frame {
  private final Declaration.Block block;
  private final Unit unit;
  private final String path;
  private final @Nullable Frame caller;
  private final Loc.Span calledAt;
  private final Frame lexical;
  private final Map<String, Integer> segments;
  private @Nullable List<Val> returned;

  /**
   * @param path names of the calls around it, each followed by a dot; empty in a model
   * @param calledAt where the call stands
   */
  Frame(
      Declaration.Block block, Unit unit, String path, @Nullable Frame caller, Loc.Span calledAt) {
    this.block = block;
    this.unit = unit;
    this.path = path;
    this.caller = caller;
    this.calledAt = calledAt;
    this.lexical = this;
    this.segments = new HashMap<>();
  }

  private Frame(Frame lexical, Frame caller, Loc.Span calledAt) {
    this.block = lexical.block;
    this.unit = lexical.unit;
    this.path = caller.path;
    this.caller = caller;
    this.calledAt = calledAt;
    this.lexical = lexical;
    this.segments = caller.segments;
  }

  /** The frame of a lambda written in {@code lexical} that {@code caller} calls: it makes its names where it is called. */
  static Frame ofLambda(Frame lexical, Frame caller, Loc.Span calledAt) {
    return new Frame(lexical, caller, calledAt);
  }

  Declaration.Block block() {
    return block;
  }

  Unit unit() {
    return unit;
  }

  String path() {
    return path;
  }

  @Nullable Frame caller() {
    return caller;
  }

  Loc.Span calledAt() {
    return calledAt;
  }

  /** What {@code return} gave; null before it. */
  @Nullable List<Val> returned() {
    return returned;
  }

  void setReturned(List<Val> values) {
    returned = values;
  }

  /** A name for something in this frame that nothing else here has: {@code name}, {@code name_2}, …. */
  String fresh(String name) {
    int count = segments.merge(name, 1, Integer::sum);
    if (count == 1) {
      return path + name;
    }
    var candidate = name + "_" + count;
    return segments.containsKey(candidate) ? fresh(name) : path + claim(candidate);
  }

  private String claim(String name) {
    segments.put(name, 1);
    return name;
  }

  /**
   * Whether {@code declaration} is being called here or around here. What calls a lambda does not count, only what it
   * is written in: a block may well be called by what was passed to it.
   */
  @SuppressWarnings("ReferenceEquality")
  boolean isInside(Declaration.Block declaration) {
    for (var f = this; f != null; f = f.lexical == f ? f.caller : f.lexical) {
      if (f.block == declaration) {
        return true;
      }
    }
    return false;
  }
}
