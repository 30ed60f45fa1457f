package sinter.frontend.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.ast.Argument;
import sinter.frontend.language.ast.Expr;
import sinter.frontend.language.ast.Hint;
import sinter.ir.Block;
import sinter.ir.Fact;
import sinter.ir.Node;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.op.Linear;
import sinter.ir.op.Op;
import sinter.ir.op.Recurrent;
import sinter.ir.type.DType;

/** Advice to passes, which stays with the nodes that a statement makes. */
final class Hints {
  private enum Kind {
    FUSE("it is for groups that contain a convolution or a matrix product"),
    KEEP("it is for ops that compute floats"),
    PRUNE("it is for ops with weights: convolutions, matrix products, recurrent layers"),
    QUANTIZE("it is for ops that have quantized forms: convolutions and matrix products");

    private final String purpose;

    Kind(String purpose) {
      this.purpose = purpose;
    }

    /** What may stand in brackets, where that is a word. */
    List<String> words() {
      return switch (this) {
        case KEEP -> List.of("float");
        case QUANTIZE -> List.of("bf16", "fp16", "int16", "int4", "int8", "none");
        case FUSE, PRUNE -> List.of();
      };
    }

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean applies(Node n) {
      Op op = n.op();
      return switch (this) {
        case PRUNE -> op instanceof Linear || op instanceof Recurrent;
        case QUANTIZE, FUSE -> op instanceof Linear;
        case KEEP ->
            !n.results().isEmpty()
                && n.result(0).constant() == null
                && n.result(0).tensorType().dtype() instanceof DType d
                && d.isFloat();
      };
    }
  }

  private Hints() {}

  /** Gives {@code hints} to the nodes of {@code block} after {@code last}, the last one before the statement. */
  static void attach(List<Hint> hints, Block block, @Nullable Node last, Loc.Span at) {
    for (var hint : hints) {
      var kind = kind(hint);
      var text = checked(kind, hint);
      int reached = 0;
      for (var n = last == null ? block.first() : last.next(); n != null; n = n.next()) {
        if (kind.applies(n)) {
          var old = n.facts().get(Fact.Hints.class);
          var all = new ArrayList<>(old == null ? List.<String>of() : old.all());
          all.add(text);
          n.setFacts(n.facts().with(new Fact.Hints(all)));
          reached++;
        }
      }
      if (reached == 0) {
        throw new InputError(
            Diagnostic.error(Code.BAD_HINT, hint.at(), "@" + hint.name() + " can never apply here")
                .with(kind.purpose)
                .with("the statement", at));
      }
    }
  }

  private static Kind kind(Hint hint) {
    for (var kind : Kind.values()) {
      if (kind.text().equals(hint.name())) {
        return kind;
      }
    }
    var names = Stream.of(Kind.values()).map(Kind::text).toList();
    throw Mistake.unknown(Code.BAD_HINT, hint.at(), "hint", hint.name(), names);
  }

  /** The hint as passes read it. */
  private static String checked(Kind kind, Hint hint) {
    var arguments = hint.arguments().stream().map(Argument::value).toList();
    var name = kind.text();
    int wanted = kind == Kind.FUSE ? 0 : 1;
    if (arguments.size() != wanted) {
      throw Mistake.of(
          Code.BAD_HINT,
          hint.at(),
          wanted == 0 ? "@%s takes no argument" : "@%s takes one argument",
          name);
    }
    return switch (kind) {
      case FUSE -> name;
      case PRUNE -> name + "(" + ratio(hint, arguments.getFirst()) + ")";
      case KEEP, QUANTIZE -> name + "(" + word(kind, hint, arguments.getFirst()) + ")";
    };
  }

  private static double ratio(Hint hint, Expr argument) {
    if (argument instanceof Expr.Real(_, double r) && r > 0 && r < 1) {
      return r;
    }
    throw Mistake.of(
        Code.BAD_HINT, hint.at(), "@prune takes a ratio between 0 and 1, such as @prune(0.3)");
  }

  private static String word(Kind kind, Hint hint, Expr argument) {
    if (argument instanceof Expr.Name(_, var word) && kind.words().contains(word)) {
      return word;
    }
    throw Mistake.of(
        Code.BAD_HINT,
        hint.at(),
        "@%s takes one of %s",
        kind.text(),
        String.join(", ", kind.words()));
  }
}
