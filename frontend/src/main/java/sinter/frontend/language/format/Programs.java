package sinter.frontend.language.format;

import static sinter.frontend.language.format.Doc.concat;
import static sinter.frontend.language.format.Doc.group;
import static sinter.frontend.language.format.Doc.nest;
import static sinter.frontend.language.format.Doc.text;

import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;
import sinter.grammar.language.SinterLexer;
import sinter.grammar.language.SinterParser;

/** Documents of declarations and statements. */
public final class Programs {
  private static final int INDENT = 2;
  private static final Doc BLANK = text(" ");

  private final Trivia trivia;
  private final Expressions expressions;

  private Programs(List<? extends Token> tokens) {
    this.trivia = new Trivia(tokens);
    this.expressions = new Expressions(trivia);
  }

  /** The text of {@code file}, which has no mistakes. {@code tokens} are all of its tokens, the hidden ones too. */
  public static String format(
      SinterParser.FileContext file, List<? extends Token> tokens, int width) {
    return Layout.render(new Programs(tokens).file(file), width);
  }

  private Doc file(SinterParser.FileContext file) {
    var parts = new ArrayList<Doc>();
    var gap = Trivia.Gap.START;
    boolean isTall = false;
    for (var declaration : file.declaration()) {
      boolean wasTall = isTall;
      isTall = isTall(declaration);
      boolean isApart = gap != Trivia.Gap.START && (wasTall || isTall);
      parts.add(trivia.line(declaration.getStart(), isApart ? Trivia.Gap.APART : gap));
      parts.add(declaration(declaration));
      gap = Trivia.Gap.NEXT;
    }
    parts.add(trivia.comments(file.EOF().getSymbol(), gap));
    return concat(parts);
  }

  private static boolean isTall(ParserRuleContext declaration) {
    return declaration instanceof SinterParser.BlockDeclarationContext
        && Trivia.isSplit(declaration.getStart(), declaration.getStop());
  }

  private Doc declaration(SinterParser.DeclarationContext tree) {
    return switch (tree) {
      case SinterParser.BlockDeclarationContext t ->
          concat(documented(t.documented()), block(t.block()));
      case SinterParser.WeightsContext t -> weights(t);
      default -> expressions.spaced(tree);
    };
  }

  /** Documentation and hints, each on its line. */
  private Doc documented(SinterParser.DocumentedContext tree) {
    var parts = new ArrayList<Doc>();
    for (var child : children(tree)) {
      if (!Expressions.is(child, SinterLexer.NL)) {
        parts.add(expressions.of(child));
        parts.add(Doc.HARD);
      }
    }
    return concat(parts);
  }

  private static List<ParseTree> children(ParserRuleContext tree) {
    return tree.children == null ? List.of() : tree.children;
  }

  private Doc block(SinterParser.BlockContext t) {
    var head = new ArrayList<>(expressions.spaced(t, 0, 2));
    int close = Expressions.is(t.getChild(2), SinterLexer.LPAREN) ? Expressions.closing(t, 2) : 1;
    if (close > 1) {
      head.add(expressions.parameters(t, 2, close));
    }
    var clauses = new ArrayList<Doc.Entry>();
    clauses.add(new Doc.Entry(Doc.EMPTY, Doc.EMPTY));
    var clause = new ArrayList<Doc>();
    for (int i = close + 1; i < t.getChildCount() - 1; i++) {
      var child = t.getChild(i);
      if (Expressions.is(child, SinterLexer.NL)) {
        continue;
      }
      clause.add(expressions.of(child));
      if (Expressions.is(child, "->") || Expressions.is(child, "where")) {
        clause.add(BLANK);
      } else {
        boolean isMore = Expressions.is(t.getChild(i + 1), ",");
        var comma = isMore ? trivia.takeBeforeLine((TerminalNode) t.getChild(++i)) : Doc.EMPTY;
        clauses.add(new Doc.Entry(concat(clause), comma));
        clause.clear();
      }
    }
    if (clauses.size() > 1) {
      head.add(nest(Expressions.CONTINUED, Doc.fill(clauses)));
    }
    head.add(BLANK);
    head.add(body(t.body()));
    return concat(head);
  }

