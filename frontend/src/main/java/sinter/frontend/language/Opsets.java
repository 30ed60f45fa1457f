package sinter.frontend.language;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sinter.ir.Model;
import sinter.ir.Node;
import sinter.ir.NodeMap;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.op.Const;
import sinter.ir.op.Domain;
import sinter.ir.op.Foreign;
import sinter.ir.op.Onnx;
import sinter.ir.op.OnnxCodec;
import sinter.ir.op.OpCatalog;

/**
 * Chooses the versions of operator sets that the model of a program imports. Typed ops can be written in several; a node
 * that is not interpreted means what the version says that it came with, and no other.
 */
final class Opsets {
  /** Lowest opset that a program is written for, unless it has to be older: those lack too many forms. */
  private static final int LOWEST = 17;

  private final NodeMap<Loc.Span> calls;
  private final List<Node> typed = new ArrayList<>();
  private final List<Node> stated = new ArrayList<>();

  private Opsets(Model model, NodeMap<Loc.Span> calls) {
    this.calls = calls;
    for (var n : model.allNodes()) {
      if (n.op() instanceof Foreign f) {
        if (Domain.isDefault(f.domain()) && f.opset() > 0) {
          stated.add(n);
        }
      } else if (!(n.op() instanceof Const) && domain(n) instanceof String d && d.isEmpty()) {
        typed.add(n);
      }
    }
  }

  /**
   * Sets the opsets of {@code model}, and the version of the file format that goes with them: of the default domain the
   * lowest from 17 on that has everything, or else the highest before.
   *
   * @param calls where nodes of imported files come into the program
   * @throws InputError when nodes that are not interpreted need different versions
   */
  static void choose(Model model, NodeMap<Loc.Span> calls) {
    var opsets = new Opsets(model, calls);
    long opset = opsets.common();
    var versions = opsets.versions(model);
    model.opsets().put("", opset);
    model.opsets().putAll(versions);
    model.setIrVersion(format(opset));
    for (var n : model.allNodes()) {
      if (n.op() instanceof Foreign(var domain, var name, var overload, _, var attrs)) {
        var plain = Domain.canonical(domain);
        long of = plain.isEmpty() ? opset : model.opset(plain);
        n.setOp(new Foreign(plain, name, overload, of, attrs));
      }
    }
  }

  private static @Nullable String domain(Node n) {
    var onnx = OpCatalog.get().of(n.op()).schemaOrThrow().onnx();
    return onnx == null ? null : onnx.domain();
  }

  private long common() {
    for (long o : candidates()) {
      if (stated.stream().allMatch(n -> keeps(n, o))
          && typed.stream().allMatch(n -> isWritable(n, o))) {
        return o;
      }
    }
    if (stated.isEmpty()) {
      return Onnx.NEWEST;
    }
    throw conflict();
  }

  /** Opsets in the order in which they are tried. */
  private List<Long> candidates() {
    var all = new ArrayList<Long>();
    for (long o = LOWEST; o <= Onnx.NEWEST; o++) {
      all.add(o);
    }
    for (long o = LOWEST - 1; o > 0; o--) {
      all.add(o);
    }
    var newer = new TreeSet<Long>();
    stated.forEach(n -> newer.add(((Foreign) n.op()).opset()));
    all.addAll(newer.tailSet((long) Onnx.NEWEST, false));
    return all;
  }

  /** Whether the uninterpreted {@code n} means the same at {@code opset}. */
  private static boolean keeps(Node n, long opset) {
    var f = (Foreign) n.op();
    var known = OpCatalog.get().onnx(f.domain(), f.name());
    return f.opset() == opset
        || (!known.isEmpty()
            && known.stream()
                .noneMatch(e -> {
                  var onnx = e.schemaOrThrow().onnx();
                  return onnx == null || onnx.changes(f.opset(), opset);
                }));
  }

  private static boolean isWritable(Node n, long opset) {
    return OnnxCodec.write(n.op(), opset, n) != null;
  }

  private InputError conflict() {
    var possible = candidates();
    for (int i = 0; i < stated.size(); i++) {
      var a = stated.get(i);
      for (var b : stated.subList(0, i)) {
        if (possible.stream().noneMatch(o -> keeps(a, o) && keeps(b, o))) {
          return error(
              a,
              "no opset has both %s of opset %d and %s of opset %d, which are not interpreted",
              shown(b),
              ((Foreign) b.op()).opset(),
              shown(a),
              ((Foreign) a.op()).opset());
        }
      }
    }
    possible.removeIf(o -> stated.stream().anyMatch(n -> !keeps(n, o)));
    long opset = possible.getFirst();
    var a = stated.getLast();
    var odd = typed.stream().filter(n -> !isWritable(n, opset)).findFirst().orElse(a);
    return error(
        a,
        "%s of opset %d is not interpreted, and at opset %d the program's %s cannot be written",
        shown(a),
        ((Foreign) a.op()).opset(),
        opset,
        OpCatalog.get().of(odd.op()).name());
  }

  /** Versions of the other domains. */
  private Map<String, Long> versions(Model model) {
    var versions = new HashMap<String, Long>();
    var first = new HashMap<String, Node>();
    for (var n : model.allNodes()) {
      if (n.op() instanceof Foreign f) {
        if (Domain.isDefault(f.domain())) {
          continue;
        }
        versions.putIfAbsent(f.domain(), 1L);
        var other = f.opset() == 0 ? null : first.putIfAbsent(f.domain(), n);
        if (other == null && f.opset() > 0) {
          versions.put(f.domain(), f.opset());
        } else if (other != null && ((Foreign) other.op()).opset() != f.opset()) {
          throw error(
              n,
              "%s is of version %d of %s, and %s of version %d",
              shown(n),
              f.opset(),
              f.domain(),
              shown(other),
              ((Foreign) other.op()).opset());
        }
      } else if (!(n.op() instanceof Const) && domain(n) instanceof String d && !d.isEmpty()) {
        versions.putIfAbsent(d, 1L);
      }
    }
    return versions;
  }

  /** The operator and, when it was imported, its file. */
  private static String shown(Node n) {
    var name = ((Foreign) n.op()).name();
    return n.loc() instanceof Loc.OnnxNode(var file, _, _) ? name + " of " + file : name;
  }

  private InputError error(Node n, String format, Object... args) {
    var at = calls.get(n) instanceof Loc.Span s ? s : n.loc();
    return new InputError(Diagnostic.error(Code.NOT_EXPRESSIBLE, at, format.formatted(args)));
  }

  /** The version of the file format that was current when the opset was. */
  private static long format(long opset) {
    return opset <= 18
        ? 8
        : opset <= 20 ? 9 : opset <= 22 ? 10 : opset == 23 ? 11 : opset == 24 ? 12 : 13;
  }
}
