package sinter.frontend.language;

import java.util.ArrayDeque;
import java.util.List;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.WritableToken;
import sinter.grammar.language.SinterLexer;

/**
 * Hides the line ends between matching parentheses and brackets. Those after one that is never closed stay: a brace, or
 * the end of the text, closes what is open, so that the statements after the mistake are still seen as statements.
 */
final class LineEnds {
  private LineEnds() {}

  static void hideInside(List<? extends Token> tokens) {
    var open = new ArrayDeque<Integer>();
    for (int i = 0; i < tokens.size(); i++) {
      switch (tokens.get(i).getType()) {
        case SinterLexer.LPAREN, SinterLexer.LBRACKET -> open.push(i);
        case SinterLexer.RPAREN, SinterLexer.RBRACKET -> {
          if (!open.isEmpty() && matches(tokens.get(open.peek()), tokens.get(i))) {
            hide(tokens, open.pop(), i);
          }
        }
        case SinterLexer.LBRACE, SinterLexer.RBRACE -> open.clear();
        default -> {}
      }
    }
  }

  private static boolean matches(Token open, Token close) {
    return (open.getType() == SinterLexer.LPAREN) == (close.getType() == SinterLexer.RPAREN);
  }

  private static void hide(List<? extends Token> tokens, int from, int to) {
    for (int i = from; i < to; i++) {
      if (tokens.get(i).getType() == SinterLexer.NL) {
        ((WritableToken) tokens.get(i)).setChannel(Token.HIDDEN_CHANNEL);
      }
    }
  }
}
