package sinter.ir.text;

import java.util.List;
import java.util.stream.Collectors;
import sinter.ir.Fact;
import sinter.ir.Facts;
import sinter.ir.diag.CompilerBug;
import sinter.ir.diag.Loc;
import sinter.ir.op.Attr;
import sinter.ir.op.AttrValue;
import sinter.ir.op.Attrs;
import sinter.ir.op.Components;
import sinter.ir.op.Onnx;
import sinter.ir.tensor.Bytes;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;

/** Writes attributes, facts and locations: what follows from the components of records. */
final class Words {
  private final Constants constants;

  Words(Constants constants) {
    this.constants = constants;
  }

  /** The components of {@code record} in braces; absent ones are left out; empty when there are none. */
  String attributes(Record record) {
    var components = Components.of(record.getClass());
    var text =
        components.all().stream()
            .filter(c -> components.getOrNull(record, c) != null)
            .map(c -> Onnx.snake(c.getName()) + " = " + value(components.get(record, c)))
            .collect(Collectors.joining(", "));
    return text.isEmpty() ? "" : "{" + text + "}";
  }

  private String value(Object value) {
    return switch (value) {
      case Long v -> v.toString();
      case Integer v -> v.toString();
      case Boolean v -> v.toString();
      case Float v -> Scalars.text(v);
      case Double v -> Scalars.text(v);
      case String v -> Quoted.of(v);
      case Bytes v -> Quoted.bytes(v);
      case Enum<?> v -> Quoted.word(v.toString());
      case Type v -> "type(" + v + ")";
      case Dim v -> Quoted.of(v.toString());
      case Shape v -> Quoted.of(v.toString());
      case Tensor v -> constants.tensor(v);
      case List<?> v -> v.stream().map(this::value).collect(Collectors.joining(", ", "[", "]"));
      case Record v -> "{" + braceless(attributes(v)) + "}";
      default -> throw new CompilerBug("no text for an attribute of " + value.getClass());
    };
  }

  private static String braceless(String attributes) {
    return attributes.isEmpty() ? "" : attributes.substring(1, attributes.length() - 1);
  }

  /** Attributes of an uninterpreted node in braces; empty when there are none. */
  String attributes(Attrs attrs) {
    return attrs.all().isEmpty() ? "" : attributes(attrs.all());
  }

  String attributes(List<Attr> attrs) {
    return attrs.stream().map(this::attribute).collect(Collectors.joining(", ", "{", "}"));
  }

  private String attribute(Attr attr) {
    var residue = attr.residue().isEmpty() ? "" : facts(Facts.of(new Fact.Residue(attr.residue())));
    return Quoted.word(attr.name()) + " = " + value(attr.value()) + residue;
  }

  private String value(AttrValue value) {
    return switch (value) {
      case AttrValue.Int(long v) -> Long.toString(v);
      case AttrValue.Real(float v) -> Scalars.text(v);
      case AttrValue.Str(var v) -> Quoted.bytes(v);
      case AttrValue.Tens(var v) -> constants.tensor(v);
      case AttrValue.Ints(var v) -> list("ints", v);
      case AttrValue.Reals(var v) -> list("floats", v);
      case AttrValue.Strs(var v) -> list("strings", v);
      case AttrValue.Tensors(var v) -> list("tensors", v);
      case AttrValue.Region(int index) -> "region " + index;
      case AttrValue.Regions(var v) ->
          list("regions", v.stream().map(i -> (AttrValue) new AttrValue.Region(i)).toList());
      case AttrValue.TypeOf(var v) -> value((Object) v);
      case AttrValue.TypesOf(var v) -> list("types", v);
      case AttrValue.Message(int kind, var v) ->
          "message "
              + kind
              + v.stream().map(Quoted::bytes).collect(Collectors.joining(", ", " [", "]"));
      case AttrValue.Ref(var name, int kind) -> "ref " + Quoted.of(name) + " " + kind;
    };
  }

  /** A list; an empty one says what it is a list of. */
  private String list(String kind, List<?> values) {
    if (values.isEmpty()) {
      return "none " + kind;
    }
    return values.stream()
        .map(v -> v instanceof AttrValue a ? value(a) : value(v))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** Each fact after a blank. */
  String facts(Facts facts) {
    var out = new StringBuilder();
    for (var fact : facts.all()) {
      var options = attributes((Record) fact);
      out.append(" !").append(Vocabulary.name(fact));
      out.append(options.isEmpty() ? "" : " " + options);
    }
    return out.toString();
  }

  String location(Loc loc) {
    return switch (loc) {
      case Loc.Unknown _ -> "?";
      case Loc.OnnxNode(var file, var node, int index) ->
          Quoted.of(file) + "#" + index + (node.isEmpty() ? "" : " " + Quoted.of(node));
      case Loc.Span(var source, int line, int column, int length) ->
          Quoted.of(source.name()) + ":" + line + ":" + column + "+" + length;
      case Loc.Fused(var rule, var parts) ->
          Quoted.of(rule)
              + parts.stream().map(this::location).collect(Collectors.joining(", ", "(", ")"));
    };
  }
}
