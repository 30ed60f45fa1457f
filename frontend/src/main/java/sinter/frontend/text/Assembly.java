package sinter.frontend.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ErrorNode;
import org.antlr.v4.runtime.tree.ParseTreeListener;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;
import sinter.grammar.text.SirParser;
import sinter.ir.Graph;
import sinter.ir.Model;
import sinter.ir.WeightStore;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;

/**
 * Builds the models while the text is parsed. A statement of a graph is read as soon as it is parsed, and its tree let
 * go, so that a text needs little more than its model does; functions, which several graphs may share, are kept.
 */
final class Assembly implements ParseTreeListener {
  private final Places places;
  private final @Nullable Path folder;
  private final boolean anywhere;
  private final Diagnostics diagnostics;
  private final List<Begun> begun = new ArrayList<>();
  private final List<SirParser.FunctionContext> functions = new ArrayList<>();
  private @Nullable BodyReader open;
  private boolean isStopped;

  /** A model with the first {@code functions} of the text's functions. */
  private record Begun(Model model, Literals literals, int functions) {}

  Assembly(Places places, @Nullable Path folder, boolean anywhere, Diagnostics diagnostics) {
    this.places = places;
    this.folder = folder;
    this.anywhere = anywhere;
    this.diagnostics = diagnostics;
  }

  /** The models so far. */
  List<Model> models() {
    return begun.stream().map(Begun::model).toList();
  }

  @Override
  public void enterEveryRule(ParserRuleContext tree) {
    if (!isStopped
        && tree instanceof SirParser.BlockContext
        && tree.getParent() instanceof SirParser.BodyContext body
        && body.getParent() instanceof SirParser.GraphContext graph) {
      open = begin(graph, body);
    }
  }

  /** The parser leaves its rules, and tells so, also when an exception takes it there. */
  @Override
  public void exitEveryRule(ParserRuleContext tree) {
    if (!isStopped) {
      isStopped = true;
      leave(tree);
      isStopped = false;
    }
  }

  private void leave(ParserRuleContext tree) {
    switch (tree) {
      case SirParser.StatementContext statement when isOfGraph(statement) -> take(statement);
      case SirParser.GraphContext graph when graph.body() != null -> end(graph, graph.body());
      case SirParser.FunctionContext function when function.body() != null ->
          functions.add(function);
      case SirParser.FileContext _ -> complete();
      default -> {}
    }
  }

  private static boolean isOfGraph(SirParser.StatementContext statement) {
    return statement.getParent() instanceof SirParser.BlockContext block
        && block.getParent() instanceof SirParser.BodyContext body
        && body.getParent() instanceof SirParser.GraphContext;
  }

  private BodyReader begin(SirParser.GraphContext graph, SirParser.BodyContext body) {
    var model = new Model(new WeightStore());
    var literals = literals((SirParser.FileContext) graph.getParent().getParent(), model);
    begun.add(new Begun(model, literals, functions.size()));
    functions.forEach(f -> function(f, model, literals));
    var reader = new BodyReader(model, places, literals, diagnostics);
    reader.begin(body, model.main().body());
    return reader;
  }

  private Literals literals(SirParser.FileContext file, Model model) {
    var files =
        WeightFiles.open(file.weights(), places, model.weights(), folder, anywhere, diagnostics);
    var literals = new Literals(places, files);
    try {
      head(file, literals, model);
    } catch (InputError e) {
      diagnostics.report(e.diagnostic());
    }
    return literals;
  }

  private void take(SirParser.StatementContext statement) {
    if (open != null) {
      open.statement(statement, begun.getLast().model().main().body());
      statement.getParent().removeLastChild();
    }
  }

  /** A graph whose head cannot be parsed has no block. */
  private void end(SirParser.GraphContext graph, SirParser.BodyContext body) {
    var reader = open == null ? begin(graph, body) : open;
    reader.end(body, begun.getLast().model().main().body());
    open = null;
  }

  /** Functions that stand behind a graph belong to its model, too. */
  private void complete() {
    for (var b : begun) {
      functions
          .subList(b.functions(), functions.size())
          .forEach(f -> function(f, b.model(), b.literals()));
    }
  }

  private static void head(SirParser.FileContext tree, Literals literals, Model model) {
    var head = tree.model();
    if (head == null || BodyReader.isBroken(head)) {
      return;
    }
    if (head.INT() != null) {
      model.setIrVersion(literals.number(head.INT().getSymbol(), 0, Long.MAX_VALUE));
    }
    model.opsets().putAll(opsets(head.opset(), literals));
    model.setFacts(literals.facts(head.fact()));
  }

  private static Map<String, Long> opsets(List<SirParser.OpsetContext> trees, Literals literals) {
    var opsets = new LinkedHashMap<String, Long>();
    for (var tree : trees) {
      var domain = tree.STRING() == null ? "" : literals.string(tree.STRING().getSymbol());
      opsets.put(domain, literals.number(tree.INT().getSymbol(), Long.MIN_VALUE, Long.MAX_VALUE));
    }
    return opsets;
  }

  private void function(SirParser.FunctionContext tree, Model model, Literals literals) {
    if (tree.name().size() != 2 || BodyReader.isHeadBroken(tree)) {
      return;
    }
    try {
      var domain = literals.name(tree.name(0));
      boolean isDefault = domain.equals("onnx") && tree.name(0).STRING() == null;
      var strings = tree.STRING();
      boolean isOverload = tree.getToken(SirParser.OVERLOAD, 0) != null;
      var names = strings.subList(isOverload ? 1 : 0, strings.size());
      var defaults = new ForeignAttributes(places, literals).read(tree.attributes());
      var signature =
          new Graph.Signature(
              isDefault ? "" : domain,
              literals.name(tree.name(1)),
              isOverload ? literals.string(strings.getFirst().getSymbol()) : "",
              names.stream().map(n -> literals.string(n.getSymbol())).toList(),
              defaults.all(),
              opsets(tree.opset(), literals));
      var function = model.addFunction(signature);
      new BodyReader(model, places, literals, diagnostics).read(tree.body(), function.body());
    } catch (InputError e) {
      diagnostics.report(e.diagnostic());
    }
  }

  @Override
  public void visitTerminal(TerminalNode node) {}

  @Override
  public void visitErrorNode(ErrorNode node) {}
}
