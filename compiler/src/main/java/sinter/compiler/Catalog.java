package sinter.compiler;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Suggest;
import sinter.ir.op.AttrValue;
import sinter.ir.op.Components;
import sinter.ir.op.Domain;
import sinter.ir.op.Onnx;
import sinter.ir.op.OpCatalog;
import sinter.ir.op.OpPages;
import sinter.ir.op.Schema;
import sinter.ir.rewrite.Rule;
import sinter.ir.type.DType;
import sinter.passes.Invariant;
import sinter.passes.PassCatalog;
import sinter.passes.PassPages;
import sinter.passes.PipelineText;
import sinter.passes.Presets;
import sinter.passes.RulePass;

/** What there is: ops, passes, presets and targets, with a line about each. */
public final class Catalog {
  /** An option of a pass with its default. */
  public record Option(String name, String type, String defaultValue) {}

  /** A pass; {@code page} is its documentation. */
  public record PassEntry(
      String name,
      String summary,
      List<Option> options,
      List<String> rules,
      List<String> requires,
      List<String> establishes,
      String page) {}

  /** The passes, and the pipelines that have names. */
  public record Passes(List<PassEntry> passes, Map<String, String> presets) {}

  /** An operand or result: {@code arity} is one, optional or variadic. */
  public record Slot(String name, String arity) {}

  /**
   * An attribute of an op.
   *
   * @param type what it holds, in words
   * @param optional whether it may be absent from the op itself
   * @param onnx its name in ONNX
   * @param defaultValue what its absence in an ONNX node means; null when it must be there or absence is a value
   */
  public record Attribute(
      String name, String type, boolean optional, String onnx, @Nullable String defaultValue) {}

  /**
   * An op.
   *
   * @param onnx the qualified name of the ONNX operator it stands for; null when there is none
   * @param since the versions of that operator that it can express
   */
  public record OpEntry(
      String name,
      String family,
      String summary,
      List<Slot> inputs,
      List<Slot> outputs,
      List<Attribute> attributes,
      @Nullable String onnx,
      List<Integer> since,
      List<String> rules) {}

  /** The ops. */
  public record Ops(List<OpEntry> ops) {}

  /** A target. */
  public record Target(String name, String summary) {}

  /** The targets. */
  public record Targets(List<Target> targets) {}

  private Catalog() {}

  /** Every pass and preset. */
  public static Passes passes() {
    var presets = new TreeMap<String, String>();
    Presets.names().forEach(n -> presets.put(n, PipelineText.parse(Presets.of(n)).toString()));
    return new Passes(PassCatalog.get().all().stream().map(Catalog::entry).toList(), presets);
  }

  /**
   * The pass called {@code name}.
   *
   * @throws InputError with the nearest names when there is none
   */
  public static PassEntry pass(String name) {
    var entry = PassCatalog.get().named(name);
    if (entry == null) {
      var names = PassCatalog.get().all().stream().map(PassCatalog.Entry::name).toList();
      throw unknown("pass", name, names);
    }
    return entry(entry);
  }

  private static PassEntry entry(PassCatalog.Entry e) {
    var options = new ArrayList<Option>();
    var components = Components.of(e.type());
    for (var c : components.all()) {
      if (!c.getType().getSimpleName().equals("Pipeline")) {
        var name = c.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        var value = String.valueOf(components.getOrNull(e.defaults(), c));
        options.add(new Option(name, c.getType().getSimpleName().toLowerCase(Locale.ROOT), value));
      }
    }
    return new PassEntry(
        e.name(),
        PassPages.summary(e.name()),
        options,
        e.defaults() instanceof RulePass p
            ? p.rules().stream().map(Rule::name).toList()
            : List.of(),
        e.defaults().requires().stream().map(Invariant::text).sorted().toList(),
        e.defaults().establishes().stream().map(Invariant::text).sorted().toList(),
        PassPages.of(e.name()));
  }

  /** Every op, by family. */
  public static Ops ops() {
    return new Ops(OpCatalog.get().all().stream().map(Catalog::entry).toList());
  }

  /**
   * The op called {@code name} in textual IR, or like an ONNX operator.
   *
   * @throws InputError with the nearest names when there is none
   */
  public static OpEntry op(String name) {
    var names = new ArrayList<String>();
    for (var e : OpCatalog.get().all()) {
      var onnx = e.schema() == null ? null : e.schema().onnx();
      if (e.name().equals(name) || (onnx != null && onnx.name().equals(name))) {
        return entry(e);
      }
      names.add(e.name());
    }
    throw unknown("op", name, names);
  }

