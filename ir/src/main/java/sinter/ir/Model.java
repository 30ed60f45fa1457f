package sinter.ir;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Loc;
import sinter.ir.op.Domain;
import sinter.ir.op.Op;

/** A main graph with its functions, the opset imports its ops belong to, and the files its weights are mapped from. */
public final class Model implements AutoCloseable {
  private final Graph main = new Graph(null);
  private final List<Graph> functions = new ArrayList<>();
  private final Map<String, Long> opsets = new LinkedHashMap<>();
  private final WeightStore weights;
  private long irVersion;
  private Facts facts = Facts.NONE;
  private int nodes;

  public Model(WeightStore weights) {
    this.weights = weights;
  }

  public Graph main() {
    return main;
  }

  /** Functions in the order of the file. */
  public List<Graph> functions() {
    return functions;
  }

  public Graph addFunction(Graph.Signature signature) {
    var f = new Graph(signature);
    functions.add(f);
    return f;
  }

  /** Imported version of each domain, in the order of the file; the default domain is the empty name. */
  public Map<String, Long> opsets() {
    return opsets;
  }

  /** Version of {@code domain}; 0 when it is not imported. {@code ai.onnx} is another name of the default domain. */
  public long opset(String domain) {
    return Domain.version(opsets, domain);
  }

  /** Version of the ONNX file format; 0 when the model did not come from, and was not prepared for, an ONNX file. */
  public long irVersion() {
    return irVersion;
  }

  public void setIrVersion(long irVersion) {
    this.irVersion = irVersion;
  }

  public Facts facts() {
    return facts;
  }

  public void setFacts(Facts facts) {
    this.facts = facts;
  }

  public WeightStore weights() {
    return weights;
  }

  /** A new unattached node. Operands may be null where optional ones are absent. */
  public Node node(Op op, List<? extends @Nullable Value> operands, int results, Loc loc) {
    return new Node(nodes++, op, operands, results, loc);
  }

  /** The main graph and the functions. */
  public List<Graph> graphs() {
    var list = new ArrayList<Graph>(functions.size() + 1);
    list.add(main);
    list.addAll(functions);
    return list;
  }

  /** Every block of the model, outer before inner. */
  public List<Block> allBlocks() {
    var list = new ArrayList<Block>();
    graphs().forEach(g -> list.addAll(g.body().allBlocks()));
    return list;
  }

  /** Every node of the model, outer before inner. */
  public List<Node> allNodes() {
    var list = new ArrayList<Node>();
    graphs().forEach(g -> list.addAll(g.body().allNodes()));
    return list;
  }

  /** Releases this model's hold on its mapped files. */
  @Override
  public void close() {
    weights.release();
  }
}