  private Doc weights(SinterParser.WeightsContext t) {
    int open = 0;
    while (open < t.getChildCount() && !Expressions.is(t.getChild(open), SinterLexer.LBRACE)) {
      open++;
    }
    var parts = new ArrayList<>(expressions.spaced(t, 0, open));
    if (open < t.getChildCount()) {
      parts.add(BLANK);
      var close = (TerminalNode) t.getChild(t.getChildCount() - 1);
      parts.add(braces((TerminalNode) t.getChild(open), t.mapping(), close, ", "));
    }
    return concat(parts);
  }

  private Doc body(SinterParser.BodyContext t) {
    var items = new ArrayList<ParseTree>();
    for (var child : children(t)) {
      var item = child instanceof SinterParser.SeparatorContext s ? s.getChild(0) : child;
      if (item instanceof SinterParser.StatementContext || Expressions.is(item, SinterLexer.DOC)) {
        items.add(item);
      }
    }
    var close = (TerminalNode) t.getChild(t.getChildCount() - 1);
    return braces((TerminalNode) t.getChild(0), items, close, "; ");
  }

  /** On one line with {@code separator} between if it was and fits, else one item per line. */
  private Doc braces(
      TerminalNode open, List<? extends ParseTree> items, TerminalNode close, String separator) {
    var parts = new ArrayList<Doc>();
    parts.add(trivia.take(open));
    var inner = new ArrayList<Doc>();
    if (Trivia.isSplit(open.getSymbol(), close.getSymbol())) {
      var gap = Trivia.Gap.FIRST;
      for (var item : items) {
        inner.add(trivia.line(start(item), gap));
        inner.add(item(item));
        gap = Trivia.Gap.NEXT;
      }
      inner.add(trivia.comments(close.getSymbol(), gap));
      parts.add(nest(INDENT, concat(inner)));
      parts.add(Doc.HARD);
      parts.add(trivia.take(close));
      return concat(parts);
    }
    for (var item : items) {
      inner.add(inner.isEmpty() ? Doc.LINE : new Doc.Line(separator));
      inner.add(item(item));
    }
    parts.add(nest(INDENT, concat(inner)));
    parts.add(items.isEmpty() ? Doc.EMPTY : Doc.LINE);
    parts.add(trivia.take(close));
    return group(concat(parts));
  }

  private static Token start(ParseTree item) {
    return item instanceof ParserRuleContext tree
        ? tree.getStart()
        : ((TerminalNode) item).getSymbol();
  }

  private Doc item(ParseTree item) {
    return item instanceof SinterParser.StatementContext s ? statement(s) : expressions.of(item);
  }

  private Doc statement(SinterParser.StatementContext tree) {
    var parts = new ArrayList<Doc>();
    boolean isApart = false;
    for (int i = 0; i < tree.getChildCount(); i++) {
      var child = tree.getChild(i);
      if (Expressions.is(child, SinterLexer.NL)) {
        continue;
      }
      if (isApart && !Expressions.is(child, ",") && !Expressions.is(child, ":")) {
        parts.add(BLANK);
      }
      isApart = true;
      switch (child) {
        case SinterParser.BodyContext t -> parts.add(body(t));
        case SinterParser.StatementContext t -> parts.add(statement(t));
        case SinterParser.HintContext t -> {
          parts.add(expressions.of(t));
          if (Expressions.is(tree.getChild(i + 1), SinterLexer.NL)) {
            parts.add(Doc.HARD);
            isApart = false;
          }
        }
        default -> parts.add(expressions.of(child));
      }
    }
    return concat(parts);
  }
}
