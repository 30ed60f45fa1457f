package sinter.frontend.language;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Code;
import sinter.ir.diag.Loc;
import sinter.ir.op.Attr;
import sinter.ir.op.AttrValue;
import sinter.ir.op.OnnxCodec;
import sinter.ir.op.OpCatalog;
import sinter.ir.tensor.Bytes;
import sinter.ir.type.DType;

/** Values as attributes of ops, each of the kind that the op's declaration asks for. */
final class Attributes {
  private Attributes() {}

  static Attr of(OpCatalog.Entry entry, String name, OpCalls.Arg arg) {
    var type = OnnxCodec.attributes(entry).get(name);
    return new Attr(name, value(arg.at(), name, type, arg.value()));
  }

  /** The value as an attribute; {@code type} is the class of the component, null when it is not known. */
  static AttrValue value(Loc.Span at, String name, @Nullable Class<?> type, Val v) {
    boolean isReal = type == float.class || type == Float.class || type == double.class;
    return switch (v) {
      case Val.Int i when isReal -> new AttrValue.Real(StaticMath.integer(at, i, name));
      case Val.Int i -> new AttrValue.Int(StaticMath.integer(at, i, name));
      case Val.Real(double d) -> {
        if (type != null && !isReal) {
          throw Mistake.of(Code.BAD_ATTRIBUTE, at, "%s cannot be the float %s", name, d);
        }
        yield new AttrValue.Real((float) d);
      }
      case Val.Bool(boolean b) -> new AttrValue.Int(b ? 1 : 0);
      case Val.Text(var text) -> {
        if (type != null && (isReal || type == long.class || type == boolean.class)) {
          throw Mistake.of(Code.BAD_ATTRIBUTE, at, "%s is a number, found a string", name);
        }
        check(at, name, type, text);
        yield new AttrValue.Str(Bytes.utf8(text));
      }
      case Val.ElementType(DType d) -> new AttrValue.Int(d.onnx());
      case Val.ListOf(var elements) -> list(at, name, elements);
      case Val.Tensor(var t) when t.constant() != null ->
          new AttrValue.Tens(Objects.requireNonNull(t.constant()));
      case Val.Tensor _ -> throw Mistake.notConstant(at, "attribute " + name, v.kind());
      case Val.Wide _, Val.None _, Val.Callee _, Val.Unknown _ ->
          throw Mistake.of(Code.BAD_ATTRIBUTE, at, "attribute %s cannot be %s", name, v.kind());
    };
  }

  private static void check(Loc.Span at, String name, @Nullable Class<?> type, String text) {
    if (type == null || !type.isEnum()) {
      return;
    }
    var words = new HashSet<String>();
    for (var e : type.getEnumConstants()) {
      words.add(e.toString());
    }
    if (!words.contains(text)) {
      throw Mistake.unknown(Code.BAD_ATTRIBUTE, at, "value of " + name, text, words);
    }
  }

  private static AttrValue list(Loc.Span at, String name, List<Val> elements) {
    if (elements.stream().allMatch(e -> e instanceof Val.Int)) {
      return new AttrValue.Ints(
          elements.stream().map(e -> StaticMath.integer(at, e, name)).toList());
    }
    if (elements.stream().allMatch(e -> e instanceof Val.Text)) {
      return new AttrValue.Strs(elements.stream().map(e -> Bytes.utf8(e.toString())).toList());
    }
    var reals = new ArrayList<Float>();
    for (var e : elements) {
      if (!(StaticMath.real(e) instanceof Double d)) {
        throw Mistake.of(Code.BAD_ATTRIBUTE, at, "attribute %s cannot hold %s", name, e.kind());
      }
      reals.add(d.floatValue());
    }
    return new AttrValue.Reals(reals);
  }
}
