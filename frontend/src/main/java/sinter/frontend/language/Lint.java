package sinter.frontend.language;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import sinter.frontend.language.ast.Declaration;
import sinter.frontend.language.ast.Expr;
import sinter.frontend.language.ast.Extent;
import sinter.frontend.language.ast.Parameter;
import sinter.frontend.language.ast.SourceFile;
import sinter.frontend.language.ast.Statement;
import sinter.ir.diag.Code;
import sinter.ir.diag.CompilerBug;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Loc;

/**
 * Doubts about programs that are no mistakes: names that nothing uses, names that hide others, assignments that
 * loops lose, integer divisions of literals that leave a remainder, and statements that never run. A name that begins with an underscore is meant to be
 * unused.
 */
public final class Lint {
  private final Diagnostics diagnostics;
  private final Set<String> blocks = new HashSet<>();
  private final Set<String> constants = new HashSet<>();

  /** Whether names may come from other files. */
  private boolean importsFiles;

  private Lint(Diagnostics diagnostics, SourceFile file) {
    this.diagnostics = diagnostics;
    for (var d : file.declarations()) {
      switch (d) {
        case Declaration.Block b -> blocks.add(b.name());
        case Declaration.Constant c -> constants.add(c.name());
        case Declaration.ImportFile _ -> importsFiles = true;
        case Declaration.ImportModel _, Declaration.Weights _ -> {}
      }
    }
  }

  /** Names of the models of {@code file}, in order. */
  public static List<String> models(SourceFile file) {
    return file.declarations().stream()
        .filter(d -> d instanceof Declaration.Block b && b.isModel())
        .map(d -> ((Declaration.Block) d).name())
        .toList();
  }

  /** Names of the parameters of {@code model}. */
  public static Set<String> parameters(SourceFile file, String model) {
    return model(file, model).parameters().stream()
        .map(Parameter::name)
        .collect(Collectors.toSet());
  }

  /** Whether every parameter of {@code model} has a value, {@code given} or its own; says which has not. */
  public static boolean hasValues(
      SourceFile file, String model, Set<String> given, Diagnostics diagnostics) {
    for (var p : model(file, model).parameters()) {
      if (p.byDefault() == null && !given.contains(p.name())) {
        diagnostics.report(
            Diagnostic.warning(
                    Code.BAD_ARGUMENT,
                    p.at(),
                    "%s is not checked: it needs %s".formatted(model, p.name()))
                .with("--param %s=VALUE gives it, or a default here".formatted(p.name())));
        return false;
      }
    }
    return true;
  }

  private static Declaration.Block model(SourceFile file, String name) {
    for (var d : file.declarations()) {
      if (d instanceof Declaration.Block b && b.isModel() && b.name().equals(name)) {
        return b;
      }
    }
    throw new CompilerBug("no model " + name);
  }

  /** Reports every doubt about {@code file} as a warning. */
  public static void check(SourceFile file, Diagnostics diagnostics) {
    var lint = new Lint(diagnostics, file);
    var used = new HashSet<String>();
    for (var d : file.declarations()) {
      switch (d) {
        case Declaration.Block b -> {
          Uses.in(b, e -> name(e, used));
          lint.block(b);
          Lost.warn(b, diagnostics);
        }
        case Declaration.Constant c -> Uses.in(c.value(), e -> name(e, used));
        case Declaration.Weights _, Declaration.ImportFile _, Declaration.ImportModel _ -> {}
      }
    }
    for (var d : file.declarations()) {
      if (d instanceof Declaration.ImportModel i && !used.contains(i.name())) {
        lint.unused(i.at(), "nothing uses the imported " + i.name());
      }
    }
  }

  private static void name(Expr e, Set<String> into) {
    if (e instanceof Expr.Name(_, var name)) {
      into.add(name);
    }
  }

  private void unused(Loc at, String message) {
    diagnostics.report(
        Diagnostic.warning(Code.UNUSED_NAME, at, message)
            .with("leave it out, or let its name begin with '_'"));
  }

  private void block(Declaration.Block b) {
    var used = new HashSet<String>();
    var once = new HashSet<String>();
    Uses.in(
        b,
        e -> {
          if (e instanceof Expr.Name(_, var name)) {
            if (used.add(name)) {
              once.add(name);
            } else {
              once.remove(name);
            }
          }
          division(e);
        });
    b.parameters().forEach(p -> once.remove(p.name()));
    b.body().forEach(s -> once.removeAll(Assigned.by(s)));
    once.removeAll(constants);
    outputs(b.body(), once);
    var names = new LinkedHashMap<String, Loc>();
    for (var p : b.parameters()) {
      names.put(p.name(), p.at());
      if (isUnused(p.name(), used)) {
        unused(p.at(), "nothing reads parameter " + p.name() + " of " + b.name());
      }
    }
    var told = new HashSet<String>();
    body(b.body(), used, told, names);
  }

