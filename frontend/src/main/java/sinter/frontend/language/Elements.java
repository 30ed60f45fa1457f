package sinter.frontend.language;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/**
 * The elements of a list, with what is known of all of them, those of inner lists included: a list can hold another one
 * twice, so that walking through it takes time exponential in its text.
 */
final class Elements extends AbstractList<Val> implements RandomAccess {
  /** Characters of a text that count as one element. */
  private static final int TEXT = 16;

  private final List<Val> all;
  private final boolean isUnknown;
  private final boolean isStatic;
  private final long weight;
  private final int depth;

  private Elements(List<Val> all) {
    this.all = all;
    boolean unknown = false;
    boolean known = true;
    long sum = 1;
    int deepest = 0;
    for (var v : all) {
      unknown |= v.isUnknown();
      known &= v.isStatic();
      sum =
          sum
              + switch (v) {
                case Val.ListOf(var inner) -> of(inner).weight;
                case Val.Text(var text) -> 1 + text.length() / TEXT;
                case Val.Int _,
                    Val.Wide _,
                    Val.Real _,
                    Val.Bool _,
                    Val.ElementType _,
                    Val.Tensor _,
                    Val.None _,
                    Val.Unknown _,
                    Val.Callee _ ->
                    1;
              };
      deepest = v instanceof Val.ListOf(var inner) ? Math.max(deepest, of(inner).depth) : deepest;
    }
    isUnknown = unknown;
    isStatic = known;
    weight = sum;
    depth = deepest + 1;
  }

  static Elements of(List<Val> elements) {
    return elements instanceof Elements e ? e : new Elements(List.copyOf(elements));
  }

  boolean isUnknown() {
    return isUnknown;
  }

  boolean isStatic() {
    return isStatic;
  }

  /** How many there are, those of inner lists included and every list counted as one. */
  long weight() {
    return weight;
  }

  /** How many lists stand inside each other. */
  int depth() {
    return depth;
  }

  @Override
  public Val get(int index) {
    return all.get(index);
  }

  @Override
  public int size() {
    return all.size();
  }
}
