package sinter.frontend.language;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.ast.Argument;
import sinter.frontend.language.ast.Expr;
import sinter.frontend.language.ast.Expr.BinaryOp;
import sinter.frontend.language.ast.Expr.UnaryOp;
import sinter.frontend.language.ast.Subscript;
import sinter.frontend.text.Places;
import sinter.grammar.language.SinterParser;
import sinter.ir.diag.Code;
import sinter.ir.diag.CompilerBug;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Loc;

/** Turns parse trees of expressions into syntax trees. */
final class ExprBuilder {
  /** Expressions inside each other: what walks through them calls itself as often. */
  private static final int DEEPEST = 600;

  private static final Map<String, BinaryOp> OPS =
      Stream.of(BinaryOp.values()).collect(Collectors.toMap(BinaryOp::text, Function.identity()));

  private final Places places;
  private final Diagnostics diagnostics;
  private int depth;

  ExprBuilder(Places places, Diagnostics diagnostics) {
    this.places = places;
    this.diagnostics = diagnostics;
  }

  private Loc.Span at(ParserRuleContext tree) {
    return places.of(tree);
  }

  Expr expression(SinterParser.ExpressionContext tree) {
    if (++depth > DEEPEST) {
      throw places.error(
          tree, Code.TOO_LARGE, "expressions nest more than " + DEEPEST + " deep in each other");
    }
    try {
      return built(tree);
    } finally {
      depth--;
    }
  }

  private Expr built(SinterParser.ExpressionContext tree) {
    return switch (tree) {
      case SinterParser.CallContext t ->
          new Expr.Call(
              at(t),
              expression(t.expression()),
              arguments(t.argument()),
              t.STRING() == null ? null : text(t.STRING().getSymbol()));
      case SinterParser.IndexContext t ->
          new Expr.Index(
              at(t),
              expression(t.expression()),
              t.subscript().stream().map(this::subscript).toList());
      case SinterParser.MemberContext t ->
          new Expr.Member(at(t), expression(t.expression()), t.id().getText());
      case SinterParser.BinaryContext t ->
          new Expr.Binary(
              at(t),
              places.of(t.op),
              Objects.requireNonNull(OPS.get(t.op.getText())),
              expression(t.expression(0)),
              expression(t.expression(1)));
      case SinterParser.NegationContext t ->
          new Expr.Unary(at(t), UnaryOp.NEGATE, expression(t.expression()));
      case SinterParser.InversionContext t ->
          new Expr.Unary(at(t), UnaryOp.NOT, expression(t.expression()));
      case SinterParser.RangeContext t ->
          new Expr.Range(at(t), expression(t.expression(0)), expression(t.expression(1)));
      case SinterParser.PipeContext t -> pipe(t);
      case SinterParser.ChoiceContext t ->
          new Expr.Choice(
              at(t),
              expression(t.expression(0)),
              expression(t.expression(1)),
              expression(t.expression(2)));
      case SinterParser.LambdaContext t ->
          new Expr.Lambda(
              at(t),
              t.id().stream().map(ParserRuleContext::getText).toList(),
              expression(t.expression()));
      case SinterParser.IntegerContext t -> integer(t.INT().getSymbol());
      case SinterParser.RealContext t ->
          new Expr.Real(at(t), Double.parseDouble(t.getText().replace("_", "")));
      case SinterParser.TextContext t -> text(t.STRING().getSymbol());
      case SinterParser.TruthContext t -> new Expr.Bool(at(t), t.getText().equals("true"));
      case SinterParser.NoneContext t -> new Expr.None(at(t));
      case SinterParser.NameContext t -> new Expr.Name(at(t), t.getText());
      case SinterParser.ListContext t ->
          new Expr.ListOf(at(t), t.expression().stream().map(this::expression).toList());
      case SinterParser.ComprehensionContext t ->
          new Expr.Comprehension(
              at(t),
              expression(t.expression(0)),
              t.id().stream().map(ParserRuleContext::getText).toList(),
              expression(t.expression(1)),
              t.expression().size() > 2 ? expression(t.expression(2)) : null);
      case SinterParser.NestedContext t -> expression(t.expression());
      default -> throw new CompilerBug("expression " + tree.getText());
    };
  }

