package sinter.frontend.language.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Loc;

/** What a block does, in order. */
public sealed interface Statement extends Syntax {
  /** {@code a, _ = f(x)}. */
  record Assign(Loc.Span at, List<Hint> hints, List<Target> targets, Expr value)
      implements Statement {
    public Assign {
      hints = List.copyOf(hints);
      targets = List.copyOf(targets);
    }
  }

  /** How a stored tensor behaves. */
  enum Storage {
    /** Trainable. */
    PARAM,
    /** Not trainable, such as running statistics. */
    BUFFER,
    /** Known at compile time. */
    CONST
  }

  /** {@code param w: f32[O, I] = he_normal()}; without a value it must come from a weights file. */
  record Declare(Loc.Span at, Storage storage, String name, TypeExpr type, @Nullable Expr initial)
      implements Statement {}

  /**
   * An input of the model; with {@code byDefault} it may be left out when the model runs.
   *
   * @param called its name in the file, which need not be an identifier
   */
  record Input(Loc.Span at, String name, String called, TypeExpr type, @Nullable Expr byDefault)
      implements Statement {}

  /**
   * An output of the model; without a value, the variable of that name.
   *
   * @param called its name in the file, which need not be an identifier
   */
  record Output(
      Loc.Span at,
      List<Hint> hints,
      String name,
      String called,
      @Nullable TypeExpr type,
      @Nullable Expr value)
      implements Statement {
    public Output {
      hints = List.copyOf(hints);
    }
  }

  /** Repeated at compile time; with two names the first counts from 0. */
  record For(Loc.Span at, List<String> names, Expr sequence, List<Statement> body)
      implements Statement {
    public For {
      names = List.copyOf(names);
      body = List.copyOf(body);
    }
  }

  /** Decided at compile time where the condition is known then, else when the model runs. */
  record If(Loc.Span at, Expr condition, List<Statement> then, List<Statement> otherwise)
      implements Statement {
    public If {
      then = List.copyOf(then);
      otherwise = List.copyOf(otherwise);
    }
  }

  /**
   * Repeated when the model runs.
   *
   * @param counter name of the iteration's number; null without a count
   * @param range {@code start..stop}; null without a count
   * @param carried variables that an iteration hands to the next one
   * @param condition checked before every iteration; null when only the count ends it
   */
  record Loop(
      Loc.Span at,
      @Nullable String counter,
      @Nullable Expr range,
      List<String> carried,
      @Nullable Expr condition,
      List<Statement> body)
      implements Statement {
    public Loop {
      carried = List.copyOf(carried);
      body = List.copyOf(body);
    }
  }

  /** Over the slices of tensors, when the model runs. */
  record Scan(Loc.Span at, List<Slice> slices, List<String> carried, List<Statement> body)
      implements Statement {
    public Scan {
      slices = List.copyOf(slices);
      carried = List.copyOf(carried);
      body = List.copyOf(body);
    }
  }

  /** {@code yield ys = y}: collected over the iterations along a new first axis, under that name after the loop. */
  record Yield(Loc.Span at, String name, Expr value) implements Statement {}

  /** The results of a block. */
  record Return(Loc.Span at, List<Expr> values) implements Statement {
    public Return {
      values = List.copyOf(values);
    }
  }

  /** Checked at compile time. */
  record Assert(Loc.Span at, Expr condition, @Nullable Expr message) implements Statement {}
}
