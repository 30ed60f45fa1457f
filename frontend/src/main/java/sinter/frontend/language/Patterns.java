package sinter.frontend.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.ast.Expr;
import sinter.frontend.language.ast.Extent;
import sinter.frontend.language.ast.Kind;
import sinter.frontend.language.ast.TypeExpr;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostic;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;
import sinter.ir.diag.Suggest;
import sinter.ir.type.DType;
import sinter.ir.type.Dim;
import sinter.ir.type.Shape;
import sinter.ir.type.Type.TensorType;

/**
 * Types as patterns. A name that has no value yet is bound to what it meets; a name with a value, and any other
 * expression, must agree.
 */
final class Patterns {
  static final Set<String> KINDS =
      Set.of("int", "float", "bool", "string", "dtype", "block", "tensor");

  /** What element types are called elsewhere. */
  private static final Map<String, DType> ELSEWHERE =
      Map.of(
          "float", DType.F32,
          "float32", DType.F32,
          "double", DType.F64,
          "float64", DType.F64,
          "half", DType.F16,
          "float16", DType.F16,
          "bfloat16", DType.BF16,
          "int", DType.I64,
          "int64", DType.I64,
          "int32", DType.I32);

  private final Tensors tensors;
  private final BiFunction<Expr, Scope, Val> evaluate;
  private final BiFunction<String, Scope, @Nullable Val> known;

  /**
   * Patterns.
   *
   * @param evaluate gives the value of an extent in a scope
   * @param known gives the variable or constant of a name; null when there is none
   */
  Patterns(
      Tensors tensors,
      BiFunction<Expr, Scope, Val> evaluate,
      BiFunction<String, Scope, @Nullable Val> known) {
    this.tensors = tensors;
    this.evaluate = evaluate;
    this.known = known;
  }

  /** {@code v} as a value of {@code kind}, names bound in {@code scope}. {@code what} names it in messages. */
  Val match(Kind kind, Val v, Scope scope, Loc.Span at, String what) {
    return switch (kind) {
      case Kind.One(_, var type) -> match(type, v, scope, at, what);
      case Kind.ListOf(_, var element) -> {
        if (!(v instanceof Val.ListOf(var elements))) {
          throw wrong(at, what, "a list", v);
        }
        yield new Val.ListOf(
            elements.stream().map(e -> match(element, e, scope, at, what)).toList());
      }
    };
  }

  Val match(TypeExpr type, Val v, Scope scope, Loc.Span at, String what) {
    if (v.isUnknown() || (type.isOptional() && v instanceof Val.None)) {
      return v;
    }
    if (type.extents() == null && KINDS.contains(type.element())) {
      return plain(type.element(), v, at, what);
    }
    if (type.extents() == null && DType.of(type.element()) == null) {
      throw Mistake.unknown(Code.UNKNOWN_NAME, type.at(), "kind", type.element(), kindsAndTypes());
    }
    return tensor(type, v, scope, at, what);
  }

  /** Refuses an element type that is neither one nor a name that has a value. */
  void checkElement(TypeExpr type, Scope scope) {
    var name = type.element();
    if (DType.of(name) == null && !KINDS.contains(name) && known.apply(name, scope) == null) {
      throw noElement(type);
    }
  }

  private static InputError noElement(TypeExpr type) {
    var name = type.element();
    var meant = ELSEWHERE.get(name);
    if (meant != null) {
      var message = "there is no element type called " + name;
      return new InputError(
          Diagnostic.error(Code.UNKNOWN_NAME, type.at(), message)
              .with(Suggest.question(List.of(meant.text()))));
    }
    return Mistake.unknown(Code.UNKNOWN_NAME, type.at(), "element type", name, elementTypes());
  }

  private static List<String> elementTypes() {
    return Stream.of(DType.values()).map(DType::text).toList();
  }

  private static List<String> kindsAndTypes() {
    return Stream.concat(KINDS.stream(), elementTypes().stream()).toList();
  }

  private Val plain(String kind, Val v, Loc.Span at, String what) {
    boolean fits =
        switch (kind) {
          case "int" -> v instanceof Val.Int;
          case "float" -> v instanceof Val.Real || v instanceof Val.Int;
          case "bool" -> v instanceof Val.Bool;
          case "string" -> v instanceof Val.Text;
          case "dtype" -> v instanceof Val.ElementType;
          case "block" -> v instanceof Val.Callee;
          default -> v instanceof Val.Tensor;
        };
    if (!fits && kind.equals("tensor") && v.isStatic() && !(v instanceof Val.Callee)) {
      return new Val.Tensor(tensors.tensor(at, v, null));
    }
    if (!fits) {
      throw wrong(at, what, (kind.equals("int") ? "an " : "a ") + kind, v);
    }
    return kind.equals("float") && StaticMath.real(v) instanceof Double d ? new Val.Real(d) : v;
  }

