package sinter.frontend.language;

import java.util.ArrayDeque;
import java.util.Set;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;
import sinter.grammar.language.SinterParser;

/**
 * Finds the brace that nobody closed. A body stands further in than what it belongs to: the first line that does not,
 * while its brace is still open, tells which one was meant to be closed before it.
 */
final class OpenBrace {
  /** A brace, and the column at which the statement or declaration begins that it belongs to. */
  private record Open(Token brace, int indent) {}

  private static final Set<String> CONTINUING = Set.of("where", "else");

  private OpenBrace() {}

  /** The brace before token {@code end} that is left open; {@code innermost} where the indentation does not tell. */
  static Token find(TokenStream tokens, int end, Token innermost) {
    var open = new ArrayDeque<Open>();
    boolean isFirst = true;
    int indent = 0;
    for (int i = 0; i < end; i++) {
      var token = tokens.get(i);
      if (token.getChannel() != Token.DEFAULT_CHANNEL) {
        continue;
      }
      if (token.getType() == SinterParser.NL) {
        isFirst = true;
        continue;
      }
      boolean isClosing = token.getType() == SinterParser.RBRACE;
      boolean begins = isFirst && beginsLine(token);
      int column = token.getCharPositionInLine();
      if (open.peek() instanceof Open(var brace, int outer)
          && (begins ? column <= outer : isFirst && isClosing && column < outer)) {
        return brace;
      }
      indent = begins ? column : indent;
      isFirst = false;
      if (token.getType() == SinterParser.LBRACE) {
        open.push(new Open(token, indent));
      } else if (isClosing && !open.isEmpty()) {
        indent = open.pop().indent();
      }
    }
    return innermost;
  }

  /** Whether a line that begins so is a statement or declaration, and does not go on with one. */
  private static boolean beginsLine(Token token) {
    return (Character.isLetter(token.getText().charAt(0)) || token.getType() == SinterParser.AT)
        && !CONTINUING.contains(token.getText());
  }
}
