package sinter.compiler;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sinter.ir.Model;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.op.OpCatalog;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type.TensorType;
import sinter.passes.Pass;
import sinter.passes.PassObserver;
import sinter.passes.PassStatistics;
import sinter.passes.boundary.ToOnnx;
import sinter.passes.clean.InferShapes;

/**
 * Counts multiply-accumulates as soon as shapes are inferred, and once more before they are forgotten, at the least
 * powers of two for symbolic dims that leave no dim of any value empty.
 */
final class Work implements PassObserver {
  private static final long MOST = 1 << 20;

  private final Map<String, Long> at = new TreeMap<>();
  private boolean isCounted;
  private boolean isFitting;
  private @Nullable Long before;
  private @Nullable Long after;
  private @Nullable String reason = "no pass inferred shapes";

  @Override
  public void after(Pass pass, Model model, PassStatistics statistics) {
    if (pass instanceof InferShapes && !isCounted) {
      isCounted = true;
      reason = null;
      isFitting = choose(model);
      if (isFitting) {
        before = macs(model);
        after = before;
      } else {
        reason = "no values of " + String.join(", ", at.keySet()) + " fit every shape";
      }
    }
  }

  @Override
  public void before(Pass pass, Model model) {
    if (pass instanceof ToOnnx && isFitting) {
      after = macs(model);
    }
  }

  /** Gives values to the symbols; false when no dim may be empty and yet one is. */
  private boolean choose(Model model) {
    var dims = symbolic(model);
    dims.forEach(d -> d.symbols().forEach(s -> at.putIfAbsent(s, 1L)));
    boolean isChanged = true;
    while (isChanged) {
      isChanged = false;
      for (var d : dims) {
        if (d.evaluate(at) instanceof Long v && v >= 1) {
          continue;
        }
        isChanged = true;
        for (var s : d.symbols()) {
          if (at.merge(s, 2L, (a, b) -> a * b) > MOST) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /** The dims of values that depend on symbols. */
  private static List<Dim> symbolic(Model model) {
    var values = new ArrayList<Value>();
    for (var b : model.allBlocks()) {
      values.addAll(b.params());
      b.forEach(n -> values.addAll(n.results()));
    }
    var dims = new ArrayList<Dim>();
    for (var v : values) {
      if (v.type() instanceof TensorType(_, Shape.Ranked(var all))) {
        all.stream().filter(d -> d.isKnown() && !d.symbols().isEmpty()).forEach(dims::add);
      }
    }
    return dims.stream().distinct().toList();
  }

  private @Nullable Long macs(Model model) {
    long total = 0;
    for (var n : model.allNodes()) {
      Dim macs = n.op().cost(n).macs();
      if (!macs.isKnown()) {
        return unknown("not all shapes that " + name(n) + " works on are known");
      }
      macs.symbols().forEach(s -> at.putIfAbsent(s, 1L));
      if (!(macs.evaluate(at) instanceof Long v && v >= 0 && v <= Long.MAX_VALUE - total)) {
        return unknown("those of " + name(n) + " do not fit into 64 bits");
      }
      total += v;
    }
    return total;
  }

  private @Nullable Long unknown(String why) {
    reason = reason == null ? why : reason;
    return null;
  }

  private static String name(Node n) {
    var op = OpCatalog.get().of(n.op()).name();
    return n.name() == null ? op : op + " " + n.name();
  }

  /** Of one run of the model as it was and as it is; what is not known is null, with a reason. */
  CompileReport.Macs macs(Assumed assumed) {
    return new CompileReport.Macs(
        before, after, assumed.outside(at), before == null || after == null ? reason : null);
  }
}
