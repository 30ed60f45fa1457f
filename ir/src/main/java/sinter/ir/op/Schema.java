package sinter.ir.op;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Operand and result names of an op with their arity, and its ONNX identity. Written compactly: {@code "x w b?"} names
 * two required operands and an optional one; a final {@code "xs*"} takes any number.
 */
public record Schema(List<Slot> inputs, List<Slot> outputs, @Nullable Onnx onnx) {
  /** How often a slot occurs. */
  public enum Arity {
    ONE,
    OPTIONAL,
    VARIADIC
  }

  /** A named operand or result. */
  public record Slot(String name, Arity arity) {}

  public Schema {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  public static Schema of(String inputs, String outputs, Onnx onnx) {
    return new Schema(slots(inputs), slots(outputs), onnx);
  }

  /** One operand, one result. */
  public static Schema unary(Onnx onnx) {
    return of("x", "y", onnx);
  }

  public static Schema binary(Onnx onnx) {
    return of("a b", "y", onnx);
  }

  private static List<Slot> slots(String text) {
    var list = new ArrayList<Slot>();
    for (var word : text.isBlank() ? new String[0] : text.trim().split(" +")) {
      char end = word.charAt(word.length() - 1);
      var arity = end == '?' ? Arity.OPTIONAL : end == '*' ? Arity.VARIADIC : Arity.ONE;
      list.add(new Slot(arity == Arity.ONE ? word : word.substring(0, word.length() - 1), arity));
    }
    return list;
  }

  /** Whether {@code count} operands can be given: all required ones, and no more than there are slots. */
  public boolean accepts(int count) {
    long required = inputs.stream().filter(s -> s.arity() == Arity.ONE).count();
    boolean open = !inputs.isEmpty() && inputs.getLast().arity() == Arity.VARIADIC;
    return count >= required && (open || count <= inputs.size());
  }

  /**
   * How many operands a node is written with at least, absent ones as empty names: those before a slot that takes any
   * number have places of their own, and runtimes count them.
   */
  public int leastWritten() {
    boolean open = !inputs.isEmpty() && inputs.getLast().arity() == Arity.VARIADIC;
    return open ? inputs.size() - 1 : 0;
  }
}
