package sinter.frontend.language;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.op.Attr;
import sinter.ir.op.AttrValue;
import sinter.ir.op.Attrs;
import sinter.ir.op.Domain;
import sinter.ir.op.Foreign;
import sinter.ir.op.Onnx;
import sinter.ir.op.OnnxCodec;
import sinter.ir.op.Op;
import sinter.ir.op.OpCatalog;
import sinter.ir.op.Schema;
import sinter.ir.op.Slicing;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Dim;

/**
 * Calls of ops. An op is called with its operands in the order of its schema, then its attributes; all can be named.
 * Attributes have ONNX's defaults, and numbers and lists become the tensors that an operand needs.
 */
final class OpCalls {
  /** An evaluated argument; {@code isQuoted} when its name is written in quotes. */
  record Arg(Loc.Span at, @Nullable String name, boolean isQuoted, Val value) {
    Arg(Loc.Span at, @Nullable String name, Val value) {
      this(at, name, false, value);
    }
  }

  private static final String COUNT = "num_outputs";

  /** Results that a call may have. */
  private static final int MOST_RESULTS = 1024;

  private final Emitter emitter;
  private final Tensors tensors;

  OpCalls(Emitter emitter, Tensors tensors) {
    this.emitter = emitter;
    this.tensors = tensors;
  }

  /** The op called {@code name} with the defaults of its attributes but for {@code attrs}. */
  Op op(Loc.Span at, String name, List<? extends @Nullable Value> operands, Attr... attrs) {
    var entry = Objects.requireNonNull(OpCatalog.get().named(name));
    return read(at, entry, new Attrs(List.of(attrs)), operands, 1).op();
  }

  /** The result of the op called {@code name}. */
  Value emit(Loc.Span at, String name, List<? extends @Nullable Value> operands, Attr... attrs) {
    return emitter.node(at, op(at, name, operands, attrs), operands, 1).result(0);
  }

  /**
   * A call of a catalogue op.
   *
   * @param wanted how many results are assigned
   */
  Val call(Loc.Span at, OpCatalog.Entry entry, List<Arg> args, int wanted) {
    var schema = entry.schema();
    if (schema == null || schema.onnx() == null || !schema.onnx().regionAttributes().isEmpty()) {
      throw Mistake.of(Code.BAD_ARGUMENT, at, "%s cannot be called", entry.name());
    }
    var slots = new ArrayList<@Nullable Arg>();
    var rest = new ArrayList<Arg>();
    var attributes = new LinkedHashMap<String, Arg>();
    sort(entry, schema, args, slots, rest, attributes);
    if (slots.isEmpty() && rest.isEmpty() && schema.inputs().stream().anyMatch(OpCalls::isNeeded)) {
      throw Mistake.of(
          Code.BAD_ARGUMENT,
          at,
          "%s needs %s",
          signature(entry, schema),
          schema.inputs().getFirst().name());
    }
    if (attributes.containsKey("allowzero")
        && slots.size() > 1
        && slots.get(1) instanceof Arg(var where, var name, _, Val.ListOf(var elements))) {
      slots.set(1, new Arg(where, name, new Val.Tensor(tensors.vector(where, elements))));
    }
    var operands = tensors.operands(at, entry, schema, slots, rest);
    var attrs = new ArrayList<Attr>();
    attributes.forEach((name, arg) -> attrs.add(Attributes.of(entry, name, arg)));
    int results = results(at, schema, attributes, slots, wanted);
    if (entry.type() == Slicing.Split.class && operands.size() == 1) {
      divide(at, operands, attrs, results);
    }
    var reading = read(at, entry, new Attrs(attrs), operands, results);
    for (var moved : reading.operands().entrySet()) {
      while (operands.size() <= moved.getKey()) {
        operands.add(null);
      }
      operands.set(moved.getKey(), emitter.constant(at, moved.getValue()));
    }
    return result(emitter.node(at, reading.op(), operands, results));
  }

  /**
   * Says how {@code split} divides into equal pieces: by their lengths where these are known, which every opset can, else
   * by their number, and then the last piece may be shorter but not empty.
   */
  private void divide(Loc.Span at, List<@Nullable Value> operands, List<Attr> attrs, int results) {
    var given = new Attrs(attrs);
    long axis = given.intOr("axis", 0);
    if (operands.getFirst() instanceof Value x
        && x.tensorType().shape().dim((int) axis) instanceof Dim d
        && d.isConst()) {
      long extent = d.constant();
      boolean isEven = extent % results == 0;
      long piece = Math.ceilDiv(extent, results);
      if (!isEven && piece * (results - 1) >= extent) {
        throw Mistake.of(
            Code.SHAPE_MISMATCH,
            at,
            "axis %d of %s has no %d pieces: those of %d leave nothing for the last one",
            axis,
            x.type(),
            results,
            piece);
      }
      if (isEven && !given.has(COUNT)) {
        operands.add(emitter.constant(at, Tensor.vector(Collections.nCopies(results, piece))));
        return;
      }
    }
    if (!given.has(COUNT)) {
      attrs.add(new Attr(COUNT, new AttrValue.Int(results)));
    }
  }

