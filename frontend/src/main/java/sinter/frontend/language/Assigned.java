package sinter.frontend.language;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import sinter.frontend.language.ast.Expr;
import sinter.frontend.language.ast.Statement;

/** Names in statements and expressions. */
final class Assigned {
  private Assigned() {}

  /** The variables that {@code s} may set. */
  static Set<String> by(Statement s) {
    var names = new LinkedHashSet<String>();
    collect(s, names);
    names.remove("_");
    return names;
  }

  private static void collect(List<Statement> body, Set<String> into) {
    body.forEach(s -> collect(s, into));
  }

  private static void collect(Statement s, Set<String> into) {
    switch (s) {
      case Statement.Assign a -> a.targets().forEach(t -> into.add(t.name()));
      case Statement.Declare d -> into.add(d.name());
      case Statement.Input i -> into.add(i.name());
      case Statement.Output o -> into.add(o.name());
      case Statement.For f -> collect(f.body(), into);
      case Statement.If i -> {
        collect(i.then(), into);
        collect(i.otherwise(), into);
      }
      case Statement.Loop l -> {
        into.addAll(l.carried());
        yields(l.body()).forEach(y -> into.add(y.name()));
      }
      case Statement.Scan n -> {
        into.addAll(n.carried());
        yields(n.body()).forEach(y -> into.add(y.name()));
      }
      case Statement.Yield y -> into.add(y.name());
      case Statement.Return _, Statement.Assert _ -> {}
    }
  }

  /** Where a loop with {@code body} may yield, also inside a {@code for} or an {@code if}. */
  static List<Statement.Yield> yields(List<Statement> body) {
    var all = new ArrayList<Statement.Yield>();
    for (var s : body) {
      switch (s) {
        case Statement.Yield y -> all.add(y);
        case Statement.For f -> all.addAll(yields(f.body()));
        case Statement.If i -> {
          all.addAll(yields(i.then()));
          all.addAll(yields(i.otherwise()));
        }
        case Statement.Loop _,
            Statement.Scan _,
            Statement.Assign _,
            Statement.Declare _,
            Statement.Input _,
            Statement.Output _,
            Statement.Return _,
            Statement.Assert _ -> {}
      }
    }
    return all;
  }

  /** Whether {@code name} stands in {@code e}. */
  static boolean mentions(Expr e, String name) {
    return switch (e) {
      case Expr.Name(_, var n) -> n.equals(name);
      case Expr.Binary b -> mentions(b.left(), name) || mentions(b.right(), name);
      case Expr.Unary u -> mentions(u.operand(), name);
      case Expr.Choice c ->
          mentions(c.condition(), name)
              || mentions(c.then(), name)
              || mentions(c.otherwise(), name);
      case Expr.Call c -> c.arguments().stream().anyMatch(a -> mentions(a.value(), name));
      case Expr.Index i -> mentions(i.base(), name);
      case Expr.Member m -> mentions(m.base(), name);
      case Expr.ListOf l -> l.elements().stream().anyMatch(x -> mentions(x, name));
      case Expr.Range r -> mentions(r.start(), name) || mentions(r.stop(), name);
      case Expr.Comprehension c -> mentions(c.sequence(), name);
      case Expr.Int _, Expr.Real _, Expr.Text _, Expr.Bool _, Expr.None _, Expr.Lambda _ -> false;
    };
  }
}
