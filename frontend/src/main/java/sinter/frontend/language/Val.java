package sinter.frontend.language;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.Collectors;
import sinter.frontend.language.ast.Declaration;
import sinter.frontend.language.ast.Expr;
import sinter.ir.Model;
import sinter.ir.Value;
import sinter.ir.op.OpCatalog;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;

/** What an expression stands for: something known at compile time, or a tensor of the running model. */
sealed interface Val {
  /** An integer, which may contain symbols such as a batch size. */
  record Int(Dim value) implements Val {
    static Int of(long value) {
      return new Int(Dim.of(value));
    }

    @Override
    public String toString() {
      return value.toString();
    }
  }

  /** An integer of 64 bits that only a tensor of unsigned ones can hold. */
  record Wide(BigInteger value) implements Val {
    @Override
    public String toString() {
      return value.toString();
    }
  }

  record Real(double value) implements Val {
    @Override
    public String toString() {
      return Double.toString(value);
    }
  }

  record Bool(boolean value) implements Val {
    @Override
    public String toString() {
      return Boolean.toString(value);
    }
  }

  record Text(String value) implements Val {
    @Override
    public String toString() {
      return value;
    }
  }

  /** A list, also of tensors; several results of a call are one. */
  record ListOf(List<Val> elements) implements Val {
    public ListOf {
      elements = Elements.of(elements);
    }

    @Override
    public String toString() {
      return elements.stream().map(Val::toString).collect(Collectors.joining(", ", "[", "]"));
    }
  }

  record ElementType(DType value) implements Val {
    @Override
    public String toString() {
      return value.text();
    }
  }

  record Tensor(Value value) implements Val {
    @Override
    public String toString() {
      return value.type().toString();
    }
  }

  /** An absent optional value. */
  record None() implements Val {
    @Override
    public String toString() {
      return "none";
    }
  }

  /** What a mistake, already reported, left without a value. Whatever is computed from it is unknown too. */
  record Unknown() implements Val {
    @Override
    public String toString() {
      return "?";
    }
  }

  /** What can be called. */
  sealed interface Callee extends Val {
    String name();
  }

  /** A block with the file that its names are looked up in. */
  record Block(Declaration.Block declaration, Unit unit) implements Callee {
    @Override
    public String name() {
      return declaration.name();
    }

    @Override
    public String toString() {
      return "block " + name();
    }
  }

  /** A lambda with the frame it was written in and the variables as they were there. */
  record Lambda(Expr.Lambda code, Frame frame, Scope scope) implements Callee {
    @Override
    public String name() {
      return "lambda";
    }

    @Override
    public String toString() {
      return "a lambda";
    }
  }

  /** An op of the catalogue. */
  record Op(OpCatalog.Entry entry) implements Callee {
    @Override
    public String name() {
      return entry.name();
    }

    @Override
    public String toString() {
      return "op " + name();
    }
  }

  /** A function that is part of the language. */
  record Builtin(String name) implements Callee {
    @Override
    public String toString() {
      return "function " + name;
    }
  }

  /** A model file. */
  record Imported(String name, Model model) implements Callee {
    @Override
    public String toString() {
      return "model " + name;
    }
  }

  /** What a call gives: its only result, or the list of them. */
  static Val ofResults(List<? extends Value> results) {
    return results.size() == 1
        ? new Tensor(results.getFirst())
        : new ListOf(results.stream().map(v -> (Val) new Tensor(v)).toList());
  }

  /** The kind in words, for messages. */
  default String kind() {
    return switch (this) {
      case Int _ -> "an integer";
      case Wide _ -> "an integer beyond 63 bits";
      case Real _ -> "a float";
      case Bool _ -> "a bool";
      case Text _ -> "a string";
      case ListOf _ -> "a list";
      case ElementType _ -> "a dtype";
      case Tensor(var v) -> "a tensor " + v.type();
      case None _ -> "none";
      case Unknown _ -> "an unknown value";
      case Callee c -> c.toString();
    };
  }

  /** Whether it is known at compile time through and through. */
  default boolean isStatic() {
    return switch (this) {
      case Tensor _, Unknown _ -> false;
      case ListOf(var elements) -> Elements.of(elements).isStatic();
      case Int _, Wide _, Real _, Bool _, Text _, ElementType _, None _, Callee _ -> true;
    };
  }

  /** Whether a mistake that was reported already is part of it. */
  default boolean isUnknown() {
    return switch (this) {
      case Unknown _ -> true;
      case ListOf(var elements) -> Elements.of(elements).isUnknown();
      case Tensor _, Int _, Wide _, Real _, Bool _, Text _, ElementType _, None _, Callee _ ->
          false;
    };
  }
}
