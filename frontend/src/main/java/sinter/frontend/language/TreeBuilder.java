package sinter.frontend.language;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.ast.Declaration;
import sinter.frontend.language.ast.Expr;
import sinter.frontend.language.ast.Extent;
import sinter.frontend.language.ast.Hint;
import sinter.frontend.language.ast.Kind;
import sinter.frontend.language.ast.Mapping;
import sinter.frontend.language.ast.Parameter;
import sinter.frontend.language.ast.Slice;
import sinter.frontend.language.ast.SourceFile;
import sinter.frontend.language.ast.Statement;
import sinter.frontend.language.ast.Target;
import sinter.frontend.language.ast.TypeExpr;
import sinter.frontend.text.Places;
import sinter.grammar.language.SinterParser;
import sinter.ir.diag.Code;
import sinter.ir.diag.CompilerBug;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;

/** Turns the parse tree of a text without mistakes into its syntax tree. */
final class TreeBuilder {
  private final Places places;
  private final Diagnostics diagnostics;
  private final ExprBuilder exprs;

  TreeBuilder(Places places, Diagnostics diagnostics) {
    this.places = places;
    this.diagnostics = diagnostics;
    this.exprs = new ExprBuilder(places, diagnostics);
  }

  private Loc.Span at(ParserRuleContext tree) {
    return places.of(tree);
  }

  SourceFile file(SinterParser.FileContext tree) {
    var start = new Loc.Span(places.source(), 1, 1, 0);
    return new SourceFile(start, built(tree.declaration(), this::declaration));
  }

  /** What {@code build} makes of each tree; one with a mistake is reported and left out. */
  private <T, R> List<R> built(List<T> trees, Function<T, R> build) {
    var all = new ArrayList<R>();
    for (var tree : trees) {
      try {
        all.add(build.apply(tree));
      } catch (InputError e) {
        diagnostics.report(e.diagnostic());
      }
    }
    return all;
  }

  private Declaration declaration(SinterParser.DeclarationContext tree) {
    return switch (tree) {
      case SinterParser.ImportFileContext t ->
          new Declaration.ImportFile(at(t), exprs.plain(t.STRING().getSymbol()));
      case SinterParser.ImportModelContext t ->
          new Declaration.ImportModel(
              at(t), t.id(0).getText(), exprs.plain(t.STRING().getSymbol()), t.id(1).getText());
      case SinterParser.BlockDeclarationContext t -> block(t.documented(), t.block());
      case SinterParser.WeightsContext t -> weights(t);
      case SinterParser.ConstantContext t ->
          new Declaration.Constant(at(t.id()), t.id().getText(), exprs.expression(t.expression()));
      default -> throw new CompilerBug("declaration " + tree.getText());
    };
  }

  private Declaration.Weights weights(SinterParser.WeightsContext t) {
    var order = t.id().size() > 1 ? order(t.id(1)) : Declaration.Weights.Order.NAME;
    var mappings =
        t.mapping().stream()
            .map(m ->
                new Mapping(
                    at(m),
                    exprs.plain(m.STRING(0).getSymbol()),
                    exprs.plain(m.STRING(1).getSymbol())))
            .toList();
    if (order != Declaration.Weights.Order.NAME && !mappings.isEmpty()) {
      throw new InputError(
          Code.SYNTAX,
          mappings.getFirst().at(),
          "tensors taken by " + t.id(1).getText() + " find parameters by their place, not by name");
    }
    return new Declaration.Weights(
        at(t), t.id(0).getText(), exprs.plain(t.STRING().getSymbol()), order, mappings);
  }

  private Declaration.Weights.Order order(SinterParser.IdContext word) {
    return switch (word.getText()) {
      case "order" -> Declaration.Weights.Order.FILE;
      case "use" -> Declaration.Weights.Order.USE;
      default ->
          throw places.error(
              word, Code.SYNTAX, "expected 'order' or 'use', found '" + word.getText() + "'");
    };
  }

  /** The name in the file, which is that of the variable unless another is given. */
  private String named(SinterParser.IdContext id, @Nullable TerminalNode other) {
    return other == null ? id.getText() : exprs.plain(other.getSymbol());
  }

  private Declaration.Block block(
      SinterParser.DocumentedContext head, SinterParser.BlockContext t) {
    var doc =
        head.DOC().stream()
            .map(d -> d.getText().substring(3).strip())
            .collect(Collectors.joining("\n"));
    return new Declaration.Block(
        at(t.id()),
        t.kind.getType() == SinterParser.MODEL,
        t.id().getText(),
        doc,
        hints(head.hint()),
        t.parameter().stream().map(this::parameter).toList(),
        t.results() == null ? List.of() : t.results().type().stream().map(this::type).toList(),
        t.expression().stream().map(exprs::expression).toList(),
        body(t.body()));
  }

  private Parameter parameter(SinterParser.ParameterContext t) {
    return new Parameter(
        at(t.id()),
        t.id().getText(),
        t.kindOfValue() == null ? null : kind(t.kindOfValue()),
        optional(t.expression()));
  }

