package sinter.frontend.language;

import java.util.Set;
import sinter.ir.op.OpCatalog;
import sinter.ir.type.DType;

/** Names that mean something in every program. */
public final class Vocabulary {
  private static final Set<String> WORDS =
      Set.of(
          "import",
          "weights",
          "const",
          "block",
          "model",
          "param",
          "buffer",
          "input",
          "output",
          "for",
          "in",
          "if",
          "else",
          "loop",
          "scan",
          "yield",
          "return",
          "assert",
          "while",
          "carry",
          "true",
          "false",
          "none",
          "not",
          "and",
          "or",
          "named",
          "from",
          "by",
          "as",
          "where",
          "along",
          "reversed",
          "new",
          "op",
          "tensor",
          "int",
          "float",
          "bool",
          "string",
          "dtype");

  private static final Set<String> VECTORS =
      Set.of(
          "axes",
          "k",
          "pads",
          "shape",
          "starts",
          "ends",
          "steps",
          "sizes",
          "lengths",
          "repeats",
          "output_shape",
          "crop_shape");

  private static final Set<String> INTEGERS =
      Set.of(
          "axis",
          "indices",
          "depth",
          "start",
          "limit",
          "step",
          "size",
          "index",
          "position",
          "max_boxes");

  private static final Library LIBRARY = new Library();

  private Vocabulary() {}

  /** Whether a variable or block of this name would hide something. */
  public static boolean isTaken(String name) {
    return WORDS.contains(name) || DType.of(name) != null || isOp(name) || hidesOp(name);
  }

  /** Whether {@code name} is a word of the language, which cannot name anything. */
  public static boolean isWord(String name) {
    return WORDS.contains(name);
  }

  private static boolean isOp(String name) {
    return OpCatalog.get().named(name) != null;
  }

  /** Whether an op of this name is called {@code op.name}, since the name alone means something else. */
  public static boolean hidesOp(String name) {
    return Builtins.NAMES.contains(name)
        || Constants.NAMES.contains(name)
        || LIBRARY.names().contains(name);
  }

  /** Whether ONNX wants operands called {@code slot} as vectors of i64, even where they hold one number. */
  public static boolean isVector(String slot) {
    return VECTORS.contains(slot);
  }

  /** Whether numbers given for operands called {@code slot} are i64 whatever the other operands are. */
  public static boolean isInteger(String slot) {
    return INTEGERS.contains(slot);
  }
}