  /** Doubts extents of outputs whose names stand nowhere else, so that any extent agrees with them. */
  private void outputs(List<Statement> body, Set<String> once) {
    for (var s : body) {
      if (s instanceof Statement.Output o
          && o.type() != null
          && o.type().extents() instanceof List<Extent> extents) {
        for (var e : extents) {
          if (e instanceof Extent.Of(var at, Expr.Name(_, var name)) && isNew(name, once)) {
            unused(
                at, name + " stands only in the type of output " + o.name() + ": any extent fits");
          }
        }
      }
    }
  }

  private boolean isNew(String name, Set<String> once) {
    return once.contains(name) && !name.startsWith("_") && !importsFiles;
  }

  private static boolean isUnused(String name, Set<String> used) {
    return !used.contains(name) && !name.startsWith("_");
  }

  /** {@code names}: parameters of the block and names of the loops around. */
  private void body(
      List<Statement> body, Set<String> used, Set<String> told, Map<String, Loc> names) {
    boolean isOver = false;
    for (var s : body) {
      if (isOver) {
        diagnostics.warning(Code.UNREACHABLE, s.at(), "this never runs: the block has returned");
        return;
      }
      switch (s) {
        case Statement.Assign a -> {
          if (a.targets().stream().allMatch(t -> isUnused(t.name(), used))) {
            a.targets().forEach(t -> variable(t.name(), t.at(), told));
          }
          a.targets().forEach(t -> hidesBlock(t.name(), t.at(), told));
        }
        case Statement.Declare d -> {
          if (isUnused(d.name(), used)) {
            unused(d.at(), "nothing reads the stored tensor " + d.name());
          }
        }
        case Statement.For f -> inner(f.body(), f.names(), f.at(), used, told, names);
        case Statement.If i -> {
          body(i.then(), used, told, names);
          body(i.otherwise(), used, told, names);
        }
        case Statement.Loop l ->
            inner(
                l.body(),
                l.counter() == null ? List.of() : List.of(l.counter()),
                l.at(),
                used,
                told,
                names);
        case Statement.Scan n ->
            inner(
                n.body(),
                n.slices().stream().map(x -> x.name()).toList(),
                n.at(),
                used,
                told,
                names);
        case Statement.Yield y -> {
          if (isUnused(y.name(), used)) {
            unused(y.at(), "nothing reads " + y.name() + ", which the loop collects");
          }
        }
        case Statement.Return _ -> isOver = true;
        case Statement.Input _, Statement.Output _, Statement.Assert _ -> {}
      }
    }
  }

  private void variable(String name, Loc at, Set<String> told) {
    if (told.add(name)) {
      unused(at, "nothing reads variable " + name);
    }
  }

  private void hidesBlock(String name, Loc at, Set<String> told) {
    if (blocks.contains(name) && told.add("block " + name)) {
      diagnostics.warning(
          Code.SHADOWED_NAME, at, name + " hides the block of that name from here on");
    }
  }

  private void inner(
      List<Statement> body,
      List<String> own,
      Loc at,
      Set<String> used,
      Set<String> told,
      Map<String, Loc> names) {
    var inside = new LinkedHashMap<>(names);
    for (var name : own) {
      var outer = names.get(name);
      if (outer != null) {
        diagnostics.report(
            Diagnostic.warning(
                    Code.SHADOWED_NAME,
                    at,
                    name + " of this loop replaces the " + name + " around it")
                .with("that is declared here", outer));
      }
      hidesBlock(name, at, told);
      inside.put(name, at);
    }
    body(body, used, told, inside);
  }

  private void division(Expr e) {
    if (e instanceof Expr.Binary(var at, _, var op, Expr.Int left, Expr.Int right)
        && op == Expr.BinaryOp.DIVIDE
        && right.value().signum() != 0
        && left.value().bitLength() < 64
        && left.value().mod(right.value().abs()).signum() != 0) {
      var quotient = Math.floorDiv(left.value().longValue(), right.value().longValue());
      var words =
          new ArrayList<String>(List.of(left.value() + " / " + right.value(), "is " + quotient));
      diagnostics.report(
          Diagnostic.warning(
                  Code.ROUNDED_DIVISION,
                  at,
                  String.join(" ", words) + ": integers divide to integers, rounded down")
              .with("write " + left.value() + " / " + right.value() + ".0 for a float"));
    }
  }
}
