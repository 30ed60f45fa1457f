package sinter.frontend.language.ast;

import sinter.ir.diag.Loc;

/** A part of a program, which knows where it stands. */
public sealed interface Syntax
    permits SourceFile,
        Declaration,
        Mapping,
        Parameter,
        Kind,
        TypeExpr,
        Extent,
        Statement,
        Target,
        Slice,
        Hint,
        Expr,
        Argument,
        Subscript {
  Loc.Span at();
}
