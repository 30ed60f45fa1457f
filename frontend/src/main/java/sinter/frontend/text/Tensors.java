package sinter.frontend.text;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sinter.grammar.text.SirParser;
import sinter.ir.diag.Code;
import sinter.ir.tensor.Bytes;
import sinter.ir.tensor.Elements;
import sinter.ir.tensor.Recipe;
import sinter.ir.tensor.Tensor;
import sinter.ir.text.Scalars;
import sinter.ir.text.Vocabulary;
import sinter.ir.type.DType;
import sinter.ir.type.Type.TensorType;

/** Reads tensors: elements, splats, slices of files, base 64 and recipes. */
record Tensors(Places places, Types types, Literals literals, WeightFiles files) {
  Tensor tensor(SirParser.ValueContext tree) {
    if (tree.type() == null) {
      throw places.error(tree, Code.BAD_ATTRIBUTE, "a tensor needs ': type'");
    }
    if (!(types.type(tree.type()) instanceof TensorType type) || !isStatic(type)) {
      throw places.error(
          tree.type(), Code.BAD_ATTRIBUTE, "the type of a constant has known extents");
    }
    try {
      return of(tree, type, Objects.requireNonNull(type.dtype()));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw places.error(
          tree, Code.BAD_ATTRIBUTE, "not a tensor of " + type + ": " + e.getMessage());
    }
  }

  private static boolean isStatic(TensorType type) {
    return type.isStatic()
        && type.shape().dims().stream().allMatch(d -> d.constant() >= 0)
        && type.shape().elements().isConst();
  }

  private Tensor of(SirParser.ValueContext tree, TensorType type, DType dtype) {
    return switch (tree.literal()) {
      case SirParser.ListContext list -> list(list, type, dtype);
      case SirParser.SplatContext splat -> new Tensor.Splat(type, splat(splat, dtype));
      case SirParser.SliceContext slice -> slice(slice, type, dtype);
      case SirParser.RecipeContext recipe -> recipe(recipe, type);
      case SirParser.PlainContext plain when plain.scalar().BASE64() != null -> dense(plain, type);
      default -> throw places.error(tree, Code.BAD_ATTRIBUTE, "expected a tensor");
    };
  }

  private long splat(SirParser.SplatContext tree, DType dtype) {
    if (tree.pair() == null) {
      return Scalars.bits(dtype, tree.scalar().getText());
    }
    if (dtype != DType.C64) {
      throw places.error(tree.pair(), Code.BAD_ATTRIBUTE, "expected an element of " + dtype);
    }
    long real = Scalars.bits(DType.F32, tree.pair().scalar(0).getText());
    long imaginary = Scalars.bits(DType.F32, tree.pair().scalar(1).getText());
    return imaginary << 32 | real;
  }

  private Tensor list(SirParser.ListContext tree, TensorType type, DType dtype) {
    long size = type.shape().elements().constant();
    if (tree.value().size() != size) {
      throw places.error(
          tree,
          Code.BAD_ATTRIBUTE,
          type + " has " + size + " elements, found " + tree.value().size());
    }
    if (dtype == DType.STRING) {
      return new Tensor.Strings(type, tree.value().stream().map(this::string).toList());
    }
    var bytes = Arena.ofAuto().allocate(Math.max(1, dtype.bytes(size)), 16);
    for (int i = 0; i < size; i++) {
      element(tree.value().get(i), dtype, bytes, i);
    }
    return new Tensor.Dense(type, bytes.asSlice(0, dtype.bytes(size)));
  }

  private Bytes string(SirParser.ValueContext tree) {
    if (tree.literal() instanceof SirParser.PlainContext plain
        && (plain.scalar().STRING() != null || plain.scalar().BASE64() != null)) {
      return literals.bytes(plain.getStart());
    }
    throw places.error(tree, Code.BAD_ATTRIBUTE, "expected a string");
  }

  private void element(SirParser.ValueContext tree, DType dtype, MemorySegment into, long index) {
    try {
      if (dtype.kind() == DType.Kind.COMPLEX
          && tree.literal() instanceof SirParser.ComplexContext pair) {
        var part = dtype == DType.C64 ? DType.F32 : DType.F64;
        var parts = new Elements.Packed(part, into);
        parts.setBits(2 * index, Scalars.bits(part, pair.pair().scalar(0).getText()));
        parts.setBits(2 * index + 1, Scalars.bits(part, pair.pair().scalar(1).getText()));
      } else if (tree.literal() instanceof SirParser.PlainContext plain && tree.type() == null) {
        new Elements.Packed(dtype, into)
            .setBits(index, Scalars.bits(dtype, plain.scalar().getText()));
      } else {
        throw places.error(tree, Code.BAD_ATTRIBUTE, "expected an element of " + dtype);
      }
    } catch (IllegalArgumentException e) {
      throw places.error(tree, Code.BAD_ATTRIBUTE, String.valueOf(e.getMessage()));
    }
  }

