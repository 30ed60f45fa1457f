package sinter.ir.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sinter.ir.tensor.Bytes;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;

/**
 * Identity of an op in ONNX: its name, the since-versions whose meaning the record expresses exactly, and how their
 * attributes and operands differ from the record's. Attribute names follow from component names ({@code kernelShape} is
 * {@code kernel_shape}) unless renamed; the components of a nested record are attributes of their own.
 *
 * @param since since-versions that can be read and written
 * @param skipped other since-versions of the same name; nodes of those stay uninterpreted
 */
public record Onnx(
    String domain, String name, List<Integer> since, List<Integer> skipped, List<Trait> traits) {

  /** Newest default-domain opset whose operators the catalogue knows. */
  public static final int NEWEST = 28;

  /** One way in which ONNX's form of the op differs from the record. */
  public sealed interface Trait {
    /** Component {@code component} is called {@code attribute}. */
    record Renamed(String component, String attribute) implements Trait {}

    /** Value of an absent attribute in since-versions {@code from … to}. */
    record Default(String attribute, AttrValue value, int from, int to) implements Trait {}

    /** Attribute {@code attribute} of since-versions before {@code from} is operand {@code operand} from then on. */
    record Moved(String attribute, int operand, int from, Fit fit) implements Trait {}

    /** The attribute exists from since-version {@code from} on; before, only its default can be written. */
    record Introduced(String attribute, int from) implements Trait {}

    /** {@code value} of {@code attribute} exists from since-version {@code from} on. */
    record ValueSince(String attribute, AttrValue value, int from) implements Trait {}

    /** The attribute value {@code now} is spelled {@code old} before since-version {@code from}. */
    record Respelled(String attribute, String old, String now, int from) implements Trait {}

    /** The operand exists from since-version {@code from} on. */
    record OperandSince(int operand, int from) implements Trait {}

    /** The operand can be left out from since-version {@code from} on. */
    record OptionalSince(int operand, int from) implements Trait {}

    /** The result exists from since-version {@code from} on. */
    record ResultSince(int result, int from) implements Trait {}

    /** An attribute of old versions that never had an effect. */
    record Ignored(String attribute) implements Trait {}

    /** Attributes that hold graphs, in the order of the node's regions. */
    record Regions(List<String> attributes) implements Trait {}

    /** Nodes that fail the condition stay uninterpreted. */
    record Only(Predicate<Form> condition) implements Trait {}

    /** Ops that fail the condition cannot be written in the version it names. */
    record Writable(Predicate<Written> condition) implements Trait {}

    /** The mapping of an irregular op; null means: not expressible. */
    record Codec(Function<Form, @Nullable Reading> read, Function<Written, @Nullable Writing> write)
        implements Trait {}
  }

  /** How the value of an attribute becomes an operand: as it is, as a vector of one, or in operand 0's element type. */
  public enum Fit {
    PLAIN,
    VECTOR,
    LIKE_FIRST
  }

  /**
   * A node to be read: since-version in force, attributes, and which operands and results it has; {@code node} tells
   * their types and constants where they are known.
   */
  public record Form(
      int since, Attrs attrs, List<Boolean> inputs, List<Boolean> outputs, @Nullable Ins node) {
    public Form(int since, Attrs attrs, List<Boolean> inputs, List<Boolean> outputs) {
      this(since, attrs, inputs, outputs, null);
    }

    public boolean hasIn(int index) {
      return index < inputs.size() && inputs.get(index);
    }

    public boolean hasOut(int index) {
      return index < outputs.size() && outputs.get(index);
    }

    /** Element type of operand {@code index}; null when unknown. */
    public @Nullable DType dtype(int index) {
      return node == null ? null : node.tensor(index).dtype();
    }

    /** Operand {@code index} when it is known to be a constant, else null. */
    public @Nullable Tensor constant(int index) {
      return node == null ? null : node.constant(index);
    }
  }

  /** An op, and constants that become operands where the version had attributes. */
  public record Reading(Op op, Map<Integer, Tensor> operands) {
    public static Reading of(Op op) {
      return new Reading(op, Map.of());
    }
  }

  /** A typed op to be written in the form of {@code since}, with its operands. */
  public record Written(Op op, int since, Ins in) {}

  /** Attributes to write, and the operands that are left out because they became attributes. */
  public record Writing(Attrs attrs, Set<Integer> dropped) {}

  public Onnx {
    since = List.copyOf(since);
    skipped = List.copyOf(skipped);
    traits = List.copyOf(traits);
  }

  public static Onnx named(String name) {
    return named("", name);
  }

  public static Onnx named(String domain, String name) {
    return new Onnx(domain, name, List.of(1), List.of(), List.of());
  }

  /** Since-versions that the record expresses. */
  public Onnx since(Integer... versions) {
    return new Onnx(domain, name, List.of(versions), skipped, traits);
  }

  /** Since-versions that exist and mean something the record cannot say. */
  public Onnx skipping(Integer... versions) {
    return new Onnx(domain, name, since, List.of(versions), traits);
  }

  private Onnx with(Trait trait) {
    var list = new ArrayList<>(traits);
    list.add(trait);
    return new Onnx(domain, name, since, skipped, list);
  }

  public Onnx rename(String component, String attribute) {
    return with(new Trait.Renamed(component, attribute));
  }

  public Onnx orElse(String attribute, long value) {
    return orElse(attribute, value, 1, Integer.MAX_VALUE);
  }

  /** The value that the absent {@code attribute} stands for in since-versions {@code from … to}. */
  public Onnx orElse(String attribute, long value, int from, int to) {
    return with(new Trait.Default(attribute, new AttrValue.Int(value), from, to));
  }

  public Onnx orElse(String attribute, float value) {
    return with(new Trait.Default(attribute, new AttrValue.Real(value), 1, Integer.MAX_VALUE));
  }

  public Onnx orElse(String attribute, String value) {
    return orElse(attribute, value, 1, Integer.MAX_VALUE);
  }

  public Onnx orElse(String attribute, String value, int from, int to) {
    return with(new Trait.Default(attribute, new AttrValue.Str(Bytes.utf8(value)), from, to));
  }

  /** Several texts. */
  public Onnx orElseTexts(String attribute, String... values) {
    var texts = Stream.of(values).map(Bytes::utf8).toList();
    return with(new Trait.Default(attribute, new AttrValue.Strs(texts), 1, Integer.MAX_VALUE));
  }

  public Onnx orElse(String attribute, List<Long> values) {
    return with(new Trait.Default(attribute, new AttrValue.Ints(values), 1, Integer.MAX_VALUE));
  }

  /** Operand {@code operand} was attribute {@code attribute} before since-version {@code from}. */
  public Onnx moved(String attribute, int operand, int from) {
    return moved(attribute, operand, from, Fit.PLAIN);
  }

  /** The same for an operand that differs in form from the attribute. */
  public Onnx moved(String attribute, int operand, int from, Fit fit) {
    return with(new Trait.Moved(attribute, operand, from, fit));
  }

  public Onnx introduced(String attribute, int from) {
    return with(new Trait.Introduced(attribute, from));
  }

  public Onnx valueSince(String attribute, String value, int from) {
    return with(new Trait.ValueSince(attribute, new AttrValue.Str(Bytes.utf8(value)), from));
  }

  public Onnx respelled(String attribute, String old, String now, int from) {
    return with(new Trait.Respelled(attribute, old, now, from));
  }

  public Onnx operandSince(int operand, int from) {
    return with(new Trait.OperandSince(operand, from));
  }

  /** Operand {@code operand} can be left out from since-version {@code from} on. */
  public Onnx optionalSince(int operand, int from) {
    return with(new Trait.OptionalSince(operand, from));
  }

  public Onnx resultSince(int result, int from) {
    return with(new Trait.ResultSince(result, from));
  }

  public Onnx ignoring(String attribute) {
    return with(new Trait.Ignored(attribute));
  }

  public Onnx regions(String... attributes) {
    return with(new Trait.Regions(List.of(attributes)));
  }

  public Onnx only(Predicate<Form> condition) {
    return with(new Trait.Only(condition));
  }

  /** Ops that fail the condition are not written in the version it names. */
  public Onnx writable(Predicate<Written> condition) {
    return with(new Trait.Writable(condition));
  }

  /** Replaces the mapping by attribute names for an irregular op; null means: not expressible. */
  public Onnx codec(
      Function<Form, @Nullable Reading> read, Function<Written, @Nullable Writing> write) {
    return with(new Trait.Codec(read, write));
  }

  /** The traits of one kind. */
  public <T extends Trait> Stream<T> all(Class<T> kind) {
    return traits.stream().filter(kind::isInstance).map(kind::cast);
  }

  /** The since-version in force at opset {@code version}; 0 when the record does not express it. */
  public int sinceAt(long version) {
    if (version > NEWEST && domain.isEmpty()) {
      return 0;
    }
    int best = 0;
    for (int s : since) {
      best = s <= version && s > best ? s : best;
    }
    for (int s : skipped) {
      if (s <= version && s > best) {
        return 0;
      }
    }
    return best;
  }

  /** Whether some since-version lies between the two opsets, so that one and the same node may mean two things. */
  public boolean changes(long one, long other) {
    long low = Math.min(one, other);
    long high = Math.max(one, other);
    return (high > NEWEST && domain.isEmpty())
        || Stream.concat(since.stream(), skipped.stream()).anyMatch(s -> s > low && s <= high);
  }

  /** ONNX's name of component {@code component}. */
  public String attribute(String component) {
    return all(Trait.Renamed.class)
        .filter(r -> r.component().equals(component))
        .map(Trait.Renamed::attribute)
        .findFirst()
        .orElseGet(() -> snake(component));
  }

  /** The default of {@code attribute} at since-version {@code since}, or null. */
  public @Nullable AttrValue defaultOf(String attribute, int since) {
    for (var t : traits) {
      if (t instanceof Trait.Default(var name, var value, int from, int to)
          && name.equals(attribute)
          && from <= since
          && since <= to) {
        return value;
      }
    }
    return null;
  }

  /** {@code value} with a spelling of since-version {@code since} replaced by the current one, or the reverse. */
  AttrValue respell(String attribute, AttrValue value, int since, boolean reading) {
    for (var r : all(Trait.Respelled.class).toList()) {
      var from = new AttrValue.Str(Bytes.utf8(reading ? r.old() : r.now()));
      if (since < r.from() && r.attribute().equals(attribute) && from.equals(value)) {
        return new AttrValue.Str(Bytes.utf8(reading ? r.now() : r.old()));
      }
    }
    return value;
  }

  /** Names of the attributes that hold graphs. */
  public List<String> regionAttributes() {
    return all(Trait.Regions.class).findFirst().map(Trait.Regions::attributes).orElse(List.of());
  }

  /** {@code kernelShape} as {@code kernel_shape}. */
  public static String snake(String camel) {
    var out = new StringBuilder();
    for (int i = 0; i < camel.length(); i++) {
      char c = camel.charAt(i);
      if (Character.isUpperCase(c) && i > 0) {
        out.append('_');
      }
      out.append(c);
    }
    return out.toString().toLowerCase(Locale.ROOT);
  }
}
