package sinter.frontend.language.ast;

import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Loc;

/** One place of a shape. */
public sealed interface Extent extends Syntax {
  /** A number, a name that binds, or an expression that is checked. */
  record Of(Loc.Span at, Expr value) implements Extent {}

  /** {@code ...}: any number of extents; with a name, the list of them. */
  record Rest(Loc.Span at, @Nullable String name) implements Extent {}
}
