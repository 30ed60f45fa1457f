package sinter.frontend.language;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sinter.frontend.language.ast.Statement.Storage;
import sinter.frontend.language.weights.Initializer;
import sinter.ir.Fact;
import sinter.ir.Node;
import sinter.ir.Value;
import sinter.ir.diag.Loc;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.Type.TensorType;

/**
 * The stored tensors of a model, in the order of their declaration. Their contents are settled when all are known, since
 * a weights file is matched as a whole.
 */
final class Parameters {
  /**
   * A stored tensor.
   *
   * @param from where the user's own program asks for it
   * @param initializer null when a weights file must give it
   * @param isGiven whether the program itself says the contents
   */
  record Stored(
      Loc.Span at,
      Loc.Span from,
      String name,
      TensorType type,
      @Nullable Initializer initializer,
      boolean isGiven,
      Node node) {
    long bytes() {
      return Objects.requireNonNull(type.dtype()).bytes(type.shape().elements().constant());
    }
  }

  private final Emitter emitter;
  private final long seed;
  private final List<Stored> all = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  Parameters(Emitter emitter, long seed) {
    this.emitter = emitter;
    this.seed = seed;
  }

  List<Stored> all() {
    return all;
  }

  /** Paths through different blocks can read the same: the later one takes a number. */
  private String free(String path) {
    var name = path;
    for (int i = 2; !names.add(name); i++) {
      name = path + "_" + i;
    }
    return name;
  }

  /** A tensor whose contents come later; zeros until then. A const has them at once. */
  Value declare(
      Loc.Span at,
      Loc.Span from,
      String name,
      TensorType type,
      Storage storage,
      @Nullable Initializer initializer) {
    if (!type.isStatic()) {
      throw Mistake.notConstant(at, "the shape of a parameter", type);
    }
    Tensors.checkSize(at, type.shape().longs());
    var dtype = Objects.requireNonNull(type.dtype());
    var zeros = Tensor.splat(dtype, type.shape().longs(), 0);
    return add(at, from, name, storage, zeros, initializer, false);
  }

  /** A tensor with these contents. */
  Value declareAs(Loc.Span at, String name, Storage storage, Tensor contents) {
    return add(at, at, name, storage, contents, null, true);
  }

  private Value add(
      Loc.Span at,
      Loc.Span from,
      String path,
      Storage storage,
      Tensor contents,
      @Nullable Initializer initializer,
      boolean isGiven) {
    var name = free(path);
    var settled =
        storage == Storage.CONST && initializer != null
            ? initializer.create(seed, name, contents.dtype(), contents.dims())
            : contents;
    var value = emitter.outerConstant(at, settled);
    emitter.claim(at, value, name);
    if (storage != Storage.PARAM) {
      value.setFacts(value.facts().with(new Fact.Untrained()));
    }
    if (storage != Storage.CONST) {
      var node = Objects.requireNonNull(value.def());
      all.add(new Stored(at, from, name, contents.type(), initializer, isGiven, node));
    }
    return value;
  }
}
