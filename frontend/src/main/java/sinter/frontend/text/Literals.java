package sinter.frontend.text;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;
import sinter.grammar.text.SirParser;
import sinter.ir.Fact;
import sinter.ir.Facts;
import sinter.ir.diag.Code;
import sinter.ir.diag.CompilerBug;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Suggest;
import sinter.ir.op.Components;
import sinter.ir.op.Onnx;
import sinter.ir.tensor.Bytes;
import sinter.ir.tensor.Tensor;
import sinter.ir.text.Quoted;
import sinter.ir.text.Scalars;
import sinter.ir.text.Vocabulary;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Type;

/** Reads values whose kind follows from the component of a record: attributes of ops, facts and recipes. */
final class Literals {
  private final Places places;
  private final Types types;
  private final Tensors tensors;

  Literals(Places places, WeightFiles files) {
    this.places = places;
    this.types = new Types(places);
    this.tensors = new Tensors(places, types, this, files);
  }

  Types types() {
    return types;
  }

  Tensors tensors() {
    return tensors;
  }

  /** The record of class {@code type} with these attributes; {@code at} is what they belong to. */
  Record record(
      Class<?> type,
      SirParser.@Nullable AttributesContext attributes,
      ParserRuleContext at,
      String owner) {
    var given = new HashMap<String, SirParser.AttributeContext>();
    for (var attribute :
        attributes == null ? List.<SirParser.AttributeContext>of() : attributes.attribute()) {
      var name = name(attribute.name());
      if (given.put(name, attribute) != null) {
        throw places.error(
            attribute.name(), Code.BAD_ATTRIBUTE, "attribute " + name + " is given twice");
      }
    }
    var components = Components.of(type);
    var values = new ArrayList<@Nullable Object>();
    for (var component : components.all()) {
      var attribute = given.remove(Onnx.snake(component.getName()));
      if (attribute == null && !Components.isNullable(component)) {
        throw places.error(
            at, Code.BAD_ATTRIBUTE, owner + " needs attribute " + Onnx.snake(component.getName()));
      }
      values.add(attribute == null ? null : component(component, attribute.value()));
    }
    for (var unknown : given.values()) {
      var known = components.all().stream().map(c -> Onnx.snake(c.getName())).toList();
      throw new InputError(
          Diagnostic.error(
                  Code.UNKNOWN_NAME,
                  places.of(unknown.name()),
                  owner + " has no attribute " + name(unknown.name()))
              .with(
                  known.isEmpty()
                      ? "it has no attributes"
                      : Suggest.sentence(name(unknown.name()), known)));
    }
    try {
      return components.create(values);
    } catch (IllegalArgumentException e) {
      throw places.error(at, Code.BAD_ATTRIBUTE, owner + ": " + e.getMessage());
    }
  }

  private Object component(RecordComponent component, SirParser.ValueContext value) {
    if (component.getType() != List.class) {
      return single(component.getType(), value);
    }
    if (!(value.literal() instanceof SirParser.ListContext list)
        || !(component.getGenericType() instanceof ParameterizedType generic)
        || !(generic.getActualTypeArguments()[0] instanceof Class<?> element)) {
      throw expected("a list", value);
    }
    var values = new ArrayList<Object>();
    for (var item : list.value()) {
      values.add(single(element, item));
    }
    return List.copyOf(values);
  }

  private Object single(Class<?> type, SirParser.ValueContext value) {
    if (type == Tensor.class) {
      return tensors.tensor(value);
    }
    if (type == Type.class && value.literal() instanceof SirParser.TypeOfContext t) {
      return types.type(t.type());
    }
    if (type.isRecord() && value.literal() instanceof SirParser.RecordContext r) {
      return record(type, r.attributes(), value, Onnx.snake(type.getSimpleName()));
    }
    if (value.type() != null || !(value.literal() instanceof SirParser.PlainContext plain)) {
      throw expected(describe(type), value);
    }
    return scalar(type, plain.scalar());
  }

  private Object scalar(Class<?> type, SirParser.ScalarContext tree) {
    if (type == String.class && tree.STRING() != null) {
      return string(tree.STRING().getSymbol());
    }
    if (type == Bytes.class && (tree.STRING() != null || tree.BASE64() != null)) {
      return bytes(tree.getStart());
    }
    if (type == Dim.class && tree.STRING() != null) {
      return dim(tree);
    }
    if (type.isEnum()) {
      return constant(type, tree);
    }
    try {
      if (type == long.class || type == Long.class) {
        return Scalars.bits(DType.I64, tree.getText());
      }
      if (type == int.class || type == Integer.class) {
        return (int) Scalars.bits(DType.I32, tree.getText());
      }
      if (type == boolean.class || type == Boolean.class) {
        return Scalars.bits(DType.BOOL, tree.getText()) == 1;
      }
      if (type == float.class || type == Float.class) {
        return real(tree);
      }
      if (type == double.class || type == Double.class) {
        return Double.longBitsToDouble(Scalars.bits(DType.F64, tree.getText()));
      }
    } catch (IllegalArgumentException e) {
      throw places.error(tree, Code.BAD_ATTRIBUTE, sentence(e));
    }
    throw places.error(
        tree, Code.BAD_ATTRIBUTE, "expected " + describe(type) + ", found " + tree.getText());
  }

