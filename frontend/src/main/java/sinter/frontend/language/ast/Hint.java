package sinter.frontend.language.ast;

import java.util.List;
import sinter.ir.diag.Loc;

/** {@code @prune(0.3)}: advice to a pass. */
public record Hint(Loc.Span at, String name, List<Argument> arguments) implements Syntax {
  public Hint {
    arguments = List.copyOf(arguments);
  }
}
