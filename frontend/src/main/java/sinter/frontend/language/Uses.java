package sinter.frontend.language;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.ast.Argument;
import sinter.frontend.language.ast.Declaration;
import sinter.frontend.language.ast.Expr;
import sinter.frontend.language.ast.Extent;
import sinter.frontend.language.ast.Kind;
import sinter.frontend.language.ast.Statement;
import sinter.frontend.language.ast.Subscript;
import sinter.frontend.language.ast.TypeExpr;

/** Visits every expression of a block, also those in types, texts and hints. */
final class Uses {
  private final Consumer<Expr> visitor;

  private Uses(Consumer<Expr> visitor) {
    this.visitor = visitor;
  }

  static void in(Declaration.Block block, Consumer<Expr> visitor) {
    var uses = new Uses(visitor);
    for (var p : block.parameters()) {
      uses.kind(p.kind());
      uses.expr(p.byDefault());
    }
    block.results().forEach(uses::type);
    block.where().forEach(uses::expr);
    block.hints().forEach(h -> uses.arguments(h.arguments()));
    uses.body(block.body());
  }

  static void in(Statement s, Consumer<Expr> visitor) {
    new Uses(visitor).statement(s);
  }

  static void in(Expr e, Consumer<Expr> visitor) {
    new Uses(visitor).expr(e);
  }

  private void body(List<Statement> body) {
    body.forEach(this::statement);
  }

  private void statement(Statement s) {
    switch (s) {
      case Statement.Assign a -> {
        a.targets().forEach(t -> type(t.type()));
        a.hints().forEach(h -> arguments(h.arguments()));
        expr(a.value());
      }
      case Statement.Declare d -> {
        type(d.type());
        expr(d.initial());
      }
      case Statement.Input i -> {
        type(i.type());
        expr(i.byDefault());
      }
      case Statement.Output o -> {
        type(o.type());
        o.hints().forEach(h -> arguments(h.arguments()));
        expr(o.value() == null ? new Expr.Name(o.at(), o.name()) : o.value());
      }
      case Statement.For f -> {
        expr(f.sequence());
        body(f.body());
      }
      case Statement.If i -> {
        expr(i.condition());
        body(i.then());
        body(i.otherwise());
      }
      case Statement.Loop l -> {
        expr(l.range());
        l.carried().forEach(c -> expr(new Expr.Name(l.at(), c)));
        expr(l.condition());
        body(l.body());
      }
      case Statement.Scan n -> {
        n.slices()
            .forEach(x -> {
              expr(x.sequence());
              expr(x.axis());
            });
        n.carried().forEach(c -> expr(new Expr.Name(n.at(), c)));
        body(n.body());
      }
      case Statement.Yield y -> expr(y.value());
      case Statement.Return r -> r.values().forEach(this::expr);
      case Statement.Assert a -> {
        expr(a.condition());
        expr(a.message());
      }
    }
  }

  private void kind(@Nullable Kind kind) {
    switch (kind) {
      case null -> {}
      case Kind.One(_, var type) -> type(type);
      case Kind.ListOf(_, var element) -> kind(element);
    }
  }

  private void type(@Nullable TypeExpr type) {
    if (type != null && type.extents() != null) {
      for (var e : type.extents()) {
        switch (e) {
          case Extent.Of(_, var value) -> expr(value);
          case Extent.Rest(var at, var name) -> expr(name == null ? null : new Expr.Name(at, name));
        }
      }
    }
  }

  private void arguments(List<Argument> arguments) {
    arguments.forEach(a -> expr(a.value()));
  }

  private void expr(@Nullable Expr e) {
    if (e == null) {
      return;
    }
    visitor.accept(e);
    switch (e) {
      case Expr.Int _, Expr.Real _, Expr.Bool _, Expr.None _, Expr.Name _ -> {}
      case Expr.Text t -> t.parts().forEach(p -> expr(p.value()));
      case Expr.ListOf(_, var elements) -> elements.forEach(this::expr);
      case Expr.Comprehension c -> {
        expr(c.sequence());
        expr(c.element());
        expr(c.condition());
      }
      case Expr.Range(_, var start, var stop) -> {
        expr(start);
        expr(stop);
      }
      case Expr.Unary u -> expr(u.operand());
      case Expr.Binary b -> {
        expr(b.left());
        expr(b.right());
      }
      case Expr.Choice c -> {
        expr(c.condition());
        expr(c.then());
        expr(c.otherwise());
      }
      case Expr.Call c -> {
        expr(c.callee());
        arguments(c.arguments());
        expr(c.label());
      }
      case Expr.Index i -> {
        expr(i.base());
        i.subscripts().forEach(this::subscript);
      }
      case Expr.Member m -> expr(m.base());
      case Expr.Lambda l -> expr(l.body());
    }
  }

  private void subscript(Subscript s) {
    switch (s) {
      case Subscript.At(_, var index) -> expr(index);
      case Subscript.Span span -> {
        expr(span.start());
        expr(span.stop());
        expr(span.step());
      }
      case Subscript.Rest _, Subscript.NewAxis _ -> {}
    }
  }
}
