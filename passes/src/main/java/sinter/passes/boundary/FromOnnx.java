package sinter.passes.boundary;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sinter.ir.Block;
import sinter.ir.Facts;
import sinter.ir.Model;
import sinter.ir.Node;
import sinter.ir.Typing;
import sinter.ir.diag.Diagnostics;
import sinter.ir.op.AttrValue;
import sinter.ir.op.Const;
import sinter.ir.op.Domain;
import sinter.ir.op.Foreign;
import sinter.ir.op.Onnx;
import sinter.ir.op.OnnxCodec;
import sinter.ir.op.OpCatalog;
import sinter.ir.tensor.Tensor;
import sinter.passes.Invariant;
import sinter.passes.Pass;
import sinter.passes.PassContext;

/**
 * Turns uninterpreted ONNX nodes into typed ops where the catalogue expresses them exactly; every other node stays as it
 * is. Constant nodes become constants. A direct map: not journaled.
 */
public record FromOnnx() implements Pass {
  public static final FromOnnx DEFAULTS = new FromOnnx();

  @Override
  public Set<Invariant> establishes() {
    return Set.of(Invariant.TYPED);
  }

  @Override
  public Set<Invariant> breaks() {
    return Set.of(Invariant.ONNX_FORM);
  }

  @Override
  public void run(Model model, PassContext cx) {
    for (var n : model.allNodes()) {
      if (n.op() instanceof Foreign f) {
        read(model, n, f);
      }
      // Forms of old versions are read by element type, so each node is typed before its successors
      // are read.
      Typing.infer(n, new Diagnostics());
    }
  }

  private static void read(Model model, Node n, Foreign f) {
    if (constant(f) instanceof Tensor t) {
      n.setOp(new Const(t));
      n.setFacts(Facts.NONE);
      n.result().setType(t.type());
      return;
    }
    for (var entry : OpCatalog.get().onnx(f.domain(), f.name())) {
      var onnx = Objects.requireNonNull(entry.schemaOrThrow().onnx());
      int since = f.overload().isEmpty() ? onnx.sinceAt(f.opset()) : 0;
      if (since == 0) {
        continue;
      }
      var form = new Onnx.Form(since, f.attrs(), presentIn(n), presentOut(n), n);
      var reading = OnnxCodec.read(entry, form);
      if (reading != null) {
        apply(model, n, f, onnx, reading);
        return;
      }
    }
  }

  private static void apply(Model model, Node n, Foreign f, Onnx onnx, Onnx.Reading reading) {
    var block = Objects.requireNonNull(n.block());
    for (var e : new TreeMap<>(reading.operands()).entrySet()) {
      var c = model.node(new Const(e.getValue()), List.of(), 1, n.loc());
      c.result().setType(e.getValue().type());
      block.insertBefore(c, n);
      while (n.inputs() <= e.getKey()) {
        n.addIn(null);
      }
      n.setIn(e.getKey(), c.result());
    }
    order(n, f, onnx.regionAttributes());
    n.setOp(reading.op());
  }

  /** Puts the regions into the order of the schema, whatever the order of the attributes in the file. */
  private static void order(Node n, Foreign f, List<String> attributes) {
    if (attributes.size() < 2) {
      return;
    }
    var sorted = new ArrayList<Block>();
    for (var a : attributes) {
      if (f.attrs().get(a) instanceof AttrValue.Region(int index)) {
        sorted.add(n.regions().get(index));
      }
    }
    n.regions().clear();
    n.regions().addAll(sorted);
  }

  private static List<Boolean> presentIn(Node n) {
    var list = new ArrayList<Boolean>();
    n.operands().forEach(u -> list.add(u.value() != null));
    return list;
  }

  private static List<Boolean> presentOut(Node n) {
    return n.results().stream().map(r -> !"".equals(r.name())).toList();
  }

  /** The tensor that a Constant node of any form states; null for other nodes and for sparse values. */
  static @Nullable Tensor constant(Foreign f) {
    if (!f.name().equals("Constant")
        || !Domain.isDefault(f.domain())
        || f.attrs().all().size() != 1) {
      return null;
    }
    return f.attrs().all().getFirst().value().asTensor();
  }

  /** How many ONNX nodes of the default domain are typed, and how many are not, by operator name. */
  public static Map<String, Integer> untyped(Model model) {
    var counts = new TreeMap<String, Integer>();
    for (var n : model.allNodes()) {
      if (n.op() instanceof Foreign f && Domain.isDefault(f.domain())) {
        counts.merge(f.name() + "-" + f.opset(), 1, Integer::sum);
      }
    }
    return counts;
  }
}
