package sinter.frontend.language.decompile;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An expression without its tensors and its compile-time values: what repetitions have in common. */
sealed interface Form {
  /** Part of the text of an argument. */
  sealed interface Piece {
    record Text(String text) implements Piece {}

    /** Compile-time value {@code index}; {@code role} says what it is about. */
    record At(int index, String role) implements Piece {}

    /** Tensor {@code index}. */
    record In(int index) implements Piece {}
  }

  /**
   * An argument.
   *
   * @param name null by place
   * @param byDefault the text that need not be written; null when all must
   */
  record Argument(@Nullable String name, List<Piece> pieces, @Nullable String byDefault) {
    public Argument {
      pieces = List.copyOf(pieces);
    }

    /** The tensor that it is; -1 when it is something else. */
    int tensor() {
      return name == null && pieces.size() == 1 && pieces.getFirst() instanceof Piece.In(int i)
          ? i
          : -1;
    }
  }

  /** All arguments, in the order in which they are written. */
  default List<Argument> all() {
    return switch (this) {
      case Call(_, var arguments) -> arguments;
      case Infix(_, _, var left, var right) -> List.of(left, right);
      case Prefix(_, _, var operand) -> List.of(operand);
      case Plain(var value) -> List.of(value);
      case Index(var of, var places) -> List.of(of, places);
    };
  }

  record Call(String callee, List<Argument> arguments) implements Form {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /** {@code left op right}; operators of a higher level bind tighter. */
  record Infix(String op, Level level, Argument left, Argument right) implements Form {}

  /** {@code op operand}. */
  record Prefix(String op, Level level, Argument operand) implements Form {}

  /** {@code of[…]}; {@code places} have the brackets. */
  record Index(Argument of, Argument places) implements Form {}

  /** Just the argument. */
  record Plain(Argument value) implements Form {}

  /** How tight an expression holds together, the loosest first. */
  enum Level {
    PIPE,
    OR,
    AND,
    NOT,
    COMPARISON,
    SUM,
    PRODUCT,
    NEGATION,
    POWER,
    PRIMARY
  }
}
