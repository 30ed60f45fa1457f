package sinter.frontend.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.antlr.v4.runtime.FailedPredicateException;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.NoViableAltException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;
import sinter.frontend.text.Places;
import sinter.grammar.language.SinterParser;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.Suggest;

/** What is said of a text that does not follow the grammar. */
final class SyntaxMessages {
  private static final int MOST_EXPECTED = 5;
  private static final String EXPRESSION = "an expression";

  private static final List<String> DECLARATIONS =
      List.of("block", "model", "import", "weights", "const");

  private static final List<String> STATEMENTS =
      List.of(
          "param", "buffer", "const", "input", "output", "for", "if", "loop", "scan", "yield",
          "return", "assert", "else");

  /** How other languages say what this one says differently. */
  private static final Map<String, String> FOREIGN =
      Map.of(
          "'", "strings stand in double quotes",
          "#", "a comment begins with '//'",
          "&", "both is 'and'",
          "|", "either is 'or', and 'x |> f' calls f with x",
          "!", "the opposite is 'not'",
          "^", "a power is '**'",
          "~", "the opposite is 'not'",
          "$", "an expression in a string stands in braces",
          "\\", "a line goes on behind an operator, and inside brackets");

  private static final String LABEL = "named";

  private static final List<String> STEPS = List.of("+", "-", "*", "/", "%", "**", "@");

  private final Places places;
  private final Diagnostics diagnostics;

  private final String end;

  /** {@code end} is what the text ends with: that of a file, or of an expression in a string. */
  SyntaxMessages(Places places, String end, Diagnostics diagnostics) {
    this.places = places;
    this.end = end;
    this.diagnostics = diagnostics;
  }

  void report(Parser parser, RecognitionException e) {
    var found = e.getOffendingToken();
    if (e instanceof NoViableAltException ahead
        && ahead.getStartToken().getTokenIndex() < found.getTokenIndex()) {
      report(parser, lineEnd(parser, ahead.getStartToken().getTokenIndex(), found), "");
    } else {
      var wanted = e instanceof FailedPredicateException ? "" : expected(parser, e);
      var body = body(parser);
      boolean isClosing = wanted.isEmpty() || wanted.contains("'}'");
      if (found.getType() == Token.EOF && isClosing && body != null) {
        unclosed(parser, found, body.getStart());
      } else {
        report(parser, wanted.equals(EXPRESSION) ? endOfLine(parser, found) : found, wanted);
      }
    }
  }

  /** Behind an operator a line may end; what then is no expression is missing on that line. */
  private static Token endOfLine(Parser parser, Token found) {
    var before = parser.getInputStream().LT(-1);
    return before != null && before.getType() == SinterParser.NL
        ? lineEnd(parser, 0, found)
        : found;
  }

  /** The end of the line before {@code found} where that begins a line: what is missing is missing there. */
  private static Token lineEnd(Parser parser, int start, Token found) {
    var tokens = parser.getInputStream();
    var blamed = found;
    for (int i = found.getTokenIndex() - 1; i >= start; i--) {
      var t = tokens.get(i);
      if (t.getType() == SinterParser.NL && t.getChannel() == Token.DEFAULT_CHANNEL) {
        blamed = t;
      } else if (t.getChannel() == Token.DEFAULT_CHANNEL) {
        break;
      }
    }
    return blamed;
  }

  /** {@code found} where {@code expected} should be; empty when many things could be. */
  void report(Parser parser, Token found, String expected) {
    if (openString(parser, found) instanceof Token open) {
      diagnostics.error(Code.SYNTAX, places.of(open), "a string without its closing quote");
      return;
    }
    var described = describe(found);
    var message =
        expected.isEmpty()
            ? "unexpected " + (described.startsWith("the ") ? described.substring(4) : described)
            : "expected " + expected + ", found " + described;
    var d = Diagnostic.error(Code.SYNTAX, places.of(found), message);
    var note = note(parser, found);
    diagnostics.report(note == null ? d : d.with(note));
  }

  /** A string without an end on this line, from {@code found} on: it is what makes the rest hard to read. */
  private static @Nullable Token openString(Parser parser, Token found) {
    var tokens = parser.getInputStream();
    for (int i = Math.max(0, found.getTokenIndex()); i < tokens.size(); i++) {
      var t = tokens.get(i);
      if (t.getType() == SinterParser.OPEN_STRING) {
        return t;
      }
      if (t.getType() == SinterParser.NL || t.getType() == Token.EOF) {
        break;
      }
    }
    return null;
  }