  private static InputError wrong(Loc.Span at, String what, String wanted, Val found) {
    return Mistake.of(
        Code.BAD_ARGUMENT, at, "%s: expected %s, found %s", what, wanted, found.kind());
  }

  private Val tensor(TypeExpr type, Val v, Scope scope, Loc.Span at, String what) {
    var dtype = elementOrNull(type, scope);
    Val.Tensor t;
    switch (v) {
      case Val.Tensor given -> t = given;
      case Val.Int _, Val.Wide _, Val.Real _, Val.Bool _, Val.ListOf _ ->
          t = new Val.Tensor(tensors.tensor(at, v, dtype));
      case Val.Text _, Val.ElementType _, Val.None _, Val.Unknown _, Val.Callee _ ->
          throw wrong(at, what, "a tensor " + text(type), v);
    }
    var found = t.value().tensorType();
    if (dtype != null && found.dtype() != null && found.dtype() != dtype) {
      throw mismatch(Code.DTYPE_MISMATCH, type, at, what, t, scope);
    }
    bindElement(type, found, scope);
    if (type.extents() instanceof List<Extent> extents
        && found.shape() instanceof Shape.Ranked(var dims)
        && !match(extents, dims, scope)) {
      throw mismatch(Code.SHAPE_MISMATCH, type, at, what, t, scope);
    }
    return t;
  }

  private void bindElement(TypeExpr type, TensorType found, Scope scope) {
    var name = type.element();
    if (found.dtype() != null
        && DType.of(name) == null
        && !name.equals("tensor")
        && known.apply(name, scope) == null) {
      scope.set(name, new Val.ElementType(found.dtype()));
    }
  }

  /** The element type that {@code type} demands; null for any. */
  private @Nullable DType elementOrNull(TypeExpr type, Scope scope) {
    var plain = DType.of(type.element());
    if (plain != null || type.element().equals("tensor")) {
      return plain;
    }
    return switch (known.apply(type.element(), scope)) {
      case null -> null;
      case Val.ElementType(var d) -> d;
      case Val.Unknown _ -> null;
      case Val.Int _,
          Val.Wide _,
          Val.Real _,
          Val.Bool _,
          Val.Text _,
          Val.ListOf _,
          Val.Tensor _,
          Val.None _,
          Val.Callee _ ->
          throw Mistake.kind(
              type.at(), "a dtype in " + type.element(), known.apply(type.element(), scope));
    };
  }

  private boolean match(List<Extent> extents, List<Dim> dims, Scope scope) {
    int rest = -1;
    for (int i = 0; i < extents.size(); i++) {
      if (extents.get(i) instanceof Extent.Rest(var at, _)) {
        if (rest >= 0) {
          throw Mistake.of(
              Code.BAD_ARGUMENT, at, "one '...' is the most: two leave open where each ends");
        }
        rest = i;
      }
    }
    int fixed = extents.size() - (rest < 0 ? 0 : 1);
    if (rest < 0 ? dims.size() != fixed : dims.size() < fixed) {
      return false;
    }
    int skipped = dims.size() - fixed;
    int at = 0;
    for (var e : extents) {
      if (e instanceof Extent.Rest(var place, var name)) {
        if (name != null && !matchRest(place, name, dims.subList(at, at + skipped), scope)) {
          return false;
        }
        at += skipped;
      } else if (e instanceof Extent.Of(_, var value) && !agrees(value, dims.get(at++), scope)) {
        return false;
      }
    }
    return true;
  }

  /** The sizes in {@code type}, known when the model runs, that {@code found}, which matches, may not have there. */
  List<String> open(TypeExpr type, TensorType found, Scope scope) {
    var open = new ArrayList<String>();
    if (type.extents() instanceof List<Extent> extents
        && found.shape() instanceof Shape.Ranked(var dims)) {
      int axis = 0;
      for (var e : extents) {
        if (e instanceof Extent.Of(_, var value)) {
          var wanted = evaluate.apply(value, scope);
          if (wanted instanceof Val.Int(var d) && !d.isConst() && !Dim.same(d, dims.get(axis))) {
            open.add(d.toString());
          }
          axis++;
        } else {
          axis += dims.size() - (extents.size() - 1);
        }
      }
    }
    return open;
  }

