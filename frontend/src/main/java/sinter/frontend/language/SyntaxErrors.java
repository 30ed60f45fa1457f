package sinter.frontend.language;

import java.util.ArrayList;
import java.util.Set;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.FailedPredicateException;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;
import sinter.frontend.text.Places;
import sinter.grammar.language.SinterParser;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostics;

/** Reports the first thing wrong with a statement or declaration and goes on after the end of its line. */
final class SyntaxErrors extends DefaultErrorStrategy {
  private static final int MOST_EXPECTED = 5;

  /** What begins a declaration and nothing inside one. */
  private static final Set<Integer> HEAD =
      Set.of(
          SinterParser.BLOCK,
          SinterParser.MODEL,
          SinterParser.IMPORT,
          SinterParser.WEIGHTS,
          Token.EOF);

  private static final Set<Integer> DECLARATION =
      Set.of(
          SinterParser.BLOCK,
          SinterParser.MODEL,
          SinterParser.IMPORT,
          SinterParser.WEIGHTS,
          SinterParser.CONST,
          SinterParser.DOC,
          SinterParser.AT,
          Token.EOF);

  private static final Set<Integer> STATEMENT =
      Set.of(SinterParser.NL, SinterParser.SEMICOLON, SinterParser.RBRACE, Token.EOF);

  private final Places places;
  private final Diagnostics diagnostics;

  SyntaxErrors(Places places, Diagnostics diagnostics) {
    this.places = places;
    this.diagnostics = diagnostics;
  }

  @Override
  public void reportError(Parser parser, RecognitionException e) {
    if (inErrorRecoveryMode(parser)) {
      return;
    }
    beginErrorCondition(parser);
    report(e.getOffendingToken(), e instanceof FailedPredicateException ? "" : expected(parser, e));
  }

  private void report(Token found, String expected) {
    if (found.getType() == SinterParser.OPEN_STRING) {
      diagnostics.error(Code.SYNTAX, places.of(found), "a string without its closing quote");
    } else {
      diagnostics.error(
          Code.SYNTAX,
          places.of(found),
          (expected.isEmpty() ? "unexpected " : "expected " + expected + ", found ")
              + describe(found));
    }
  }

  private static String expected(Parser parser, RecognitionException e) {
    var tokens =
        e instanceof InputMismatchException ? e.getExpectedTokens() : parser.getExpectedTokens();
    if (tokens == null) {
      return "";
    }
    if (tokens.contains(SinterParser.INT) && tokens.contains(SinterParser.STRING)) {
      return "an expression";
    }
    boolean isName = tokens.contains(SinterParser.ID);
    var names = new ArrayList<String>();
    for (int type : tokens.toList()) {
      if (!isName || !isWord(type)) {
        names.add(name(parser, type));
      }
    }
    return names.size() > MOST_EXPECTED ? "" : String.join(" or ", names);
  }

  private static boolean isWord(int type) {
    var literal = SinterParser.VOCABULARY.getLiteralName(type);
    return literal != null && Character.isLetter(literal.charAt(1));
  }

  private static String name(Parser parser, int type) {
    return switch (type) {
      case Token.EOF -> "the end of the file";
      case SinterParser.NL -> "the end of the line";
      case SinterParser.ID -> "a name";
      case SinterParser.STRING -> "a string";
      case SinterParser.INT -> "an integer";
      case SinterParser.FLOAT -> "a number";
      case SinterParser.DOC -> "a '///' line";
      default -> parser.getVocabulary().getDisplayName(type);
    };
  }

  private static String describe(Token found) {
    return switch (found.getType()) {
      case Token.EOF -> "the end of the file";
      case SinterParser.NL -> "the end of the line";
      default -> {
        var text = found.getText();
        yield "'" + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + "'";
      }
    };
  }

  @Override
  public Token recoverInline(Parser parser) {
    throw new InputMismatchException(parser);
  }

  @Override
  public void recover(Parser parser, RecognitionException e) {
    skip(parser, STATEMENT);
  }

  /** A loop goes on where an item can begin; what cannot begin one is skipped, and told unless an item broke off. */
  @Override
  public void sync(Parser parser) {
    var tree = parser.getContext();
    int next = parser.getCurrentToken().getType();
    if (tree.getRuleIndex() == SinterParser.RULE_file) {
      if (!DECLARATION.contains(next) && next != SinterParser.NL) {
        resume(parser, HEAD, "a declaration such as 'block' or 'model'");
      }
    } else if (tree.getRuleIndex() == SinterParser.RULE_body && tree.getChildCount() > 0) {
      boolean isAfterStatement =
          tree.getChild(tree.getChildCount() - 1) instanceof SinterParser.StatementContext;
      if (isAfterStatement && !STATEMENT.contains(next)) {
        resume(parser, STATEMENT, "the end of the line or '}'");
      }
    }
  }

  private void resume(Parser parser, Set<Integer> anchors, String wanted) {
    if (!isBroken(parser.getContext())) {
      report(parser.getCurrentToken(), wanted);
    }
    skip(parser, anchors);
  }

  /** Whether the last item of the loop ended with a mistake, which has been told. */
  private static boolean isBroken(ParserRuleContext loop) {
    for (int i = loop.getChildCount() - 1; i >= 0; i--) {
      if (loop.getChild(i) instanceof ParserRuleContext item) {
        return endsInError(item);
      }
    }
    return false;
  }

  private static boolean endsInError(ParserRuleContext tree) {
    return tree.exception != null
        || (tree.getChildCount() > 0
            && tree.getChild(tree.getChildCount() - 1) instanceof ParserRuleContext last
            && endsInError(last));
  }

  private static void skip(Parser parser, Set<Integer> anchors) {
    while (!anchors.contains(parser.getInputStream().LA(1))) {
      parser.consume();
    }
  }
}