  /** {@code x |> f(y)} and {@code x |> f}: x becomes the first argument. */
  private Expr pipe(SinterParser.PipeContext t) {
    var value = expression(t.expression(0));
    var first = new Argument(value.at(), value);
    return switch (expression(t.expression(1))) {
      case Expr.Call(var at, var callee, var arguments, var label) ->
          new Expr.Call(
              at, callee, Stream.concat(Stream.of(first), arguments.stream()).toList(), label);
      case Expr.Name callee -> new Expr.Call(callee.at(), callee, List.of(first), null);
      case Expr.Lambda callee -> new Expr.Call(callee.at(), callee, List.of(first), null);
      case Expr other ->
          throw places.error(t.expression(1), Code.SYNTAX, "expected a block to call after '|>'");
    };
  }

  List<Argument> arguments(List<SinterParser.ArgumentContext> trees) {
    return trees.stream().map(this::argument).toList();
  }

  private Argument argument(SinterParser.ArgumentContext tree) {
    var quoted = tree.STRING() == null ? null : plain(tree.STRING().getSymbol());
    var name = tree.id() == null ? quoted : tree.id().getText();
    return new Argument(at(tree), name, quoted != null, expression(tree.expression()));
  }

  private Subscript subscript(SinterParser.SubscriptContext tree) {
    return switch (tree) {
      case SinterParser.RestContext t -> new Subscript.Rest(at(t));
      case SinterParser.NewAxisContext t -> new Subscript.NewAxis(at(t));
      case SinterParser.SpanContext t ->
          new Subscript.Span(at(t), optional(t.start), optional(t.stop), optional(t.step));
      case SinterParser.AtContext t -> new Subscript.At(at(t), expression(t.expression()));
      default -> throw new CompilerBug("subscript " + tree.getText());
    };
  }

  private @Nullable Expr optional(SinterParser.@Nullable ExpressionContext tree) {
    return tree == null ? null : expression(tree);
  }

  private Expr integer(Token token) {
    var text = token.getText().replace("_", "");
    var value =
        text.startsWith("0x") ? new BigInteger(text.substring(2), 16) : new BigInteger(text);
    if (value.bitLength() > 64) {
      throw places.error(token, Code.SYNTAX, text + " does not fit into 64 bits");
    }
    return new Expr.Int(places.of(token), value);
  }

  /** A string in which no expression may stand. */
  String plain(Token token) {
    var parts = text(token).parts();
    if (parts.stream().anyMatch(p -> p.value() != null)) {
      throw places.error(token, Code.SYNTAX, "no expression can stand in this string");
    }
    return parts.stream().map(Expr.Part::characters).collect(Collectors.joining());
  }

  /** A string with escapes resolved and the expressions between braces read. */
  Expr.Text text(Token token) {
    var quoted = token.getText();
    var parts = new ArrayList<Expr.Part>();
    var run = new StringBuilder();
    int end = quoted.length() - 1;
    for (int i = 1; i < end; i++) {
      char c = quoted.charAt(i);
      if (c == '\\') {
        run.append(escaped(token, quoted.charAt(++i)));
      } else if (c == '{') {
        int close = quoted.indexOf('}', i);
        if (close < 0) {
          throw places.error(
              token, Code.SYNTAX, "'{' without '}' in a string; '\\{' is the brace itself");
        }
        parts.add(new Expr.Part(run.toString(), null));
        run.setLength(0);
        int column = token.getCharPositionInLine() + i + 1;
        var inner = quoted.substring(i + 1, close);
        parts.add(
            new Expr.Part(
                "",
                LanguageParser.expression(inner, places, token.getLine(), column, diagnostics)));
        i = close;
      } else {
        run.append(c);
      }
    }
    if (!run.isEmpty() || parts.isEmpty()) {
      parts.add(new Expr.Part(run.toString(), null));
    }
    parts.removeIf(p -> p.value() == null && p.characters().isEmpty() && parts.size() > 1);
    return new Expr.Text(places.of(token), parts);
  }

  private char escaped(Token token, char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case '"', '\\', '{', '}' -> c;
      default -> throw places.error(token, Code.SYNTAX, "unknown escape '\\" + c + "' in a string");
    };
  }
}