  private static OpEntry entry(OpCatalog.Entry e) {
    var schema = e.schema();
    var onnx = schema == null ? null : schema.onnx();
    var family = e.type().getEnclosingClass();
    return new OpEntry(
        e.name(),
        family == null ? "" : Words.kebab(family.getSimpleName()),
        OpPages.summary(e.name()),
        schema == null ? List.of() : slots(schema.inputs()),
        schema == null ? List.of() : slots(schema.outputs()),
        attributes(e, onnx),
        onnx == null ? null : Domain.shown(onnx.domain()) + "." + onnx.name(),
        onnx == null ? List.of() : onnx.since(),
        e.canonical().stream().map(Rule::name).toList());
  }

  private static List<Slot> slots(List<Schema.Slot> slots) {
    return slots.stream()
        .map(s -> new Slot(s.name(), s.arity().name().toLowerCase(Locale.ROOT)))
        .toList();
  }

  private static List<Attribute> attributes(OpCatalog.Entry e, @Nullable Onnx onnx) {
    var list = new ArrayList<Attribute>();
    collect(e.type(), onnx, list);
    return list;
  }

  /** The components of a nested record are attributes of their own. */
  private static void collect(Class<?> record, @Nullable Onnx onnx, List<Attribute> list) {
    for (var c : Components.of(record).all()) {
      if (c.getType().isRecord() && c.getType().getEnclosingClass() == null) {
        collect(c.getType(), onnx, list);
        continue;
      }
      var name = Words.snake(c.getName());
      var attribute = onnx == null ? name : onnx.attribute(c.getName());
      var absent = defaultOf(attribute, onnx);
      list.add(
          new Attribute(
              name,
              type(c),
              Components.isNullable(c),
              attribute,
              absent == null ? null : read(c.getType(), absent)));
    }
  }

  /** ONNX writes truth values and element types as integers. */
  private static String read(Class<?> type, String value) {
    if (type == boolean.class) {
      return String.valueOf(!value.equals("0"));
    }
    return type == DType.class && DType.ofOnnx(Integer.parseInt(value)) instanceof DType dtype
        ? dtype.text()
        : value;
  }

  private static String type(RecordComponent c) {
    var type = c.getType();
    if (type.isEnum() && type != DType.class) {
      var words = Arrays.stream(type.getEnumConstants()).map(Object::toString).toList();
      return "one of " + String.join(", ", words);
    }
    if (type == List.class && c.getGenericType() instanceof ParameterizedType list) {
      return word((Class<?>) list.getActualTypeArguments()[0]) + "s";
    }
    return word(type);
  }

  private static String word(Class<?> type) {
    return switch (type.getSimpleName()) {
      case "long", "Long" -> "integer";
      case "Attr" -> "attribute";
      case "Bytes" -> "string";
      case "DType" -> "element type";
      default -> type.getSimpleName().toLowerCase(Locale.ROOT);
    };
  }

  private static @Nullable String defaultOf(String attribute, @Nullable Onnx onnx) {
    if (onnx == null) {
      return null;
    }
    int newest = onnx.since().stream().mapToInt(i -> i).max().orElse(1);
    var value = onnx.defaultOf(attribute, newest);
    return value == null ? null : text(value);
  }

  private static String text(AttrValue value) {
    return switch (value) {
      case AttrValue.Int(long n) -> Long.toString(n);
      case AttrValue.Real(float x) -> Float.toString(x);
      case AttrValue.Str(var s) -> s.toString();
      case AttrValue.Ints(var all) -> all.toString();
      case AttrValue.Reals(var all) -> all.toString();
      case AttrValue.Strs(var all) -> all.toString();
      case AttrValue.Tens _,
          AttrValue.Tensors _,
          AttrValue.Region _,
          AttrValue.Regions _,
          AttrValue.TypeOf _,
          AttrValue.TypesOf _,
          AttrValue.Message _,
          AttrValue.Ref _ ->
          value.toString();
    };
  }

  /** Every target. */
  public static Targets targets() {
    return new Targets(
        new TreeMap<>(CompileOptions.targets())
            .entrySet().stream().map(e -> new Target(e.getKey(), e.getValue())).toList());
  }

  private static InputError unknown(String kind, String name, List<String> names) {
    return new InputError(
        Diagnostic.error(Code.UNKNOWN_NAME, Loc.UNKNOWN, "there is no " + kind + " called " + name)
            .with(Suggest.sentence(name, names)));
  }
}
