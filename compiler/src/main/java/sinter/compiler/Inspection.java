package sinter.compiler;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sinter.ir.Fact;
import sinter.ir.Model;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.diag.Diagnostics;
import sinter.ir.op.Const;
import sinter.ir.op.Foreign;
import sinter.ir.op.Norm;
import sinter.ir.op.OpCatalog;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type.TensorType;

/**
 * What a model is: the JSON form of {@code inspect --json}.
 *
 * @param nodes of the main graph, every subgraph and every function
 * @param initialized inputs that have an initializer and may be absent
 * @param macs multiply-accumulates of one run as an expression of the symbolic dims; null when shapes are not known
 * @param peakActivationBytes largest sum of the sizes of values that are alive at once in the main graph, as an
 *     evaluation in file order needs them, symbolic dims taken as 1; null when shapes are not known
 */
public record Inspection(
    String file,
    long irVersion,
    Map<String, Long> opsets,
    List<Port> inputs,
    List<Port> initialized,
    List<Port> outputs,
    long nodes,
    long functions,
    Map<String, Integer> ops,
    long parameters,
    long trainable,
    long bytes,
    Map<String, Long> weightBytesByType,
    List<String> symbolicDims,
    @Nullable String macs,
    @Nullable Long peakActivationBytes) {

  /** Of a value that memory is counted for; larger ones fit into none. */
  private static final long MOST_ELEMENTS = 1L << 40;

  /** An input or output. */
  public record Port(String name, String type) {}

  /** Reads {@code file} and counts; diagnostics about it go to {@code diagnostics}. */
  public static Inspection of(Path file, Diagnostics diagnostics) {
    return of(file, ProgramOptions.DEFAULTS, diagnostics);
  }

  /** The same; {@code program} says which model of a program is meant, and what it is made of. */
  public static Inspection of(Path file, ProgramOptions program, Diagnostics diagnostics) {
    try (var model = ModelFiles.read(file, program, diagnostics)) {
      return of(model, file);
    }
  }

  private static Inspection of(Model model, Path file) {
    var ops = histogram(model);
    var summary = Summary.of(model, file);
    var outputs = outputs(model);
    if (!ModelFiles.isText(file)) {
      Runtimes.infer(model);
    }
    var body = model.main().body();
    return new Inspection(
        file.toString(),
        model.irVersion(),
        Map.copyOf(new TreeMap<>(model.opsets())),
        body.params().stream().filter(p -> p.initial() == null).map(Inspection::port).toList(),
        body.params().stream().filter(p -> p.initial() != null).map(Inspection::port).toList(),
        outputs,
        summary.nodes(),
        model.functions().size(),
        ops,
        summary.parameters(),
        trainable(model, ModelFiles.isProgram(file)),
        summary.bytes(),
        weights(model),
        symbols(model),
        macs(model),
        peak(model));
  }

  private static Port port(Value v) {
    return new Port(String.valueOf(v.name()), v.type().toString());
  }

  private static List<Port> outputs(Model model) {
    var body = model.main().body();
    var list = new ArrayList<Port>();
    for (int i = 0; i < body.results().size(); i++) {
      list.add(
          new Port(
              String.valueOf(body.signature(i).name()), body.signature(i).declared().toString()));
    }
    return list;
  }

  private static Map<String, Integer> histogram(Model model) {
    var ops = new TreeMap<String, Integer>();
    for (var n : model.allNodes()) {
      switch (n.op()) {
        case Const _ -> {}
        case Foreign f -> ops.merge(f.qualifiedName(), 1, Integer::sum);
        default -> ops.merge(OpCatalog.get().of(n.op()).name(), 1, Integer::sum);
      }
    }
    return ops;
  }

  /**
   * Elements of what training changes: float constants but for the running statistics of normalizations, what a program
   * declares otherwise, and single numbers. In a program, only declared tensors count.
   */
  private static long trainable(Model model, boolean isProgram) {
    long count = 0;
    for (var n : model.allNodes()) {
      if (n.op() instanceof Const(var t)
          && t.dtype().isFloat()
          && t.rank() > 0
          && isTrained(n.result(), isProgram)) {
        count += t.size();
      }
    }
    return count;
  }

  private static boolean isTrained(Value v, boolean isProgram) {
    boolean isStatistic =
        v.uses().stream()
            .allMatch(u ->
                u.node() instanceof Node user
                    && user.op() instanceof Norm.BatchNorm
                    && u.index() >= Norm.BatchNorm.MEAN);
    return !isStatistic && !v.facts().has(Fact.Untrained.class) && (!isProgram || v.name() != null);
  }

  private static Map<String, Long> weights(Model model) {
    var bytes = new TreeMap<String, Long>();
    for (var n : model.allNodes()) {
      if (n.op() instanceof Const(var t)) {
        bytes.merge(t.dtype().text(), t.byteSize(), Long::sum);
      }
    }
    for (var p : model.main().body().params()) {
      if (p.initial() instanceof Tensor t) {
        bytes.merge(t.dtype().text(), t.byteSize(), Long::sum);
      }
    }
    return bytes;
  }

  private static List<String> symbols(Model model) {
    var names = new TreeSet<String>();
    for (var p : model.main().body().params()) {
      if (p.tensorType().shape() instanceof Shape.Ranked(var dims)) {
        dims.forEach(d -> names.addAll(d.symbols()));
      }
    }
    return List.copyOf(names);
  }

  private static @Nullable String macs(Model model) {
    Dim total = Dim.of(0);
    for (var n : model.allNodes()) {
      total = total.plus(n.op().cost(n).macs());
    }
    return total.isKnown() ? total.toString() : null;
  }

  private static @Nullable Long peak(Model model) {
    var body = model.main().body();
    long alive = 0;
    for (var p : body.params()) {
      long size = size(p);
      if (size < 0) {
        return null;
      }
      alive += size;
    }
    long peak = alive;
    var left = new HashMap<Value, Integer>();
    for (var n : body) {
      if (n.op() instanceof Const) {
        continue;
      }
      for (var r : n.results()) {
        long size = r.isUnused() ? 0 : size(r);
        if (size < 0) {
          return null;
        }
        alive += size;
      }
      peak = Math.max(peak, alive);
      alive -= released(n, left);
    }
    return peak;
  }

  /** Bytes of the operands that {@code n} is the last to read. */
  private static long released(Node n, Map<Value, Integer> left) {
    long bytes = 0;
    for (var u : n.operands()) {
      if (u.value() instanceof Value v && v.constant() == null) {
        int remaining = left.merge(v, 1, Integer::sum);
        if (remaining == v.useCount()) {
          bytes += Math.max(0, size(v));
        }
      }
    }
    return bytes;
  }

  private static long size(Value v) {
    if (!(v.type() instanceof TensorType(var dtype, var shape))
        || dtype == null
        || !shape.isRanked()) {
      return -1;
    }
    var bindings = new TreeMap<String, Long>();
    var elements = shape.elements();
    elements.symbols().forEach(s -> bindings.put(s, 1L));
    return elements.evaluate(bindings) instanceof Long n && n >= 0 && n <= MOST_ELEMENTS
        ? dtype.bytes(n)
        : -1;
  }
}
