package sinter.frontend.language;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.ast.Declaration;
import sinter.frontend.language.ast.Expr;
import sinter.frontend.language.ast.Parameter;
import sinter.frontend.language.ast.Slice;
import sinter.frontend.language.ast.Statement;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;

/**
 * Assignments inside loops that run with the model, to variables from outside that the loop does not carry: every
 * iteration, and what follows the loop, sees the value from before it.
 */
final class Lost {
  private final Diagnostics diagnostics;

  private Lost(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  /**
   * Marks in {@code scope} what {@code body} assigned, whose variables are in {@code inner}, and did not hand on; names
   * that begin with an underscore aside.
   *
   * @param handed what the loop carries and yields, and what it names itself
   */
  static void mark(List<Statement> body, Set<String> handed, Scope inner, Scope scope) {
    var lost = new LinkedHashMap<>(inner.losses());
    assigned(body)
        .forEach((name, at) -> {
          if (inner.own().containsKey(name)) {
            lost.putIfAbsent(name, at);
          }
        });
    lost.keySet().removeIf(n -> n.startsWith("_") || handed.contains(n));
    lost.forEach(scope::lose);
  }

  /** What the loop may assign and does not hand on, and where. */
  private static Map<String, Loc.Span> by(Statement.Loop s) {
    var handed = new HashSet<>(s.carried());
    if (s.counter() != null) {
      handed.add(s.counter());
    }
    return lost(s.body(), handed);
  }

  private static Map<String, Loc.Span> by(Statement.Scan s) {
    var handed = new HashSet<>(s.carried());
    s.slices().stream().map(Slice::name).forEach(handed::add);
    return lost(s.body(), handed);
  }

  private static Map<String, Loc.Span> lost(List<Statement> body, Set<String> handed) {
    var names = assigned(body);
    Assigned.yields(body).forEach(y -> names.remove(y.name()));
    names.keySet().removeIf(n -> n.startsWith("_") || handed.contains(n));
    return names;
  }

  private static Map<String, Loc.Span> assigned(List<Statement> body) {
    var names = new LinkedHashMap<String, Loc.Span>();
    body.forEach(s -> collect(s, names));
    return names;
  }

  private static void collect(Statement s, Map<String, Loc.Span> into) {
    switch (s) {
      case Statement.Assign a -> a.targets().forEach(t -> into.putIfAbsent(t.name(), t.at()));
      case Statement.For f -> f.body().forEach(x -> collect(x, into));
      case Statement.If i -> {
        i.then().forEach(x -> collect(x, into));
        i.otherwise().forEach(x -> collect(x, into));
      }
      case Statement.Loop l -> {
        Assigned.by(l).forEach(n -> into.putIfAbsent(n, l.at()));
        by(l).forEach(into::putIfAbsent);
      }
      case Statement.Scan n -> {
        Assigned.by(n).forEach(name -> into.putIfAbsent(name, n.at()));
        by(n).forEach(into::putIfAbsent);
      }
      case Statement.Declare _,
          Statement.Input _,
          Statement.Output _,
          Statement.Yield _,
          Statement.Return _,
          Statement.Assert _ -> {}
    }
  }

  /**
   * Refuses to read what a loop assigned in vain.
   *
   * @throws InputError when {@code name} was lost since it was set last
   */
  static void check(Loc.Span at, String name, Scope scope) {
    if (scope.lost(name) instanceof Loc.Span assigned) {
      throw new InputError(
          Diagnostic.error(
                  Code.LOST_ASSIGNMENT,
                  at,
                  name + " is read after a loop that assigns it and does not carry it")
              .with("assigned here", assigned)
              .with(advice(name)));
    }
  }

  private static String advice(String name) {
    return "write 'carry %s', or choose another name inside the loop".formatted(name);
  }

  /** Warns of every assignment in {@code block} that is lost. */
  static void warn(Declaration.Block block, Diagnostics diagnostics) {
    var known = new HashSet<String>();
    block.parameters().stream().map(Parameter::name).forEach(known::add);
    new Lost(diagnostics).body(block.body(), known);
  }

  /** {@code known}: variables that have a value so far. */
  private void body(List<Statement> body, Set<String> known) {
    for (var s : body) {
      switch (s) {
        case Statement.Loop l -> {
          tell(by(l), l.condition(), l.body(), known);
          body(l.body(), new HashSet<>(known));
        }
        case Statement.Scan n -> {
          tell(by(n), null, n.body(), known);
          body(n.body(), new HashSet<>(known));
        }
        case Statement.For f -> body(f.body(), known);
        case Statement.If i -> {
          body(i.then(), known);
          body(i.otherwise(), known);
        }
        case Statement.Assign _,
            Statement.Declare _,
            Statement.Input _,
            Statement.Output _,
            Statement.Yield _,
            Statement.Return _,
            Statement.Assert _ -> {}
      }
      known.addAll(Assigned.by(s));
    }
  }

  private void tell(
      Map<String, Loc.Span> lost,
      @Nullable Expr condition,
      List<Statement> body,
      Set<String> known) {
    var reads = new HashSet<String>();
    if (condition != null) {
      Uses.in(condition, e -> name(e, Set.of(), reads));
    }
    reads(body, new HashSet<>(), reads);
    lost.forEach((name, at) -> {
      if (known.contains(name) && reads.contains(name)) {
        diagnostics.report(
            Diagnostic.warning(
                    Code.LOST_ASSIGNMENT, at, name + " is assigned in the loop but not carried")
                .with(advice(name)));
      }
    });
  }

  /** Adds what {@code body} reads before it has assigned it: what it only notes for itself is no loss. */
  private static void reads(List<Statement> body, Set<String> own, Set<String> into) {
    for (var s : body) {
      switch (s) {
        case Statement.For f -> {
          Uses.in(f.sequence(), e -> name(e, own, into));
          reads(f.body(), own, into);
        }
        case Statement.If i -> {
          Uses.in(i.condition(), e -> name(e, own, into));
          reads(i.then(), own, into);
          reads(i.otherwise(), own, into);
        }
        case Statement.Loop l -> {
          if (l.range() != null) {
            Uses.in(l.range(), e -> name(e, own, into));
          }
          var inside = inside(l.carried(), Stream.ofNullable(l.counter()), own, into);
          if (l.condition() != null) {
            Uses.in(l.condition(), e -> name(e, inside, into));
          }
          reads(l.body(), inside, into);
          own.addAll(Assigned.by(l));
        }
        case Statement.Scan n -> {
          n.slices().forEach(x -> Uses.in(x.sequence(), e -> name(e, own, into)));
          var slices = n.slices().stream().map(Slice::name);
          reads(n.body(), inside(n.carried(), slices, own, into), into);
          own.addAll(Assigned.by(n));
        }
        case Statement.Assign _,
            Statement.Declare _,
            Statement.Input _,
            Statement.Output _,
            Statement.Yield _,
            Statement.Return _,
            Statement.Assert _ -> {
          Uses.in(s, e -> name(e, own, into));
          own.addAll(Assigned.by(s));
        }
      }
    }
  }

  /** What the body of a loop inside has of its own; what is carried into it is read. */
  private static Set<String> inside(
      List<String> carried, Stream<String> named, Set<String> own, Set<String> into) {
    var inside = new HashSet<>(own);
    carried.stream().filter(c -> !own.contains(c)).forEach(into::add);
    inside.addAll(carried);
    named.forEach(inside::add);
    return inside;
  }

  private static void name(Expr e, Set<String> own, Set<String> into) {
    if (e instanceof Expr.Name(_, var name) && !own.contains(name)) {
      into.add(name);
    }
  }
}
