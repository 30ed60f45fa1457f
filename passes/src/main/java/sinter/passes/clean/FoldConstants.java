package sinter.passes.clean;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sinter.ir.Block;
import sinter.ir.Cloner;
import sinter.ir.Facts;
import sinter.ir.Model;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.diag.Loc;
import sinter.ir.op.Const;
import sinter.ir.op.Foreign;
import sinter.ir.op.Quant;
import sinter.ir.tensor.Contents;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Type.TensorType;
import sinter.passes.Invariant;
import sinter.passes.Pass;
import sinter.passes.PassContext;

/**
 * Replaces what depends on constants alone by its value. Small arithmetic is done here, exactly as the element type
 * demands; the rest goes to the evaluator in one model, so that it is computed by the runtime that would have computed it.
 *
 * @param growth bytes that a result may have beyond those of its operands
 */
public record FoldConstants(long growth) implements Pass {
  public static final FoldConstants DEFAULTS = new FoldConstants(4096);

  @Override
  public Set<Invariant> requires() {
    return Set.of(Invariant.TYPED);
  }

  @Override
  public void run(Model model, PassContext cx) {
    for (var g : model.graphs()) {
      for (var n : g.body().allNodes()) {
        if (n.block() != null && cx.journal().open()) {
          own(model, n, cx);
        }
      }
    }
    if (cx.evaluator() != null) {
      evaluated(model, cx);
    }
  }

  private void own(Model model, Node n, PassContext cx) {
    if (n.op() instanceof Const || !n.op().isPure() || n.isDead()) {
      return;
    }
    if (n.outputs() == 1 && known(n.result()) instanceof Tensor t) {
      replace(model, n.result(), t);
      cx.journal().accept(name(), n.toString(), n.loc());
      return;
    }
    if (n.regions().isEmpty() && allConstant(n) && !(n.op() instanceof Foreign)) {
      var values = n.op().eval(n);
      if (values != null && fits(n, values)) {
        for (int i = 0; i < n.outputs(); i++) {
          replace(model, n.result(i), values.get(i));
        }
        cx.journal().accept(name(), n.toString(), n.loc());
      }
    }
  }

  /** The value that shape arithmetic knows, when the element type says how to write it. */
  private static @Nullable Tensor known(Value v) {
    Contents c = v.contents();
    if (c == null || !(c.constants() instanceof List<Long> values)) {
      return null;
    }
    var dtype = v.tensorType().dtype();
    boolean integral = dtype != null && (dtype.isInteger() || dtype == DType.BOOL);
    var dims = c.scalar() ? List.<Long>of() : List.of((long) c.size());
    return integral && dtype != null
        ? Tensor.ofLongs(dtype, dims, values.stream().mapToLong(Long::longValue).toArray())
        : null;
  }

  private static boolean allConstant(Node n) {
    return n.operands().stream().allMatch(u -> u.value() == null || u.value().constant() != null);
  }

  private boolean fits(Node n, List<Tensor> values) {
    long given = 0;
    for (var u : n.operands()) {
      if (u.value() instanceof Value v && v.constant() instanceof Tensor t && v.hasOneUse()) {
        given += size(t);
      }
    }
    long result = values.stream().mapToLong(FoldConstants::size).sum();
    return result <= given + growth;
  }

  /** Bytes that a constant takes in a file: nearly none for a single repeated element. */
  private static long size(Tensor t) {
    return t instanceof Tensor.Splat ? Math.min(t.byteSize(), 16) : t.byteSize();
  }

  private static void replace(Model model, Value old, Tensor t) {
    var producer = Objects.requireNonNull(old.def());
    var block = Objects.requireNonNull(producer.block());
    var c = model.node(new Const(t), List.of(), 1, producer.loc());
    c.result().setType(t.type());
    c.result().setName(old.name());
    c.result().setFacts(Facts.NONE);
    old.setName(null);
    block.insertBefore(c, producer);
    old.replaceAllUses(c.result());
  }

