package sinter.frontend.language.format;

import static sinter.frontend.language.format.Doc.concat;
import static sinter.frontend.language.format.Doc.group;
import static sinter.frontend.language.format.Doc.nest;
import static sinter.frontend.language.format.Doc.text;

import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;
import sinter.grammar.language.SinterLexer;
import sinter.grammar.language.SinterParser;

/** Documents of expressions, types and everything else that stands in one statement. Children are taken in order. */
final class Expressions {
  /** How much lines that continue a statement are indented. */
  static final int CONTINUED = 4;

  private static final Doc BLANK = text(" ");

  private final Trivia trivia;

  Expressions(Trivia trivia) {
    this.trivia = trivia;
  }

  Doc of(ParseTree tree) {
    return switch (tree) {
      case TerminalNode t -> trivia.take(t);
      case SinterParser.BinaryContext t -> binary(t);
      case SinterParser.PipeContext t -> pipe(t);
      case SinterParser.ChoiceContext t -> broad(t);
      case SinterParser.LambdaContext t -> broad(t);
      case SinterParser.InversionContext t -> spaced(t);
      case SinterParser.ComprehensionContext t -> comprehension(t);
      case SinterParser.CallContext t -> call(t);
      case SinterParser.SliceContext t -> spaced(t);
      case SinterParser.CarriedContext t -> spaced(t);
      case SinterParser.MappingContext t -> spaced(t);
      case SinterParser.ArgumentContext t -> spaced(t);
      case SinterParser.ParameterContext t -> spaced(t);
      case SinterParser.TargetContext t -> spaced(t);
      case ParserRuleContext t -> plain(t);
      default -> throw new IllegalArgumentException(tree.getText());
    };
  }

  /** Children without blanks, but for the lists in brackets among them. */
  private Doc plain(ParserRuleContext tree) {
    return concat(plain(tree, 0, tree.getChildCount()));
  }

  private List<Doc> plain(ParserRuleContext tree, int from, int to) {
    var parts = new ArrayList<Doc>();
    for (int i = from; i < to; i++) {
      var child = tree.getChild(i);
      int close = isOpening(child) ? closing(tree, i) : -1;
      if (close > i) {
        parts.add(listed(tree, i, close));
        i = close;
      } else {
        parts.add(of(child));
      }
    }
    return parts;
  }

  private static boolean isOpening(ParseTree child) {
    return is(child, SinterLexer.LPAREN) || is(child, SinterLexer.LBRACKET);
  }

  static boolean is(ParseTree child, int type) {
    return child instanceof TerminalNode t && t.getSymbol().getType() == type;
  }

  static boolean is(ParseTree child, String text) {
    return child instanceof TerminalNode t && t.getText().equals(text);
  }

  /** The child that closes the bracket; brackets inside other children are theirs. */
  static int closing(ParserRuleContext tree, int open) {
    int type =
        is(tree.getChild(open), SinterLexer.LPAREN) ? SinterLexer.RPAREN : SinterLexer.RBRACKET;
    for (int i = open + 1; i < tree.getChildCount(); i++) {
      if (is(tree.getChild(i), type)) {
        return i;
      }
    }
    return -1;
  }

  /** {@code (a, b)}: as many on each line as fit. A comma before the bracket that closes is left out. */
  Doc listed(ParserRuleContext tree, int open, int close) {
    return listed(tree, open, close, Doc.EMPTY);
  }

  /** The same for parameters: comments behind the last one stay on its line. */
  Doc parameters(ParserRuleContext tree, int open, int close) {
    var bracket = (TerminalNode) tree.getChild(close);
    boolean isFree = trivia.hasCommentBefore(bracket.getSymbol());
    return listed(tree, open, close, isFree ? Doc.FRESH : Doc.EMPTY);
  }

