package sinter.frontend.text;

import java.util.ArrayList;
import java.util.Set;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.FailedPredicateException;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;
import org.antlr.v4.runtime.misc.IntervalSet;
import sinter.grammar.text.SirParser;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostics;

/**
 * Reports the first thing wrong with a statement and goes on at the next one: at a token that stands first in its line
 * and can begin a statement, close a block or begin a graph.
 */
final class Recovery extends DefaultErrorStrategy {
  private static final int MOST_EXPECTED = 6;
  private static final Set<Integer> STATEMENT =
      Set.of(
          SirParser.VALUE,
          SirParser.UNDERSCORE,
          SirParser.ID,
          SirParser.STRING,
          SirParser.RBRACE,
          Token.EOF);
  private static final Set<Integer> ITEM =
      Set.of(SirParser.GRAPH, SirParser.FUNCTION, SirParser.WEIGHTS, Token.EOF);

  /** Keywords that begin a line inside a statement. */
  private static final Set<Integer> CONTINUATION =
      Set.of(SirParser.REGION, SirParser.AT, SirParser.NAME);

  private final Places places;
  private final Diagnostics diagnostics;

  Recovery(Places places, Diagnostics diagnostics) {
    this.places = places;
    this.diagnostics = diagnostics;
  }

  @Override
  public void reportError(Parser parser, RecognitionException e) {
    if (inErrorRecoveryMode(parser)) {
      return;
    }
    beginErrorCondition(parser);
    var found = e.getOffendingToken();
    var expected = e instanceof FailedPredicateException ? "" : expected(parser, e);
    diagnostics.error(Code.SYNTAX, places.of(found), expected + describe(found));
  }

  private static String expected(Parser parser, RecognitionException e) {
    var tokens =
        e instanceof InputMismatchException ? e.getExpectedTokens() : parser.getExpectedTokens();
    var names = new ArrayList<String>();
    boolean isName = tokens.contains(SirParser.ID);
    for (int type : tokens.toList()) {
      if (!isName || !isKeyword(type)) {
        names.add(name(parser, type));
      }
    }
    return names.isEmpty() || names.size() > MOST_EXPECTED
        ? "unexpected "
        : "expected " + String.join(" or ", names) + ", found ";
  }

  private static boolean isKeyword(int type) {
    var literal = SirParser.VOCABULARY.getLiteralName(type);
    return literal != null && Character.isLetter(literal.charAt(1));
  }

  private static String name(Parser parser, int type) {
    return switch (type) {
      case Token.EOF -> "the end of the text";
      case SirParser.ID -> "a name";
      case SirParser.VALUE -> "a value such as %x";
      case SirParser.SYMBOL -> "a name such as @x";
      case SirParser.STRING -> "a string";
      case SirParser.BASE64 -> "bytes in base 64";
      case SirParser.INT -> "an integer";
      case SirParser.FLOAT -> "a number";
      case SirParser.HEX -> "bits such as 0x7f";
      default -> parser.getVocabulary().getDisplayName(type);
    };
  }

  private static String describe(Token found) {
    if (found.getType() == Token.EOF) {
      return "the end of the text";
    }
    var text = found.getText();
    return "'" + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + "'";
  }

  @Override
  public Token recoverInline(Parser parser) {
    throw new InputMismatchException(parser);
  }

  @Override
  public void recover(Parser parser, RecognitionException e) {
    var input = parser.getInputStream();
    if (lastErrorIndex == input.index()
        && lastErrorStates != null
        && lastErrorStates.contains(parser.getState())) {
      parser.consume();
    }
    skipTo(parser, true);
    lastErrorIndex = input.index();
    if (lastErrorStates == null) {
      lastErrorStates = new IntervalSet();
    }
    lastErrorStates.add(parser.getState());
  }

  @Override
  public void sync(Parser parser) {
    int rule = parser.getContext().getRuleIndex();
    if (rule == SirParser.RULE_file) {
      resume(parser, false, "a graph");
    } else if (rule == SirParser.RULE_block && parser.getContext().getChildCount() > 0) {
      resume(parser, true, "a statement or '}'");
    }
  }

  private void resume(Parser parser, boolean inBlock, String wanted) {
    var next = parser.getCurrentToken();
    if (isAnchor(next.getType(), inBlock) || (!inBlock && next.getType() == SirParser.MODEL)) {
      return;
    }
    if (!inErrorRecoveryMode(parser)) {
      beginErrorCondition(parser);
      diagnostics.error(
          Code.SYNTAX, places.of(next), "expected " + wanted + ", found " + describe(next));
    }
    skipTo(parser, inBlock);
  }

  private static boolean isAnchor(int type, boolean inBlock) {
    return ITEM.contains(type) || (inBlock && beginsStatement(type));
  }

  private static boolean beginsStatement(int type) {
    return STATEMENT.contains(type) || (isKeyword(type) && !CONTINUATION.contains(type));
  }

  private static void skipTo(Parser parser, boolean inBlock) {
    var input = parser.getInputStream();
    while (input.LA(1) != Token.EOF && !(isFirstInLine(input) && isAnchor(input.LA(1), inBlock))) {
      parser.consume();
    }
  }

  private static boolean isFirstInLine(TokenStream input) {
    var before = input.LT(-1);
    return before == null || before.getLine() < input.LT(1).getLine();
  }
}