  private boolean matchRest(Loc.Span at, String name, List<Dim> dims, Scope scope) {
    var value = known.apply(name, scope);
    if (value == null) {
      scope.set(name, new Val.ListOf(dims.stream().map(d -> (Val) new Val.Int(d)).toList()));
      return true;
    }
    if (value.isUnknown()) {
      return true;
    }
    var elements = StaticMath.list(at, value);
    if (elements.size() != dims.size()) {
      return false;
    }
    for (int i = 0; i < dims.size(); i++) {
      if (Dim.differ(StaticMath.dim(at, elements.get(i)), dims.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether {@code e} may be {@code dim}: an extent that symbols leave open is taken to agree. */
  private boolean agrees(Expr e, Dim dim, Scope scope) {
    if (e instanceof Expr.Name(_, var name) && known.apply(name, scope) == null) {
      scope.set(name, new Val.Int(dim));
      return true;
    }
    var wanted = evaluated(e, scope);
    return wanted.isUnknown() || !Dim.differ(StaticMath.dim(e.at(), wanted), dim);
  }

  /** The value of an extent in a type that gives names their values: each stands alone before it is computed with. */
  private Val evaluated(Expr e, Scope scope) {
    try {
      return evaluate.apply(e, scope);
    } catch (InputError unknown) {
      var d = unknown.diagnostic();
      if (d.code() == Code.UNRESOLVED_NAME
          && d.at() instanceof Loc.Span at
          && at.source().equals(e.at().source())
          && at.line() == e.at().line()) {
        throw new InputError(
            d.with(
                "%s must first stand alone as an extent, as in [%1$s, …], before %s can have it"
                    .formatted(written(at, e), written(e.at(), e))));
      }
      throw unknown;
    }
  }

  private InputError mismatch(
      Code code, TypeExpr type, Loc.Span at, String what, Val.Tensor found, Scope scope) {
    var error =
        Diagnostic.error(
            code,
            at,
            "%s: expected %s, found %s".formatted(what, text(type), found.value().type()));
    error = error.with("declared as " + text(type), type.at());
    for (var e : type.extents() == null ? List.<Extent>of() : type.extents()) {
      if (e instanceof Extent.Of(_, Expr.Name(_, var name))
          && scope.get(name) instanceof Val.Int(var value)
          && !value.toString().equals(name)) {
        error = error.with(name + " is " + value);
      }
    }
    var origin = Emitter.origin(found.value());
    return new InputError(
        origin instanceof Loc.Span && !origin.equals(at)
            ? error.with("found here", origin)
            : error);
  }

  /** The type as it is written, as far as names and numbers go. */
  static String text(TypeExpr type) {
    if (type.extents() == null) {
      return type.element();
    }
    var parts = new ArrayList<String>();
    for (var e : type.extents()) {
      parts.add(
          switch (e) {
            case Extent.Rest(_, var name) -> "..." + (name == null ? "" : name);
            case Extent.Of(var at, var value) -> written(at, value);
          });
    }
    return type.element() + "[" + String.join(", ", parts) + "]";
  }

  private static String written(Loc.Span at, Expr value) {
    if (value instanceof Expr.Name(_, var name)) {
      return name;
    }
    var line = at.source().line(at.line());
    int from = at.column() - 1;
    return line.substring(
        Math.min(from, line.length()), Math.min(from + at.length(), line.length()));
  }

  /**
   * The tensor type that a declaration says. Names without a value become symbols when {@code symbols}, else they are a
   * mistake.
   */
  TensorType declared(TypeExpr type, Scope scope, boolean symbols) {
    if (type.isOptional()) {
      throw Mistake.of(
          Code.BAD_ARGUMENT,
          type.at(),
          symbols
              ? "an input is never none; with a value, as in 'input x: f32[] = 1.0', it may be left out"
              : "a stored tensor is never none");
    }
    var dtype = elementOrNull(type, scope);
    if (dtype == null) {
      throw noElement(type);
    }
    if (type.extents() == null) {
      return new TensorType(dtype, symbols ? Shape.UNRANKED : Shape.SCALAR);
    }
    var dims = new ArrayList<Dim>();
    for (var e : type.extents()) {
      switch (e) {
        case Extent.Rest(var at, var name) -> {
          if (name == null || !(known.apply(name, scope) instanceof Val.ListOf(var elements))) {
            throw Mistake.of(Code.BAD_ARGUMENT, at, "'...' needs a known list of extents here");
          }
          elements.forEach(v -> dims.add(StaticMath.dim(at, v)));
        }
        case Extent.Of(var at, var value) -> dims.add(extent(at, value, scope, symbols));
      }
    }
    return new TensorType(dtype, Shape.of(dims));
  }

  private Dim extent(Loc.Span at, Expr value, Scope scope, boolean symbols) {
    if (symbols && value instanceof Expr.Name(_, var name) && known.apply(name, scope) == null) {
      var symbol = Dim.sym(name);
      scope.set(name, new Val.Int(symbol));
      return symbol;
    }
    var dim = StaticMath.dim(at, symbols ? evaluated(value, scope) : evaluate.apply(value, scope));
    if (dim.isConst() && dim.constant() < 0) {
      throw Mistake.of(Code.SHAPE_MISMATCH, at, "an extent is not negative, found %s", dim);
    }
    return dim;
  }
}
