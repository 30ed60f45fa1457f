package sinter.frontend.language;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sinter.frontend.language.ast.Declaration;
import sinter.frontend.language.ast.Statement;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Loc;

/** Names that a block declares twice. Variables may be assigned as often as one likes. */
final class Duplicates {
  private final Diagnostics diagnostics;

  private Duplicates(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  static void report(Declaration.Block block, Diagnostics diagnostics) {
    var duplicates = new Duplicates(diagnostics);
    Map<String, Loc> names = new LinkedHashMap<>();
    block.parameters().forEach(p -> duplicates.add(p.name(), p.at(), names));
    duplicates.body(block.body());
  }

  private void add(String name, Loc at, Map<String, Loc> names) {
    var first = names.putIfAbsent(name, at);
    if (first != null) {
      diagnostics.report(
          Diagnostic.error(Code.UNRESOLVED_NAME, at, name + " is declared twice")
              .with("first here", first));
    }
  }

  private void body(List<Statement> body) {
    Map<String, Loc> names = new LinkedHashMap<>();
    for (var s : body) {
      switch (s) {
        case Statement.Declare d -> add(d.name(), d.at(), names);
        case Statement.For f -> body(f.body());
        case Statement.If i -> {
          body(i.then());
          body(i.otherwise());
        }
        case Statement.Loop l -> body(l.body());
        case Statement.Scan n -> body(n.body());
        case Statement.Assign _,
            Statement.Input _,
            Statement.Output _,
            Statement.Yield _,
            Statement.Return _,
            Statement.Assert _ -> {}
      }
    }
  }
}
