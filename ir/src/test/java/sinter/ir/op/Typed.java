package sinter.ir.op;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import sinter.ir.Builder;
import sinter.ir.Model;
import sinter.ir.Node;
import sinter.ir.Typing;
import sinter.ir.Value;
import sinter.ir.WeightStore;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Loc;
import sinter.ir.tensor.Contents;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;

/** A node of one op under test, typed; operands are given as types, constants or known elements, null where
 * absent. */
record Typed(Node node, Diagnostics diagnostics) {

  static Typed of(Op op, int results, @Nullable Object... operands) {
    return with(op, results, (_, _) -> {}, operands);
  }

  /** {@code regions} adds the node's regions before it is typed. */
  static Typed with(
      Op op, int results, BiConsumer<Model, Node> regions, @Nullable Object... operands) {
    var model = new Model(new WeightStore());
    var body = model.main().body();
    var diagnostics = new Diagnostics();
    var build = new Builder(model, body, diagnostics);
    var values = new ArrayList<@Nullable Value>();
    for (var operand : operands) {
      values.add(
          switch (operand) {
            case Tensor t -> build.constant(t);
            case Type t -> body.addParam("x" + values.size(), t);
            case Contents c -> known(body.addParam("x" + values.size(), t(c)), c);
            case null, default -> null;
          });
    }
    var node = model.node(op, values, results, Loc.UNKNOWN);
    regions.accept(model, node);
    body.append(node);
    Typing.infer(node, diagnostics);
    return new Typed(node, diagnostics);
  }

  private static TensorType t(Contents c) {
    return c.scalar() ? TensorType.of(DType.I64) : TensorType.of(DType.I64, c.size());
  }

  private static Value known(Value v, Contents c) {
    v.setContents(c);
    return v;
  }

  /** A vector of int64 operands of which the elements are known, written as {@link #t} writes dimensions. */
  static Contents known(Object... elements) {
    return Contents.vector(t(DType.I64, elements).shape().dims());
  }

  /** What is known of the elements of the first result, as text. */
  String contents() {
    var c = node.result(0).contents();
    return c == null ? "nothing" : c.scalar() ? c.at(0).toString() : c.elements().toString();
  }

  /** The value of result {@code index}. */
  Tensor value(int index) {
    var values = node.op().eval(node);
    if (values == null) {
      throw new AssertionError(node.op() + " has no value");
    }
    return values.get(index);
  }

  Tensor value() {
    return value(0);
  }

  boolean hasValue() {
    return node.op().eval(node) != null;
  }

  /** Types of the results as text. */
  List<String> types() {
    return node.results().stream().map(r -> r.type().toString()).toList();
  }

  String type() {
    return node.result(0).type().toString();
  }

  /** Messages, one per line. */
  String messages() {
    var lines = new ArrayList<String>();
    diagnostics.all().forEach(d -> lines.add(d.code().id() + ": " + d.message()));
    return String.join("\n", lines);
  }

  /** A tensor type; dimensions are numbers or text, {@code "?"} unknown. */
  static TensorType t(DType dtype, Object... dims) {
    var list = new ArrayList<Dim>();
    for (var d : dims) {
      list.add(
          d instanceof Integer n
              ? Dim.of(n)
              : d.equals("?") ? Dim.UNKNOWN : Dim.parse(d.toString()));
    }
    return new TensorType(dtype, Shape.of(list));
  }

  static TensorType f32(Object... dims) {
    return t(DType.F32, dims);
  }

  static TensorType unranked(DType dtype) {
    return new TensorType(dtype, Shape.UNRANKED);
  }
}
