package sinter.ir.type;

import sinter.ir.text.Quoted;

/** A cursor over the text of dimensions and assumptions. */
final class DimLexer {
  private final String text;
  private int position;

  DimLexer(String text) {
    this.text = text;
    skipBlanks();
  }

  boolean isAtEnd() {
    return position == text.length();
  }

  int position() {
    return position;
  }

  boolean isAt(String token) {
    return text.startsWith(token, position);
  }

  boolean isAtName() {
    return !isAtEnd() && (Quoted.isLetter(text.charAt(position)) || text.charAt(position) == '"');
  }

  boolean isAtNumber() {
    return !isAtEnd() && Quoted.isDigit(text.charAt(position));
  }

  /** Moves past the token and the blanks behind it, if it is next. */
  boolean accept(String token) {
    if (!isAt(token)) return false;
    position += token.length();
    skipBlanks();
    return true;
  }

  void expect(String token) {
    if (!accept(token)) throw unexpected("'" + token + "'");
  }

  DimSyntaxException unexpected(String wanted) {
    var found = isAtEnd() ? "the end of the text" : "'" + text.charAt(position) + "'";
    return new DimSyntaxException("expected " + wanted + ", found " + found, position);
  }

  /** A plain word or a quoted name. */
  String name() {
    if (!isAtName()) throw unexpected("a name");
    var name = text.charAt(position) == '"' ? quoted() : word();
    skipBlanks();
    return name;
  }

  private String word() {
    int start = position;
    while (!isAtEnd() && (isAtNumber() || Quoted.isLetter(text.charAt(position)))) position++;
    return text.substring(start, position);
  }

  private String quoted() {
    int start = position++;
    while (!isAtEnd() && text.charAt(position) != '"') {
      position += text.charAt(position) == '\\' ? 2 : 1;
    }
    if (position >= text.length()) {
      position = text.length();
      throw new DimSyntaxException("the name that starts here does not end", start);
    }
    position++;
    try {
      return Quoted.read(text.substring(start, position));
    } catch (IllegalArgumentException e) {
      throw new DimSyntaxException(String.valueOf(e.getMessage()), start);
    }
  }

  /** An integer of 64 bits; the sign has been read already. */
  long number(boolean isNegative) {
    if (!isAtNumber()) throw unexpected("a number");
    int start = position;
    while (isAtNumber()) position++;
    var digits = text.substring(start, position);
    skipBlanks();
    try {
      return Long.parseLong(isNegative ? "-" + digits : digits);
    } catch (NumberFormatException tooLarge) {
      throw new DimSyntaxException("the number does not fit 64 bits", start);
    }
  }

  private void skipBlanks() {
    while (!isAtEnd() && " \t\r\n".indexOf(text.charAt(position)) >= 0) position++;
  }
}
