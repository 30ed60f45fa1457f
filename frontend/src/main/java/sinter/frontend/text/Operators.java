package sinter.frontend.text;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.grammar.text.SirParser;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Suggest;
import sinter.ir.op.AttrValue;
import sinter.ir.op.Foreign;
import sinter.ir.op.Op;
import sinter.ir.op.OpCatalog;
import sinter.ir.op.Schema;

/** Reads operators with their attributes, and checks that operands, results and regions suit them. */
record Operators(Places places, Literals literals) {
  Op read(SirParser.OperationContext tree) {
    var op = tree.op();
    if (op.id() == null) {
      return foreign(op, tree.attributes(), tree.region().size());
    }
    var name = op.id().getText();
    var entry = OpCatalog.get().named(name);
    if (entry == null || entry.schema() == null) {
      var names = OpCatalog.get().all().stream().map(OpCatalog.Entry::name).toList();
      throw new InputError(
          Diagnostic.error(Code.UNKNOWN_NAME, places.of(op), "there is no op called " + name)
              .with(nearest(name, names)));
    }
    if (refusal(entry.schema(), tree) instanceof String reason) {
      throw places.error(op, Code.SYNTAX, name + " " + reason);
    }
    return (Op) literals.record(entry.type(), tree.attributes(), op, name);
  }

  private static String nearest(String name, List<String> names) {
    var near = Suggest.nearest(name, names);
    return near.isEmpty()
        ? "sinter ops lists them"
        : "did you mean " + String.join(" or ", near) + "?";
  }

  /** Why an op of this schema cannot stand here; null when it can. */
  private static @Nullable String refusal(Schema schema, SirParser.OperationContext tree) {
    var operands = tree.operand();
    if (!schema.accepts(operands.size())) {
      return "does not take " + operands.size() + " operands";
    }
    for (int i = 0; i < schema.inputs().size(); i++) {
      var slot = schema.inputs().get(i);
      if (slot.arity() == Schema.Arity.ONE && operands.get(i).VALUE() == null) {
        return "needs operand " + slot.name();
      }
    }
    int results = ((SirParser.StatementContext) tree.getParent()).result().size();
    var outputs = schema.outputs();
    boolean isOpen = !outputs.isEmpty() && outputs.getLast().arity() == Schema.Arity.VARIADIC;
    if (!isOpen && results > outputs.size()) {
      return "has no " + results + " results";
    }
    int regions = schema.onnx() == null ? 0 : schema.onnx().regionAttributes().size();
    return regions == tree.region().size()
        ? null
        : "has " + regions + " regions, found " + tree.region().size();
  }

  private Op foreign(
      SirParser.OpContext op, SirParser.@Nullable AttributesContext attributes, int regions) {
    var domain = literals.name(op.name(0));
    boolean isDefault = domain.equals("onnx") && op.name(0).STRING() == null;
    var version = op.SYMBOL().getText().substring(1);
    if (!version.matches("[0-9]{1,9}")) {
      throw places.error(op.SYMBOL().getSymbol(), Code.SYNTAX, "expected a version such as @17");
    }
    var overload = op.STRING() == null ? "" : literals.string(op.STRING().getSymbol());
    var attrs = new ForeignAttributes(places, literals).read(attributes);
    for (var attr : attrs.all()) {
      if (!namesRegions(attr.value(), regions)) {
        throw places.error(
            op,
            Code.BAD_ATTRIBUTE,
            "attribute " + attr.name() + " names a region that is not there");
      }
    }
    return new Foreign(
        isDefault ? "" : domain,
        literals.name(op.name(1)),
        overload,
        Long.parseLong(version),
        attrs);
  }

  private static boolean namesRegions(AttrValue value, int regions) {
    return switch (value) {
      case AttrValue.Region(int index) -> index >= 0 && index < regions;
      case AttrValue.Regions(var indexes) -> indexes.stream().allMatch(i -> i >= 0 && i < regions);
      case AttrValue.Int _,
          AttrValue.Real _,
          AttrValue.Str _,
          AttrValue.Tens _,
          AttrValue.Ints _,
          AttrValue.Reals _,
          AttrValue.Strs _,
          AttrValue.Tensors _,
          AttrValue.TypeOf _,
          AttrValue.TypesOf _,
          AttrValue.Message _,
          AttrValue.Ref _ ->
          true;
    };
  }
}
