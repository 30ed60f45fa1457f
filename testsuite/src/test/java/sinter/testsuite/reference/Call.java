package sinter.testsuite.reference;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.grammar.onnx.AttributeProto;
import sinter.grammar.onnx.NodeProto;

/** One execution of a node: its operands, attributes and the opset version in force. */
final class Call {
  private final Reference reference;
  private final NodeProto node;
  private final Scope scope;

  Call(Reference reference, NodeProto node, Scope scope) {
    this.reference = reference;
    this.node = node;
    this.scope = scope;
  }

  String op() {
    return node.getOpType();
  }

  /** Version of the node's operator set. */
  long version() {
    var domain = node.getDomain().equals("ai.onnx") ? "" : node.getDomain();
    var version = scope.frame.opsets().get(domain);
    if (version == null) {
      throw new IllegalArgumentException("no opset is imported for domain '" + domain + "'");
    }
    return version;
  }

  int operands() {
    return node.getInputCount();
  }

  boolean has(int index) {
    return index < node.getInputCount()
        && !node.getInput(index).isEmpty()
        && !scope.frame.absent().contains(node.getInput(index));
  }

  Datum datum(int index) {
    if (!has(index)) {
      throw new IllegalArgumentException("operand " + index + " is missing");
    }
    return scope.get(node.getInput(index));
  }

  Datum.Array array(int index) {
    return switch (datum(index)) {
      case Datum.Array a -> a;
      case Datum.Option o when o.value() instanceof Datum.Array a -> a;
      case Datum.Option _, Datum.Sequence _ ->
          throw new IllegalArgumentException("operand " + index + " is not a tensor");
    };
  }

  Datum.@Nullable Array maybe(int index) {
    return has(index) ? array(index) : null;
  }

  Datum.Sequence sequence(int index) {
    return switch (datum(index)) {
      case Datum.Sequence s -> s;
      case Datum.Option o when o.value() instanceof Datum.Sequence s -> s;
      case Datum.Option _, Datum.Array _ ->
          throw new IllegalArgumentException("operand " + index + " is not a sequence");
    };
  }

  List<Datum.Array> arrays() {
    var out = new ArrayList<Datum.Array>();
    for (int i = 0; i < operands(); i++) {
      out.add(array(i));
    }
    return out;
  }

  int outputs() {
    return node.getOutputCount();
  }

  /** Name of an output. */
  String output(int index) {
    return node.getOutput(index);
  }

  boolean wants(int output) {
    return output < node.getOutputCount() && !node.getOutput(output).isEmpty();
  }

  /** The attribute's own message, with a reference to the function call's attribute resolved. */
  @Nullable AttributeProto attribute(String name) {
    for (var a : node.getAttributeList()) {
      if (a.getName().equals(name)) {
        return a.getRefAttrName().isEmpty() ? a : scope.frame.attributes().get(a.getRefAttrName());
      }
    }
    return null;
  }

  boolean hasAttribute(String name) {
    return attribute(name) != null;
  }

  private AttributeProto required(String name) {
    var a = attribute(name);
    if (a == null) {
      throw new IllegalArgumentException("attribute " + name + " is missing");
    }
    return a;
  }

  long integer(String name) {
    return required(name).getI();
  }

  long integer(String name, long otherwise) {
    var a = attribute(name);
    return a == null ? otherwise : a.getI();
  }

  boolean flag(String name) {
    return integer(name, 0) != 0;
  }

  double real(String name, double otherwise) {
    var a = attribute(name);
    return a == null ? otherwise : a.getF();
  }

  String text(String name, String otherwise) {
    var a = attribute(name);
    return a == null ? otherwise : a.getS().toStringUtf8();
  }

  long @Nullable [] integers(String name) {
    var a = attribute(name);
    return a == null ? null : a.getIntsList().stream().mapToLong(Long::longValue).toArray();
  }

  long[] integers(String name, long[] otherwise) {
    var given = integers(name);
    return given == null ? otherwise : given;
  }

  double[] reals(String name) {
    var a = attribute(name);
    return a == null
        ? new double[0]
        : a.getFloatsList().stream().mapToDouble(Float::doubleValue).toArray();
  }

  List<String> texts(String name) {
    var a = attribute(name);
    return a == null ? List.of() : a.getStringsList().stream().map(s -> s.toStringUtf8()).toList();
  }

  Datum.Array tensor(String name) {
    return reference.decode(required(name).getT());
  }

  Datum.Array sparseTensor(String name) {
    return TensorDecoding.sparse(required(name).getSparseTensor(), reference.base());
  }

  /**
   * Integers that were an attribute in old versions and are an operand in new ones; null if neither
   * is there.
   */
  long @Nullable [] integers(String name, int operand) {
    var given = maybe(operand);
    return given != null ? Casting.cast(given, DataType.INT64, true).integers() : integers(name);
  }

  /** Runs the graph held by an attribute; it sees the values around this node. */
  List<Datum> graph(String name, List<? extends Datum> arguments) {
    return reference.graph(required(name).getG(), arguments, new Scope(scope.frame, scope));
  }

  int graphInputs(String name) {
    return required(name).getG().getInputCount();
  }

  int graphOutputs(String name) {
    return required(name).getG().getOutputCount();
  }

  /**
   * An array of the type and shape that a graph attribute declares for an output; sizes it does not
   * state are 0.
   */
  Datum.Array graphOutputType(String name, int output) {
    var type = required(name).getG().getOutput(output).getType().getTensorType();
    var shape =
        type.getShape().getDimList().stream()
            .mapToLong(d -> d.hasDimValue() ? d.getDimValue() : 0)
            .toArray();
    return Slicing.empty(DataType.of(type.getElemType())).broadcast(shape);
  }
}
