package sinter.frontend.language.weights;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Suggest;
import sinter.ir.tensor.Elements;
import sinter.ir.tensor.Recipe;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Shape;
import sinter.ir.type.Type.TensorType;

/**
 * The first value of a parameter. It depends on the seed, the parameter's full name, its shape and its
 * element type, and on nothing else: neither on the order of parameters nor on the machine. Random values are
 * recipes, so that a parameter of any size costs nothing until it is written.
 *
 * <p>Fan-in is the product of the extents after the first, fan-out the first extent times the receptive field
 * (the product of the extents after the second), as weights are laid out in ONNX (O, I, K, K); for vectors
 * both are the extent.
 */
public record Initializer(Kind kind, List<Double> arguments) {
  /** Elements of a tensor that is no recipe. */
  private static final long MOST_WRITTEN = 1L << 24;

  /** Half the operations that an orthogonal matrix may take. */
  private static final long MOST_PRODUCTS = 1L << 36;

  /** The initializers. */
  public enum Kind {
    ZEROS,
    ONES,
    CONSTANT,
    NORMAL,
    UNIFORM,
    /**
     * Standard deviation √(2 / fan-in); He, Zhang, Ren and Sun, "Delving deep into rectifiers", ICCV 2015.
     */
    HE_NORMAL,
    /** The same variance, uniform: within ±√(6 / fan-in). */
    HE_UNIFORM,
    /** Standard deviation √(2 / (fan-in + fan-out)); Glorot and Bengio, AISTATS 2010. */
    GLOROT_NORMAL,
    /** The same variance, uniform: within ±√(6 / (fan-in + fan-out)). */
    GLOROT_UNIFORM,
    /** Standard deviation √(1 / fan-in); LeCun, Bottou, Orr and Müller, "Efficient backprop", 1998. */
    LECUN_NORMAL,
    /** Normal with mean 0, nothing beyond two standard deviations. */
    TRUNCATED_NORMAL,
    /** See {@link Orthogonal}. */
    ORTHOGONAL,
    /** Ones where row and column are the same. */
    EYE,
    /** 0, 1, 2, … in row-major order. */
    ARANGE;

    /** Name in programs. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    private boolean isRandom() {
      return switch (this) {
        case NORMAL,
            UNIFORM,
            HE_NORMAL,
            HE_UNIFORM,
            GLOROT_NORMAL,
            GLOROT_UNIFORM,
            LECUN_NORMAL,
            TRUNCATED_NORMAL,
            ORTHOGONAL ->
            true;
        case ZEROS, ONES, CONSTANT, EYE, ARANGE -> false;
      };
    }
  }

  private record Argument(String name, @Nullable Double byDefault) {}

  public Initializer {
    arguments = List.copyOf(arguments);
  }

  /** The arguments, with the values they have when they are left out. */
  private static List<Argument> parameters(Kind kind) {
    return switch (kind) {
      case CONSTANT -> List.of(new Argument("value", null));
      case NORMAL -> List.of(new Argument("mean", 0.0), new Argument("std", 0.02));
      case UNIFORM -> List.of(new Argument("low", null), new Argument("high", null));
      case TRUNCATED_NORMAL -> List.of(new Argument("std", 0.02));
      case ORTHOGONAL -> List.of(new Argument("gain", 1.0));
      case ZEROS,
          ONES,
          HE_NORMAL,
          HE_UNIFORM,
          GLOROT_NORMAL,
          GLOROT_UNIFORM,
          LECUN_NORMAL,
          EYE,
          ARANGE ->
          List.of();
    };
  }

  /** Names of all initializers. */
  public static Collection<String> names() {
    return Stream.of(Kind.values()).map(Kind::text).toList();
  }

  /** Whether an initializer is called {@code name}. */
  public static boolean isKnown(String name) {
    return names().contains(name);
  }