  private Tensor dense(SirParser.PlainContext tree, TensorType type) {
    var content = literals.base64(tree.getStart());
    var bytes = Arena.ofAuto().allocate(Math.max(1, content.length), 16);
    MemorySegment.copy(MemorySegment.ofArray(content), 0, bytes, 0, content.length);
    return new Tensor.Dense(type, bytes.asSlice(0, content.length));
  }

  private Tensor slice(SirParser.SliceContext tree, TensorType type, DType dtype) {
    var name = literals.string(tree.SYMBOL().getSymbol());
    var file = files.get(name);
    if (files.isLost(name) && dtype != DType.STRING) {
      return new Tensor.Splat(type, 0);
    }
    if (file == null) {
      throw places.error(
          tree.SYMBOL().getSymbol(),
          Code.UNRESOLVED_NAME,
          "no weights are called " + tree.SYMBOL().getText());
    }
    long size = file.content().byteSize();
    long from = literals.number(tree.INT(0).getSymbol(), 0, size);
    long to = literals.number(tree.INT(1).getSymbol(), from, size);
    if (dtype == DType.STRING || to - from != dtype.bytes(type.shape().elements().constant())) {
      throw places.error(tree, Code.BAD_ATTRIBUTE, (to - from) + " bytes are no " + type);
    }
    return new Tensor.Mapped(type, file.path(), from, file.content().asSlice(from, to - from));
  }

  private Tensor recipe(SirParser.RecipeContext tree, TensorType type) {
    var name = tree.id().getText();
    Recipe recipe = Vocabulary.plainRecipe(name);
    if (recipe == null) {
      var kind = Vocabulary.recipe(name);
      if (kind == null) {
        throw places.error(tree.id(), Code.UNKNOWN_NAME, "there is no recipe called " + name);
      }
      recipe = (Recipe) literals.record(kind, tree.attributes(), tree, "recipe " + name);
    } else if (tree.attributes() != null) {
      throw places.error(
          tree.attributes(), Code.BAD_ATTRIBUTE, "recipe " + name + " has no attributes");
    }
    var sources = new ArrayList<Tensor>();
    for (var source : tree.value()) {
      sources.add(tensor(source));
    }
    if (refusal(type, recipe, sources) instanceof String reason) {
      throw places.error(tree.id(), Code.BAD_ATTRIBUTE, "recipe " + name + " " + reason);
    }
    return new Tensor.Derived(type, recipe, sources);
  }

  /** Why the recipe cannot be followed; null when it can. */
  private static @Nullable String refusal(TensorType type, Recipe recipe, List<Tensor> sources) {
    boolean isNumeric =
        sources.stream().allMatch(s -> isNumeric(s.dtype())) && isNumeric(type.dtype());
    int count =
        switch (recipe) {
          case Recipe.Drawn _ -> 0;
          case Recipe.Reshape _, Recipe.Cast _, Recipe.Permute _ -> 1;
          case Recipe.Pointwise _, Recipe.ScaleAxis _ -> 2;
        };
    if (!isNumeric || sources.size() != count) {
      return "takes " + count + " tensors of numbers";
    }
    if (count == 0) {
      return null;
    }
    var first = sources.getFirst();
    var extents = type.shape().longs();
    long size = type.shape().elements().constant();
    boolean fits =
        switch (recipe) {
          case Recipe.Reshape _ -> first.size() == size;
          case Recipe.Cast(var to) -> first.dims().equals(extents) && to == type.dtype();
          case Recipe.Pointwise _ ->
              sources.stream().allMatch(s -> s.size() == 1 || s.dims().equals(extents));
          case Recipe.ScaleAxis(int axis) ->
              first.dims().equals(extents)
                  && axis >= 0
                  && axis < extents.size()
                  && sources.get(1).size() == extents.get(axis);
          case Recipe.Permute(var order) -> isPermutation(order, first.dims(), extents);
          case Recipe.Drawn _ -> true;
        };
    return fits ? null : "does not give " + type + " from these sources";
  }

  private static boolean isNumeric(@Nullable DType dtype) {
    return dtype != null && dtype.kind() != DType.Kind.STRING && dtype.kind() != DType.Kind.COMPLEX;
  }

  private static boolean isPermutation(List<Integer> order, List<Long> from, List<Long> to) {
    if (order.size() != from.size() || to.size() != from.size()) {
      return false;
    }
    var seen = new HashSet<Integer>();
    for (int k = 0; k < order.size(); k++) {
      int axis = order.get(k);
      if (axis < 0 || axis >= from.size() || !seen.add(axis) || !from.get(axis).equals(to.get(k))) {
        return false;
      }
    }
    return true;
  }
}
