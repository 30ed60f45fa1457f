package sinter.ir.op;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sinter.ir.op.Onnx.Form;
import sinter.ir.op.Onnx.Reading;
import sinter.ir.op.Onnx.Trait;
import sinter.ir.op.Onnx.Writing;
import sinter.ir.op.Onnx.Written;
import sinter.ir.tensor.Bytes;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;

/**
 * Maps ONNX attributes to the components of op records and back, driven by {@link Onnx} alone. A node is read
 * only when nothing of it is lost: an unknown attribute, a missing required one, or a value that its
 * component cannot hold leaves the node uninterpreted.
 */
public final class OnnxCodec {
  private OnnxCodec() {}

  /** The op that {@code form} of the entry's ONNX operator says exactly, or null. */
  public static @Nullable Reading read(OpCatalog.Entry entry, Form form) {
    var onnx = Objects.requireNonNull(entry.schemaOrThrow().onnx());
    if (form.attrs().hasReferences()
        || !onnx.all(Trait.Only.class).allMatch(o -> o.condition().test(form))) {
      return null;
    }
    if (!arity(entry.schemaOrThrow(), onnx, form)) {
      return null;
    }
    if (!onnx.regionAttributes().stream()
        .allMatch(name -> form.attrs().get(name) instanceof AttrValue.Region)) {
      return null;
    }
    var codec = onnx.all(Trait.Codec.class).findFirst().orElse(null);
    try {
      return codec != null ? codec.read().apply(form) : regular(entry, onnx, form);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static boolean arity(Schema schema, Onnx onnx, Form form) {
    var moved = new HashSet<Integer>();
    onnx.all(Trait.Moved.class)
        .filter(m -> form.since() < m.from())
        .forEach(m -> moved.add(m.operand()));
    for (int i = 0; i < schema.inputs().size(); i++) {
      if (isRequired(schema, i) && !form.hasIn(i) && !moved.contains(i)) {
        return false;
      }
    }
    boolean open =
        !schema.inputs().isEmpty() && schema.inputs().getLast().arity() == Schema.Arity.VARIADIC;
    boolean openOut =
        !schema.outputs().isEmpty() && schema.outputs().getLast().arity() == Schema.Arity.VARIADIC;
    return (open || form.inputs().size() <= schema.inputs().size())
        && (openOut || form.outputs().size() <= schema.outputs().size());
  }

  private static boolean isRequired(Schema schema, int operand) {
    return schema.inputs().get(operand).arity() == Schema.Arity.ONE;
  }

  private static @Nullable Reading regular(OpCatalog.Entry entry, Onnx onnx, Form form) {
    var left = new TreeSet<String>();
    form.attrs().all().forEach(a -> left.add(a.name()));
    onnx.all(Trait.Ignored.class).forEach(t -> left.remove(t.attribute()));
    onnx.regionAttributes().forEach(left::remove);
    if (onnx.all(Trait.ValueSince.class)
        .anyMatch(
            v -> form.since() < v.from() && v.value().equals(form.attrs().get(v.attribute())))) {
      return null;
    }
    var operands = new HashMap<Integer, Tensor>();
    for (var m : onnx.all(Trait.Moved.class).toList()) {
      if (form.since() < m.from()) {
        var value = form.attrs().get(m.attribute());
        if (value == null) {
          value = onnx.defaultOf(m.attribute(), form.since());
        }
        if (value != null) {
          if (!(operand(value, m.fit(), form) instanceof Tensor t) || form.hasIn(m.operand())) {
            return null;
          }
          operands.put(m.operand(), t);
        } else if (isRequired(entry.schemaOrThrow(), m.operand())) {
          return null;
        }
        left.remove(m.attribute());
      }
    }
    var slots = entry.schemaOrThrow().inputs();
    for (int i = 0; i < slots.size(); i++) {
      if (slots.get(i).arity() == Schema.Arity.ONE && !form.hasIn(i) && !operands.containsKey(i)) {
        return null;
      }
    }
    var op = record(entry.type(), onnx, form, left);
    return op == null || !left.isEmpty() ? null : new Reading((Op) op, operands);
  }

  private static @Nullable Record record(Class<?> type, Onnx onnx, Form form, Set<String> left) {
    var components = Components.of(type);
    var values = new ArrayList<@Nullable Object>();
    for (var c : components.all()) {
      if (c.getType().isRecord()) {
        var nested = record(c.getType(), onnx, form, left);
        if (nested == null) {
          return null;
        }
        values.add(nested);
        continue;
      }
      var name = onnx.attribute(c.getName());
      left.remove(name);
      var value = form.attrs().get(name);
      if (value == null) {
        value = onnx.defaultOf(name, form.since());
      }
      var decoded =
          value == null ? absent(c) : decode(c, onnx.respell(name, value, form.since(), true));
      boolean undefined = value == null || (c.getType() == DType.class && isZero(value));
      if (decoded == null && !(undefined && Components.isNullable(c))) {
        return null;
      }
      values.add(decoded);
    }
    return components.create(values);
  }

  private static boolean isZero(AttrValue value) {
    return value instanceof AttrValue.Int(long v) && v == 0;
  }

  private static @Nullable Object absent(RecordComponent c) {
    return c.getType() == List.class ? List.of() : null;
  }

  private static @Nullable Tensor operand(AttrValue value, Onnx.Fit fit, Form form) {
    var plain = value.asTensor();
    if (plain == null || plain instanceof Tensor.Strings) {
      return null;
    }
    return switch (fit) {
      case PLAIN -> plain;
      case VECTOR -> plain.reshaped(List.of(1L));
      case LIKE_FIRST ->
          form.dtype(0) instanceof DType d && d.isFloat()
              ? Tensor.scalar(d, plain.doubleAt(0))
              : null;
    };
  }

  private static @Nullable Object decode(RecordComponent c, AttrValue value) {
    return c.getType() == List.class
        ? decodeList(Components.element(c.getGenericType()), value)
        : decodeOne(c.getType(), value);
  }

  private static @Nullable Object decodeOne(Class<?> type, AttrValue value) {
    return switch (value) {
      case AttrValue.Int(long v) -> decodeInt(type, v);
      case AttrValue.Real(float v) ->
          type == float.class || type == Float.class
              ? (Object) v
              : type == double.class ? (double) v : null;
      case AttrValue.Str(var v) -> decodeString(type, v);
      case AttrValue.Tens(var t) -> type == Tensor.class ? t : null;
      case AttrValue.Ints _,
          AttrValue.Reals _,
          AttrValue.Strs _,
          AttrValue.Tensors _,
          AttrValue.Region _,
          AttrValue.Regions _,
          AttrValue.TypesOf _,
          AttrValue.Message _,
          AttrValue.Ref _ ->
          null;
      case AttrValue.TypeOf(var t) -> type == sinter.ir.type.Type.class ? t : null;
    };
  }

  private static @Nullable Object decodeInt(Class<?> type, long v) {
    if (type == long.class || type == Long.class) {
      return v;
    }
    if (type == boolean.class || type == Boolean.class) {
      return v == 0 || v == 1 ? (Object) (v == 1) : null;
    }
    return type == DType.class && (int) v == v ? DType.ofOnnx((int) v) : null;
  }

  private static @Nullable Object decodeString(Class<?> type, Bytes v) {
    if (type == Bytes.class) {
      return v;
    }
    if (!v.isText()) {
      return null;
    }
    if (type == String.class) {
      return v.text();
    }
    if (type.isEnum()) {
      for (var e : type.getEnumConstants()) {
        if (e.toString().equals(v.text())) {
          return e;
        }
      }
    }
    return null;
  }

  private static @Nullable List<?> decodeList(Class<?> element, AttrValue value) {
    return switch (value) {
      case AttrValue.Ints(var v) -> element == Long.class ? v : null;
      case AttrValue.Reals(var v) -> element == Float.class ? v : null;
      case AttrValue.Strs(var v) -> strings(element, v);
      case AttrValue.Int _,
          AttrValue.Real _,
          AttrValue.Str _,
          AttrValue.Tens _,
          AttrValue.Tensors _,
          AttrValue.Region _,
          AttrValue.Regions _,
          AttrValue.TypeOf _,
          AttrValue.TypesOf _,
          AttrValue.Message _,
          AttrValue.Ref _ ->
          null;
    };
  }

  private static @Nullable List<?> strings(Class<?> element, List<Bytes> values) {
    var out = new ArrayList<Object>();
    for (var v : values) {
      var d = decodeString(element, v);
      if (d == null) {
        return null;
      }
      out.add(d);
    }
    return List.copyOf(out);
  }

  /**
   * Attributes and left-out operands of {@code op} at opset {@code version}; null when that version cannot
   * say it.
   */
  public static @Nullable Writing write(Op op, long version, Ins in) {
    var entry = OpCatalog.get().of(op);
    var onnx = entry.schemaOrThrow().onnx();
    int since = onnx == null ? 0 : onnx.sinceAt(version);
    if (onnx == null || since == 0) {
      return null;
    }
    var codec = onnx.all(Trait.Codec.class).findFirst().orElse(null);
    if (codec != null) {
      return codec.write().apply(new Written(op, since, in));
    }
    var written = new Written(op, since, in);
    if (!slots(onnx, since, in)
        || !onnx.all(Trait.Writable.class).allMatch(w -> w.condition().test(written))) {
      return null;
    }
    var attrs = new ArrayList<Attr>();
    if (!components((Record) op, onnx, since, attrs)) {
      return null;
    }
    for (var v : onnx.all(Trait.ValueSince.class).toList()) {
      if (since < v.from() && attrs.contains(new Attr(v.attribute(), v.value()))) {
        return null;
      }
    }
    var dropped = new TreeSet<Integer>();
    for (var m : onnx.all(Trait.Moved.class).filter(m -> since < m.from()).toList()) {
      var otherwise = onnx.defaultOf(m.attribute(), since);
      if (!in.has(m.operand())) {
        if (otherwise != null) {
          return null;
        }
        continue;
      }
      var value = in.constant(m.operand()) instanceof Tensor t ? attribute(t, m.fit()) : null;
      if (value == null) {
        return null;
      }
      if (!value.equals(otherwise)) {
        attrs.add(new Attr(m.attribute(), value));
      }
      dropped.add(m.operand());
    }
    int region = 0;
    for (var name : onnx.regionAttributes()) {
      attrs.add(new Attr(name, new AttrValue.Region(region++)));
    }
    return new Writing(new Attrs(attrs), dropped);
  }

  /** Null when an attribute cannot hold the value of the operand. */
  private static @Nullable AttrValue attribute(Tensor t, Onnx.Fit fit) {
    return switch (fit) {
      case PLAIN -> attribute(t);
      case VECTOR -> t.size() == 1 ? new AttrValue.Int(t.longAt(0)) : null;
      case LIKE_FIRST -> {
        if (t.size() != 1 || !t.dtype().isFloat()) {
          yield null;
        }
        double v = t.doubleAt(0);
        yield Double.isNaN(v) || v == (float) v ? new AttrValue.Real((float) v) : null;
      }
    };
  }

  private static boolean slots(Onnx onnx, int since, Ins in) {
    return onnx.all(Trait.OperandSince.class)
            .noneMatch(o -> since < o.from() && in.has(o.operand()))
        && onnx.all(Trait.OptionalSince.class)
            .noneMatch(o -> since < o.from() && !in.has(o.operand()))
        && onnx.all(Trait.ResultSince.class)
            .noneMatch(r -> since < r.from() && in.outputs() > r.result());
  }

  private static AttrValue attribute(Tensor t) {
    boolean whole = t.dtype().isInteger() || t.dtype() == DType.BOOL;
    if (t.rank() == 0) {
      return whole ? new AttrValue.Int(t.longAt(0)) : new AttrValue.Real((float) t.doubleAt(0));
    }
    if (whole) {
      return new AttrValue.Ints(t.longs());
    }
    var floats = new ArrayList<Float>();
    for (double v : t.doubles()) {
      floats.add((float) v);
    }
    return new AttrValue.Reals(floats);
  }

  private static boolean components(Record record, Onnx onnx, int since, List<Attr> into) {
    var components = Components.of(record.getClass());
    for (var c : components.all()) {
      var value = components.getOrNull(record, c);
      if (value == null) {
        continue;
      }
      if (value instanceof Record nested && c.getType().isRecord()) {
        if (!components(nested, onnx, since, into)) {
          return false;
        }
        continue;
      }
      var name = onnx.attribute(c.getName());
      var plain = encode(value);
      var encoded = plain == null ? null : onnx.respell(name, plain, since, false);
      var otherwise = onnx.defaultOf(name, since);
      if (encoded == null || encoded.equals(otherwise)) {
        continue;
      }
      if (onnx.all(Trait.Introduced.class)
          .anyMatch(i -> i.attribute().equals(name) && since < i.from())) {
        return false;
      }
      into.add(new Attr(name, encoded));
    }
    return true;
  }

  /** Null for an empty list, which stands for an absent attribute. */
  private static @Nullable AttrValue encode(Object value) {
    return switch (value) {
      case Long v -> new AttrValue.Int(v);
      case Boolean v -> new AttrValue.Int(v ? 1 : 0);
      case Float v -> new AttrValue.Real(v);
      case Double v -> new AttrValue.Real(v.floatValue());
      case DType v -> new AttrValue.Int(v.onnx());
      case Bytes v -> new AttrValue.Str(v);
      case Tensor v -> new AttrValue.Tens(v);
      case sinter.ir.type.Type v -> new AttrValue.TypeOf(v);
      case List<?> v when v.isEmpty() -> null;
      case List<?> v when v.getFirst() instanceof Long ->
          new AttrValue.Ints(v.stream().map(Long.class::cast).toList());
      case List<?> v when v.getFirst() instanceof Float ->
          new AttrValue.Reals(v.stream().map(Float.class::cast).toList());
      case List<?> v -> new AttrValue.Strs(v.stream().map(OnnxCodec::bytes).toList());
      default -> new AttrValue.Str(Bytes.utf8(value.toString()));
    };
  }

  private static Bytes bytes(Object value) {
    return value instanceof Bytes b ? b : Bytes.utf8(value.toString());
  }

  /** Every attribute name that the record's components stand for, renames applied; for audits. */
  public static Map<String, Class<?>> attributes(OpCatalog.Entry entry) {
    var into = new LinkedHashMap<String, Class<?>>();
    if (entry.schema() != null && entry.schema().onnx() != null) {
      collect(entry.type(), entry.schema().onnx(), into);
    }
    return into;
  }

  private static void collect(Class<?> type, Onnx onnx, Map<String, Class<?>> into) {
    for (var c : Components.of(type).all()) {
      if (c.getType().isRecord()) {
        collect(c.getType(), onnx, into);
      } else {
        into.put(onnx.attribute(c.getName()), c.getType());
      }
    }
  }
}
