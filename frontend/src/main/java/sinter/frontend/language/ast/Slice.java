package sinter.frontend.language.ast;

import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Loc;

/** {@code x in xs along 1}: what a scan takes apart. */
public record Slice(
    Loc.Span at, String name, boolean isReversed, Expr sequence, @Nullable Expr axis)
    implements Syntax {}