  private static boolean isNeeded(Schema.Slot slot) {
    return slot.arity() != Schema.Arity.OPTIONAL;
  }

  static Val result(Node node) {
    return Val.ofResults(node.results());
  }

  /** Distributes arguments over operand slots, the operands of an open last slot, and attributes. */
  private static void sort(
      OpCatalog.Entry entry,
      Schema schema,
      List<Arg> args,
      List<@Nullable Arg> slots,
      List<Arg> rest,
      Map<String, Arg> attributes) {
    var inputs = schema.inputs();
    boolean isOpen = !inputs.isEmpty() && inputs.getLast().arity() == Schema.Arity.VARIADIC;
    int closed = isOpen ? inputs.size() - 1 : inputs.size();
    var known = new ArrayList<>(OnnxCodec.attributes(entry).keySet());
    int place = 0;
    for (var arg : args) {
      if (arg.name() == null) {
        if (place < closed) {
          put(slots, place, arg, inputs.get(place).name());
        } else if (isOpen) {
          rest.add(arg);
        } else if (place - closed < known.size()) {
          put(attributes, known.get(place - closed), arg);
        } else {
          throw Mistake.of(
              Code.BAD_ARGUMENT,
              arg.at(),
              "%s takes no further argument",
              signature(entry, schema));
        }
        place++;
        continue;
      }
      int slot = slot(inputs, arg.name());
      if (slot >= 0 && inputs.get(slot).arity() == Schema.Arity.VARIADIC) {
        rest.add(arg);
        continue;
      }
      if (slot >= 0) {
        put(slots, slot, arg, arg.name());
        continue;
      }
      put(attributes, arg.name(), arg);
      if (!known.contains(arg.name()) && isRegular(schema)) {
        var names = new ArrayList<>(known);
        inputs.forEach(s -> names.add(s.name()));
        throw hinted(
            entry.name(),
            Mistake.unknown(
                Code.BAD_ARGUMENT, arg.at(), "argument of " + entry.name(), arg.name(), names));
      }
    }
  }

  /** Others call a reduction what is here an op between tensors. */
  private static InputError hinted(String op, InputError e) {
    var reduction = "reduce_" + op;
    return OpCatalog.get().named(reduction) == null
        ? e
        : new InputError(
            Diagnostic.error(e.diagnostic().code(), e.diagnostic().at(), e.diagnostic().message())
                .with(op + " goes between tensors; " + reduction + "(x, axes) reduces axes"));
  }

  private static boolean isRegular(Schema schema) {
    return schema.onnx() == null || schema.onnx().all(Onnx.Trait.Codec.class).findAny().isEmpty();
  }