  /**
   * The initializer {@code name} with these arguments.
   *
   * @param at the call, for messages
   * @throws InputError when there is none of that name, or when it does not take these arguments
   */
  public static Initializer of(
      String name, List<Double> positional, Map<String, Double> named, Loc at) {
    var kind = kind(name, at);
    var left = new LinkedHashMap<>(named);
    var parameters = parameters(kind);
    if (positional.size() > parameters.size()) {
      throw wrong(at, signature(kind) + " takes " + count(parameters.size()), kind);
    }
    var values = new ArrayList<Double>();
    for (int i = 0; i < parameters.size(); i++) {
      var p = parameters.get(i);
      var byName = left.remove(p.name());
      if (i < positional.size() && byName != null) {
        throw wrong(at, p.name() + " of " + kind.text() + " is given twice", kind);
      }
      var value =
          i < positional.size() ? positional.get(i) : byName != null ? byName : p.byDefault();
      if (value == null) {
        throw wrong(at, kind.text() + " needs " + p.name(), kind);
      }
      values.add(value);
    }
    for (var unknown : left.keySet()) {
      throw wrong(at, kind.text() + " has no argument " + unknown, kind);
    }
    var made = new Initializer(kind, values);
    if (made.domainError() instanceof String reason) {
      throw wrong(at, reason, kind);
    }
    return made;
  }

  private static Kind kind(String name, Loc at) {
    for (var kind : Kind.values()) {
      if (kind.text().equals(name)) {
        return kind;
      }
    }
    throw new InputError(
        Diagnostic.error(Code.UNKNOWN_NAME, at, "there is no initializer called " + name)
            .with(Suggest.sentence(name, names())));
  }

  private static String count(int n) {
    return n == 0 ? "no arguments" : n == 1 ? "one argument" : n + " arguments";
  }

  private static InputError wrong(Loc at, String message, Kind kind) {
    return new InputError(
        Diagnostic.error(Code.BAD_ATTRIBUTE, at, message).with("it is " + signature(kind)));
  }

  private static String signature(Kind kind) {
    var parameters =
        parameters(kind).stream()
            .map(p -> p.byDefault() == null ? p.name() : p.name() + " = " + p.byDefault())
            .toList();
    return kind.text() + "(" + String.join(", ", parameters) + ")";
  }

  private @Nullable String domainError() {
    if (arguments.stream().anyMatch(a -> !Double.isFinite(a)) && kind != Kind.CONSTANT) {
      return "the arguments of " + kind.text() + " are finite numbers";
    }
    return switch (kind) {
      case NORMAL -> arguments.get(1) < 0 ? "the standard deviation is not negative" : null;
      case TRUNCATED_NORMAL ->
          arguments.get(0) < 0 ? "the standard deviation is not negative" : null;
      case UNIFORM ->
          arguments.get(0) > arguments.get(1)
              ? "low is at most high, found " + arguments.get(0) + " and " + arguments.get(1)
              : null;
      case ZEROS,
          ONES,
          CONSTANT,
          HE_NORMAL,
          HE_UNIFORM,
          GLOROT_NORMAL,
          GLOROT_UNIFORM,
          LECUN_NORMAL,
          ORTHOGONAL,
          EYE,
          ARANGE ->
          null;
    };
  }

  /** Why there is no such value for a parameter of this type, as a sentence; null when there is one. */
  public @Nullable String refusal(DType dtype, List<Long> shape) {
    boolean isReal = dtype.isFloat() && dtype != DType.F8E8M0;
    if (dtype.kind() == DType.Kind.STRING || dtype.kind() == DType.Kind.COMPLEX) {
      return kind.text() + " gives numbers, not " + dtype;
    }
    if (kind.isRandom() && !isReal) {
      return kind.text() + " draws floats, not " + dtype;
    }
    if (kind == Kind.ORTHOGONAL && shape.size() < 2) {
      return "orthogonal needs a matrix or a tensor of higher rank, found shape " + shape;
    }
    if (kind == Kind.EYE && shape.size() != 2) {
      return "eye needs a matrix, found shape " + shape;
    }
    return null;
  }

  /** Why the value would take too much memory or time, as a sentence; null when it does not. */
  public @Nullable String excess(List<Long> shape) {
    return switch (kind) {
      case EYE, ARANGE -> elements(shape) > MOST_WRITTEN ? excess(MOST_WRITTEN) : null;
      case ORTHOGONAL -> {
        double least = Math.min(shape.getFirst(), product(shape, 1));
        yield elements(shape) > MOST_WRITTEN
            ? excess(MOST_WRITTEN)
            : elements(shape) * least > MOST_PRODUCTS
                ? "orthogonal is too slow for a matrix of this size; 4096 rows and columns are the most"
                : null;
      }
      case ZEROS,
          ONES,
          CONSTANT,
          NORMAL,
          UNIFORM,
          HE_NORMAL,
          HE_UNIFORM,
          GLOROT_NORMAL,
          GLOROT_UNIFORM,
          LECUN_NORMAL,
          TRUNCATED_NORMAL ->
          null;
    };
  }

