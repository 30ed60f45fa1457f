package sinter.compiler.compare;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sinter.ir.Block;
import sinter.ir.Model;
import sinter.ir.Node;
import sinter.ir.Use;
import sinter.ir.Value;
import sinter.ir.op.AttrValue;
import sinter.ir.op.Foreign;
import sinter.ir.tensor.Bytes;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Type;

/**
 * What to feed a model: every input without an initializer, its type and the numbers that make sense in
 * it, derived from the operators that it reaches.
 */
record InputPlan(List<Input> inputs) {
  /**
   * One input.
   *
   * @param guessed whether nothing but the element type speaks for the domain, so that numbers beyond it may be valid
   * @param integral whether a float input is turned into integers on the way
   */
  record Input(String name, Type type, Domain domain, boolean guessed, boolean integral) {}

  private static final Pattern MASK =
      Pattern.compile("(?i)(^|[^a-z])masks?([^a-z]|$)|[a-z]Masks?([^a-z]|$)");

  private static final List<Bytes> WORDS =
      List.of(Bytes.utf8("a"), Bytes.utf8("b"), Bytes.utf8("cd"), Bytes.EMPTY);
  private static final Set<String> WORD_ATTRIBUTES =
      Set.of("keys_strings", "cats_strings", "classlabels_strings", "pool_strings");

  InputPlan {
    inputs = List.copyOf(inputs);
  }

  /** Plans the inputs of a model with inferred shapes; {@code specs} win over what is derived. */
  static InputPlan of(Model model, Map<String, InputSpec> specs) {
    List<Input> inputs = new ArrayList<>();
    for (Value.Param param : model.main().body().params()) {
      String name = param.name();
      if (name == null || param.initial() != null) {
        continue;
      }
      Reach reach = reach(param);
      InputSpec spec = specs.get(name);
      Domain said = spec != null ? spec.domain() : derive(name, param.type(), reach);
      Domain domain = said != null ? said : guess(reach);
      inputs.add(new Input(name, param.type(), domain, said == null, reach.integral));
    }
    return new InputPlan(inputs);
  }

  /** The plan for the inputs that are not among {@code given}. */
  InputPlan without(Set<String> given) {
    return new InputPlan(inputs.stream().filter(i -> !given.contains(i.name())).toList());
  }

  /** Why no values can be drawn for one of the inputs. */
  String obstacle() {
    for (Input input : inputs) {
      if (!isDrawable(input.type(), input.domain())) {
        return "no values of type %s can be drawn for input '%s'"
            .formatted(input.type(), input.name());
      }
    }
    return "the inputs of this model are too large to be drawn";
  }

  private static boolean isDrawable(Type type, Domain domain) {
    return switch (type) {
      case Type.TensorType(DType dtype, _) ->
          dtype != null && (dtype != DType.STRING || domain instanceof Domain.Words);
      case Type.SequenceType(Type element) -> isDrawable(element, domain);
      case Type.OptionalType(Type element) -> isDrawable(element, domain);
      case Type.SparseType _, Type.MapType _, Type.Opaque _ -> false;
    };
  }

  /** Whether this input's floats are turned into integers on the way. */
  boolean isIntegral(String name) {
    return inputs.stream().anyMatch(input -> input.name().equals(name) && input.integral());
  }

  /** What an input meets on its way through operators that hand on its elements. */
  private static final class Reach {
    final List<Domain> demands = new ArrayList<>();
    final List<Bytes> words = new ArrayList<>();
    boolean integral;
    boolean real;
    boolean logical;
  }

  private static Reach reach(Value.Param input) {
    Reach reach = new Reach();
    Set<Value> seen = new HashSet<>();
    Deque<Value> open = new ArrayDeque<>(List.of(input));
    DType own = input.tensorType().dtype();
    boolean isFloat = own != null && own.isFloat();
    while (!open.isEmpty()) {
      Value value = open.pop();
      if (!seen.add(value)) {
        continue;
      }
      DType type = value.tensorType().dtype();
      reach.integral |= isFloat && type != null && type.isInteger();
      reach.real |= type != null && type.isFloat();
      reach.logical |= type == DType.BOOL;
      for (Use use : value.uses()) {
        Node node = use.node();
        if (node != null) {
          meet(node, use.index(), reach, open);
        }
      }
    }
    return reach;
  }

  private static void meet(Node node, int index, Reach reach, Deque<Value> open) {
    Domain demand = DomainRules.of(node, index);
    if (demand != null) {
      reach.demands.add(demand);
    }
    collectWords(node, reach);
    if (DomainRules.passesOn(node, index)) {
      open.addAll(node.results());
    }
    String op = Operators.name(node);
    for (Block region : node.regions()) {
      int param = op.equals("Scan") ? index : op.equals("Loop") && index >= 2 ? index : -1;
      if (param >= 0 && param < region.params().size()) {
        open.add(region.params().get(param));
      }
    }
  }

  private static void collectWords(Node node, Reach reach) {
    if (node.op() instanceof Foreign foreign) {
      for (String attribute : WORD_ATTRIBUTES) {
        if (foreign.attrs().get(attribute) instanceof AttrValue.Strs(List<Bytes> values)) {
          reach.words.addAll(values.subList(0, Math.min(64, values.size())));
        }
      }
    }
  }

  /** What the operators that it reaches, its name or its type say of an input; null when they say nothing. */
  private static @Nullable Domain derive(String name, Type type, Reach reach) {
    DType dtype = element(type);
    if (dtype == DType.STRING) {
      return new Domain.Words(reach.words.isEmpty() ? WORDS : reach.words);
    }
    Domain demanded = strictest(reach.demands);
    if (demanded != null) {
      return demanded;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    if (dtype == DType.BOOL || MASK.matcher(name).find()) {
      return new Domain.Mask();
    }
    if (dtype == null || dtype.isFloat() || dtype.kind() == DType.Kind.COMPLEX) {
      return Domain.FREE;
    }
    if (lower.contains("len") || lower.contains("size")) {
      return Domain.Range.of(1, 9);
    }
    if (dtype.bits() <= 8) {
      return Domain.FREE;
    }
    return null;
  }

  private static Domain guess(Reach reach) {
    return reach.real || reach.logical ? new Domain.Mask() : Domain.Range.of(0, 8);
  }

  /** The element type of a tensor or of what a sequence or an optional holds. */
  static @Nullable DType element(Type type) {
    return switch (type) {
      case Type.TensorType(var dtype, _) -> dtype;
      case Type.SparseType(var dtype, _) -> dtype;
      case Type.SequenceType(Type inner) -> element(inner);
      case Type.OptionalType(Type inner) -> element(inner);
      case Type.MapType _, Type.Opaque _ -> null;
    };
  }

  /** Ranges are intersected; otherwise the first demand counts. */
  private static @Nullable Domain strictest(List<Domain> demands) {
    Domain strictest = null;
    for (Domain demand : demands) {
      if (demand instanceof Domain.Range(Dim low, Dim high)
          && strictest instanceof Domain.Range(Dim otherLow, Dim otherHigh)) {
        strictest = new Domain.Range(low.max(otherLow), high.min(otherHigh));
      } else if (strictest == null || demand instanceof Domain.Choice) {
        strictest = demand;
      }
    }
    return strictest;
  }
}
