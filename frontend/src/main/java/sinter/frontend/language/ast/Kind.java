package sinter.frontend.language.ast;

import sinter.ir.diag.Loc;

/** What a parameter takes. */
public sealed interface Kind extends Syntax {
  /**
   * A tensor type such as {@code f32[N, C]}, or, for a bare name without extents, a kind of compile-time value:
   * int, float, bool, string, block, dtype or tensor.
   */
  record One(Loc.Span at, TypeExpr type) implements Kind {}

  /** {@code [int]}: a list. */
  record ListOf(Loc.Span at, Kind element) implements Kind {}
}
