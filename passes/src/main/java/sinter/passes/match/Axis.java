package sinter.passes.match;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Axes in the notation of ONNX, where negative ones count from the end. */
public final class Axis {
  private Axis() {}

  /** {@code axis} of {@code rank} axes counted from the front; -1 when there is none such. */
  public static int of(long axis, int rank) {
    long at = axis < 0 ? axis + rank : axis;
    return at < 0 || at >= rank ? -1 : (int) at;
  }

  /** All of them counted from the front; null when the list is, or when one does not exist or occurs twice. */
  public static @Nullable List<Integer> of(@Nullable List<Long> axes, int rank) {
    if (axes == null || rank < 0) {
      return null;
    }
    var out = new ArrayList<Integer>(axes.size());
    for (long a : axes) {
      int at = of(a, rank);
      if (at < 0 || out.contains(at)) {
        return null;
      }
      out.add(at);
    }
    return out;
  }

  /** 0, 1, …, rank - 1. */
  public static List<Integer> all(int rank) {
    return IntStream.range(0, rank).boxed().toList();
  }

  public static List<Long> longs(List<Integer> axes) {
    return axes.stream().map(Integer::longValue).toList();
  }
}
