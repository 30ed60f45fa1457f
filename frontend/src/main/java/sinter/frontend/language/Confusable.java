package sinter.frontend.language;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Characters that are no part of the language and are hard to see, or to tell from one that is. */
final class Confusable {
  private static final Map<Integer, String> MEANT =
      Map.ofEntries(
          Map.entry(0x00D7, "a product is '*'"),
          Map.entry(0x22C5, "a product is '*'"),
          Map.entry(0x00B7, "a product is '*'"),
          Map.entry(0x00F7, "a quotient is '/'"),
          Map.entry(0x2212, "minus is '-'"),
          Map.entry(0x2010, "minus is '-'"),
          Map.entry(0x2011, "minus is '-'"),
          Map.entry(0x2013, "minus is '-'"),
          Map.entry(0x2014, "minus is '-'"),
          Map.entry(0x2018, "strings stand in double quotes"),
          Map.entry(0x2019, "strings stand in double quotes"),
          Map.entry(0x201C, "strings stand in plain double quotes"),
          Map.entry(0x201D, "strings stand in plain double quotes"),
          Map.entry(0x201E, "strings stand in plain double quotes"),
          Map.entry(0x00AB, "strings stand in plain double quotes"),
          Map.entry(0x00BB, "strings stand in plain double quotes"),
          Map.entry(0x2192, "results stand behind '->', the body of a lambda behind '=>'"),
          Map.entry(0x21D2, "the body of a lambda stands behind '=>'"),
          Map.entry(0x2026, "'...' is three dots"),
          Map.entry(0x2260, "unequal is '!='"),
          Map.entry(0x2264, "at most is '<='"),
          Map.entry(0x2265, "at least is '>='"));

  private Confusable() {}

  /** What is written instead of {@code character}; null when that is not known. */
  static @Nullable String meant(String character) {
    int code = character.codePointAt(0);
    return isSeen(code) ? MEANT.get(code) : "it is not seen: delete it or write a plain space";
  }

  /** The character as it is where it is plain; else its name and code point, and itself where it is seen. */
  static String described(String character) {
    int code = character.codePointAt(0);
    if (code > ' ' && code < 0x7F) {
      return "'" + character + "'";
    }
    var name = Character.getName(code);
    var words = name == null ? "a character" : name.toLowerCase(Locale.ROOT);
    var seen = isSeen(code) ? "'" + character + "', " : "";
    return seen + words + " (U+%04X)".formatted(code);
  }

  private static boolean isSeen(int code) {
    return switch (Character.getType(code)) {
      case Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK ->
          false;
      default -> true;
    };
  }
}
