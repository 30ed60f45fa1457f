package sinter.ir.text;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import sinter.ir.tensor.Bytes;

/** Strings between double quotes, and plain words that need none. */
public final class Quoted {
  /** Words that the grammar does not take for names. */
  private static final Set<String> RESERVED = Set.of("_", "graph", "function");

  private Quoted() {}

  /** {@code text} in quotes; quotes, backslashes, control characters and lone surrogates are escaped. */
  public static String of(String text) {
    var out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1))) {
            out.append(c).append(text.charAt(++i));
          } else if (Character.isISOControl(c) || Character.isSurrogate(c)) {
            out.append("\\u").append(HexFormat.of().toHexDigits((short) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }

  /**
   * The string that a quoted text stands for.
   *
   * @throws IllegalArgumentException when an escape is unknown or incomplete
   */
  public static String read(String quoted) {
    var out = new StringBuilder(quoted.length());
    int end = quoted.length() - 1;
    for (int i = 1; i < end; i++) {
      char c = quoted.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escape = quoted.charAt(++i);
      out.append(
          switch (escape) {
            case '"', '\\' -> escape;
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> codeUnit(quoted, i + 1, end);
            default -> throw new IllegalArgumentException("unknown escape '\\" + escape + "'");
          });
      if (escape == 'u') {
        i += 4;
      }
    }
    return out.toString();
  }

  private static char codeUnit(String quoted, int from, int end) {
    int value = 0;
    for (int i = from; i < from + 4; i++) {
      int digit = i < end ? Character.digit(quoted.charAt(i), 16) : -1;
      if (digit < 0) {
        throw new IllegalArgumentException("the escape needs four hexadecimal digits");
      }
      value = value * 16 + digit;
    }
    return (char) value;
  }

  /** {@code text} as it is when it is an identifier, else in quotes. */
  public static String word(String text) {
    return isWord(text) ? text : of(text);
  }

  /** True for a letter or underscore followed by letters, digits and underscores, except reserved words. */
  public static boolean isWord(String text) {
    if (text.isEmpty() || RESERVED.contains(text) || !isLetter(text.charAt(0))) {
      return false;
    }
    for (int i = 1; i < text.length(); i++) {
      if (!isLetter(text.charAt(i)) && !isDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** {@code text} as it is when it can follow a sigil and is no number, else in quotes. */
  static String label(String text) {
    boolean isNumber = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isLetter(c) && !isDigit(c) && c != '.' && c != '/') {
        return of(text);
      }
      isNumber &= isDigit(c);
    }
    return isNumber ? of(text) : text;
  }

  /** As a quoted string when the content is text without control characters, else in base 64. */
  public static String bytes(Bytes content) {
    return isPlain(content) ? of(content.text()) : base64(content.toArray());
  }

  private static boolean isPlain(Bytes content) {
    if (!content.isText()) {
      return false;
    }
    return content
        .text()
        .chars()
        .allMatch(c -> "\n\r\t".indexOf(c) >= 0 || !Character.isISOControl(c));
  }

  static String base64(byte[] content) {
    return "b64\"" + Base64.getEncoder().encodeToString(content) + '"';
  }

  public static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  public static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
