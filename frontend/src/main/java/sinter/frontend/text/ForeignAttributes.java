package sinter.frontend.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sinter.grammar.text.SirParser;
import sinter.ir.Fact;
import sinter.ir.diag.Code;
import sinter.ir.op.Attr;
import sinter.ir.op.AttrValue;
import sinter.ir.op.Attrs;
import sinter.ir.tensor.Bytes;

/** Reads the attributes of uninterpreted nodes, whose kind the text itself says. */
record ForeignAttributes(Places places, Literals literals) {
  Attrs read(SirParser.@Nullable AttributesContext tree) {
    if (tree == null) {
      return Attrs.NONE;
    }
    var attributes = new ArrayList<Attr>();
    for (var attribute : tree.attribute()) {
      var name = literals.name(attribute.name());
      attributes.add(new Attr(name, value(attribute.value()), residue(attribute)));
    }
    return new Attrs(attributes);
  }

  private Bytes residue(SirParser.AttributeContext tree) {
    var facts = literals.facts(tree.fact());
    if (facts.isEmpty()) {
      return Bytes.EMPTY;
    }
    if (facts.get(Fact.Residue.class) instanceof Fact.Residue(var message)
        && facts.all().size() == 1) {
      return message;
    }
    throw places.error(tree, Code.BAD_ATTRIBUTE, "an attribute has no facts but a residue");
  }

  private AttrValue value(SirParser.ValueContext tree) {
    if (tree.type() != null) {
      return new AttrValue.Tens(literals.tensors().tensor(tree));
    }
    return switch (tree.literal()) {
      case SirParser.PlainContext t -> scalar(t.scalar());
      case SirParser.ListContext t -> list(t);
      case SirParser.EmptyContext t -> empty(t);
      case SirParser.TypeOfContext t -> new AttrValue.TypeOf(literals.types().type(t.type()));
      case SirParser.RegionOfContext t -> new AttrValue.Region(literals.index(t.INT().getSymbol()));
      case SirParser.MessageContext t ->
          new AttrValue.Message(
              literals.index(t.INT().getSymbol()),
              t.bytes().stream().map(b -> literals.bytes(b.getStart())).toList());
      case SirParser.RefContext t ->
          new AttrValue.Ref(
              literals.string(t.STRING().getSymbol()), literals.index(t.INT().getSymbol()));
      default -> throw places.error(tree, Code.BAD_ATTRIBUTE, "expected ': type' after the tensor");
    };
  }

  private AttrValue scalar(SirParser.ScalarContext tree) {
    if (tree.INT() != null) {
      return new AttrValue.Int(literals.number(tree.getStart(), Long.MIN_VALUE, Long.MAX_VALUE));
    }
    if (tree.STRING() != null || tree.BASE64() != null) {
      return new AttrValue.Str(literals.bytes(tree.getStart()));
    }
    return new AttrValue.Real(literals.real(tree));
  }

  private AttrValue empty(SirParser.EmptyContext tree) {
    return switch (tree.id().getText()) {
      case "ints" -> new AttrValue.Ints(List.of());
      case "floats" -> new AttrValue.Reals(List.of());
      case "strings" -> new AttrValue.Strs(List.of());
      case "tensors" -> new AttrValue.Tensors(List.of());
      case "regions" -> new AttrValue.Regions(List.of());
      case "types" -> new AttrValue.TypesOf(List.of());
      default ->
          throw places.error(
              tree.id(),
              Code.SYNTAX,
              "expected ints, floats, strings, tensors, regions or types, found "
                  + tree.id().getText());
    };
  }

  /** All elements are of the kind of the first one. */
  private AttrValue list(SirParser.ListContext tree) {
    if (tree.value().isEmpty()) {
      throw places.error(
          tree, Code.BAD_ATTRIBUTE, "an empty list says what it lacks: none ints, none floats …");
    }
    return switch (value(tree.value().getFirst())) {
      case AttrValue.Int _ ->
          new AttrValue.Ints(each(tree, v -> v instanceof AttrValue.Int(long x) ? x : null));
      case AttrValue.Real _ ->
          new AttrValue.Reals(each(tree, v -> v instanceof AttrValue.Real(float x) ? x : null));
      case AttrValue.Str _ ->
          new AttrValue.Strs(each(tree, v -> v instanceof AttrValue.Str(var x) ? x : null));
      case AttrValue.Tens _ ->
          new AttrValue.Tensors(each(tree, v -> v instanceof AttrValue.Tens(var x) ? x : null));
      case AttrValue.Region _ ->
          new AttrValue.Regions(each(tree, v -> v instanceof AttrValue.Region(int x) ? x : null));
      case AttrValue.TypeOf _ ->
          new AttrValue.TypesOf(each(tree, v -> v instanceof AttrValue.TypeOf(var x) ? x : null));
      case AttrValue.Ints _,
          AttrValue.Reals _,
          AttrValue.Strs _,
          AttrValue.Tensors _,
          AttrValue.Regions _,
          AttrValue.TypesOf _,
          AttrValue.Message _,
          AttrValue.Ref _ ->
          throw places.error(tree, Code.BAD_ATTRIBUTE, "a list cannot hold such elements");
    };
  }

  private <E> List<E> each(SirParser.ListContext tree, Function<AttrValue, @Nullable E> kind) {
    var elements = new ArrayList<E>();
    for (var item : tree.value()) {
      var element = kind.apply(value(item));
      if (element == null) {
        throw places.error(item, Code.BAD_ATTRIBUTE, "the elements of a list are of one kind");
      }
      elements.add(element);
    }
    return elements;
  }
}
