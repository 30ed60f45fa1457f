package sinter.ir.diag;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Where something came from. Rewrites fuse locations; they never drop them. */
public sealed interface Loc {
  Loc UNKNOWN = new Unknown();

  /** A range of a text: {@code line} and {@code column} count from 1, {@code length} in characters. */
  record Span(Source source, int line, int column, int length) implements Loc {
    @Override
    public String toString() {
      return source.name() + ":" + line + ":" + column;
    }
  }

  /** Node {@code index} of an ONNX graph, in the order of the file; {@code node} is its name or first output. */
  record OnnxNode(String file, String node, int index) implements Loc {
    @Override
    public String toString() {
      return file + "#" + index + (node.isEmpty() ? "" : " (" + node + ")");
    }
  }

  /** Made by {@code rule} out of several places. */
  record Fused(String rule, List<Loc> parts) implements Loc {
    public Fused {
      parts = List.copyOf(parts);
    }

    @Override
    public String toString() {
      return rule + "(" + parts.stream().map(Loc::toString).collect(Collectors.joining(", ")) + ")";
    }
  }

  /** No place is known. */
  record Unknown() implements Loc {
    @Override
    public String toString() {
      return "?";
    }
  }

  /** The distinct known parts of {@code parts}, under the name of the rule that joined them. */
  static Loc fuse(String rule, List<Loc> parts) {
    var known = new ArrayList<Loc>();
    for (var p : parts) {
      flatten(p, known);
    }
    return switch (known.size()) {
      case 0 -> UNKNOWN;
      case 1 -> known.getFirst();
      default -> new Fused(rule, known);
    };
  }

  private static void flatten(Loc loc, List<Loc> into) {
    if (loc instanceof Fused(_, var parts)) {
      parts.forEach(p -> flatten(p, into));
    } else if (!(loc instanceof Unknown) && into.size() < 32 && !into.contains(loc)) {
      into.add(loc);
    }
  }
}
