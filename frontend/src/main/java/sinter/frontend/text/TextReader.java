package sinter.frontend.text;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;
import sinter.grammar.text.SirLexer;
import sinter.grammar.text.SirParser;
import sinter.ir.Graph;
import sinter.ir.Model;
import sinter.ir.WeightStore;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Severity;
import sinter.ir.diag.Source;

/**
 * Reads textual IR. Reading goes on after a mistake at the next statement, so one run reports several; a text with
 * mistakes gives no model.
 *
 * @param folder of the text, in which files of weights must lie; null when the text lies in none
 * @param anywhere whether files of weights may lie anywhere (for reproducers made on this machine)
 */
public record TextReader(@Nullable Path folder, boolean anywhere, Diagnostics diagnostics) {
  private static final long MAX_SIZE = 1L << 30;
  private static final int MAX_NESTING = 200;

  public TextReader(@Nullable Path folder, Diagnostics diagnostics) {
    this(folder, false, diagnostics);
  }

  /** The model in {@code file}, whose weights lie in its folder; null when something was reported. */
  public static @Nullable Model read(Path file, Diagnostics diagnostics) {
    return read(file, false, diagnostics);
  }

  /** The same; {@code anywhere} says whether files of weights may lie anywhere. */
  public static @Nullable Model read(Path file, boolean anywhere, Diagnostics diagnostics) {
    try {
      if (Files.size(file) > MAX_SIZE) {
        diagnostics.error(
            Code.UNREADABLE_FILE, Loc.UNKNOWN, file + " is larger than " + MAX_SIZE + " bytes");
        return null;
      }
      var source =
          new Source(file.getFileName().toString(), Files.readString(file, StandardCharsets.UTF_8));
      return new TextReader(file.toAbsolutePath().getParent(), anywhere, diagnostics).read(source);
    } catch (MalformedInputException e) {
      diagnostics.error(Code.MALFORMED_FILE, Loc.UNKNOWN, file + " is not UTF-8");
    } catch (IOException e) {
      diagnostics.error(
          Code.UNREADABLE_FILE, Loc.UNKNOWN, "cannot read " + file + ": " + e.getMessage());
    }
    return null;
  }

  /** The model of a text with one graph; null when something was reported. */
  public @Nullable Model read(Source source) {
    var models = readAll(source);
    if (models.size() > 1) {
      models.forEach(Model::close);
      diagnostics.error(
          Code.SYNTAX,
          Loc.UNKNOWN,
          source.name() + " has " + models.size() + " graphs, expected one");
      return null;
    }
    return models.isEmpty() ? null : models.getFirst();
  }

  /**
   * A model per graph of the text, each with the text's header and functions; empty when something was reported. The
   * caller closes them.
   */
  public List<Model> readAll(Source source) {
    int before = errors();
    var places = new Places(source);
    var tree = parse(source, places);
    if (tree == null) {
      return List.of();
    }
    var models = new ArrayList<Model>();
    for (var item : tree.item()) {
      if (item.graph() != null && item.graph().body() != null) {
        models.add(model(tree, item.graph(), places));
      }
    }
    if (models.isEmpty() && errors() == before) {
      diagnostics.error(
          Code.SYNTAX,
          places.of(tree.getStop() == null ? tree.getStart() : tree.getStop()),
          "the text has no graph");
    }
    if (errors() > before) {
      models.forEach(Model::close);
      return List.of();
    }
    return models;
  }

  private int errors() {
    return (int) diagnostics.all().stream().filter(d -> d.severity() == Severity.ERROR).count();
  }

  private SirParser.@Nullable FileContext parse(Source source, Places places) {
    var lexer = new SirLexer(CharStreams.fromString(source.text(), source.name()));
    lexer.removeErrorListeners();
    var tokens = new CommonTokenStream(lexer);
    tokens.fill();
    if (tooDeep(tokens.getTokens()) instanceof Token at) {
      diagnostics.error(
          Code.SYNTAX, places.of(at), "brackets nest more than " + MAX_NESTING + " deep");
      return null;
    }
    var parser = new SirParser(tokens);
    parser.removeErrorListeners();
    parser.setTrimParseTree(true);
    parser.setErrorHandler(new Recovery(places, diagnostics));
    return parser.file();
  }

  /** The bracket that opens one level too many, or null. */
  private static @Nullable Token tooDeep(List<Token> tokens) {
    int depth = 0;
    for (var token : tokens) {
      if (token.getStopIndex() != token.getStartIndex()) {
        continue;
      }
      switch (token.getText()) {
        case "(", "[", "{" -> depth++;
        case ")", "]", "}" -> depth--;
        default -> {}
      }
      if (depth > MAX_NESTING) {
        return token;
      }
    }
    return null;
  }

  private Model model(SirParser.FileContext tree, SirParser.GraphContext graph, Places places) {
    var model = new Model(new WeightStore());
    var files =
        WeightFiles.open(tree.weights(), places, model.weights(), folder, anywhere, diagnostics);
    var literals = new Literals(places, files);
    try {
      head(tree, literals, model);
    } catch (InputError e) {
      diagnostics.report(e.diagnostic());
    }
    for (var item : tree.item()) {
      if (item.function() != null && item.function().body() != null) {
        function(item.function(), model, places, literals);
      }
    }
    new BodyReader(model, places, literals, diagnostics).read(graph.body(), model.main().body());
    return model;
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

  private void function(
      SirParser.FunctionContext tree, Model model, Places places, Literals literals) {
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
}
