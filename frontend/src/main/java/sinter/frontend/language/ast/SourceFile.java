package sinter.frontend.language.ast;

import java.util.List;
import sinter.ir.diag.Loc;

/** One text with its declarations in order. */
public record SourceFile(Loc.Span at, List<Declaration> declarations) implements Syntax {
  public SourceFile {
    declarations = List.copyOf(declarations);
  }
}