  private Doc listed(ParserRuleContext tree, int open, int close, Doc end) {
    var first = of(tree.getChild(open));
    var items = new ArrayList<Doc.Entry>();
    for (int i = open + 1; i < close; i++) {
      var item = of(tree.getChild(i));
      var comma = Doc.EMPTY;
      if (is(tree.getChild(i + 1), ",")) {
        i++;
        var token = (TerminalNode) tree.getChild(i);
        comma = i == close - 1 ? trivia.skip(token) : trivia.takeBeforeLine(token);
      }
      items.add(new Doc.Entry(item, comma));
    }
    var last = of(tree.getChild(close));
    return items.isEmpty()
        ? concat(first, last)
        : concat(first, nest(CONTINUED, Doc.fill(items), end, last));
  }

  private Doc call(SinterParser.CallContext t) {
    boolean isNamed = t.STRING() != null;
    int end = t.getChildCount() - (isNamed ? 2 : 0);
    var parts = plain(t, 0, end);
    if (isNamed) {
      parts.add(BLANK);
      parts.add(of(t.getChild(end)));
      parts.add(BLANK);
      parts.add(of(t.getChild(end + 1)));
    }
    return concat(parts);
  }

  /** Children with blanks between, but none before a comma, a colon or brackets, and none after an opening one. */
  Doc spaced(ParserRuleContext tree) {
    return concat(spaced(tree, 0, tree.getChildCount()));
  }

  List<Doc> spaced(ParserRuleContext tree, int from, int to) {
    var parts = new ArrayList<Doc>();
    for (int i = from; i < to; i++) {
      var child = tree.getChild(i);
      if (is(child, SinterLexer.NL)) {
        continue;
      }
      if (!parts.isEmpty() && !is(child, ",") && !is(child, ":")) {
        parts.add(BLANK);
      }
      parts.add(of(child));
    }
    return parts;
  }

  private Doc binary(SinterParser.BinaryContext t) {
    var left = of(t.expression(0));
    var sign = trivia.takeBeforeLine((TerminalNode) t.getChild(1));
    return group(left, BLANK, sign, nest(CONTINUED, Doc.LINE, of(t.expression(1))));
  }

  /** Behind each sign but the last child a line may end. */
  private Doc broad(ParserRuleContext tree) {
    var parts = new ArrayList<Doc>();
    for (int i = 0; i < tree.getChildCount(); i++) {
      var child = tree.getChild(i);
      if (is(child, "?") || is(child, ":") || is(child, "=>")) {
        parts.add(BLANK);
        parts.add(trivia.takeBeforeLine((TerminalNode) child));
        parts.add(Doc.LINE);
      } else if (isOpening(child)) {
        int close = closing(tree, i);
        parts.add(listed(tree, i, close));
        i = close;
      } else if (!is(child, SinterLexer.NL)) {
        parts.add(of(child));
      }
    }
    return group(nest(CONTINUED, concat(parts)));
  }

  /** All steps on one line, or each on its own; lines that were split stay split. */
  private Doc pipe(SinterParser.PipeContext t) {
    var steps = new ArrayList<SinterParser.PipeContext>();
    SinterParser.ExpressionContext first = t;
    boolean isSplit = false;
    while (first instanceof SinterParser.PipeContext p) {
      steps.addFirst(p);
      first = p.expression(0);
      isSplit |= Trivia.isSplit(first.getStop(), p.expression(1).getStart());
    }
    var parts = new ArrayList<Doc>();
    parts.add(of(first));
    for (var step : steps) {
      parts.add(Doc.LINE);
      for (int i = 1; i < step.getChildCount(); i++) {
        if (is(step.getChild(i), "|>")) {
          parts.add(of(step.getChild(i)));
          parts.add(BLANK);
        }
      }
      parts.add(of(step.expression(1)));
    }
    var body = nest(CONTINUED, concat(parts));
    return isSplit ? Doc.broken(body) : group(body);
  }

  private Doc comprehension(SinterParser.ComprehensionContext t) {
    int last = t.getChildCount() - 1;
    var open = of(t.getChild(0));
    var parts = new ArrayList<Doc>();
    for (int i = 1; i < last; i++) {
      var child = t.getChild(i);
      if (i > 1 && !is(child, ",")) {
        parts.add(is(child, "for") || is(child, "if") ? Doc.LINE : BLANK);
      }
      parts.add(of(child));
    }
    return group(open, nest(CONTINUED, concat(parts), of(t.getChild(last))));
  }
}
