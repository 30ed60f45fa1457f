package sinter.ir.op;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Axes given as ONNX gives them: negative ones count from the end. */
final class Axes {
  private Axes() {}

  /** {@code axis} of {@code rank} axes counted from the front; -1 when there is no such axis. */
  static int of(long axis, int rank) {
    long at = axis < 0 ? axis + rank : axis;
    return at < 0 || at >= rank ? -1 : (int) at;
  }

  /** Every axis of {@code rank}. */
  static List<Integer> all(int rank) {
    return IntStream.range(0, rank).boxed().toList();
  }

  /** All of them counted from the front; null when one does not exist or occurs twice. */
  static @Nullable List<Integer> of(List<Long> axes, int rank) {
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
}