  private void evaluated(Model model, PassContext cx) {
    for (var g : model.graphs()) {
      if (g.function() == null) {
        var wanted = wanted(g.body().allNodes());
        if (!wanted.isEmpty() && cx.journal().open()) {
          evaluate(model, wanted, cx);
        }
      }
    }
  }

  /** Results of constant nodes, small enough to be stored, that something not constant reads. */
  private List<Value> wanted(List<Node> nodes) {
    var constant = new HashSet<Node>();
    var wanted = new ArrayList<Value>();
    for (var n : nodes) {
      if (n.op() instanceof Const || (foldable(n) && operandsIn(n, constant))) {
        constant.add(n);
      }
    }
    for (var n : nodes) {
      if (constant.contains(n) && !(n.op() instanceof Const)) {
        for (var r : n.results()) {
          boolean read =
              r.uses().stream().anyMatch(u -> u.node() == null || !constant.contains(u.node()));
          if (read && storable(r)) {
            wanted.add(r);
          }
        }
      }
    }
    return wanted;
  }

  private static boolean foldable(Node n) {
    return n.op().isPure()
        && n.regions().isEmpty()
        && n.outputs() > 0
        && n.inputs() > 0
        && !isQuantizer(n);
  }

  /** A dequantized constant would take four times the room and hide the quantization from the runtime. */
  private static boolean isQuantizer(Node n) {
    return n.op() instanceof Quant;
  }

  private static boolean operandsIn(Node n, Set<Node> constant) {
    return n.operands().stream()
        .allMatch(
            u -> u.value() == null || (u.value().def() instanceof Node d && constant.contains(d)));
  }

  private boolean storable(Value v) {
    if (!(v.type() instanceof TensorType t) || !t.isStatic() || t.dtype() == null) {
      return false;
    }
    return t.dtype().bytes(t.shape().elements().constant()) <= growth + operandBytes(v);
  }

  /** Bytes of the constants that feed only this value. */
  private static long operandBytes(Value v) {
    long bytes = 0;
    var producer = v.def();
    if (producer != null) {
      for (var u : producer.operands()) {
        if (u.value() instanceof Value o && o.hasOneUse()) {
          bytes += o.constant() instanceof Tensor t ? size(t) : operandBytes(o);
        }
      }
    }
    return bytes;
  }

  private void evaluate(Model model, List<Value> wanted, PassContext cx) {
    try (var part = new Model(model.weights().retain())) {
      part.opsets().putAll(model.opsets());
      part.setIrVersion(model.irVersion());
      var cloner = new Cloner(part);
      var copied = new HashSet<Node>();
      for (var v : wanted) {
        copy(Objects.requireNonNull(v.def()), part, cloner, copied);
      }
      for (int i = 0; i < wanted.size(); i++) {
        var v = wanted.get(i);
        part.main()
            .body()
            .addResult(cloner.of(v), new Block.Signature("y" + i, v.type(), Facts.NONE));
      }
      var values = Objects.requireNonNull(cx.evaluator()).evaluate(part);
      if (values == null) {
        return;
      }
      for (int i = 0; i < wanted.size(); i++) {
        var v = wanted.get(i);
        if (values.get(i).type().equals(v.type())) {
          var producer = Objects.requireNonNull(v.def());
          replace(model, v, values.get(i));
          cx.journal()
              .accept(name(), producer.toString(), Loc.fuse(name(), List.of(producer.loc())));
        }
      }
    }
  }

  private static void copy(Node n, Model part, Cloner cloner, Set<Node> copied) {
    if (!copied.add(n)) {
      return;
    }
    for (var u : n.operands()) {
      if (u.value() instanceof Value v && v.def() instanceof Node d) {
        copy(d, part, cloner, copied);
      }
    }
    cloner.node(n, part.main().body(), null);
  }
}
