package sinter.frontend.language.ast;

import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Loc;

/** One place between the brackets of an index. */
public sealed interface Subscript extends Syntax {
  /** One index; the axis vanishes. */
  record At(Loc.Span at, Expr index) implements Subscript {}

  /** {@code start:stop:step}; what is left out is null. */
  record Span(Loc.Span at, @Nullable Expr start, @Nullable Expr stop, @Nullable Expr step)
      implements Subscript {}

  /** {@code ...}: the axes in between. */
  record Rest(Loc.Span at) implements Subscript {}

  /** {@code new}: an axis of extent 1. */
  record NewAxis(Loc.Span at) implements Subscript {}
}
