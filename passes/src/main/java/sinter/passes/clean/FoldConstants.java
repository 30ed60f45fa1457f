package sinter.passes.clean;

import java.util.ArrayList;
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
import sinter.ir.op.Const;
import sinter.ir.op.Foreign;
import sinter.ir.tensor.Contents;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Type;
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

  /** Bytes up to which a result is computed to see whether it is one repeated element, which takes no room. */
  private static final long LARGEST = 1L << 26;

  /** Elements of which the bits can be counted, whatever the type. */
  private static final long MOST_ELEMENTS = 1L << 55;

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
    for (var g : model.graphs()) {
      if (g.function() == null) {
        for (var part : ConstantPart.of(g.body().allNodes())) {
          if (cx.journal().open()) {
            fold(model, part, cx);
          }
        }
      }
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
  static long size(Tensor t) {
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

  /** Computes a whole part aside and replaces its results when they take no more room than what goes. */
  private void fold(Model model, ConstantPart part, PassContext cx) {
    long room = part.removed() + growth;
    if (part.results().stream().anyMatch(v -> bytes(v) > Math.max(room, LARGEST))) {
      return;
    }
    try (var aside = new Model(model.weights().retain())) {
      aside.opsets().putAll(model.opsets());
      aside.setIrVersion(model.irVersion());
      var body = aside.main().body();
      var cloner = new Cloner(aside);
      part.nodes().forEach(n -> cloner.node(n, body, null));
      for (int i = 0; i < part.results().size(); i++) {
        var v = part.results().get(i);
        body.addResult(cloner.of(v), new Block.Signature("y" + i, v.type(), Facts.NONE));
      }
      for (var n : body) {
        compute(aside, n);
      }
      var values = values(aside, part, room, cx);
      if (values != null && values.stream().mapToLong(FoldConstants::size).sum() <= room) {
        commit(model, part, values, cx);
      }
    }
  }

  private static void compute(Model aside, Node n) {
    if (n.op() instanceof Const || n.op() instanceof Foreign || !allConstant(n)) {
      return;
    }
    var values = n.op().eval(n);
    if (values != null) {
      for (int i = 0; i < n.outputs(); i++) {
        replace(aside, n.result(i), values.get(i));
      }
    }
  }

  /** The results; by the evaluator, in one run, when some are beyond our own arithmetic and small enough to keep. */
  private static @Nullable List<Tensor> values(
      Model aside, ConstantPart part, long room, PassContext cx) {
    var values = new ArrayList<Tensor>();
    for (var v : aside.main().body().resultValues()) {
      if (v.constant() instanceof Tensor t) {
        values.add(t);
      }
    }
    if (values.size() == part.results().size()) {
      return values;
    }
    long needed = part.results().stream().mapToLong(FoldConstants::bytes).sum();
    return cx.evaluator() != null && needed <= room ? cx.evaluator().evaluate(aside) : null;
  }

  private void commit(Model model, ConstantPart part, List<Tensor> values, PassContext cx) {
    for (int i = 0; i < values.size(); i++) {
      var v = part.results().get(i);
      if (cx.journal().open() && Type.meet(values.get(i).type(), v.type()) != null) {
        var producer = Objects.requireNonNull(v.def());
        replace(model, v, values.get(i));
        cx.journal().accept(name(), producer.toString(), producer.loc());
      }
    }
  }

  /** Bytes of a value when written out; endless when its type is not static, or too large to be counted. */
  private static long bytes(Value v) {
    if (!(v.type() instanceof TensorType t) || !t.isStatic() || t.dtype() == null) {
      return Long.MAX_VALUE;
    }
    var elements = t.shape().elements();
    return elements.isConst() && elements.constant() <= MOST_ELEMENTS
        ? t.dtype().bytes(elements.constant())
        : Long.MAX_VALUE;
  }
}
