package sinter.frontend.language.ast;

import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Loc;

/** An argument of a call, by place or by name. */
public record Argument(Loc.Span at, @Nullable String name, Expr value) implements Syntax {}
