package sinter.frontend.text;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import sinter.grammar.text.SirParser;
import sinter.ir.diag.Code;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.DimSyntaxException;
import sinter.ir.type.Shape;
import sinter.ir.type.Type;
import sinter.ir.type.Type.TensorType;

/** Reads types. */
record Types(Places places) {
  Type type(SirParser.TypeContext tree) {
    return switch (tree) {
      case SirParser.TensorTypeContext t -> {
        var dtype = element(t.element());
        var shape = shape(t.shape());
        boolean isSparse = t.getStart().getTokenIndex() < t.element().getStart().getTokenIndex();
        yield isSparse ? new Type.SparseType(dtype, shape) : new TensorType(dtype, shape);
      }
      case SirParser.SequenceTypeContext t -> new Type.SequenceType(type(t.type()));
      case SirParser.OptionalTypeContext t -> new Type.OptionalType(type(t.type()));
      case SirParser.MapTypeContext t -> new Type.MapType(key(t.element()), type(t.type()));
      default -> Type.OPAQUE;
    };
  }

  private DType key(SirParser.ElementContext tree) {
    if (element(tree) instanceof DType dtype) {
      return dtype;
    }
    throw places.error(tree, Code.SYNTAX, "the key type of a map cannot be unknown");
  }

  private @Nullable DType element(SirParser.ElementContext tree) {
    var text = tree.getText();
    if (text.equals("?")) {
      return null;
    }
    if (DType.of(text) instanceof DType dtype) {
      return dtype;
    }
    throw places.error(tree, Code.UNKNOWN_NAME, "there is no element type called " + text);
  }

  private Shape shape(SirParser.ShapeContext tree) {
    if (tree.dim().isEmpty()) {
      return tree.getChildCount() == 0 ? Shape.SCALAR : Shape.UNRANKED;
    }
    var dims = new ArrayList<Dim>();
    for (var dim : tree.dim()) {
      dims.add(dim(dim));
    }
    return Shape.of(dims);
  }

  private Dim dim(SirParser.DimContext tree) {
    try {
      return Dim.parse(Places.text(tree));
    } catch (DimSyntaxException e) {
      var at = places.of(tree);
      var span = new Loc.Span(at.source(), at.line(), at.column() + e.position(), 1);
      throw new InputError(Code.SYNTAX, span, e.problem());
    }
  }
}
