package sinter.frontend.language.ast;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Loc;

/** What has a value: a compile-time value, or a tensor of the running model. */
public sealed interface Expr extends Syntax {
  record Int(Loc.Span at, BigInteger value) implements Expr {}

  record Real(Loc.Span at, double value) implements Expr {}

  /** Text with expressions in it: {@code "stage{i}"} has the parts {@code stage} and {@code i}. */
  record Text(Loc.Span at, List<Part> parts) implements Expr {
    public Text {
      parts = List.copyOf(parts);
    }
  }

  /** Either characters or an expression. */
  record Part(String characters, @Nullable Expr value) {}

  record Bool(Loc.Span at, boolean value) implements Expr {}

  /** An absent optional value. */
  record None(Loc.Span at) implements Expr {}

  record Name(Loc.Span at, String name) implements Expr {}

  record ListOf(Loc.Span at, List<Expr> elements) implements Expr {
    public ListOf {
      elements = List.copyOf(elements);
    }
  }

  /** {@code [f(i) for i in xs if c]}; with two names the first counts from 0. */
  record Comprehension(
      Loc.Span at, Expr element, List<String> names, Expr sequence, @Nullable Expr condition)
      implements Expr {
    public Comprehension {
      names = List.copyOf(names);
    }
  }

  /** {@code start..stop}: start is in it, stop is not. */
  record Range(Loc.Span at, Expr start, Expr stop) implements Expr {}

  /** Prefix operators. */
  enum UnaryOp {
    NEGATE,
    NOT
  }

  record Unary(Loc.Span at, UnaryOp op, Expr operand) implements Expr {}

  /** Operators between two operands. */
  enum BinaryOp {
    POWER("**"),
    TIMES("*"),
    DIVIDE("/"),
    REMAINDER("%"),
    MATMUL("@"),
    PLUS("+"),
    MINUS("-"),
    LESS("<"),
    LESS_EQUAL("<="),
    GREATER(">"),
    GREATER_EQUAL(">="),
    EQUAL("=="),
    UNEQUAL("!="),
    AND("and"),
    OR("or");

    private final String text;

    BinaryOp(String text) {
      this.text = text;
    }

    /** As it is written. */
    public String text() {
      return text;
    }
  }

  /** {@code at} is the place of the whole, {@code sign} that of the operator. */
  record Binary(Loc.Span at, Loc.Span sign, BinaryOp op, Expr left, Expr right) implements Expr {}

  /** {@code condition ? then : otherwise}, decided at compile time. */
  record Choice(Loc.Span at, Expr condition, Expr then, Expr otherwise) implements Expr {}

  /**
   * A call; {@code x |> f(y)} is the call {@code f(x, y)}.
   *
   * @param label the name given by {@code named}, or null
   */
  record Call(Loc.Span at, Expr callee, List<Argument> arguments, @Nullable Text label)
      implements Expr {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  record Index(Loc.Span at, Expr base, List<Subscript> subscripts) implements Expr {
    public Index {
      subscripts = List.copyOf(subscripts);
    }
  }

  /** {@code x.shape}. */
  record Member(Loc.Span at, Expr base, String name) implements Expr {}

  /** {@code (x, y) => x + y}. */
  record Lambda(Loc.Span at, List<String> parameters, Expr body) implements Expr {
    public Lambda {
      parameters = List.copyOf(parameters);
    }
  }
}
