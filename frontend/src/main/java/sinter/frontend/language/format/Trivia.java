package sinter.frontend.language.format;

import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;
import sinter.grammar.language.SinterLexer;

/** The tokens of a program in order, each of which is taken once, with the comments around it. */
final class Trivia {
  private final List<? extends Token> tokens;

  /** Index of the first token that is not out yet, and the line that the last one stands on. */
  private int next;

  private int line;

  Trivia(List<? extends Token> tokens) {
    this.tokens = tokens;
  }

  /** A token with its comments. */
  Doc take(TerminalNode node) {
    return take(node.getSymbol(), false);
  }

  /** A token after which a line may end: a comment behind it does end it. */
  Doc takeBeforeLine(TerminalNode node) {
    return take(node.getSymbol(), true);
  }

  private Doc take(Token token, boolean ends) {
    var parts = new ArrayList<Doc>();
    boolean isNewLine = false;
    for (; next < token.getTokenIndex(); next++) {
      var t = tokens.get(next);
      if (t.getType() == SinterLexer.NL) {
        isNewLine = true;
      } else if (t.getType() == SinterLexer.COMMENT) {
        if (isNewLine) {
          parts.add(Doc.FRESH);
          parts.add(Doc.text(comment(t)));
          parts.add(Doc.HARD);
        } else {
          parts.add(new Doc.Suffix(comment(t), false));
        }
      }
    }
    parts.add(Doc.text(token.getType() == Token.EOF ? "" : token.getText().stripTrailing()));
    next = token.getTokenIndex() + 1;
    line = token.getLine();
    parts.addAll(behind(ends));
    return parts.size() == 1 ? parts.getFirst() : Doc.concat(parts);
  }

  /** The comments behind a token that is left out. */
  Doc skip(TerminalNode node) {
    next = Math.max(next, node.getSymbol().getTokenIndex() + 1);
    return Doc.concat(behind(false));
  }

  /** Comments on the line of the last token. */
  private List<Doc> behind(boolean ends) {
    var parts = new ArrayList<Doc>();
    for (int i = next; i < tokens.size(); i++) {
      var t = tokens.get(i);
      if (t.getType() == SinterLexer.COMMENT) {
        parts.add(new Doc.Suffix(comment(t), ends));
        next = i + 1;
      } else if (t.getType() != SinterLexer.SPACE) {
        break;
      }
    }
    return parts;
  }

  /** Whether {@code token} stands behind a comment. */
  boolean hasCommentBefore(Token token) {
    int i = token.getTokenIndex() - 1;
    while (i >= 0
        && (tokens.get(i).getType() == SinterLexer.NL
            || tokens.get(i).getType() == SinterLexer.SPACE)) {
      i--;
    }
    return i >= 0 && tokens.get(i).getType() == SinterLexer.COMMENT;
  }

  private static String comment(Token token) {
    return token.getText().stripTrailing();
  }

  /** What is before an item that begins a line. */
  enum Gap {
    /** Nothing: the item begins the file. */
    START,
    /** An opening brace: a line end, and no blank line. */
    FIRST,
    /** Another item: a line end, and a blank line if there was one or more. */
    NEXT,
    /** Another item: a line end and a blank line. */
    APART
  }

  /** Begins a line for {@code token}, behind the comments before it. */
  Doc line(Token token, Gap gap) {
    var parts = new ArrayList<Doc>();
    lineTo(token, parts, comments(token, gap, parts));
    return Doc.concat(parts);
  }

  /** The comments before {@code token} on lines of their own. */
  Doc comments(Token token, Gap gap) {
    var parts = new ArrayList<Doc>();
    comments(token, gap, parts);
    return Doc.concat(parts);
  }

  private Gap comments(Token token, Gap gap, List<Doc> parts) {
    boolean isNewLine = gap == Gap.START;
    for (; next < token.getTokenIndex(); next++) {
      var t = tokens.get(next);
      if (t.getType() == SinterLexer.NL) {
        isNewLine = true;
      } else if (t.getType() == SinterLexer.COMMENT && !isNewLine) {
        parts.add(new Doc.Suffix(comment(t), false));
      } else if (t.getType() == SinterLexer.COMMENT) {
        lineTo(t, parts, gap);
        parts.add(Doc.text(comment(t)));
        gap = Gap.NEXT;
      }
    }
    return gap;
  }

  private void lineTo(Token token, List<Doc> parts, Gap gap) {
    boolean isApart =
        switch (gap) {
          case START, FIRST -> false;
          case NEXT -> token.getLine() - line > 1;
          case APART -> true;
        };
    if (gap != Gap.START) {
      parts.add(Doc.HARD);
    }
    if (isApart) {
      parts.add(Doc.HARD);
    }
    line = token.getLine();
  }

  /** Whether a line ends between the two tokens. */
  static boolean isSplit(Token from, Token to) {
    return from.getLine() != to.getLine();
  }
}