  private String excess(long most) {
    return kind.text() + " has at most " + most + " elements";
  }

  private static double elements(List<Long> shape) {
    return product(shape, 0);
  }

  /**
   * The value of the parameter {@code fullName}.
   *
   * @throws IllegalArgumentException when there is a {@link #refusal}
   */
  public Tensor create(long seed, String fullName, DType dtype, List<Long> shape) {
    if (refusal(dtype, shape) instanceof String reason) {
      throw new IllegalArgumentException(reason);
    }
    var type = new TensorType(dtype, Shape.ofLongs(shape));
    long key = Keys.of(seed, fullName);
    double in = fanIn(shape);
    double sum = in + fanOut(shape);
    return switch (kind) {
      case ZEROS -> Tensor.splat(dtype, shape, 0);
      case ONES -> Tensor.splat(dtype, shape, 1);
      case CONSTANT -> Tensor.splat(dtype, shape, arguments.getFirst());
      case NORMAL -> drawn(type, new Recipe.Normal(key, arguments.get(0), arguments.get(1)));
      case UNIFORM -> drawn(type, new Recipe.Uniform(key, arguments.get(0), arguments.get(1)));
      case HE_NORMAL -> drawn(type, new Recipe.Normal(key, 0, Math.sqrt(2 / in)));
      case HE_UNIFORM -> drawn(type, within(key, Math.sqrt(6 / in)));
      case GLOROT_NORMAL -> drawn(type, new Recipe.Normal(key, 0, Math.sqrt(2 / sum)));
      case GLOROT_UNIFORM -> drawn(type, within(key, Math.sqrt(6 / sum)));
      case LECUN_NORMAL -> drawn(type, new Recipe.Normal(key, 0, Math.sqrt(1 / in)));
      case TRUNCATED_NORMAL ->
          drawn(type, new Recipe.TruncatedNormal(key, 0, arguments.getFirst()));
      case ORTHOGONAL -> Orthogonal.create(type, key, arguments.getFirst());
      case EYE ->
          placed(type, shape.getLast() + 1, ones(Math.min(shape.getFirst(), shape.getLast())));
      case ARANGE -> placed(type, 1, counted(type.shape().elements().constant()));
    };
  }

  private static double[] ones(long count) {
    var ones = new double[Math.toIntExact(count)];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static double[] counted(long count) {
    return IntStream.range(0, Math.toIntExact(count)).asDoubleStream().toArray();
  }

  private static Recipe.Uniform within(long key, double bound) {
    return new Recipe.Uniform(key, -bound, bound);
  }

  private static Tensor drawn(TensorType type, Recipe.Drawn recipe) {
    return new Tensor.Derived(type, recipe, List.of());
  }

  static double fanIn(List<Long> shape) {
    return shape.isEmpty() ? 1 : Math.max(1, product(shape, shape.size() == 1 ? 0 : 1));
  }

  static double fanOut(List<Long> shape) {
    return shape.isEmpty() ? 1 : Math.max(1, shape.getFirst() * product(shape, 2));
  }

  private static double product(List<Long> shape, int from) {
    double product = 1;
    for (int i = from; i < shape.size(); i++) {
      product *= shape.get(i);
    }
    return product;
  }

  /** Numbers at the places 0, {@code stride}, 2·{@code stride}, …; zeros between. */
  private static Tensor placed(TensorType type, long stride, double[] values) {
    var dtype = Objects.requireNonNull(type.dtype());
    long bytes = dtype.bytes(type.shape().elements().constant());
    var memory = Arena.ofAuto().allocate(Math.max(1, bytes), 8);
    var out = new Elements.Packed(dtype, memory);
    for (int i = 0; i < values.length; i++) {
      out.setDouble(i * stride, values[i]);
    }
    return new Tensor.Dense(type, memory.asSlice(0, bytes));
  }
}
