package sinter.frontend.text;

import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ErrorNode;
import org.antlr.v4.runtime.tree.ParseTree;
import org.jspecify.annotations.Nullable;
import sinter.grammar.text.SirParser;
import sinter.ir.Block;
import sinter.ir.Facts;
import sinter.ir.Model;
import sinter.ir.Node;
import sinter.ir.Typing;
import sinter.ir.Value;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Source;
import sinter.ir.op.Attrs;
import sinter.ir.op.Const;
import sinter.ir.op.Foreign;
import sinter.ir.op.Op;
import sinter.ir.type.Type;

/** Fills the blocks of one graph. A statement that cannot be read is reported and stands as an unknown node. */
final class BodyReader {
  private static final Op BROKEN = new Foreign("", "", "", 0, Attrs.NONE);

  private final Model model;
  private final Places places;
  private final Literals literals;
  private final Diagnostics diagnostics;
  private final Scope scope = new Scope();

  BodyReader(Model model, Places places, Literals literals, Diagnostics diagnostics) {
    this.model = model;
    this.places = places;
    this.literals = literals;
    this.diagnostics = diagnostics;
  }

  void read(SirParser.BodyContext tree, Block into) {
    begin(tree, into);
    if (tree.block() != null) {
      tree.block().statement().forEach(statement -> statement(statement, into));
    }
    end(tree, into);
  }

  /** Reads what stands before the statements. */
  void begin(SirParser.BodyContext tree, Block into) {
    scope.enter();
    attempt(() -> head(tree, into));
  }

  /** Resolves the outputs, when all statements were read. */
  void end(SirParser.BodyContext tree, Block into) {
    for (var output : tree.output()) {
      attempt(() -> output(output, into));
    }
    scope.leave();
  }

  private void attempt(Runnable part) {
    try {
      part.run();
    } catch (InputError e) {
      diagnostics.report(e.diagnostic());
    }
  }

  private void head(SirParser.BodyContext tree, Block into) {
    if (tree.SYMBOL() != null) {
      into.setName(literals.string(tree.SYMBOL().getSymbol()));
    }
    for (var param : tree.param()) {
      if (!isBroken(param)) {
        param(param, into);
      }
    }
    into.setFacts(literals.facts(tree.fact()));
  }

  private void param(SirParser.ParamContext tree, Block into) {
    var name =
        name(tree.VALUE().getSymbol(), tree.STRING() == null ? null : tree.STRING().getSymbol());
    var param = into.addParam(name, Type.OPAQUE);
    define(tree.VALUE().getSymbol(), param);
    if (tree.typed() != null) {
      typed(tree.typed(), param);
    }
    if (tree.value() != null) {
      param.setInitial(literals.tensors().tensor(tree.value()));
    }
  }

  private void typed(SirParser.TypedContext tree, Value value) {
    value.setType(literals.types().type(tree.type()));
    value.setFacts(literals.facts(tree.fact()));
  }

  /** The value's name: what {@code as} says, else the label; null when the label is a number. */
  private @Nullable String name(Token label, @Nullable Token as) {
    if (as != null) {
      return literals.string(as);
    }
    return isNumber(label) ? null : literals.string(label);
  }

  private static boolean isNumber(Token label) {
    return label.getText().chars().skip(1).allMatch(c -> c >= '0' && c <= '9');
  }

  /** Numbers and quoted names live apart: {@code %1} is not {@code %"1"}. */
  private String key(Token label) {
    return isNumber(label) ? label.getText().substring(1) : "\"" + literals.string(label);
  }

  private void define(Token label, Value value) {
    if (!scope.define(key(label), value)) {
      diagnostics.error(
          Code.UNRESOLVED_NAME, places.of(label), label.getText() + " is defined already");
    }
  }

  private Value resolve(Token label) {
    if (scope.get(key(label)) instanceof Value value) {
      return value;
    }
    throw places.error(
        label, Code.UNRESOLVED_NAME, label.getText() + " is not defined before this line");
  }

  private void output(SirParser.OutputContext tree, Block into) {
    if (isBroken(tree)) {
      return;
    }
    var value = resolve(tree.VALUE().getSymbol());
    var name = value.name();
    if (tree.STRING() != null) {
      name = literals.string(tree.STRING().getSymbol());
    } else if (tree.UNDERSCORE() != null) {
      name = null;
    }
    var declared = tree.typed() == null ? Type.OPAQUE : literals.types().type(tree.typed().type());
    var facts = tree.typed() == null ? Facts.NONE : literals.facts(tree.typed().fact());
    into.addResult(value, new Block.Signature(name, declared, facts));
  }

  void statement(SirParser.StatementContext tree, Block into) {
    var location = place(tree);
    Node node = null;
    if (!isBroken(tree)) {
      try {
        node = node(tree, location);
      } catch (InputError e) {
        diagnostics.report(e.diagnostic());
      }
    }
    boolean isRead = node != null;
    if (node == null) {
      node = model.node(BROKEN, List.of(), tree.result().size(), location);
    }
    into.append(node);
    finish(tree, node, isRead);
  }