  private Dim dim(SirParser.ScalarContext tree) {
    try {
      return Dim.parse(string(tree.getStart()));
    } catch (IllegalArgumentException e) {
      throw places.error(tree, Code.BAD_ATTRIBUTE, sentence(e));
    }
  }

  private Object constant(Class<?> type, SirParser.ScalarContext tree) {
    var text = tree.STRING() != null ? string(tree.getStart()) : tree.getText();
    for (var constant : type.getEnumConstants()) {
      if (constant.toString().equals(text)) {
        return constant;
      }
    }
    var known = Arrays.stream(type.getEnumConstants()).map(Object::toString).toList();
    throw new InputError(
        Diagnostic.error(Code.BAD_ATTRIBUTE, places.of(tree), "no such value: " + text)
            .with("known: " + String.join(", ", known)));
  }

  /** A 32-bit float, its bits kept. */
  float real(SirParser.ScalarContext tree) {
    try {
      return Float.intBitsToFloat((int) Scalars.bits(DType.F32, tree.getText()));
    } catch (IllegalArgumentException e) {
      throw places.error(tree, Code.BAD_ATTRIBUTE, sentence(e));
    }
  }

  private static String sentence(IllegalArgumentException e) {
    return e.getMessage() == null ? "not a value" : e.getMessage();
  }

  private InputError expected(String what, SirParser.ValueContext found) {
    return places.error(found, Code.BAD_ATTRIBUTE, "expected " + what);
  }

  private static String describe(Class<?> type) {
    if (type == Bytes.class || type == String.class) {
      return "a string";
    }
    if (type == Type.class) {
      return "type(…)";
    }
    if (type.isRecord()) {
      return "attributes in braces";
    }
    return "a value of " + type.getSimpleName().toLowerCase(java.util.Locale.ROOT);
  }

  String name(SirParser.NameContext tree) {
    return tree.STRING() != null ? string(tree.STRING().getSymbol()) : tree.getText();
  }

  /** Content of a string token, or of a value or symbol token with its sigil cut off. */
  String string(Token token) {
    var text = token.getText();
    var quoted = text.charAt(0) == '"' ? text : text.substring(1);
    if (!quoted.startsWith("\"")) {
      return quoted;
    }
    try {
      return Quoted.read(quoted);
    } catch (IllegalArgumentException e) {
      throw places.error(token, Code.SYNTAX, sentence(e));
    }
  }

  /** Content of a string or base 64 token. */
  Bytes bytes(Token token) {
    return token.getType() == SirParser.BASE64
        ? Bytes.of(base64(token))
        : Bytes.utf8(string(token));
  }

  byte[] base64(Token token) {
    var text = token.getText();
    try {
      return Base64.getDecoder().decode(text.substring(4, text.length() - 1));
    } catch (IllegalArgumentException e) {
      throw places.error(token, Code.SYNTAX, "not base 64: " + e.getMessage());
    }
  }

  /** The facts that the parser could make sense of. */
  Facts facts(List<SirParser.FactContext> trees) {
    var facts = Facts.NONE;
    for (var tree : trees) {
      if (BodyReader.isBroken(tree)) {
        continue;
      }
      var name = tree.id().getText();
      var type = Vocabulary.fact(name);
      if (type == null) {
        throw places.error(tree.id(), Code.UNKNOWN_NAME, "there is no fact called " + name);
      }
      if (facts.has(type.asSubclass(Fact.class))) {
        throw places.error(tree.id(), Code.BAD_ATTRIBUTE, "fact " + name + " is given twice");
      }
      facts = facts.with((Fact) record(type, tree.attributes(), tree, "fact " + name));
    }
    return facts;
  }

  /** Number of an integer token that must fit an int. */
  int index(Token token) {
    return Math.toIntExact(number(token, Integer.MIN_VALUE, Integer.MAX_VALUE));
  }

  long number(Token token, long least, long most) {
    try {
      long value = Long.parseLong(token.getText());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException tooLarge) {
      throw places.error(token, Code.SYNTAX, "the number does not fit 64 bits");
    }
    throw places.error(token, Code.SYNTAX, "expected a number from " + least + " to " + most);
  }

  static CompilerBug unknownTree(ParserRuleContext tree) {
    return new CompilerBug("the grammar has a case that the reader lacks: " + tree.getClass());
  }
}
