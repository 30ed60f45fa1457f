package sinter.frontend.language;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import sinter.frontend.language.ast.Declaration;
import sinter.frontend.language.ast.Expr;
import sinter.frontend.language.ast.Slice;
import sinter.frontend.language.ast.Statement;
import sinter.frontend.language.ast.Target;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Loc;

/**
 * Names that a block declares twice, or that one statement or lambda binds twice. Variables may be assigned as often as
 * one likes, but not by the same statement; {@code _} binds nothing.
 */
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
    Uses.in(block, duplicates::expr);
  }

  static void report(Declaration.Constant constant, Diagnostics diagnostics) {
    Uses.in(constant.value(), new Duplicates(diagnostics)::expr);
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
        case Statement.Assign a -> distinct(a.at(), a.targets().stream().map(Target::name));
        case Statement.For f -> {
          distinct(f.at(), f.names().stream());
          body(f.body());
        }
        case Statement.If i -> {
          body(i.then());
          body(i.otherwise());
        }
        case Statement.Loop l -> {
          distinct(l.at(), Stream.concat(Stream.ofNullable(l.counter()), l.carried().stream()));
          yields(l.body(), l.carried());
          body(l.body());
        }
        case Statement.Scan n -> {
          var slices = n.slices().stream().map(Slice::name);
          distinct(n.at(), Stream.concat(slices, n.carried().stream()));
          yields(n.body(), n.carried());
          body(n.body());
        }
        case Statement.Input _,
            Statement.Output _,
            Statement.Yield _,
            Statement.Return _,
            Statement.Assert _ -> {}
      }
    }
  }

  private void expr(Expr e) {
    if (e instanceof Expr.Lambda l) {
      distinct(l.at(), l.parameters().stream());
    } else if (e instanceof Expr.Comprehension c) {
      distinct(c.at(), c.names().stream());
    }
  }

  /** Reports each name that stands more than once among {@code names}, which something at {@code at} binds. */
  private void distinct(Loc at, Stream<String> names) {
    var known = new HashSet<String>();
    names
        .filter(n -> !n.equals("_") && !known.add(n))
        .distinct()
        .forEach(n -> diagnostics.error(Code.UNRESOLVED_NAME, at, n + " is bound twice"));
  }

  /** Reports what is yielded under the name of a carried variable: one of the two would be lost. */
  private void yields(List<Statement> body, List<String> carried) {
    for (var y : Assigned.yields(body)) {
      if (carried.contains(y.name())) {
        diagnostics.error(
            Code.UNRESOLVED_NAME, y.at(), y.name() + " is carried and yielded by the same loop");
      }
    }
  }
}