  private static int slot(List<Schema.Slot> inputs, String name) {
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static void put(Map<String, Arg> attributes, String name, Arg arg) {
    if (attributes.put(name, arg) != null) {
      throw twice(arg, name);
    }
  }

  private static InputError twice(Arg arg, String name) {
    return Mistake.of(Code.BAD_ARGUMENT, arg.at(), "%s is given twice", name);
  }

  private static void put(List<@Nullable Arg> slots, int index, Arg arg, String name) {
    if (index < slots.size() && slots.get(index) != null) {
      throw twice(arg, name);
    }
    while (slots.size() <= index) {
      slots.add(null);
    }
    slots.set(index, arg);
  }

  /** For example {@code conv(x, w, b?)}. */
  static String signature(OpCatalog.Entry entry, Schema schema) {
    var words = new ArrayList<String>();
    for (var s : schema.inputs()) {
      words.add(
          switch (s.arity()) {
            case ONE -> s.name();
            case OPTIONAL -> s.name() + "?";
            case VARIADIC -> s.name() + "…";
          });
    }
    words.addAll(OnnxCodec.attributes(entry).keySet());
    return entry.name() + "(" + String.join(", ", words) + ")";
  }

  private static int results(
      Loc.Span at,
      Schema schema,
      Map<String, Arg> attributes,
      List<@Nullable Arg> slots,
      int wanted) {
    var outputs = schema.outputs();
    if (!outputs.isEmpty() && outputs.getLast().arity() == Schema.Arity.VARIADIC) {
      if (attributes.get(COUNT) instanceof Arg a) {
        long count = StaticMath.integer(a.at(), a.value(), COUNT);
        if (count < 1 || count > MOST_RESULTS) {
          throw Mistake.of(
              Code.BAD_ATTRIBUTE,
              a.at(),
              "%s is from 1 to %d, found %d",
              COUNT,
              MOST_RESULTS,
              count);
        }
        return (int) count;
      }
      boolean isListed = slots.size() > 1 && slots.get(1) != null;
      if (isListed && slots.get(1).value() instanceof Val.ListOf(var sizes)) {
        if (sizes.isEmpty() || sizes.size() > MOST_RESULTS) {
          throw Mistake.of(
              Code.BAD_ARGUMENT,
              slots.get(1).at(),
              "%d pieces; there are from 1 to %d",
              sizes.size(),
              MOST_RESULTS);
        }
        return sizes.size();
      }
      return Math.max(1, wanted);
    }
    if (wanted > outputs.size()) {
      throw Mistake.of(
          Code.BAD_ARGUMENT,
          at,
          "%d variables for %s",
          wanted,
          outputs.size() == 1 ? "one result" : outputs.size() + " results");
    }
    long required = outputs.stream().filter(o -> o.arity() == Schema.Arity.ONE).count();
    return (int) Math.max(Math.max(1, required), wanted);
  }

  private Onnx.Reading read(
      Loc.Span at,
      OpCatalog.Entry entry,
      Attrs attrs,
      List<? extends @Nullable Value> operands,
      int results) {
    var onnx = Objects.requireNonNull(entry.schemaOrThrow().onnx());
    int since = onnx.sinceAt(Onnx.NEWEST);
    if (since == 0) {
      since = onnx.since().getLast();
    }
    var probe =
        emitter.model().node(new Foreign("", onnx.name(), "", since, attrs), operands, results, at);
    var inputs = operands.stream().map(Objects::nonNull).toList();
    var outputs = Collections.nCopies(results, true);
    var reading = OnnxCodec.read(entry, new Onnx.Form(since, attrs, inputs, outputs, probe));
    if (reading == null) {
      throw Mistake.of(
          Code.BAD_ATTRIBUTE,
          at,
          "%s does not take what it is given%s",
          signature(entry, entry.schemaOrThrow()),
          missing(entry, attrs));
    }
    return reading;
  }

  private static String missing(OpCatalog.Entry entry, Attrs attrs) {
    var left = new ArrayList<>(OnnxCodec.attributes(entry).keySet());
    attrs.all().forEach(a -> left.remove(a.name()));
    return left.isEmpty() ? "" : "; not given: " + String.join(", ", left);
  }

  private static final Set<String> FOREIGN_OPTIONS = Set.of("outputs", "version");

  /** {@code foreign("domain", "Op", x, y, alpha = 0.5, "in" = 1, outputs = 2, version = 1)}. */
  Val foreign(Loc.Span at, List<Arg> args) {
    if (args.size() < 2
        || !(args.get(0).value() instanceof Val.Text(var domain))
        || !(args.get(1).value() instanceof Val.Text(var name))) {
      throw Mistake.of(
          Code.BAD_ARGUMENT, at, "foreign needs a domain and the name of an operator first");
    }
    long outputs = 1;
    long version = 0;
    var operands = new ArrayList<@Nullable Value>();
    var attrs = new ArrayList<Attr>();
    for (var a : args.subList(2, args.size())) {
      if (a.name() == null) {
        operands.add(
            a.value() instanceof Val.None ? null : tensors.tensor(a.at(), a.value(), null));
      } else if (!a.isQuoted() && FOREIGN_OPTIONS.contains(a.name())) {
        long n = StaticMath.integer(a.at(), a.value(), a.name());
        outputs = a.name().equals("outputs") ? n : outputs;
        version = a.name().equals("version") ? n : version;
      } else if (a.name().isEmpty()) {
        throw Mistake.of(Code.BAD_ATTRIBUTE, a.at(), "an attribute without a name");
      } else {
        attrs.add(new Attr(a.name(), Attributes.value(a.at(), a.name(), null, a.value())));
      }
    }
    if (outputs < 1 || outputs > MOST_RESULTS || version < 0) {
      throw Mistake.of(
          Code.BAD_ARGUMENT, at, "foreign with %d outputs of version %d", outputs, version);
    }
    var plain = Domain.canonical(domain);
    try {
      return result(
          emitter.node(
              at,
              new Foreign(plain, name, "", version, new Attrs(attrs)),
              operands,
              (int) outputs));
    } catch (IllegalArgumentException e) {
      throw new InputError(Code.BAD_ATTRIBUTE, at, String.valueOf(e.getMessage()));
    }
  }
}
