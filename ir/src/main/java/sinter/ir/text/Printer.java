package sinter.ir.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import sinter.ir.Block;
import sinter.ir.Graph;
import sinter.ir.Model;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.diag.CompilerBug;
import sinter.ir.op.Const;
import sinter.ir.op.Foreign;
import sinter.ir.op.OpCatalog;
import sinter.ir.type.Type;

/**
 * Writes a model as text. Printing is deterministic, and everything that the representation holds is said except what
 * inference finds again (the known elements of shape arithmetic).
 */
public final class Printer {
  private final Style style;
  private final Constants constants;
  private final Words words;
  private final StringBuilder out = new StringBuilder();
  private Labels labels = new Labels();

  private Printer(Style style, Constants constants) {
    this.style = style;
    this.constants = constants;
    this.words = new Words(constants);
  }

  /**
   * The whole model as one text; weights that no file of the text's folder holds are part of it.
   *
   * @throws sinter.ir.diag.InputError when they are larger than a text should be: write to a file instead
   */
  public static String print(Model model, Style style) {
    return print(model, style, new InlineStore());
  }

  /**
   * Writes the model to {@code file}; weights that no file of its folder holds go to {@code NAME.weights} beside it.
   * The folder of {@code style} is that of the file.
   */
  public static void write(Model model, Path file, Style style) throws IOException {
    FileStore.write(model, file, style);
  }

  static String print(Model model, Style style, Constants.Store store) {
    var constants = new Constants(style, store);
    var printer = new Printer(style, constants);
    var head = printer.head(model);
    model.functions().forEach(printer::function);
    printer.graph(model.main());
    return head
        + constants.header()
        + (store instanceof FileStore f ? f.header() : "")
        + printer.out;
  }

  private String head(Model model) {
    return "model"
        + (model.irVersion() == 0 ? "" : " ir " + model.irVersion())
        + opsets(model.opsets())
        + words.facts(model.facts())
        + "\n";
  }

  private static String opsets(Map<String, Long> opsets) {
    var text = new StringBuilder();
    opsets.forEach((domain, version) ->
        text.append(" opset ")
            .append(domain.isEmpty() ? "" : Quoted.of(domain) + " ")
            .append(version));
    return text.toString();
  }

  private void graph(Graph graph) {
    labels = Labels.of(graph.body());
    out.append("\ngraph ");
    body(graph.body(), "");
    out.append('\n');
  }

  private void function(Graph graph) {
    if (!(graph.function() instanceof Graph.Signature signature)) {
      throw new CompilerBug("a function without a signature");
    }
    labels = Labels.of(graph.body());
    out.append("\nfunction ");
    out.append(qualified(signature.domain(), signature.name(), signature.overload(), ""));
    if (!signature.attributes().isEmpty()) {
      out.append(" attributes ").append(strings(signature.attributes()));
    }
    if (!signature.defaults().isEmpty()) {
      out.append(" defaults ").append(words.attributes(signature.defaults()));
    }
    out.append(opsets(signature.opsets())).append(' ');
    body(graph.body(), "");
    out.append('\n');
  }

  private static String strings(List<String> all) {
    return all.stream().map(Quoted::of).collect(Collectors.joining(", ", "[", "]"));
  }

  /** {@code domain::name}, the default domain being called onnx. */
  private static String qualified(String domain, String name, String overload, String version) {
    var prefix =
        domain.isEmpty() ? "onnx" : domain.equals("onnx") ? Quoted.of(domain) : Quoted.word(domain);
    return prefix
        + "::"
        + Quoted.word(name)
        + version
        + (overload.isEmpty() ? "" : " overload " + Quoted.of(overload));
  }

  private void body(Block block, String indent) {
    if (block.name() instanceof String name) {
      out.append('@').append(Quoted.label(name)).append(' ');
    }
    out.append(
        block.params().stream().map(this::param).collect(Collectors.joining(", ", "(", ")")));
    var outputs = new ArrayList<String>();
    for (int i = 0; i < block.results().size(); i++) {
      outputs.add(output(block, i));
    }
    out.append(" -> (").append(String.join(", ", outputs)).append(')');
    out.append(words.facts(block.facts())).append(" {\n");
    for (var node : block) {
      out.append(indent).append("  ");
      node(node, indent + "  ");
      out.append('\n');
    }
    out.append(indent).append('}');
  }

  private String param(Value.Param param) {
    var initial = param.initial();
    return named(param)
        + ": "
        + typed(param)
        + (initial == null ? "" : " = " + constants.tensor(initial));
  }

  private String output(Block block, int index) {
    var value = block.result(index);
    var signature = block.signature(index);
    var text = new StringBuilder(labels.of(value));
    var name = signature.name();
    if (name == null) {
      text.append(value.name() == null ? "" : " as _");
    } else if (!name.equals(value.name())) {
      text.append(" as ").append(Quoted.of(name));
    }
    if (!(signature.declared() instanceof Type.Opaque) || !signature.facts().isEmpty()) {
      text.append(": ").append(signature.declared()).append(words.facts(signature.facts()));
    }
    return text.toString();
  }

  private String named(Value value) {
    var label = labels.of(value);
    return labels.hidesName(value) && value.name() instanceof String name
        ? label + " as " + Quoted.of(name)
        : label;
  }

  private String typed(Value value) {
    return value.type() + words.facts(value.facts());
  }

  private void node(Node node, String indent) {
    if (!node.results().isEmpty()) {
      out.append(node.results().stream().map(this::named).collect(Collectors.joining(", ")))
          .append(" = ");
    }
    boolean hasTypes = !node.results().isEmpty();
    if (node.op() instanceof Const(var tensor)) {
      out.append("const ").append(constants.tensor(tensor));
      var result = node.result(0);
      hasTypes = !result.type().equals(tensor.type()) || !result.facts().isEmpty();
    } else {
      call(node);
    }
    if (node.name() instanceof String name) {
      out.append(" name ").append(Quoted.of(name));
    }
    out.append(words.facts(node.facts()));
    for (var region : node.regions()) {
      out.append('\n').append(indent).append("  region ");
      body(region, indent + "  ");
    }
    if (hasTypes) {
      out.append(node.regions().isEmpty() ? "" : "\n" + indent);
      out.append(" : ")
          .append(node.results().stream().map(this::typed).collect(Collectors.joining(", ")));
    }
    if (style.locations()) {
      out.append(" at ").append(words.location(node.loc()));
    }
  }

  private void call(Node node) {
    var op = node.op();
    String attributes;
    if (op instanceof Foreign foreign) {
      out.append(
          qualified(foreign.domain(), foreign.name(), foreign.overload(), "@" + foreign.opset()));
      attributes = words.attributes(foreign.attrs());
    } else {
      out.append(OpCatalog.get().of(op).name());
      attributes = words.attributes((Record) op);
    }
    var operands = new ArrayList<String>();
    for (var use : node.operands()) {
      operands.add(use.value() instanceof Value v ? labels.of(v) : "_");
    }
    out.append('(').append(String.join(", ", operands)).append(')');
    out.append(attributes.isEmpty() ? "" : " " + attributes);
  }
}
