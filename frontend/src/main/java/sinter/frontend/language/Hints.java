package sinter.frontend.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
  private static final Map<String, Set<String>> WORDS =
      Map.of(
          "keep", Set.of("float"),
          "quantize", Set.of("int8", "int4", "int16", "fp16", "bf16", "none"));
  private static final List<String> NAMES = List.of("fuse", "keep", "prune", "quantize");

  private Hints() {}

  /** Gives {@code hints} to the nodes of {@code block} after {@code last}, the last one before the statement. */
  static void attach(List<Hint> hints, Block block, @Nullable Node last, Loc.Span at) {
    for (var hint : hints) {
      var text = checked(hint);
      int reached = 0;
      for (var n = last == null ? block.first() : last.next(); n != null; n = n.next()) {
        if (applies(hint.name(), n)) {
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
                .with(purpose(hint.name()))
                .with("the statement", at));
      }
    }
  }

  private static String purpose(String name) {
    return switch (name) {
      case "prune" -> "it is for ops with weights: convolutions, matrix products, recurrent layers";
      case "quantize" ->
          "it is for ops that have quantized forms: convolutions and matrix products";
      case "fuse" -> "it is for groups that contain a convolution or a matrix product";
      default -> "it is for ops that compute floats";
    };
  }

  private static boolean applies(String name, Node n) {
    Op op = n.op();
    return switch (name) {
      case "prune" -> op instanceof Linear || op instanceof Recurrent;
      case "quantize", "fuse" -> op instanceof Linear;
      default ->
          !n.results().isEmpty()
              && n.result(0).constant() == null
              && n.result(0).tensorType().dtype() instanceof DType d
              && d.isFloat();
    };
  }

  private static String checked(Hint hint) {
    var name = hint.name();
    if (!NAMES.contains(name)) {
      throw Mistake.unknown(Code.BAD_HINT, hint.at(), "hint", name, NAMES);
    }
    var arguments = hint.arguments().stream().map(Argument::value).toList();
    if (name.equals("fuse")) {
      if (!arguments.isEmpty()) {
        throw Mistake.of(Code.BAD_HINT, hint.at(), "@fuse takes no argument");
      }
      return name;
    }
    if (arguments.size() != 1) {
      throw Mistake.of(Code.BAD_HINT, hint.at(), "@%s takes one argument", name);
    }
    if (name.equals("prune")) {
      if (arguments.getFirst() instanceof Expr.Real(_, double r) && r > 0 && r < 1) {
        return "prune(" + r + ")";
      }
      throw Mistake.of(
          Code.BAD_HINT, hint.at(), "@prune takes a ratio between 0 and 1, such as @prune(0.3)");
    }
    var words = Objects.requireNonNull(WORDS.get(name));
    if (arguments.getFirst() instanceof Expr.Name(_, var word) && words.contains(word)) {
      return name + "(" + word + ")";
    }
    throw Mistake.of(
        Code.BAD_HINT,
        hint.at(),
        "@%s takes one of %s",
        name,
        String.join(", ", words.stream().sorted().toList()));
  }
}
