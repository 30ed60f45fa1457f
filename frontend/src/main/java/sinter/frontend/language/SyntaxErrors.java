package sinter.frontend.language;

import java.util.Set;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.RuleContext;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;
import sinter.frontend.text.Places;
import sinter.grammar.language.SinterParser;
import sinter.ir.diag.Diagnostics;

/**
 * Reports the first thing wrong with a statement or declaration and goes on after the end of its line. The body of a
 * block, loop or branch whose head is wrong is read all the same.
 */
final class SyntaxErrors extends DefaultErrorStrategy {
  private static final Set<Integer> DECLARATION =
      Set.of(
          SinterParser.BLOCK,
          SinterParser.MODEL,
          SinterParser.IMPORT,
          SinterParser.WEIGHTS,
          SinterParser.CONST,
          SinterParser.DOC,
          SinterParser.AT,
          Token.EOF);

  private static final Set<Integer> STATEMENT =
      Set.of(SinterParser.NL, SinterParser.SEMICOLON, SinterParser.RBRACE, Token.EOF);

  private final SyntaxMessages messages;

  SyntaxErrors(Places places, String end, Diagnostics diagnostics) {
    this.messages = new SyntaxMessages(places, end, diagnostics);
  }

  @Override
  public void reportError(Parser parser, RecognitionException e) {
    if (!inErrorRecoveryMode(parser)) {
      beginErrorCondition(parser);
      messages.report(parser, e);
    }
  }

  @Override
  public Token recoverInline(Parser parser) {
    throw new InputMismatchException(parser);
  }

  /** Inside a head nothing is skipped: the rule that has the body does that, when it fails in turn. */
  @Override
  public void recover(Parser parser, RecognitionException e) {
    var tree = parser.getContext();
    var owner = owner(tree);
    if (owner instanceof SinterParser.BlockContext block) {
      if (tree.equals(owner) && block.body() == null) {
        skipHead((SinterParser) parser);
      }
    } else if ((owner == null && (isAtStart(tree, parser) || !beginsDeclaration(parser)))
        || tree.equals(owner)) {
      skipStatement((SinterParser) parser);
    }
  }

  /** Whether a declaration failed before any of its tokens was taken: it would be tried again for ever. */
  private static boolean isAtStart(ParserRuleContext tree, Parser parser) {
    return tree instanceof SinterParser.DeclarationContext
        && tree.getStart().getTokenIndex() == parser.getCurrentToken().getTokenIndex();
  }

  /** What has the head in which {@code tree} stands; null when it stands in none. */
  private static @Nullable ParserRuleContext owner(ParserRuleContext tree) {
    for (RuleContext t = tree; t != null; t = t.parent) {
      if (t instanceof SinterParser.BodyContext) {
        return null;
      }
      if (t instanceof SinterParser.BlockContext || t instanceof SinterParser.StatementContext) {
        return (ParserRuleContext) t;
      }
    }
    return null;
  }

  private void skipHead(SinterParser parser) {
    int next = parser.getInputStream().LA(1);
    while (next != SinterParser.LBRACE && !(isFirst(parser) && DECLARATION.contains(next))) {
      if (next == Token.EOF) {
        return;
      }
      parser.consume();
      next = parser.getInputStream().LA(1);
    }
    if (next == SinterParser.LBRACE) {
      body(parser);
    }
  }

  private void skipStatement(SinterParser parser) {
    while (!STATEMENT.contains(parser.getInputStream().LA(1))) {
      if (parser.getInputStream().LA(1) == SinterParser.LBRACE) {
        body(parser);
      } else {
        parser.consume();
      }
    }
  }

  private void body(SinterParser parser) {
    endErrorCondition(parser);
    parser.body();
    beginErrorCondition(parser);
  }

  /** A loop goes on where an item can begin; what cannot begin one is skipped, and told unless an item broke off. */
  @Override
  public void sync(Parser parser) {
    var tree = parser.getContext();
    int next = parser.getCurrentToken().getType();
    if (tree instanceof SinterParser.FileContext) {
      boolean isNext = next == Token.EOF || (DECLARATION.contains(next) && isFirst(parser));
      if (next != SinterParser.NL && !isNext) {
        resumeFile((SinterParser) parser, tree);
      }
    } else if (tree instanceof SinterParser.BodyContext body && tree.getChildCount() > 0) {
      if (beginsDeclaration(parser)) {
        unclosed(parser, body);
      }
      boolean isAfterStatement =
          tree.getChild(tree.getChildCount() - 1) instanceof SinterParser.StatementContext;
      if (isAfterStatement && !STATEMENT.contains(next)) {
        if (!isBroken(tree)) {
          messages.report(parser, parser.getCurrentToken(), "the end of the line or '}'");
        }
        skipStatement((SinterParser) parser);
      }
    }
  }

  private void resumeFile(SinterParser parser, ParserRuleContext tree) {
    if (isFirst(parser) || !isBroken(tree)) {
      messages.report(parser, parser.getCurrentToken(), "a declaration such as 'block' or 'model'");
      beginErrorCondition(parser);
    }
    while (parser.getInputStream().LA(1) != Token.EOF && !beginsDeclaration(parser)) {
      if (parser.getInputStream().LA(1) == SinterParser.LBRACE) {
        body(parser);
      } else {
        parser.consume();
      }
    }
    endErrorCondition(parser);
  }

  /** A declaration inside a body: the brace that should close it is missing. */
  private void unclosed(Parser parser, SinterParser.BodyContext body) {
    if (!inErrorRecoveryMode(parser)) {
      beginErrorCondition(parser);
      messages.unclosed(parser, parser.getCurrentToken(), body.getStart());
    }
    throw new InputMismatchException(parser);
  }

  /** Whether the next line, which begins here, can only be a declaration. */
  private static boolean beginsDeclaration(Parser parser) {
    var input = parser.getInputStream();
    if (!isFirst(parser)) {
      return false;
    }
    return switch (input.LA(1)) {
      case SinterParser.MODEL, SinterParser.IMPORT, SinterParser.WEIGHTS -> true;
      case SinterParser.BLOCK ->
          input.LA(2) == SinterParser.ID
              && (input.LA(3) == SinterParser.LPAREN || input.LA(3) == SinterParser.LBRACE);
      default -> false;
    };
  }

  private static boolean isFirst(Parser parser) {
    var before = parser.getInputStream().LT(-1);
    return before == null || before.getType() == SinterParser.NL;
  }

  /** Whether the last item of the loop ended with a mistake, which has been told. */
  private static boolean isBroken(ParserRuleContext loop) {
    for (int i = loop.getChildCount() - 1; i >= 0; i--) {
      if (loop.getChild(i) instanceof ParserRuleContext item) {
        return endsInError(item);
      }
    }
    return false;
  }

  private static boolean endsInError(ParserRuleContext tree) {
    if (tree.exception != null) {
      return true;
    }
    return tree.getChildCount() > 0
        && tree.getChild(tree.getChildCount() - 1) instanceof ParserRuleContext last
        && endsInError(last);
  }
}
