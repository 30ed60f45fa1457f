package sinter.frontend.language.ast;

import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Loc;

/**
 * An argument of a call, by place or by name.
 *
 * @param isQuoted whether its name is written in quotes, and so is no word of the language
 */
public record Argument(Loc.Span at, @Nullable String name, boolean isQuoted, Expr value)
    implements Syntax {
  /** An argument by place. */
  public Argument(Loc.Span at, Expr value) {
    this(at, null, false, value);
  }
}
