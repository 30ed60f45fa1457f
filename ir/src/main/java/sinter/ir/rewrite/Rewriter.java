package sinter.ir.rewrite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sinter.ir.Model;
import sinter.ir.Node;
import sinter.ir.Typing;
import sinter.ir.Value;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Loc;
import sinter.ir.op.Const;
import sinter.ir.op.OnnxCodec;
import sinter.ir.op.Op;
import sinter.ir.op.OpCatalog;
import sinter.ir.tensor.Tensor;

/**
 * What a rule may do: create unattached nodes, say what replaces what, and say why not. A stage that is not accepted
 * leaves no trace in the graph.
 */
public final class Rewriter {
  private final Model model;
  private final Journal journal;
  private final List<Node> staged = new ArrayList<>();
  private final Map<Value, Value> replacements = new LinkedHashMap<>();
  private String rule = "";
  private Loc loc = Loc.UNKNOWN;

  public Rewriter(Model model, Journal journal) {
    this.model = model;
    this.journal = journal;
  }

  void begin(String rule, Loc loc) {
    staged.clear();
    replacements.clear();
    this.rule = rule;
    this.loc = loc;
  }

  public Model model() {
    return model;
  }

  /** A node with {@code results} results, typed by its op. */
  public Node node(Op op, List<? extends @Nullable Value> operands, int results) {
    var n = model.node(op, operands, results, loc);
    Typing.infer(n, new Diagnostics());
    staged.add(n);
    return n;
  }

  /** The first result of a new node with one result. */
  public Value emit(Op op, @Nullable Value... operands) {
    return node(op, Arrays.asList(operands), 1).result(0);
  }

  public Value constant(Tensor tensor) {
    return emit(new Const(tensor));
  }

  /** Result {@code of} of the root node is replaced by {@code by}, too. */
  public void replace(Value of, Value by) {
    replacements.put(of, by);
  }

  /** Records why the rule declines; always null, so that a rule can return it. */
  public @Nullable Value miss(Node at, String reason, Object... args) {
    if (journal.explaining()) {
      journal.miss(
          rule,
          at.toString(),
          args.length == 0 ? reason : String.format(Locale.ROOT, reason, args),
          at.loc());
    }
    return null;
  }

  /**
   * Whether {@code op} with these operands can be written at the model's own opset, which a pass must not raise. Always
   * true for a model that belongs to no opset.
   */
  public boolean canWrite(Op op, @Nullable Value... operands) {
    var onnx = OpCatalog.get().of(op).schema();
    if (onnx == null || onnx.onnx() == null || model.opsets().isEmpty()) {
      return true;
    }
    var probe = model.node(op, Arrays.asList(operands), 1, loc);
    return OnnxCodec.write(op, model.opset(onnx.onnx().domain()), probe) != null;
  }

  List<Node> staged() {
    return staged;
  }

  Map<Value, Value> replacements() {
    return replacements;
  }
}