  private Node node(SirParser.StatementContext tree, Loc location) {
    var operation = tree.operation();
    int results = tree.result().size();
    if (operation.op() == null) {
      if (results != 1) {
        throw places.error(tree, Code.SYNTAX, "a constant has one result");
      }
      var tensor = literals.tensors().tensor(operation.value());
      var node = model.node(new Const(tensor), List.of(), 1, location);
      node.result(0).setType(tensor.type());
      return node;
    }
    var op = new Operators(places, literals).read(operation);
    var operands = new ArrayList<@Nullable Value>();
    for (var operand : operation.operand()) {
      operands.add(operand.VALUE() == null ? null : resolve(operand.VALUE().getSymbol()));
    }
    return model.node(op, operands, results, location);
  }

  /** Regions, name, facts, and the results with their types. */
  private void finish(SirParser.StatementContext tree, Node node, boolean isRead) {
    var operation = tree.operation();
    if (operation != null) {
      operation.region().forEach(region -> region(region, node));
    }
    for (int i = 0; i < node.results().size(); i++) {
      var result = tree.result(i);
      var value = node.result(i);
      if (result.VALUE() == null) {
        value.setName("");
      } else {
        attempt(() -> result(result, value));
      }
    }
    if (operation != null && isRead) {
      attempt(() -> describe(operation, node));
    }
  }

  private void region(SirParser.RegionContext tree, Node node) {
    if (tree.body() != null) {
      read(tree.body(), node.addRegion());
    }
  }

  private void result(SirParser.ResultContext tree, Value value) {
    var label = tree.VALUE().getSymbol();
    value.setName(name(label, tree.STRING() == null ? null : tree.STRING().getSymbol()));
    define(label, value);
  }

  private void describe(SirParser.OperationContext tree, Node node) {
    if (tree.label().STRING() != null) {
      node.setName(literals.string(tree.label().STRING().getSymbol()));
    }
    node.setFacts(literals.facts(tree.label().fact()));
    if (!tree.typed().isEmpty()) {
      if (tree.typed().size() != node.results().size()) {
        throw places.error(
            tree,
            Code.SYNTAX,
            node.results().size() + " results have " + tree.typed().size() + " types");
      }
      for (int i = 0; i < tree.typed().size(); i++) {
        typed(tree.typed(i), node.result(i));
      }
    } else if (!(node.op() instanceof Const)) {
      Typing.infer(node, diagnostics);
    }
  }

  /** What {@code at} says, else the place of the operator in the text. */
  private Loc place(SirParser.StatementContext tree) {
    var operation = tree.operation();
    if (operation != null && operation.location() != null && !isBroken(operation.location())) {
      try {
        return place(operation.location().place());
      } catch (InputError e) {
        diagnostics.report(e.diagnostic());
      }
    }
    return operation != null && operation.op() != null
        ? places.of(operation.op())
        : places.of(tree.getStart());
  }

  private Loc place(SirParser.PlaceContext tree) {
    return switch (tree) {
      case SirParser.UnknownPlaceContext _ -> Loc.UNKNOWN;
      case SirParser.NodePlaceContext p ->
          new Loc.OnnxNode(
              literals.string(p.STRING(0).getSymbol()),
              p.STRING().size() < 2 ? "" : literals.string(p.STRING(1).getSymbol()),
              literals.index(p.INT().getSymbol()));
      case SirParser.SpanPlaceContext p ->
          new Loc.Span(
              new Source(literals.string(p.STRING().getSymbol()), ""),
              literals.index(p.INT(0).getSymbol()),
              literals.index(p.INT(1).getSymbol()),
              literals.index(p.INT(2).getSymbol()));
      case SirParser.FusedPlaceContext p ->
          new Loc.Fused(
              literals.string(p.STRING().getSymbol()),
              p.place().stream().map(this::place).toList());
      default -> throw Literals.unknownTree(tree);
    };
  }

  /** True when the parser could not make sense of what comes before the body. */
  static boolean isHeadBroken(SirParser.FunctionContext tree) {
    return tree.children.stream()
        .anyMatch(part ->
            part instanceof ErrorNode
                || (part instanceof ParserRuleContext rule
                    && !(part instanceof SirParser.BodyContext)
                    && isBroken(rule)));
  }

  /** True when the parser could not make sense of the part, its regions' statements aside. */
  static boolean isBroken(ParserRuleContext tree) {
    if (tree.exception != null) {
      return true;
    }
    for (int i = 0; i < tree.getChildCount(); i++) {
      ParseTree child = tree.getChild(i);
      boolean isPart =
          child instanceof ParserRuleContext && !(child instanceof SirParser.BlockContext);
      if (child instanceof ErrorNode || (isPart && isBroken((ParserRuleContext) child))) {
        return true;
      }
    }
    return false;
  }
}
