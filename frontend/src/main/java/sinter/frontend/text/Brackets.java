package sinter.frontend.text;

import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.Lexer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenFactory;
import org.antlr.v4.runtime.TokenSource;
import org.jspecify.annotations.Nullable;

/** The tokens of a lexer up to the bracket that opens one level too many, where the text ends for the parser. */
final class Brackets implements TokenSource {
  private final Lexer lexer;
  private final int most;
  private int depth;
  private @Nullable Token tooDeep;

  Brackets(Lexer lexer, int most) {
    this.lexer = lexer;
    this.most = most;
  }

  /** The bracket that opens one level too many, or null. */
  @Nullable Token tooDeep() {
    return tooDeep;
  }

  @Override
  public Token nextToken() {
    if (tooDeep != null) {
      return lexer.emitEOF();
    }
    var token = lexer.nextToken();
    if (token.getStopIndex() == token.getStartIndex()) {
      switch (token.getText()) {
        case "(", "[", "{" -> depth++;
        case ")", "]", "}" -> depth--;
        default -> {}
      }
    }
    if (depth > most) {
      tooDeep = token;
      return lexer.emitEOF();
    }
    return token;
  }

  @Override
  public int getLine() {
    return lexer.getLine();
  }

  @Override
  public int getCharPositionInLine() {
    return lexer.getCharPositionInLine();
  }

  @Override
  public CharStream getInputStream() {
    return lexer.getInputStream();
  }

  @Override
  public String getSourceName() {
    return lexer.getSourceName();
  }

  @Override
  public void setTokenFactory(TokenFactory<?> factory) {
    lexer.setTokenFactory(factory);
  }

  @Override
  public TokenFactory<? extends Token> getTokenFactory() {
    return lexer.getTokenFactory();
  }
}
