package sinter.frontend.language.ast;

import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Loc;

/** What is assigned to; {@code name} is {@code _} for a value that nobody needs. */
public record Target(Loc.Span at, String name, @Nullable TypeExpr type) implements Syntax {
  public boolean isIgnored() {
    return name.equals("_");
  }
}
