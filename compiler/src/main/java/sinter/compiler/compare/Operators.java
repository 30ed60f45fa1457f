package sinter.compiler.compare;

import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.op.AttrValue;
import sinter.ir.op.Components;
import sinter.ir.op.Const;
import sinter.ir.op.Foreign;
import sinter.ir.op.Op;
import sinter.ir.op.OpCatalog;

/** What a node is called in ONNX and what its attributes say, interpreted or not. */
final class Operators {
  private Operators() {}

  /** The operator's name, with its domain in front unless that is the default one. */
  static String name(Node node) {
    return switch (node.op()) {
      case Foreign foreign -> foreign.qualifiedName();
      case Const _ -> "Constant";
      case Op op -> {
        var schema = OpCatalog.get().of(op).schema();
        var onnx = schema == null ? null : schema.onnx();
        if (onnx == null) {
          yield op.getClass().getSimpleName();
        }
        yield onnx.domain().isEmpty() ? onnx.name() : onnx.domain() + "::" + onnx.name();
      }
    };
  }

  /** An integer attribute, or {@code otherwise}. */
  static long integer(Node node, String attribute, long otherwise) {
    if (node.op() instanceof Foreign foreign) {
      return foreign.attrs().intOr(attribute, otherwise);
    }
    return component(node.op(), attribute) instanceof Long value ? value : otherwise;
  }

  /** Whether the node states this attribute. */
  static boolean has(Node node, String attribute) {
    if (node.op() instanceof Foreign foreign) {
      AttrValue value = foreign.attrs().get(attribute);
      return value != null;
    }
    return component(node.op(), attribute) != null;
  }

  private static @Nullable Object component(Op op, String attribute) {
    var schema = OpCatalog.get().of(op).schema();
    if (schema == null || schema.onnx() == null) {
      return null;
    }
    Components components = Components.of(op.getClass());
    for (RecordComponent component : components.all()) {
      if (schema.onnx().attribute(component.getName()).equals(attribute)) {
        return components.getOrNull(op, component);
      }
    }
    return null;
  }
}
