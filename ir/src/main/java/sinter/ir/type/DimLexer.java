package sinter.ir.type;

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
    return !isAtEnd()
        && (DimPrinter.isLetter(text.charAt(position)) || text.charAt(position) == '"');
  }

  boolean isAtNumber() {
    return !isAtEnd() && DimPrinter.isDigit(text.charAt(position));
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
    while (!isAtEnd() && (isAtNumber() || DimPrinter.isLetter(text.charAt(position)))) position++;
    return text.substring(start, position);
  }

  private String quoted() {
    int start = position++;
    var name = new StringBuilder();
    while (!isAtEnd() && text.charAt(position) != '"') {
      char c = text.charAt(position++);
      name.append(c == '\\' ? escaped() : c);
    }
    if (isAtEnd()) throw new DimSyntaxException("the name that starts here does not end", start);
    position++;
    return name.toString();
  }

  private char escaped() {
    int start = position - 1;
    if (isAtEnd()) throw new DimSyntaxException("the escape has no character", start);
    char c = text.charAt(position++);
    return switch (c) {
      case '"', '\\' -> c;
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> codeUnit(start);
      default -> throw new DimSyntaxException("unknown escape '\\" + c + "'", start);
    };
  }

  private char codeUnit(int start) {
    int value = 0;
    for (var i = 0; i < 4; i++) {
      int digit = isAtEnd() ? -1 : Character.digit(text.charAt(position), 16);
      if (digit < 0)
        throw new DimSyntaxException("the escape needs four hexadecimal digits", start);
      value = value * 16 + digit;
      position++;
    }
    return (char) value;
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
    while (!isAtEnd() && (text.charAt(position) == ' ' || text.charAt(position) == '\t'))
      position++;
  }
}
