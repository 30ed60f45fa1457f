package sinter.frontend.text;

import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.Interval;
import sinter.ir.diag.Code;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Source;

/** Where tokens and parts of the tree stand in the text. */
public record Places(Source source) {
  /** The token's place; at the end of the text it has no length. */
  public Loc.Span of(Token token) {
    int length =
        token.getType() == Token.EOF ? 0 : token.getStopIndex() - token.getStartIndex() + 1;
    return new Loc.Span(source, token.getLine(), token.getCharPositionInLine() + 1, length);
  }

  /** From the first token to the last one, or to the end of the first one's line. */
  public Loc.Span of(ParserRuleContext tree) {
    var first = tree.getStart();
    var last = tree.getStop();
    if (last == null || last.getLine() != first.getLine()) {
      return of(first);
    }
    int length = Math.max(0, last.getStopIndex() - first.getStartIndex() + 1);
    return new Loc.Span(source, first.getLine(), first.getCharPositionInLine() + 1, length);
  }

  public InputError error(ParserRuleContext at, Code code, String message) {
    return new InputError(code, of(at), message);
  }

  public InputError error(Token at, Code code, String message) {
    return new InputError(code, of(at), message);
  }

  /** The characters from the first token to the last one. */
  public static String text(ParserRuleContext tree) {
    var first = tree.getStart();
    var last = tree.getStop();
    if (last == null || last.getStopIndex() < first.getStartIndex()) {
      return "";
    }
    return first.getInputStream().getText(Interval.of(first.getStartIndex(), last.getStopIndex()));
  }
}
