package sinter.frontend.language.ast;

import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Loc;

/** A parameter of a block or model; {@code kind} null takes anything. */
public record Parameter(Loc.Span at, String name, @Nullable Kind kind, @Nullable Expr byDefault)
    implements Syntax {}
