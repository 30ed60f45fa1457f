package sinter.frontend.language;

import java.util.List;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.ast.Expr;
import sinter.frontend.language.ast.SourceFile;
import sinter.frontend.text.Places;
import sinter.grammar.language.SinterLexer;
import sinter.grammar.language.SinterParser;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Source;

/** Reads programs. Reading goes on after a mistake at the next line, so one run reports several. */
public final class LanguageParser {
  private static final int MAX_NESTING = 200;

  /** What walks through the branches of an 'if' calls itself as often. */
  private static final int MOST_BRANCHES = 400;

  private LanguageParser() {}

  /** The parse tree of a program without mistakes, all its tokens, and its syntax tree. */
  record Parsed(SinterParser.FileContext tree, List<Token> tokens, SourceFile file) {}

  /** The syntax tree of {@code source}; null when something was reported. */
  public static @Nullable SourceFile parse(Source source, Diagnostics diagnostics) {
    var parsed = parsed(source, diagnostics);
    return parsed == null ? null : parsed.file();
  }

  static @Nullable Parsed parsed(Source source, Diagnostics diagnostics) {
    var places = new Places(source);
    try (var reports = new Reports(diagnostics)) {
      return parsed(source, places, reports.open());
    }
  }

  private static @Nullable Parsed parsed(Source source, Places places, Diagnostics found) {
    @Nullable CommonTokenStream tokens = null;
    try {
      tokens = new CommonTokenStream(tokens(source, places, 1, 0));
      var tree = parser(tokens, places, "the end of the file", found).file();
      if (!found.hasErrors()) {
        var file = new TreeBuilder(places, found).file(tree);
        return found.hasErrors() ? null : new Parsed(tree, tokens.getTokens(), file);
      }
    } catch (InputError e) {
      found.report(e.diagnostic());
    } catch (StackOverflowError e) {
      var start = new Loc.Span(source, 1, 1, 0);
      var reached = tokens == null ? start : places.of(tokens.LT(1));
      found.error(Code.SYNTAX, reached, "expressions nest too deep to be read");
    }
    return null;
  }

  /**
   * A text that is one expression.
   *
   * @throws InputError when it is not
   */
  static Expr expression(Source source, Diagnostics diagnostics) {
    return expression(source.text(), new Places(source), 1, 0, diagnostics);
  }

  /** An expression inside a string that begins at {@code line} and {@code column} (from 0) of the text. */
  static Expr expression(
      String text, Places places, int line, int column, Diagnostics diagnostics) {
    var found = new Diagnostics(diagnostics::report);
    var inner = new Source(places.source().name(), text);
    var tokens = new CommonTokenStream(tokens(inner, places, line, column));
    var parser = parser(tokens, places, "the end of the expression", found);
    var tree = parser.expression();
    var next = parser.getCurrentToken();
    if (!found.hasErrors() && next.getType() != Token.EOF) {
      throw places.error(next, Code.SYNTAX, "expected '}', found '" + next.getText() + "'");
    }
    return found.hasErrors()
        ? new Expr.None(places.of(tree.getStart()))
        : new ExprBuilder(places, diagnostics).expression(tree);
  }

  private static ListTokenSource tokens(Source source, Places places, int line, int column) {
    var lexer = new SinterLexer(CharStreams.fromString(source.text(), source.name()));
    lexer.removeErrorListeners();
    lexer.setLine(line);
    lexer.setCharPositionInLine(column);
    List<? extends Token> tokens = lexer.getAllTokens();
    checkNesting(tokens, places);
    LineEnds.hideInside(tokens);
    return new ListTokenSource(tokens);
  }

  private static SinterParser parser(
      CommonTokenStream tokens, Places places, String end, Diagnostics diagnostics) {
    var parser = new SinterParser(tokens);
    parser.removeErrorListeners();
    parser.setTrimParseTree(true);
    parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
    parser.setErrorHandler(new SyntaxErrors(places, end, diagnostics));
    return parser;
  }

  private static void checkNesting(List<? extends Token> tokens, Places places) {
    var branches = new int[MAX_NESTING + 1];
    int depth = 0;
    int before = Token.EOF;
    for (var token : tokens) {
      if (token.getChannel() != Token.DEFAULT_CHANNEL) {
        continue;
      }
      if (before == SinterLexer.RBRACE) {
        branches[depth] = token.getText().equals("else") ? branches[depth] + 1 : 0;
      }
      if (branches[depth] >= MOST_BRANCHES) {
        throw places.error(
            token, Code.TOO_LARGE, "an 'if' has more than " + MOST_BRANCHES + " branches");
      }
      before = token.getType();
      switch (before) {
        case SinterLexer.LPAREN, SinterLexer.LBRACKET, SinterLexer.LBRACE -> depth++;
        case SinterLexer.RPAREN, SinterLexer.RBRACKET, SinterLexer.RBRACE ->
            depth = Math.max(0, depth - 1);
        default -> {}
      }
      if (depth > MAX_NESTING) {
        throw places.error(token, Code.SYNTAX, "brackets nest more than " + MAX_NESTING + " deep");
      }
    }
  }
}