  /** The text ends, or a declaration begins at {@code next}, before the innermost brace {@code open} is closed. */
  void unclosed(Parser parser, Token next, Token open) {
    var left = OpenBrace.find(parser.getInputStream(), next.getTokenIndex(), open);
    diagnostics.report(
        Diagnostic.error(Code.SYNTAX, places.of(left), "this '{' is never closed")
            .with("expected '}' before " + describe(next), places.of(next)));
  }

  private @Nullable String note(Parser parser, Token found) {
    var text = found.getText();
    if (found.getType() == SinterParser.OTHER) {
      var foreign = FOREIGN.get(text);
      var note = foreign == null ? Confusable.meant(text) : foreign;
      if (note != null) {
        return note;
      }
    }
    var input = parser.getInputStream();
    var before = input.LT(-1);
    if (text.equals(LABEL)) {
      boolean isCall = before != null && before.getType() == SinterParser.RPAREN;
      return isCall && input.LA(2) != SinterParser.STRING
          ? "the name behind 'named' stands in quotes; \"{a}\" has the value of variable a"
          : "'named' stands right behind a call, as in 'f(x) named \"first\"'";
    }
    if (text.equals("=") && before != null && STEPS.contains(before.getText())) {
      return "write 'x = x " + before.getText() + " …'";
    }
    if (before != null && before.getType() == SinterParser.STRING && isCut(before.getText())) {
      return "an expression in a string holds no quotes: name it before";
    }
    var first = firstOfLine(parser, found);
    if (first == null || first.getType() != SinterParser.ID) {
      return null;
    }
    boolean isInBody = body(parser) != null;
    var near = Suggest.nearest(first.getText(), isInBody ? STATEMENTS : DECLARATIONS);
    boolean isClose = !near.isEmpty() && near.getFirst().length() > 2;
    return isClose ? "did you mean " + near.getFirst() + "?" : null;
  }

  /** Whether an expression begins in the string and does not end in it. */
  private static boolean isCut(String string) {
    return string.lastIndexOf('{') > string.lastIndexOf('}');
  }

  /** The word that begins the line, where {@code found} is that or follows it. */
  private static @Nullable Token firstOfLine(Parser parser, Token found) {
    var tokens = parser.getInputStream();
    int index = found.getTokenIndex();
    Token first = found;
    int words = 0;
    for (int i = index - 1; i >= 0; i--) {
      var t = tokens.get(i);
      if (t.getType() == SinterParser.NL
          || t.getType() == SinterParser.LBRACE
          || t.getType() == SinterParser.SEMICOLON) {
        break;
      }
      if (t.getChannel() == Token.DEFAULT_CHANNEL) {
        first = t;
        words++;
      }
    }
    return words <= 1 ? first : null;
  }

  private static SinterParser.@Nullable BodyContext body(Parser parser) {
    for (var t = parser.getContext(); t != null; t = t.getParent()) {
      if (t instanceof SinterParser.BodyContext body) {
        return body;
      }
    }
    return null;
  }

  private String expected(Parser parser, RecognitionException e) {
    var tokens =
        e instanceof InputMismatchException ? e.getExpectedTokens() : parser.getExpectedTokens();
    if (tokens == null) {
      return "";
    }
    if (tokens.contains(SinterParser.INT) && tokens.contains(SinterParser.STRING)) {
      return EXPRESSION;
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

  private String name(Parser parser, int type) {
    return switch (type) {
      case Token.EOF -> end;
      case SinterParser.NL -> "the end of the line";
      case SinterParser.ID -> "a name";
      case SinterParser.STRING -> "a string";
      case SinterParser.INT -> "an integer";
      case SinterParser.FLOAT -> "a number";
      case SinterParser.DOC -> "a '///' line";
      default -> parser.getVocabulary().getDisplayName(type);
    };
  }

  private String describe(Token found) {
    return switch (found.getType()) {
      case Token.EOF -> end;
      case SinterParser.NL -> "the end of the line";
      default -> {
        var text = found.getText();
        yield found.getType() == SinterParser.OTHER
            ? Confusable.described(text)
            : "'" + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + "'";
      }
    };
  }
}