  private Kind kind(SinterParser.KindOfValueContext t) {
    return t.type() != null
        ? new Kind.One(at(t), type(t.type()))
        : new Kind.ListOf(at(t), kind(t.kindOfValue()));
  }

  private TypeExpr type(SinterParser.TypeContext t) {
    boolean isShaped = t.LBRACKET() != null;
    return new TypeExpr(
        at(t),
        t.id().getText(),
        isShaped ? t.extent().stream().map(this::extent).toList() : null,
        t.getText().endsWith("?"));
  }

  private @Nullable TypeExpr typeOrNull(SinterParser.@Nullable TypeContext t) {
    return t == null ? null : type(t);
  }

  private Extent extent(SinterParser.ExtentContext t) {
    return t.expression() != null
        ? new Extent.Of(at(t), exprs.expression(t.expression()))
        : new Extent.Rest(at(t), t.id() == null ? null : t.id().getText());
  }

  private List<Statement> body(SinterParser.BodyContext t) {
    return built(t.statement(), this::statement);
  }

  private Statement statement(SinterParser.StatementContext tree) {
    return switch (tree) {
      case SinterParser.AssignmentContext t ->
          new Statement.Assign(
              at(t),
              hints(t.hint()),
              t.target().stream().map(this::target).toList(),
              exprs.expression(t.expression()));
      case SinterParser.ParameterDeclarationContext t ->
          new Statement.Declare(
              at(t.id()),
              storage(t.kind),
              t.id().getText(),
              type(t.type()),
              optional(t.expression()));
      case SinterParser.InputDeclarationContext t ->
          new Statement.Input(
              at(t.id()),
              t.id().getText(),
              named(t.id(), t.STRING()),
              type(t.type()),
              optional(t.expression()));
      case SinterParser.OutputDeclarationContext t ->
          new Statement.Output(
              at(t.id()),
              hints(t.hint()),
              t.id().getText(),
              named(t.id(), t.STRING()),
              typeOrNull(t.type()),
              optional(t.expression()));
      case SinterParser.ForLoopContext t ->
          new Statement.For(at(t), names(t.id()), exprs.expression(t.expression()), body(t.body()));
      case SinterParser.BranchContext t -> branch(t);
      case SinterParser.RunLoopContext t -> loop(t);
      case SinterParser.RunScanContext t ->
          new Statement.Scan(
              at(t),
              t.slice().stream().map(this::slice).toList(),
              t.carried() == null ? List.of() : names(t.carried().id()),
              body(t.body()));
      case SinterParser.YieldedContext t ->
          new Statement.Yield(at(t), t.id().getText(), exprs.expression(t.expression()));
      case SinterParser.ReturnedContext t ->
          new Statement.Return(at(t), t.expression().stream().map(exprs::expression).toList());
      case SinterParser.AssertedContext t ->
          new Statement.Assert(
              at(t.expression(0)),
              exprs.expression(t.expression(0)),
              t.expression().size() > 1 ? exprs.expression(t.expression(1)) : null);
      default -> throw new CompilerBug("statement " + tree.getText());
    };
  }

  private Statement branch(SinterParser.BranchContext t) {
    List<Statement> otherwise =
        t.body().size() > 1
            ? body(t.body(1))
            : t.statement() == null ? List.of() : List.of(statement(t.statement()));
    return new Statement.If(
        at(t.expression()), exprs.expression(t.expression()), body(t.body(0)), otherwise);
  }

  private Statement loop(SinterParser.RunLoopContext t) {
    boolean isCounted = t.id() != null;
    var condition = t.expression().size() > (isCounted ? 1 : 0) ? t.expression().getLast() : null;
    return new Statement.Loop(
        at(t),
        isCounted ? t.id().getText() : null,
        isCounted ? exprs.expression(t.expression(0)) : null,
        t.carried() == null ? List.of() : names(t.carried().id()),
        optional(condition),
        body(t.body()));
  }

  private Slice slice(SinterParser.SliceContext t) {
    return new Slice(
        at(t),
        t.id().getText(),
        t.reversed != null,
        exprs.expression(t.sequence),
        optional(t.axis));
  }

  private static List<String> names(List<SinterParser.IdContext> ids) {
    return ids.stream().map(ParserRuleContext::getText).toList();
  }

  private static Statement.Storage storage(Token kind) {
    return switch (kind.getText()) {
      case "param" -> Statement.Storage.PARAM;
      case "buffer" -> Statement.Storage.BUFFER;
      default -> Statement.Storage.CONST;
    };
  }

  private Target target(SinterParser.TargetContext t) {
    return new Target(at(t), t.id() == null ? "_" : t.id().getText(), typeOrNull(t.type()));
  }

  private List<Hint> hints(List<SinterParser.HintContext> trees) {
    return trees.stream()
        .map(t -> new Hint(at(t), t.id().getText(), exprs.arguments(t.argument())))
        .toList();
  }

  private @Nullable Expr optional(SinterParser.@Nullable ExpressionContext t) {
    return t == null ? null : exprs.expression(t);
  }
}
